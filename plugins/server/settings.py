"""One portal on a server: what its operator has decided, and the names that follow from it."""

from __future__ import annotations

from dataclasses import dataclass

FIRST_PORTAL = "trang-tin"  # its names are those of a server with one portal


@dataclass(frozen=True)
class Places:
    """Where a portal's services and nginx meet, by the portal's name."""

    counter: str  # as `proxy_pass` names it: a Unix socket or a host with a port
    search: str
    desk: str
    figures: str
    error_log: str
    access_log: str
    challenges: str = "/var/www/html"  # of automatic certificates; Debian's first site serves it too


@dataclass(frozen=True)
class Server:
    """One portal on a server; the keys are those of the settings file."""

    address: str
    name: str = FIRST_PORTAL
    aliases: tuple[str, ...] = ()
    folder: str = ""
    project: str = "/opt/trang-tin"
    content: str = ""
    certificate: str = ""
    certificate_key: str = ""
    tls: bool = True
    listen: tuple[str, ...] = ("0.0.0.0", "::")  # noqa: S104 - a web server's addresses
    http_port: int = 80
    https_port: int = 443
    proxies: tuple[str, ...] = ()
    proxy_header: str = "X-Forwarded-For"
    brotli: bool = False
    access_log: bool = False
    hsts_subdomains: bool = False
    ceiling: int = 600
    store: str = ""
    web_account: str = "www-data"
    live_check: bool = False
    mail_to: str = ""
    pull: bool = False
    desk: str = ""
    desk_alone: bool = False
    desk_certificate: str = ""
    desk_certificate_key: str = ""
    backups: str = ""
    backups_kept: int = 14

    @property
    def host(self) -> str:
        """The name of the portal, such as `tanhlinh.example`."""
        return self.address.partition("://")[2]

    @property
    def prefix(self) -> str:
        """What the names of units, accounts and state folders begin with."""
        return self.name if self.name == FIRST_PORTAL else f"{FIRST_PORTAL}-{self.name}"

    @property
    def target(self) -> str:
        """The folder of releases."""
        return self.folder or ("/srv/cong-thong-tin" if self.name == FIRST_PORTAL else f"/srv/{self.name}")

    @property
    def certificates(self) -> tuple[str, str]:
        """The files of the certificate and its key; by default where certbot keeps them."""
        folder = f"/etc/letsencrypt/live/{self.host}"
        return (
            self.certificate or f"{folder}/fullchain.pem",
            self.certificate_key or f"{folder}/privkey.pem",
        )

    @property
    def desk_host(self) -> str:
        """The name of the desk, such as `ban-bien-tap.tanhlinh.example`."""
        return self.desk.partition("://")[2]

    @property
    def desk_certificates(self) -> tuple[str, str]:
        """The files of the desk's certificate and its key; by default where certbot keeps them."""
        folder = f"/etc/letsencrypt/live/{self.desk_host}"
        return (
            self.desk_certificate or f"{folder}/fullchain.pem",
            self.desk_certificate_key or f"{folder}/privkey.pem",
        )

    @property
    def schedule(self) -> str:
        """What releases the portal without being asked, as the end of a unit's name: the desk, if there is one."""
        return "ban-bien-tap" if self.desk else "theo-lich"

    @property
    def release_state(self) -> str:
        """Where the account that releases keeps what it needs, the desk's data among it."""
        return f"/var/lib/{self.release_account}"

    @property
    def live_account(self) -> str:
        """The account of counter and search, which cannot change a page."""
        return self.prefix

    @property
    def release_account(self) -> str:
        """The account that builds and releases."""
        return f"{self.prefix}-phat-hanh"

    @property
    def counter_store(self) -> str:
        """The counter's file, or the address of its Valkey or Redis server."""
        return self.store or f"/var/lib/{self.prefix}/luot-truy-cap.sqlite3"

    @property
    def search_index(self) -> str:
        """The folder of the search index, with the questions that found nothing."""
        return f"/var/lib/{self.prefix}-tim-kiem"

    @property
    def content_folder(self) -> str:
        """The content folder, by default that of the project."""
        return self.content or f"{self.project}/content"

    @property
    def backup_folder(self) -> str:
        """Where `invoke backup` writes."""
        return self.backups or f"/var/backups/{self.prefix}"

    @property
    def password_file(self) -> str:
        """A file for root alone, with the password of that server."""
        return f"/etc/trang-tin/{'bo-dem' if self.name == FIRST_PORTAL else self.name}.env"

    @property
    def places(self) -> Places:
        """Where services and nginx meet."""
        logs = f"/var/log/nginx/{self.prefix}"
        return Places(
            counter=f"unix:/run/{self.prefix}/bo-dem.sock",
            search=f"unix:/run/{self.prefix}-tim-kiem/tim-kiem.sock",
            desk=f"unix:/run/{self.prefix}-ban-bien-tap/ban-bien-tap.sock",
            figures=f"/var/lib/{self.prefix}/so-lieu",
            error_log="/var/log/nginx/error.log",
            access_log=f"{logs}.log",
        )

"""The systemd units of one portal, from the template of each service in its own package, and their accounts."""

from __future__ import annotations

from pathlib import Path

from plugins.server.settings import Server
from plugins.server.templates import rendered

PLUGINS = Path(__file__).resolve().parent.parent
LIVE = PLUGINS / "visitor_counter" / "bo-dem.service", PLUGINS / "search" / "tim-kiem.service"
RELEASE = PLUGINS / "release" / "phat-hanh.service"
BACKUP = PLUGINS / "operations" / "sao-luu.service", PLUGINS / "operations" / "sao-luu.timer"
SCHEDULES = {  # one of them, see `Server.schedule`
    "theo-lich": PLUGINS / "release" / "theo-lich.service",
    "ban-bien-tap": PLUGINS / "desk" / "ban-bien-tap.service",
}
ACCOUNTS = Path(__file__).with_name("sysusers.conf")
ONCE = "phat-hanh", "sao-luu"  # services that end: the first is started by hand, the other by its timer
DEFAULT_SETTINGS = "/etc/trang-tin/server.toml"


def unit_files(server: Server, settings: str = DEFAULT_SETTINGS) -> dict[str, str]:
    """Return the units of a portal by their paths; `settings` is the path of its settings file."""
    content = f" --content {server.content}" if server.content else ""
    live = f" --live {_live_address(server)} --connect {_connected(server)}" if server.live_check else ""
    mail = f" --mail-to {server.mail_to}" if server.mail_to else ""
    alone = " --alone" if server.desk_alone else ""
    return {
        f"/etc/systemd/system/{server.prefix}-{template.name}": rendered(
            template,
            server=server,
            settings_file=settings,
            deploy_options=f"{content}{live}",
            follow_options=f"{content}{live}{mail}{' --pull' if server.pull else ''}",
            desk_options=f"{content}{live}{mail}{alone}",
        )
        for template in (*LIVE, RELEASE, SCHEDULES[server.schedule], *BACKUP)
    }


def other_schedule(server: Server) -> str:
    """Return the path of the unit that must not be there: of the schedule in whose place the desk is, or of the desk."""
    (other,) = SCHEDULES.keys() - {server.schedule}
    return f"/etc/systemd/system/{server.prefix}-{other}.service"


def _live_address(server: Server) -> str:
    standard = 443
    return server.address if server.https_port == standard else f"{server.address}:{server.https_port}"


def _connected(server: Server) -> str:
    """Return an address of this machine on which nginx listens."""
    first = server.listen[0]
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(first, first)  # noqa: S104 - what is not connected to


def account_file(server: Server) -> tuple[str, str]:
    """Return the path and the text of the file from which `systemd-sysusers` makes a portal's accounts."""
    return f"/etc/sysusers.d/{server.prefix}.conf", rendered(ACCOUNTS, server=server)

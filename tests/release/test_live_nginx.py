"""A deploy looks at the portal's real address: nginx over TLS, with a certificate that is checked."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from plugins.release import live_check
from plugins.release.errors import ReleaseError
from plugins.release.history import is_held
from plugins.release.live_check import LiveSite
from tests.machine import free_port
from tests.nginx import HOST, nginx, portal_server, signed_certificate

from .conftest import Site

pytestmark = pytest.mark.tools
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")


@contextmanager
def portal(monkeypatch: pytest.MonkeyPatch, *, brotli: bool = False) -> Iterator[tuple[Site, LiveSite, Path]]:
    """Serve a target over TLS; gives it, its address, and the link that nginx follows to it."""
    with tempfile.TemporaryDirectory() as place:
        folder, port, tls_port = Path(place), free_port(), free_port()
        folder.chmod(0o755)
        site = Site(folder / "cong")
        served = folder / "served"
        served.symlink_to(site.target)
        authority, certificate = signed_certificate(folder)
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        monkeypatch.setattr(live_check, "PATIENCE", 0.5)
        server = portal_server(
            served,
            folder / "so-lieu",
            port,
            free_port(),
            tls_port=tls_port,
            certificate=certificate,
            brotli=brotli,
        )
        site.deploy("một")
        with nginx(folder, tls_port, server, modules=[BROTLI] if brotli else []):
            yield site, LiveSite(f"https://{HOST}:{tls_port}", connect="127.0.0.1"), served


def test_release_that_nginx_serves_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    with portal(monkeypatch, brotli=BROTLI.is_file()) as (site, live, _):
        for text in ("hai", "ba"):
            assert site.deploy(text, live=live).made
        assert site.seen() == "ba"


def test_release_is_taken_back_if_nginx_serves_another_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    with portal(monkeypatch) as (site, live, served):
        other = Site(site.target.with_name("khac"))
        other.deploy("cổng khác")
        served.unlink()
        served.symlink_to(other.target)
        with pytest.raises(ReleaseError, match=r"không phải trang vừa phát hành.*Đã tự quay lại"):
            site.deploy("hai", live=live)
        assert site.seen() == "một"
        assert is_held(site.target)


def test_wrong_certificate_is_warned_of(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with portal(monkeypatch) as (site, live, _):
        site.deploy("hai", live=live)
        assert "chưa tải thử được" not in caplog.text
        monkeypatch.delenv("SSL_CERT_FILE")
        site.deploy("ba", live=live)
        assert site.seen() == "ba"
        assert "chưa tải thử được trang nào" in caplog.text
        assert "certificate" in caplog.text

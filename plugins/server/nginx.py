"""The nginx configuration of one portal."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from plugins.alert.nginx import page_lines, server_lines
from plugins.server.settings import Places, Server
from plugins.server.templates import rendered

HTTP2_DIRECTIVE = (1, 25, 1)  # the first version of nginx with `http2 on;`
OLDEST = (1, 22, 1)  # of Debian 12; its words are understood by all newer versions, with a warning
COMMON_FILE = "/etc/nginx/conf.d/00-trang-tin.conf"  # in the order of names before those of the portals
COMMON = """\
# Do `invoke server` viết; một tệp cho mọi cổng trên máy. Đủ cho những địa chỉ cũ dài; hai dòng này phải đứng trước mọi map:
# nginx báo “directive is duplicate” thì bỏ chúng ở nơi khác.
map_hash_bucket_size 512;
map_hash_max_size 16384;
"""
POLICY = "; ".join((
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "media-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types default",
))  # fmt: skip

TEMPLATE = Path(__file__).with_name("nginx.conf")


def nginx_configuration(
    server: Server,
    *,
    version: tuple[int, ...] = OLDEST,
    places: Places | None = None,
) -> str:
    """Return the configuration of a portal, for nginx's http block, where that of COMMON_FILE stands before it.

    `version` is nginx's. `places` replace those that follow from the portal's name.
    """
    return rendered(
        TEMPLATE,
        server=server,
        places=places or server.places,
        id=server.prefix.replace("-", "_"),
        common=COMMON_FILE,
        policy=POLICY,
        http2_directive=version >= HTTP2_DIRECTIVE,
        alert=server_lines(Path(server.target), brotli=server.brotli),
        alert_page=page_lines(brotli=server.brotli),
    )


def nginx_file(server: Server) -> str:
    """Return where the configuration of a portal belongs."""
    return f"/etc/nginx/conf.d/{'cong-thong-tin' if server.prefix == server.name else server.prefix}.conf"


def installed_version() -> tuple[int, ...]:
    """Return the version of nginx on this machine, OLDEST without one."""
    try:
        done = subprocess.run(["nginx", "-v"], capture_output=True, text=True, check=False)  # noqa: S607 - wherever it is
    except OSError:
        return OLDEST
    found = re.search(r"nginx/(\d+)\.(\d+)\.(\d+)", done.stderr)
    return tuple(map(int, found.groups())) if found else OLDEST

"""Show an alert on every page."""

from __future__ import annotations

from invoke.exceptions import Exit

from plugins.building.portal import host_and_zone, portal_at
from plugins.building.targets import target_of
from plugins.building.verbs.arguments import (
    NO_TARGET,
    live_site,
    path,
)
from plugins.errors.commands import repeats_options
from plugins.errors.messages import messages


@repeats_options
@messages()
def alert(
    to: str,
    content: str,
    *,
    agency: str,
    live: str,
    connect: str,
    text: str,
    level: str,
    until: str,
    link: str,
    off: bool,
) -> None:
    """Show an alert on every page, remove it with `off`, or print the present one."""
    from plugins.building.alerts import change_alert  # noqa: PLC0415 - of this verb only

    if not to:
        raise Exit(NO_TARGET, code=2)
    written = {"text": text, "level": level, "until": until, "link": link}
    given = [f"--{name}" for name, value in written.items() if value]
    if off and given:
        raise Exit(f"--off gỡ cảnh báo: bỏ {', '.join(given)}.", code=2)
    host, zone = host_and_zone(portal_at(path(content), path(agency)))
    print(change_alert(target_of(to), host, zone, written, off=off, live=live_site(live, connect)))

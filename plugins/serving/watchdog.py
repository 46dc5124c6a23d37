"""Tell systemd that a service has started, and while it answers; a unit with `WatchdogSec=` is restarted when it does not."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import suppress

SECONDS = 10  # between two notices; `WatchdogSec=` has to be several times as long


async def notify() -> None:
    """Send a notice as `sd_notify` does, from the event loop itself; without systemd nothing is sent."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if sys.platform == "win32" or not address:
        return
    # An error would end the service; without notices systemd restarts it.
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.settimeout(0)
        sender.connect(f"\0{address[1:]}" if address.startswith("@") else address)
        sender.send(b"READY=1\nWATCHDOG=1")

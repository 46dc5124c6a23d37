"""Prepare a process for one build. This module imports little, so that Ctrl-C is ignored from early on."""

from __future__ import annotations

import signal
from importlib import import_module

# Imported before an edit starts a build.
MODULES = (
    "plugins.building.build",
    "plugins.building.drafts",
    "plugins.contract.reader",
    "plugins.feeds.publication",
    "plugins.vietnamese.writing",
)


def prepare() -> None:
    """Leave Ctrl-C to the parent process, and import what a build needs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for module in MODULES:
        import_module(module)

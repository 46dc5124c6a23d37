"""Prepare a process that will run one build. Imports little itself, so that Ctrl-C is ignored from early on."""

from __future__ import annotations

import signal
from importlib import import_module

# What a build imports, done before an edit asks for it.
MODULES = (
    "plugins.building.build",
    "plugins.building.drafts",
    "plugins.contract.reader",
    "plugins.feeds.publication",
    "plugins.vietnamese.writing",
)


def prepare() -> None:
    """Leave Ctrl-C to the parent, and import what a build needs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for module in MODULES:
        import_module(module)

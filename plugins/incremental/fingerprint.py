"""Fingerprint of code and installed packages; a change forces a full rebuild."""

from __future__ import annotations

import importlib.util
import platform
import sys
from pathlib import Path
from typing import Any

from plugins.incremental.store.ledger import VERSION
from plugins.incremental.tracking.digest import digest_of_text


def fingerprint(settings: Any) -> str:
    """Return a digest of the plugins' names and code, the installed packages and the version of Python."""
    parts = [
        VERSION,
        platform.python_version(),
        f"RELATIVE_URLS {bool(settings['RELATIVE_URLS'])}",  # pages are given other variables
        *(name if isinstance(name, str) else name.__name__ for name in settings["PLUGINS"] or []),
        *_installed(),
        *_code(settings["PLUGINS"] or [], settings["PLUGIN_PATHS"]),
    ]
    return digest_of_text("\n".join(parts)).hex()


def _installed() -> list[str]:
    """Return the metadata folders of installed packages, whose names contain name and version."""
    folders = {Path(entry) for entry in sys.path if entry.endswith(("site-packages", "dist-packages"))}
    return sorted(
        item.name
        for folder in folders
        if folder.is_dir()
        for item in folder.iterdir()
        if item.name.endswith(".dist-info")
    )


def _code(plugins: list[Any], paths: list[str]) -> list[str]:
    """Return digests of the plugins' code, of modules beside a single-file plugin, and of code below PLUGIN_PATHS."""
    folders = {Path(path) for path in paths}
    for plugin in plugins:
        name = plugin if isinstance(plugin, str) else plugin.__name__
        spec = importlib.util.find_spec(name.partition(".")[0])
        if spec is None:
            continue
        for place in spec.submodule_search_locations or [spec.origin or ""]:
            if place and "site-packages" not in place:
                folders.add(Path(place))
                folders |= set(Path(place).parent.glob("*.py")) if Path(place).is_file() else set()
    files = sorted(
        file for folder in folders for file in ([folder] if folder.is_file() else folder.rglob("*.py"))
    )
    return [f"{file} {digest_of_text(file.read_bytes()).hex()}" for file in files]

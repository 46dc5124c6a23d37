"""Template dependencies: a digest of a template and all templates that it uses."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from jinja2 import TemplateNotFound, meta

from plugins.incremental.store.ledger import Ledger
from plugins.incremental.tracking.digest import digest_of_text


class TemplateDependencies:
    """Digests of templates with their dependencies, computed once per build and template."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._digests: dict[str, bytes] = {}
        self._parsed: dict[str, tuple[bytes, list[str | None]]] = {}
        self.found: dict[bytes, list[str | None]] = {}

    def digest(self, template: Any) -> bytes:
        """Return the digest of a template and everything that it extends, includes or imports.

        A template that names another one by a variable depends on all templates.
        """
        name = template.name or ""
        if name not in self._digests:
            members: dict[str, bytes] = {}
            self._follow(template.environment, name, members)
            surroundings = template.environment.digest()
            self._digests[name] = digest_of_text(repr((surroundings, sorted(members.items()))))
        return self._digests[name]

    def _follow(self, environment: Any, name: str, members: dict[str, bytes]) -> None:
        if name in members:
            return
        found, references = self._read(environment, name)
        members[name] = found
        for reference in references:
            if reference is None:
                for other in _all_templates(environment):
                    self._follow(environment, other, members)
            else:
                self._follow(environment, reference, members)

    def _read(self, environment: Any, name: str) -> tuple[bytes, list[str | None]]:
        if name not in self._parsed:
            try:
                source, _, _ = environment.loader.get_source(environment, name)
            except TemplateNotFound:
                self._parsed[name] = (b"absent", [])
            else:
                hashed = digest_of_text(source)
                self._parsed[name] = (hashed, self._references(environment, source))
        return self._parsed[name]

    def _references(self, environment: Any, source: str) -> list[str | None]:
        """Return the names of templates that a source refers to; None for one that is named by a variable.

        Cached in the ledger by source and options: parsing all templates takes longer than a small build.
        """
        hashed = digest_of_text(source) + environment.digest()
        remembered = self._ledger.meta(f"references {hashed.hex()}")
        if remembered is not None:
            names: list[str | None] = json.loads(remembered)
            return names
        names = list(meta.find_referenced_templates(environment.parse(source)))
        self.found[hashed] = names
        return names

    def remember(self) -> None:
        """Store the references found in the ledger (in the open transaction)."""
        for hashed, names in self.found.items():
            self._ledger.set_meta(f"references {hashed.hex()}", json.dumps(names))


def _all_templates(environment: Any) -> list[str]:
    loaders = getattr(environment.loader, "loaders", [environment.loader])
    folders = {str(folder) for loader in loaders for folder in getattr(loader, "searchpath", ())}
    found = set()
    for folder in folders:
        for place, _, files in os.walk(folder):
            found |= {
                Path(place, file).relative_to(folder).as_posix()
                for file in files
                if file.endswith((".html", ".txt", ".xml"))
            }
    return sorted(found)

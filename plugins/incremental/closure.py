"""All templates that a page is made with, as one digest."""

from __future__ import annotations

import os
from typing import Any

from jinja2 import TemplateNotFound, meta

from plugins.incremental.digest import digest_of_text


class Closures:
    """Digests of template closures, found once a build for each template."""

    def __init__(self) -> None:
        self._digests: dict[str, bytes] = {}
        self._parsed: dict[str, tuple[bytes, list[str | None]]] = {}

    def digest(self, template: Any) -> bytes:
        """Return the digest of a template and everything that it extends, includes or imports.

        A template that names another one by a variable depends on all templates there are.
        """
        name = template.name or ""
        if name not in self._digests:
            members: dict[str, bytes] = {}
            self._follow(template.environment, name, members)
            self._digests[name] = digest_of_text(repr(sorted(members.items())))
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
                # Parsing all templates takes longer than a small build: a text without these words names no other.
                words = ("{% extends", "{% include", "{% import", "{% from", "{%- ")
                names = (
                    list(meta.find_referenced_templates(environment.parse(source)))
                    if any(word in source for word in words)
                    else []
                )
                self._parsed[name] = (digest_of_text(source), names)
        return self._parsed[name]


def _all_templates(environment: Any) -> list[str]:
    loaders = getattr(environment.loader, "loaders", [environment.loader])
    folders = {str(folder) for loader in loaders for folder in getattr(loader, "searchpath", ())}
    found = set()
    for folder in folders:
        for place, _, files in os.walk(folder):
            found |= {
                os.path.relpath(os.path.join(place, file), folder)
                for file in files
                if file.endswith((".html", ".txt", ".xml"))
            }
    return sorted(found)

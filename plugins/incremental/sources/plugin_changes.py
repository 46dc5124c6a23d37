"""Detect changes that plugins make to contents while the context is generated."""

from __future__ import annotations

from plugins.incremental.sources.update import different_attributes, mark_stale, value_digest
from plugins.incremental.store.ledger import Ledger
from plugins.incremental.tracking.context import Settings
from plugins.incremental.tracking.library import Library


def update_derived_facts(ledger: Ledger, library: Library, settings: Settings) -> set[int]:
    """Compare changes made by plugins with those of the last build.

    Returns the ids of contents for which they differ, and marks outputs that read a differing attribute as stale.
    """
    derived: dict[int, dict[str, bytes]] = {}
    formatted = {"metadata", "summary", "_summary", *map(str.lower, settings["FORMATTED_FIELDS"])}
    for number, content in library.changed_since_touched():
        differing = different_attributes(library.pristine(number), content, settings)
        if differing:
            derived[number] = {
                name: value_digest(getattr(content, name, None), settings) for name in differing
            }
    for number in library.unlinked:
        found = derived.setdefault(number, {})
        found |= {name: found.get(name, b"") + b" without links" for name in formatted}
    remembered: dict[int, dict[str, bytes]] = {}
    for number, name, hashed in ledger.connection.execute("SELECT source, attribute, digest FROM derived"):
        remembered.setdefault(number, {})[name] = hashed
    changed = {
        number
        for number in derived.keys() | remembered.keys()
        if derived.get(number) != remembered.get(number)
    }
    if changed:
        with ledger.transaction() as connection:
            for number in changed:
                old, new = remembered.get(number, {}), derived.get(number, {})
                names = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
                mark_stale(connection, number, names, f"{library.paths.get(number, number)} (by a plugin)")
                connection.execute("DELETE FROM derived WHERE source = ?", (number,))
                connection.executemany(
                    "INSERT INTO derived VALUES (?, ?, ?)", [(number, *item) for item in new.items()]
                )
    return changed

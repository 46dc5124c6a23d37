"""Detect changes that plugins make to contents while the context is generated."""

from __future__ import annotations

from plugins.incremental.sources.update import mark_stale, value_digest
from plugins.incremental.store.ledger import Ledger
from plugins.incremental.tracking.content import TrackedContent, facts_of
from plugins.incremental.tracking.context import Settings
from plugins.incremental.tracking.library import Library


def find_plugin_changes(ledger: Ledger, library: Library, settings: Settings) -> set[int]:
    """Compare changes made by plugins with those of the last build.

    Returns the ids of contents for which they differ, and marks outputs that read such a content as stale.
    """

    def digest_of(content: TrackedContent) -> bytes:
        addresses = content.url, content.save_as
        return value_digest([facts_of(content), vars(content).get("_content"), addresses], settings)

    changes: dict[int, bytes] = {}
    for number, content in library.changed_since_touched():
        found = digest_of(content)
        if found != digest_of(library.pristine(number)):
            changes[number] = found
    for number in library.unlinked:
        changes[number] = changes.get(number, b"") + b" without links"
    run = ledger.connection.execute
    before = dict(run("SELECT number, changed FROM source WHERE changed <> x''").fetchall())
    differing = {
        number for number in changes.keys() | before.keys() if changes.get(number) != before.get(number)
    }
    if differing:
        with ledger.transaction() as connection:
            for number in differing:
                mark_stale(connection, number, None, f"{library.paths.get(number, number)} (by a plugin)")
                changed = changes.get(number, b"")
                connection.execute("UPDATE source SET changed = ? WHERE number = ?", (changed, number))
    return differing

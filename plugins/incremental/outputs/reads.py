"""Write the reads of rendered outputs to the ledger."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from plugins.incremental.outputs.declared import Declared, Rendered

SLACK = 200  # unused read sets before they are deleted


class ReadStore:
    """Writes the reads of outputs; each value, and each set of values, is stored once for all outputs."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._values: dict[tuple[str, bytes], int] = {}
        self._sets: dict[bytes, int] = {}
        self._attributes: dict[str, int] = {}

    def record(self, output: Declared, rendered: Rendered) -> None:
        """Replace the output's row and reads, and delete it from the pending ones."""
        connection = self._connection
        row = connection.execute("SELECT number FROM output WHERE name = ?", (output.name,)).fetchone()
        shared = {key: value for key, value in rendered.values.items() if "/near:" not in key}
        values = (
            output.source,
            output.kind,
            output.template_digest,
            output.own,
            self._set_of(shared),
            rendered.digest,
            rendered.stamp,
            output.why,
        )
        if row is None:
            number = connection.execute(
                "INSERT INTO output (source, kind, template_digest, own, reads, digest, stamp, why, name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*values, output.name),
            ).lastrowid
        else:
            number = row[0]
            connection.execute(
                "UPDATE output SET source = ?, kind = ?, template_digest = ?, own = ?, reads = ?, digest = ?, stamp = ?, why = ? WHERE number = ?",
                (*values, number),
            )
            connection.execute("DELETE FROM attribute_read WHERE output = ?", (number,))
            connection.execute("DELETE FROM near WHERE output = ?", (number,))
        connection.executemany(
            "INSERT INTO attribute_read VALUES (?, ?, ?)",
            [(source, number, self._attributes_of(names)) for source, names in rendered.articles.items()],
        )
        connection.executemany(
            "INSERT INTO near VALUES (?, ?, ?, ?)", list(_near(rendered.values, int(number or 0)))
        )
        connection.execute("DELETE FROM pending WHERE name = ?", (output.name,))

    def _set_of(self, values: dict[str, bytes]) -> int:
        members = sorted(self._value_of(key, value) for key, value in values.items())
        packed = ",".join(map(str, members)).encode()
        if packed not in self._sets:
            row = self._connection.execute(
                "SELECT number FROM read_set_name WHERE members = ?", (packed,)
            ).fetchone()
            if row is None:
                number = self._connection.execute(
                    "INSERT INTO read_set_name (members) VALUES (?)", (packed,)
                ).lastrowid
                self._connection.executemany(
                    "INSERT INTO read_set VALUES (?, ?)", [(number, member) for member in members]
                )
                row = (number,)
            self._sets[packed] = row[0]
        return self._sets[packed]

    def _value_of(self, key: str, value: bytes) -> int:
        if (key, value) not in self._values:
            row = self._connection.execute(
                "SELECT number FROM value WHERE key = ? AND digest = ?", (key, value)
            ).fetchone()
            if row is None:
                row = (
                    self._connection.execute(
                        "INSERT INTO value (key, digest) VALUES (?, ?)", (key, value)
                    ).lastrowid,
                )
            self._values[key, value] = row[0]
        return self._values[key, value]

    def _attributes_of(self, names: str) -> int:
        if names not in self._attributes:
            row = self._connection.execute(
                "SELECT number FROM attributes WHERE names = ?", (names,)
            ).fetchone()
            if row is None:
                row = (
                    self._connection.execute("INSERT INTO attributes (names) VALUES (?)", (names,)).lastrowid,
                )
            self._attributes[names] = row[0]
        return self._attributes[names]


def _near(values: dict[str, bytes], output: int) -> Iterator[tuple[str, int, int, bytes]]:
    for key, value in values.items():
        if "/near:" in key:
            name, _, number = key.removeprefix("list/").rpartition("/near:")
            yield name, int(number), output, value


def sweep(connection: sqlite3.Connection) -> None:
    """Delete unused read sets and values, once there are many."""
    (sets,) = connection.execute("SELECT count(*) FROM read_set_name").fetchone()
    (used,) = connection.execute("SELECT count(DISTINCT reads) FROM output").fetchone()
    if sets > used * 1.2 + SLACK:
        connection.execute(
            "DELETE FROM read_set_name WHERE number NOT IN (SELECT reads FROM output WHERE reads IS NOT NULL)"
        )
        connection.execute("DELETE FROM read_set WHERE number NOT IN (SELECT number FROM read_set_name)")
        connection.execute("DELETE FROM value WHERE number NOT IN (SELECT value FROM read_set)")

"""Write the reads of rendered outputs to the ledger."""

from __future__ import annotations

import sqlite3

from plugins.incremental.outputs.declared import NEW, Declared, Rendered

BATCH = 10_000  # reads of articles that are written at once
SLACK = 200  # unused read sets before they are deleted


class ReadStore:
    """Writes the reads of outputs; each value, and each set of values, is stored once for all outputs."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._numbers: dict[tuple[str, tuple[object, ...]], int] = {}
        self._attributes: list[tuple[int, int, int]] = []
        self._near: list[tuple[int, int, str, int | None, int | None]] = []

    def record(self, output: Declared, rendered: Rendered) -> None:
        """Replace the output's row and reads; the last ones are written by `flush`."""
        connection, reads = self._connection, rendered.reads
        (number,) = connection.execute(
            "INSERT INTO output (name, source, kind, own, reads, digest, stamp, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (name) DO UPDATE SET source = excluded.source, kind = excluded.kind, own = excluded.own, "
            "reads = excluded.reads, digest = excluded.digest, stamp = excluded.stamp, why = excluded.why "
            "RETURNING number",
            (
                output.name,
                output.source,
                output.kind,
                output.own,
                self._set_of(reads.values),
                rendered.digest,
                rendered.stamp,
                output.why,
            ),
        ).fetchone()
        for table in ("attribute_read", "near") if output.why != NEW else ():
            connection.execute(f"DELETE FROM {table} WHERE output = ?", (number,))  # noqa: S608 - names from the line above
        self._attributes += [
            (source, number, self._number_of("attributes", "names", " ".join(sorted(names)))[0])
            for source, names in reads.articles.items()
        ]
        self._near += [(source, number, name, *pair) for (name, source), pair in reads.neighbours.items()]
        if len(self._attributes) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write the reads that are not yet written."""
        self._connection.executemany("INSERT INTO attribute_read VALUES (?, ?, ?)", self._attributes)
        self._connection.executemany("INSERT INTO near VALUES (?, ?, ?, ?, ?)", self._near)
        self._attributes.clear()
        self._near.clear()

    def _set_of(self, values: dict[str, bytes]) -> int:
        members = sorted(
            self._number_of("value", "key digest", key, value)[0] for key, value in values.items()
        )
        number, new = self._number_of("read_set_name", "members", ",".join(map(str, members)))
        if new:
            self._connection.executemany(
                "INSERT INTO read_set VALUES (?, ?)", [(number, member) for member in members]
            )
        return number

    def _number_of(self, table: str, columns: str, *values: object) -> tuple[int, bool]:
        """Return the number of a row, and whether it was inserted just now."""
        known = self._numbers.get((table, values))
        if known is not None:
            return known, False
        wanted = " AND ".join(f"{name} = ?" for name in columns.split())
        row = self._connection.execute(f"SELECT number FROM {table} WHERE {wanted}", values).fetchone()  # noqa: S608 - our own names
        if row is None:
            insert = (
                f"INSERT INTO {table} ({columns.replace(' ', ', ')}) VALUES ({', '.join('?' * len(values))})"  # noqa: S608 - our own names
            )
            number = self._connection.execute(insert, values).lastrowid or 0
        else:
            number = row[0]
        self._numbers[table, values] = number
        return number, row is None


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

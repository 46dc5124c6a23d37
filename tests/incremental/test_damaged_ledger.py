"""A ledger that is damaged, of another version or from elsewhere is set aside with a warning, and the site is rebuilt from scratch."""

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.incremental.sites import PlainSite

TABLES = [
    "meta",
    "source",
    "output",
    "value",
    "read_set",
    "read_set_name",
    "near",
    "attribute_read",
    "attributes",
    "pending",
]


@pytest.fixture
def built(site: PlainSite) -> PlainSite:
    site.settings(
        DIRECT_TEMPLATES=["index", "asking"], CATEGORY_SAVE_AS="c/{slug}.html", FEED_ALL_ATOM="all.xml"
    )
    site.template("asking", "{{ SITENAME }}{% for a in articles %}{{ a.title }}{{ a.category }}{% endfor %}")
    for number in range(12):
        site.article(
            f"a{number}", f"Thân bài số {number}. " * 20, tags="đỏ, xanh", category=f"mục {number % 3}"
        )
    site.standing_page("p", "[a1]({filename}/articles/a1.md)")
    site.check()
    return site


def edit_everything(site: PlainSite, number: int = 0) -> None:
    """Make every page be rendered again from what the ledger has, without touching the articles."""
    site.template(
        "article",
        f"{number} {{{{ article.title }}}}|{{{{ article.content }}}}|{{{{ article.category }}}}|{{{{ article.tags|join }}}}|{{{{ article.url }}}}",
    )
    site.settings(SITENAME=f"Trang {number}")
    site.replace("content/articles/a3.md", "title: A3", f"title: A3 {number} A3") if number == 0 else None


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "no bytes": lambda _data: b"",
    "one byte": lambda _data: b"S",
    "random bytes": lambda data: random.Random(1).randbytes(len(data)),
    "zeros": lambda data: bytes(len(data)),
    "a text": lambda _data: b"not a ledger\n" * 100,
    "half of it": lambda data: data[: len(data) // 2],
    "the header alone": lambda data: data[:100],
    "no header": lambda data: bytes(100) + data[100:],
    "its first page gone": lambda data: bytes(4096) + data[4096:],
    "its last page gone": lambda data: data[:-4096] + bytes(4096),
    "its last page cut": lambda data: data[:-1000],
    "pages exchanged": lambda data: (
        data[: 4096 * 2]
        + data[4096 * 5 : 4096 * 6]
        + data[4096 * 3 : 4096 * 5]
        + data[4096 * 2 : 4096 * 3]
        + data[4096 * 6 :]
    ),
    "doubled": lambda data: data + data,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_ledger_is_set_aside_and_the_site_is_right(built: PlainSite, damage: str) -> None:
    file = built.ledger_file()
    file.write_bytes(DAMAGES[damage](file.read_bytes()))
    edit_everything(built)
    outcome = built.check()
    if damage != "doubled":
        assert any("set aside" in line for line in outcome.log), outcome
        assert list(built.ledger.glob("*set-aside*"))
    built.article("a5", "Khác.")
    assert not any("set aside" in line for line in built.check().log)


@pytest.mark.parametrize("ending", ["-wal", "-shm"])
@pytest.mark.parametrize("data", [b"", b"x" * 5000, bytes(100_000)])
def test_damage_beside_the_ledger(built: PlainSite, ending: str, data: bytes) -> None:
    built.article("a5", "Khác.")
    built.check()
    Path(f"{built.ledger_file()}{ending}").write_bytes(data)
    edit_everything(built)
    built.check()
    built.check()


@pytest.mark.parametrize("seed", range(5))
def test_bytes_that_flipped_anywhere_never_reach_a_page(built: PlainSite, seed: int) -> None:
    choice = random.Random(seed)
    wrong = []
    for number in range(8):
        file = built.ledger_file()
        whole = file.read_bytes()
        data = bytearray(whole)
        places = [
            choice.randrange(4096 if number == 0 else 0, len(data)) for _ in range(choice.choice([1, 3, 30]))
        ]
        for place in places:
            data[place] ^= 1 << choice.randrange(8)
        file.write_bytes(data)
        edit_everything(built, seed * 100 + number + 1)
        try:
            built.check()
        except AssertionError as error:
            wrong.append(f"bytes {places[:5]} of {len(data)}:\n{str(error)[-1500:]}")
            for leftover in built.ledger.iterdir():
                if leftover.is_file():
                    leftover.unlink()
            built.check()
    assert not wrong, f"{len(wrong)} of 8\n" + "\n".join(wrong[:3])


@pytest.mark.parametrize("seed", range(4))
def test_texts_that_flipped_never_reach_a_page(built: PlainSite, seed: int) -> None:
    choice = random.Random(seed)
    file = Path(f"{built.ledger_file()}.blobs")
    data = bytearray(file.read_bytes())
    for _ in range(choice.choice([1, 300])):
        data[choice.randrange(len(data))] ^= 1 << choice.randrange(8)
    file.write_bytes(data)
    edit_everything(built)
    built.check()


def test_a_body_that_says_something_else_never_reaches_a_page(built: PlainSite) -> None:
    file = Path(f"{built.ledger_file()}.blobs")
    data = file.read_bytes()
    assert "bài số 7".encode() in data
    file.write_bytes(data.replace("bài số 7".encode(), "bài số 8".encode()))
    edit_everything(built)
    assert any("set aside" in line for line in built.check().log)


@pytest.mark.parametrize("data", [None, b"", b"not a database", bytes(8192)])
def test_texts_that_are_lost_are_read_again(built: PlainSite, data: bytes | None) -> None:
    file = Path(f"{built.ledger_file()}.blobs")
    file.unlink() if data is None else file.write_bytes(data)
    edit_everything(built)
    assert any("set aside" in line for line in built.check().log)


def test_a_ledger_that_was_changed_by_nobody_is_kept(built: PlainSite) -> None:
    edit_everything(built)
    assert not any("set aside" in line for line in built.check().log)
    assert not list(built.ledger.glob("*set-aside*"))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("how", ["emptied", "dropped", "of another shape"])
def test_a_table_that_is_not_as_it_was(built: PlainSite, table: str, how: str) -> None:
    connection = sqlite3.connect(built.ledger_file())
    connection.execute("PRAGMA writable_schema = ON")
    if how == "emptied":
        connection.execute(f"DELETE FROM {table}")
    else:
        connection.execute(f"DROP TABLE {table}")
        if how != "dropped":
            connection.execute(f"CREATE TABLE {table} (something TEXT)")
    connection.commit()
    connection.close()
    edit_everything(built)
    outcome = built.check()
    if how != "emptied" or table not in {"near", "pending"}:  # which hold nothing here
        assert any("set aside" in line for line in outcome.log)


@pytest.mark.parametrize("version", ["0", "999", ""])
def test_a_ledger_of_another_version_is_set_aside(built: PlainSite, version: str) -> None:
    connection = sqlite3.connect(built.ledger_file())
    connection.execute("UPDATE meta SET value = ? WHERE name = 'version'", (version,))
    connection.commit()
    connection.close()
    outcome = built.check()
    assert any("set aside" in line for line in outcome.log), outcome
    assert outcome.summary["rendered"] > 10


def test_a_database_of_something_else_is_set_aside_and_kept(built: PlainSite) -> None:
    file = built.ledger_file()
    file.unlink()
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE letters (text TEXT)")
    connection.execute("INSERT INTO letters VALUES ('the only copy')")
    connection.commit()
    connection.close()
    built.check()
    aside = Path(f"{file}.set-aside")
    assert sqlite3.connect(aside).execute("SELECT text FROM letters").fetchone() == ("the only copy",)


@pytest.mark.parametrize("column", ["facts", "columns", "digest", "stamp", "kind", "holds_until"])
def test_a_source_whose_row_says_nonsense(built: PlainSite, column: str) -> None:
    connection = sqlite3.connect(built.ledger_file())
    connection.execute(f"UPDATE source SET {column} = ? WHERE path LIKE '%a2.md'", (b"nonsense",))
    connection.commit()
    connection.close()
    edit_everything(built)
    built.check()
    built.check()


def test_the_ledger_is_a_folder_or_may_not_be_read(built: PlainSite) -> None:
    file = built.ledger_file()
    file.unlink()
    file.mkdir()
    outcome = built.build()
    assert outcome.how in {"built", "failed"}
    if file.is_dir():
        file.rmdir()
    built.check()


def test_kept_templates_that_are_damaged(built: PlainSite) -> None:
    kept = sorted(file for file in (built.ledger / "templates").rglob("*") if file.is_file())
    assert kept
    for number, file in enumerate(kept):
        data = file.read_bytes()
        file.write_bytes([b"", data[: len(data) // 2], b"x" * len(data), data[:-1]][number % 4])
    edit_everything(built)
    built.check()

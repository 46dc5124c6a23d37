"""What verbs say when they cannot go on: one or two lines in Vietnamese, and no traceback."""

import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from invoke.exceptions import Exit

from plugins.agency.reading import read_agency
from plugins.cards.card import Card, card_of
from plugins.cards.drawing import drawn
from plugins.errors.commands import command
from plugins.errors.io_errors import why
from plugins.errors.issue import UserError
from plugins.errors.messages import messages
from tests.building.verbs import real_verb, verb
from tests.conftest import AGENCY, ROOT, TinySite


@pytest.mark.parametrize(
    ("line", "status", "words"),
    [
        ("check --content /nope", 1, "Thư mục nội dung /nope: không có"),
        ("check --content FILE", 1, "là tệp, không phải thư mục"),
        ("check --content EMPTY", 1, "invoke init"),
        ("check --content CONTENT --agency /nope.yaml", 1, "chưa có tệp này trong thư mục /"),
        ("serve --content /nope", 1, "Thư mục nội dung /nope: không có"),
        ("serve --content EMPTY", 1, "invoke init"),
        ("serve --content CONTENT --port abc", 2, "Cổng mạng “abc” không dùng được"),
        ("serve --content CONTENT --port 99999", 1, "Không có cổng mạng 99999"),
        ("new --content /nope", 1, "Thư mục nội dung /nope: không có"),
        ("new --content EMPTY", 1, "invoke init"),
        ("build --content /nope", 1, "Thư mục nội dung /nope: không có"),
        ("build --content EMPTY --output OUT", 1, "invoke init"),
        ("build --content CONTENT --output FILE", 1, "có một tệp ở chỗ lẽ ra là thư mục"),
        ("build --content CONTENT --output FILE/x", 1, "có một tệp ở chỗ lẽ ra là thư mục"),
        ("build --content CONTENT --output /proc/x", 1, "không tạo được ở chỗ này"),
        ("deploy --content /nope --to OUT", 1, "Thư mục nội dung /nope: không có"),
        ("deploy --content EMPTY --to OUT", 1, "invoke init"),
        ("deploy --content CONTENT --to FILE", 1, "không phải thư mục"),
        ("deploy --content CONTENT", 2, "--to"),
        ("rollback --to OUT", 1, "Chưa có bản phát hành nào"),
        ("init CONTENT", 1, "đã có tệp"),
        ("explain --content CONTENT --output OUT", 1, "Chưa dựng lần nào"),
    ],
)
def test_each_refusal_is_said_in_words(
    site: TinySite, tmp_path: Path, line: str, status: int, words: str
) -> None:
    places = {
        "FILE": tmp_path / "tep",
        "EMPTY": tmp_path / "trong",
        "OUT": tmp_path / "ra",
        "CONTENT": site.content,
    }
    places["FILE"].touch()
    places["EMPTY"].mkdir()
    for name, place in places.items():
        line = line.replace(name, str(place))
    done = verb(*line.split())
    assert words in done.said
    assert done.status == status
    assert "Traceback" not in done.said
    assert "Errno" not in done.said


def test_what_ctrl_c_has_left_is_said_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Exit) as end, messages("Đã dừng, chưa ghi gì."):
        raise KeyboardInterrupt
    assert end.value.code == 130
    assert capsys.readouterr().err == "\nĐã dừng, chưa ghi gì.\n"


@pytest.mark.parametrize("error", [UserError("a\x1b[2J\nb"), OSError(5, "a\nb", "\x1b[2J")])
def test_no_refusal_shows_an_escape_sequence(error: Exception) -> None:
    with pytest.raises(Exit) as end, messages():
        raise error
    assert "⟨U+001B⟩[2J" in str(end.value.message)
    assert "\x1b" not in str(end.value.message)
    assert "\nb" in str(end.value.message)


def test_no_error_of_the_disk_is_told_in_english_numbers() -> None:
    assert "đĩa đã đầy" in why(OSError(28, "No space left on device", "/x"))
    assert "không có quyền" in why(PermissionError(13, "Permission denied", "/x"))


def test_a_full_disk_while_a_release_is_laid_out_is_said_once(tmp_path: Path) -> None:
    other = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else tmp_path
    kept = tmp_path / "kept"
    kept.mkdir()
    for number in range(3):
        (kept / f"{number}.html").write_bytes(bytes(200_000))
    program = (
        "import sys, tempfile; from pathlib import Path; from plugins.release.assembly import assemble;"
        "from plugins.release.errors import disk_error; from plugins.release.tree import tree_of\n"
        "kept = tree_of(Path(sys.argv[1]))\n"
        f"with tempfile.TemporaryDirectory(dir={str(other)!r}) as place:\n"
        "    try: assemble(Path(place), dict.fromkeys(kept.inodes, kept))\n"
        "    except OSError as error: print(disk_error(error))\n"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", program, str(kept)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
        check=True,
    )
    if other == tmp_path:
        pytest.skip("no second file system to copy to (/dev/shm)")
    assert done.stdout.startswith(f"Không ghi được. {other}/")
    assert "[(" not in done.stdout
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.long
def test_full_disk_is_reported_and_the_next_build_completes(site: TinySite) -> None:
    site.article()
    arguments = ("build", "--content", "content", "--output", "ra")
    for largest in (2_000, 30_000):
        done = real_verb(site.content.parent, *arguments, largest_file=largest)
        assert done.status == 1, done.said
        assert "đĩa đã đầy" in done.said
        assert "Traceback" not in done.said
    assert real_verb(site.content.parent, *arguments).status == 0


@pytest.mark.parametrize("typed", [b"Th\xf4ng b\xe1o\n", b"\x1b[2J\n"])
def test_unreadable_title_is_asked_again(site: TinySite, typed: bytes) -> None:
    done = real_verb(site.content.parent, "new", "--content", str(site.content), typed=typed)
    assert "Có ký tự không đọc được" in done.said
    assert "Đã dừng, chưa ghi gì." in done.said
    assert done.status == 130
    assert "Traceback" not in done.said
    assert list(site.content.rglob("*.md")) == []


def test_build_names_the_article_of_a_file_it_cannot_make(
    site: TinySite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(card: Card) -> bytes:
        if card == card_of(agency):
            return drawn(card)
        raise ValueError("lạ")

    site.article()
    agency = read_agency(site.write("agency.yaml", f"{AGENCY}cards: article\n"))
    monkeypatch.setattr("plugins.cards.publication.drawn", fail)
    outcome = verb("build", "--content", str(site.content), "--output", str(site.output))
    assert outcome.status == 1
    assert re.search(
        r"articles/2024/03/bai\.md: không dựng được tệp anh/the/\w+\.png: ValueError: lạ", outcome.said
    )
    assert "Traceback" not in outcome.said
    assert not list(site.output.rglob("*.html"))


@pytest.mark.parametrize(
    ("started", "environment", "expected"),
    [
        (".venv/bin/invoke", {}, ".venv/bin/invoke check"),
        (".venv/bin/invoke", {"UV": "/usr/bin/uv"}, "uv run invoke check"),
        ("/x/invoke/__main__.py", {}, "uv run invoke check"),
    ],
)
def test_suggested_command_is_started_like_this_one(
    monkeypatch: pytest.MonkeyPatch, started: str, environment: dict[str, str], expected: str
) -> None:
    monkeypatch.delenv("UV", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.argv", [started])
    assert command("check") == expected

"""Measure the desk: how long people wait for a save, a submission, a page and a preview, and for a publication to be live.

    python -m bench.desk [--articles 10000] [--people 20]

The desk runs on one core, as `invoke desk.run`; people are sessions whose forms are sent over loopback. Linux only.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple
from urllib.parse import urlencode

from bench.corpus import Corpus
from bench.environment import REPORT, ROOT, WORK, describe_machine, environment, free_port, measured_at
from bench.measure import measure
from bench.report import Limit, duration, limits_table, put_section
from plugins.building.places import short_name
from plugins.desk.database.database import Database
from plugins.desk.database.files import DATABASE
from plugins.desk.people.accounts import create_person
from plugins.desk.people.roles import Role
from plugins.desk.people.sessions import start_session
from plugins.desk.repository.history import begin_history
from plugins.desk.texts.releasing import last_release

FOLDER = WORK / "desk"
CONTENT, STATE, TARGET, OUTPUT = (FOLDER / name for name in ("content", "state", "target", "output"))
MOST_SAVE, MOST_SUBMIT, MOST_PAGE, MOST_BEYOND = 0.3, 0.5, 100_000, 5.0  # seconds, bytes
ROUNDS = 10
PAUSE = 2.0  # seconds between two saves of a person who types
TOGETHER = 30.0  # seconds in which all people type
PATIENCE = 1_800.0  # seconds for the first build and release
POLL = 0.05


class Person:
    """Somebody who has signed in and writes a text."""

    def __init__(self, port: int, token: str, form_token: str, body: str) -> None:
        self._connection = HTTPConnection("localhost", port, timeout=120)
        self._headers = {"Origin": f"http://localhost:{port}", "Cookie": f"phien={token}"}
        self._form_token, self._body, self._saves = form_token, body, 0
        self.text = ""

    def begin(self) -> None:
        """Begin a new text."""
        self.text = self.send("/bai/moi", loai="article").split("/")[2]

    def save(self) -> float:
        """Save what has been typed, and return the seconds until the answer."""
        self._saves += 1
        return timed(lambda: self.send(f"/bai/{self.text}/luu", **self._fields()))

    def submit(self) -> float:
        """Submit the text, and return the seconds until the answer."""
        return timed(lambda: self.send(f"/bai/{self.text}/viet", lam="gui", **self._fields()))

    def preview(self) -> float:
        """Look at the page of what is being written, and return the seconds until it is there."""
        return timed(lambda: self.get(f"/bai/{self.text}/trang"))

    def get(self, path: str) -> bytes:
        """Return a page; raise unless there is one."""
        return self._asked("GET", path)[0]

    def send(self, path: str, **fields: str) -> str:
        """Send a form, and return where its answer leads, "" for nowhere; raise unless it was accepted."""
        return self._asked("POST", path, urlencode({"ma-bieu-mau": self._form_token, **fields}))[1]

    def _asked(self, method: str, path: str, form: str | None = None) -> tuple[bytes, str]:
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if form is not None else {}
        self._connection.request(method, path, form, self._headers | kind)
        answer = self._connection.getresponse()
        content = answer.read()
        self._connection.close()  # the desk closes idle ones
        if answer.status not in (HTTPStatus.OK, HTTPStatus.SEE_OTHER):
            raise SystemExit(f"{path}: {answer.status}\n{content.decode()}")
        return content, answer.headers.get("Location", "")

    def _fields(self) -> dict[str, str]:
        day = "1/12/2026"
        return {
            "title": f"Bài đo thử số {self.text}",
            "date": day,
            "author": "Ban Biên tập",
            "department": "Phòng Y tế",
            "noi-dung": f"{self._body}\n\nLần lưu {self._saves}.",
        }


class Figures(NamedTuple):
    """What was measured; times in seconds, sizes in bytes."""

    save: float
    together: list[float]
    submit: float
    page: tuple[float, int]
    listing: tuple[float, int]
    preview: float
    live: float
    beyond: float
    memory: int


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that a call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def run(articles: int, people: int, report: Path) -> None:
    """Measure, and replace the section of the report."""
    about = f"{measured_at()} {describe_machine()}"
    shutil.rmtree(FOLDER, ignore_errors=True)
    corpus = Corpus(CONTENT, articles, "yaml")
    body = corpus.article(corpus.newest(0)).body
    begin_history(CONTENT)
    port = free_port()
    sessions = _sessions(people)
    with _running(port) as process:
        persons = [Person(port, *session, body) for session in sessions]
        _wait_for_the_first_release(process)
        figures = _measured(persons, process)
    put_section(report, "desk", _section(about, articles, people, figures))


def _database() -> Path:
    return STATE / f"ban-bien-tap-{short_name(str(CONTENT))}" / DATABASE


def _sessions(people: int) -> list[tuple[str, str]]:
    """Create accounts, and return the tokens of their sessions and forms."""
    _database().parent.mkdir(parents=True)
    database = Database(_database())
    now, found = time.time(), []
    for number in range(people):
        name = f"nguoi{number}"
        person = create_person(
            database, now, None, name, name, roles=tuple(Role), password="không ai đăng nhập bằng"
        )
        token, session = start_session(database, now, person, is_complete=True)
        found.append((token, session.form_token))
    database.close()
    return found


@contextmanager
def _running(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run the desk on one core while the block runs."""
    command = ["taskset", "-c", "0", sys.executable, "-m", "invoke", "desk.run", "--port", str(port)]
    command += ["--content", str(CONTENT), "--to", str(TARGET)]
    with (FOLDER / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(STATE), stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _wait_for_the_first_release(process: subprocess.Popen[bytes]) -> None:
    database, end = Database(_database()), time.monotonic() + PATIENCE
    try:
        while time.monotonic() < end and process.poll() is None:
            release = last_release(database)
            if release is not None and release.succeeded:
                return
            time.sleep(1)
    finally:
        database.close()
    raise SystemExit(f"The desk did not release: see {FOLDER / 'log'}")


def _measured(persons: list[Person], process: subprocess.Popen[bytes]) -> Figures:
    first, second = persons[:2]
    first.begin()
    first.save()
    first.preview()  # the first waits for the build
    saves, previews = [], []
    for _ in range(ROUNDS):
        saves.append(first.save())
        previews.append(first.preview())
    print("save, preview", saves, previews, flush=True)
    page, listing = (_loaded(first, path) for path in ("/", "/bai"))
    together = _together(persons)
    print("together", sorted(together), flush=True)
    submits, live, beyond = [], [], []
    build = ["build", "--publish", "--content", str(_published()), "--output", str(OUTPUT)]
    _invoke(*build)
    for _ in range(ROUNDS // 2):
        first.begin()
        first.save()
        submits.append(first.submit())
        live.append(_published_after(first, second))
        beyond.append(live[-1] - _invoke(*build))
        print("submit, live, beyond", submits[-1], live[-1], beyond[-1], flush=True)
    return Figures(
        median(saves),
        together,
        median(submits),
        page,
        listing,
        median(previews),
        median(live),
        median(beyond),
        _memory(process.pid),
    )


def _together(persons: list[Person]) -> list[float]:
    """Let everybody type at once, and return what each save took."""
    found: list[float] = []

    def type_for_a_while(person: Person, number: int) -> None:
        person.begin()
        time.sleep(PAUSE * number / len(persons))
        end = time.monotonic() + TOGETHER
        while time.monotonic() < end:
            found.append(person.save())
            time.sleep(PAUSE)

    threads = [
        threading.Thread(target=type_for_a_while, args=(one, number)) for number, one in enumerate(persons)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _loaded(person: Person, path: str) -> tuple[float, int]:
    """Return the seconds and the bytes of a page, with style and script, as they are sent without compression."""
    seconds = median(timed(lambda: person.get(path)) for _ in range(ROUNDS))
    page = person.get(path)
    names = {part.split('"')[0] for part in page.decode().split('"/tep/')[1:]}
    return seconds, len(page) + sum(len(person.get(f"/tep/{name}")) for name in names)


def _published_after(writer: Person, approver: Person) -> float:
    """Approve and publish the writer's text; return the seconds until it is live."""
    page = approver.get(f"/bai/{writer.text}").decode()
    version = page.partition('name="ban" value="')[2].partition('"')[0]
    path = TARGET / "current" / "2026" / "12" / f"bai-do-thu-so-{writer.text}" / "index.html"

    def publish_and_wait() -> None:
        approver.send(f"/bai/{writer.text}/duyet", ban=version, **{"dang-luon": "1"})
        end = time.monotonic() + PATIENCE
        while not path.exists():
            if time.monotonic() > end:
                raise SystemExit(f"{path} did not appear: see {FOLDER / 'log'}")
            time.sleep(POLL)

    return timed(publish_and_wait)


def _published() -> Path:
    return _database().parent / "da-duyet"


def _invoke(*arguments: str) -> float:
    return measure(
        [sys.executable, "-m", "invoke", *arguments], FOLDER / "log-build", environment(STATE)
    ).seconds


def _memory(pid: int) -> int:
    """Return the memory of the desk's own process in bytes."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024
    return 0


def _section(about: str, articles: int, people: int, figures: Figures) -> str:
    *_, slowest = quantiles(figures.together, n=20)
    limits = [
        Limit("a save, one person", MOST_SAVE, figures.save, duration),
        Limit(f"a save, {people} people at once: p95", MOST_SAVE, slowest, duration),
        Limit("a submission: its commit", MOST_SUBMIT, figures.submit, duration),
        Limit("the first page with style and script", MOST_PAGE, figures.page[1], "{:,.0f} bytes".format),
        Limit(
            "from “publish” to live, beyond the build of the same edit", MOST_BEYOND, figures.beyond, duration
        ),
    ]
    return (
        f"## The desk\n\n{about}\n\n{articles:,} articles; the desk on one core, whose builds and deploys share it; medians of "
        f"{ROUNDS} (`python -m bench.desk`).\n\n"
        + limits_table(limits)
        + f"\nThe first page answers in {duration(figures.page[0])}, the list of all texts ({figures.listing[1]:,} bytes) in "
        f"{duration(figures.listing[0])}, a preview in {duration(figures.preview)}; a publication was live after "
        f"{duration(figures.live)}. The desk's own process took {figures.memory / 1e6:.0f} MB.\n"
    )


def main() -> None:
    """Parse the command line and run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m bench.desk")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--report", type=Path, default=REPORT)
    options = parser.parse_args()
    run(options.articles, options.people, options.report)


if __name__ == "__main__":
    main()

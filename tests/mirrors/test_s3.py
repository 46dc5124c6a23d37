"""Releases in a bucket behind a CDN, with a real S3 server: whole, or unchanged."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.client import HTTPMessage
from pathlib import Path
from typing import Any

import brotli
import pytest

from plugins.alert.alert import Alert
from plugins.alert.places import Place as AlertPlace
from plugins.alert.places import current_alert, remove_alert, show_alert
from plugins.mirrors import bucket as bucket_module
from plugins.mirrors.bucket import ID as ID_NAME
from plugins.mirrors.bucket import SECRET as SECRET_NAME
from plugins.mirrors.bucket import Bucket, ConditionError, Place
from plugins.mirrors.keys import Keys
from plugins.mirrors.lease import Lease
from plugins.mirrors.s3 import S3Mirror
from plugins.release.errors import ReleaseError
from plugins.release.history import releases
from plugins.release.rollback import rollback
from plugins.release.tree import tree_of
from tests.conftest import ROOT
from tests.release.conftest import PAGES, Site, deploy_written

from .line import Line
from .store import BUCKET, ID, SECRET, emptied

pytestmark = pytest.mark.tools
PORTAL = "xathu.example"
LEASE = 0.5  # seconds
ALERT = Alert("notice", "Cúp điện.", datetime(2026, 12, 5, 17, tzinfo=UTC))


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ID_NAME, ID)
    monkeypatch.setenv(SECRET_NAME, SECRET)


class Pointer:
    """The switch of a CDN that remembers where it points; `fails` are the numbers of the calls that fail."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.fails: set[int] = set()

    def to(self, prefix: str, _keys: Keys) -> None:
        self.calls.append(prefix)
        if len(self.calls) in self.fails:
            raise ReleaseError("CDN hỏng.")


class There:
    """The bucket, and what readers see of it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.pointer = Pointer()
        self.bucket = self.through(port)
        self.mirror = S3Mirror(self.bucket, self.pointer, Keys(), lease_seconds=LEASE)

    def through(self, port: int) -> Bucket:
        return Bucket(Place(BUCKET, "us-east-1", f"http://127.0.0.1:{port}"), Keys())

    def get(self, key: str) -> tuple[bytes, HTTPMessage]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{BUCKET}/{key}", timeout=10) as answer:
            return answer.read(), answer.headers

    def seen(self) -> str:
        """The text of the release that readers see; fails unless all of its pages are whole and of one release."""
        texts = {self.get(f"{self.pointer.calls[-1]}/{page}")[0].decode() for page in PAGES}
        assert len(texts) == 1
        (text,) = texts
        word = text[1 : text.index(">")]
        assert text == f"<{word}>" * 2000
        return word

    def prefixes(self) -> list[str]:
        """The prefixes that hold anything; SeaweedFS also lists empty ones for a while."""
        return sorted(
            name for name in self.bucket.folders("releases") if self.bucket.sizes(f"releases/{name}")
        )


@pytest.fixture
def there(s3_port: int) -> There:
    emptied(s3_port)
    return There(s3_port)


def test_releases_are_the_same_there_as_here(site: Site, there: There) -> None:
    for number in range(4):
        site.deploy(f"bản {number}", mirror=there.mirror, portal=PORTAL, keep=2)
        assert there.seen() == site.seen() == f"bản {number}"
    here = sorted(release.name for release in releases(site.target))
    assert [prefix.rpartition(".")[0] for prefix in there.prefixes()] == here
    assert len(here) == 2
    assert sorted(there.bucket.sizes("records")) == [f"{name}.json" for name in here]
    assert there.mirror.state() == (here[-1], PORTAL)
    assert len(there.pointer.calls) == 4


def test_only_changed_files_are_sent_and_others_copied(site: Site, there: There) -> None:
    site.deploy("một", mirror=there.mirror)
    first = there.pointer.calls[-1]

    def build(folder: Path) -> None:
        site.build("một")(folder)
        (folder / PAGES[1]).write_text("<mốt>" * 2000, encoding="utf-8")  # of the same size
        (folder / PAGES[4]).unlink()
        (folder / "anh").mkdir()
        (folder / "anh/tên có dấu & cách #1.jpg").write_bytes(b"x" * 9)
        (folder / "luot-truy-cap").mkdir()
        home = (folder / PAGES[0]).read_bytes()
        (folder / "index.html.gz").write_bytes(gzip.compress(home))
        (folder / "index.html.br").write_bytes(brotli.compress(home))  # type: ignore[no-untyped-call]  # it has no types
        for name in ("tai-lieu.gz", "luot-truy-cap/cac-trang.txt"):
            (folder / name).write_bytes(b"x")

    sent: list[int] = []
    send = there.mirror.send
    there.mirror.send = lambda *given: sent.append(send(*given)) or sent[-1]  # type: ignore[method-assign,func-returns-value]
    deploy_written(site.target, build, now=site.clock + timedelta(minutes=1), mirror=there.mirror)
    second = there.pointer.calls[-1]
    assert sent == [3]
    assert set(there.bucket.sizes(second)) == {
        *PAGES[:4],
        "anh/tên có dấu & cách #1.jpg",
        "tai-lieu.gz",
        ".well-known/trang-tin.txt",
    }
    copied, headers = there.get(f"{second}/index.html")
    assert copied == there.get(f"{first}/index.html")[0]
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Cache-Control"] == "no-cache"
    assert headers["Content-Encoding"] is None
    assert there.get(f"{second}/{PAGES[1]}")[0].decode() == "<mốt>" * 2000


def test_other_header_rules_send_everything_again(
    site: Site, there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = site.deploy("một", mirror=there.mirror)
    tree = tree_of(first.path)
    assert there.mirror.send(tree, tree, None) == 0
    monkeypatch.setattr("plugins.mirrors.s3.policy", lambda: "khác")
    assert there.mirror.send(tree, tree, None) == len(PAGES)


def test_objects_missing_in_the_release_before_are_sent(site: Site, there: There) -> None:
    site.deploy("một", mirror=there.mirror)
    there.bucket.delete([f"{there.pointer.calls[-1]}/{PAGES[2]}"])
    tree = tree_of(releases(site.target)[0].path)
    assert there.mirror.send(tree, tree, None) == 1


def test_rollback_switches_there_first(site: Site, there: There) -> None:
    site.deploy("một", mirror=there.mirror)
    site.deploy("hai", mirror=there.mirror)
    rollback(site.target, mirror=there.mirror)
    assert there.seen() == site.seen() == "một"
    site.deploy("ba", mirror=there.mirror, force=True)
    assert there.seen() == "ba"


def test_release_before_stays_for_edges_of_the_cdn(site: Site, there: There) -> None:
    for text in ("một", "hai", "ba"):
        site.deploy(text, mirror=there.mirror, keep=1)
    assert [f"releases/{name}" for name in there.prefixes()] == there.pointer.calls[1:]


def test_open_pages_find_their_styles_after_a_switch(site: Site, there: There) -> None:
    def build(style: str) -> Callable[[Path], None]:
        def write(folder: Path) -> None:
            site.build(style)(folder)
            (folder / f"theme/site.{style}.css").write_text(style, encoding="utf-8")
            (folder / f"anh-{style}.jpg").write_text(style, encoding="utf-8")

        return write

    for number, style in enumerate(("aa11", "bb22", "cc33"), 1):
        deploy_written(
            site.target, build(style), now=site.clock + timedelta(minutes=number), mirror=there.mirror
        )

    def assets(call: int) -> set[str]:
        return {name for name in there.bucket.sizes(there.pointer.calls[call]) if re.search(r"\.\w\w\d\d\.css|anh", name)}  # fmt: skip

    # Its own, of the release before, and of the one after, whose pages some edges may serve already.
    assert assets(0) == {"theme/site.aa11.css", "theme/site.bb22.css", "anh-aa11.jpg"}
    assert assets(1) == {"theme/site.aa11.css", "theme/site.bb22.css", "theme/site.cc33.css", "anh-bb22.jpg"}
    assert assets(2) == {"theme/site.bb22.css", "theme/site.cc33.css", "anh-cc33.jpg"}


def test_another_machine_and_another_portal_are_noticed(site: Site, there: There, tmp_path: Path) -> None:
    site.deploy("một", mirror=there.mirror, portal=PORTAL)
    elsewhere = Site(tmp_path / "other")
    elsewhere.clock += timedelta(hours=1)
    with pytest.raises(ReleaseError, match="không phải do máy này phát hành"):
        elsewhere.deploy("hai", mirror=there.mirror, portal=PORTAL)
    with pytest.raises(ReleaseError, match=f"nơi phát hành của cổng {PORTAL}"):
        elsewhere.deploy("hai", mirror=there.mirror, portal="khac.example", force=True)
    assert there.seen() == "một"
    elsewhere.deploy("hai", mirror=there.mirror, portal=PORTAL, force=True)
    assert there.seen() == "hai"
    there.bucket.delete(["current"])  # how a portal gets another host
    (elsewhere.target / ".portal").unlink()
    elsewhere.deploy("ba", mirror=there.mirror, portal="khac.example")
    assert there.mirror.state()[1] == "khac.example"


def test_two_deploys_do_not_run_at_once(site: Site, there: There) -> None:
    site.deploy("một", mirror=there.mirror)
    other = S3Mirror(there.through(there.port), there.pointer, Keys(), lease_seconds=LEASE)
    with other.locked(), pytest.raises(ReleaseError, match="Một lần phát hành khác từ máy"):
        site.deploy("hai", mirror=there.mirror)
    site.deploy("ba", mirror=there.mirror)
    assert there.seen() == "ba"


def test_lock_is_taken_by_one_of_many(there: There) -> None:
    def take(_: int) -> bool:
        try:
            with Lease(there.bucket, "khoa", 5).held():
                return ended.wait(20)
        except ReleaseError:
            refused.release()
            return False

    ended, refused = threading.Event(), threading.Semaphore(0)
    there.bucket.put("x", b"", {})  # the bucket is there
    with ThreadPoolExecutor(6) as executor:
        takers = [executor.submit(take, number) for number in range(6)]
        for _ in range(5):
            assert refused.acquire(timeout=20)
        ended.set()
        assert sorted(taker.result() for taker in takers) == [False] * 5 + [True]


def test_lock_that_was_lost_stops_the_switch(site: Site, there: There) -> None:
    site.deploy("một", mirror=there.mirror)
    send = there.mirror.send

    def send_slowly(*given: Any) -> int:
        count = send(*given)
        there.bucket.put("deploy-lock", b'{"holder": "x"}', {})  # as after a long sleep of this machine
        return count

    there.mirror.send = send_slowly  # type: ignore[method-assign,assignment]
    with pytest.raises(ReleaseError, match="đã bị lần phát hành khác lấy"):
        site.deploy("hai", mirror=there.mirror)
    assert there.seen() == site.seen() == "một"


def test_lock_that_was_lost_stops_deletions(site: Site, there: There) -> None:
    site.deploy("một", mirror=there.mirror)
    keep = there.mirror.keep

    def keep_late(*given: Any) -> None:
        there.bucket.put("deploy-lock", b'{"holder": "x"}', {})
        there.bucket.put("releases/2026-11-25T00-00-00Z.abcdef/index.html", b"being sent", {})
        keep(*given)

    there.mirror.keep = keep_late  # type: ignore[method-assign,assignment]
    site.deploy("hai", mirror=there.mirror)
    assert len(there.prefixes()) == 3


def test_store_without_conditional_writes_is_rejected(site: Site, there: There) -> None:
    class Unconditional(Bucket):
        def _put_if(self, key: str, content: bytes, _mode: Any) -> str:
            self.put(key, content, {})
            return '"x"'

    bucket = Unconditional(Place(BUCKET, "us-east-1", f"http://127.0.0.1:{there.port}"), Keys())
    with pytest.raises(ReleaseError, match="không hỗ trợ ghi có điều kiện"):
        site.deploy("một", mirror=S3Mirror(bucket, there.pointer, Keys()))
    assert there.pointer.calls == []


def test_conditional_writes_are_the_stores(there: There) -> None:
    etag = there.bucket.create("a", b"1")
    with pytest.raises(ConditionError):
        there.bucket.create("a", b"2")
    with pytest.raises(ConditionError):
        there.bucket.replace("a", b"2", '"00000000000000000000000000000000"')
    there.bucket.replace("a", b"3", etag)
    assert (there.bucket.read("a") or (b"", ""))[0] == b"3"


def test_failed_switch_changes_nothing(site: Site, there: There) -> None:
    site.deploy("một", mirror=there.mirror, portal=PORTAL)
    there.pointer.fails = {2}
    with pytest.raises(ReleaseError, match=r"CDN hỏng\. Người đọc vẫn thấy bản trước"):
        site.deploy("hai", mirror=there.mirror, portal=PORTAL)
    assert there.seen() == site.seen() == "một"
    assert there.mirror.state() == (releases(site.target)[0].name, PORTAL)
    site.deploy("ba", mirror=there.mirror, portal=PORTAL)
    assert there.seen() == site.seen() == "ba"
    assert len(there.prefixes()) == 2


def test_switch_that_cannot_be_undone_is_undone_next(site: Site, there: There) -> None:
    site.deploy("một", mirror=there.mirror)
    there.pointer.fails = {2, 3}
    with pytest.raises(ReleaseError, match="Chưa chuyển lại được bản trước"):
        site.deploy("hai", mirror=there.mirror)
    site.deploy("một", mirror=there.mirror)  # makes no release: the same as the current one
    assert there.seen() == site.seen() == "một"
    assert len(there.pointer.calls) == 4


def test_store_that_stops_while_sending_changes_nothing(
    site: Site, there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket_module, "RETRIES", 0)
    site.deploy("một", mirror=there.mirror)

    def build(folder: Path) -> None:
        site.build("hai")(folder)
        (folder / "phim.mp4").write_bytes(b"x" * 3_000_000)

    with Line(there.port, most=1_000_000) as line:
        mirror = S3Mirror(there.through(line.port), there.pointer, Keys(), lease_seconds=LEASE)
        with pytest.raises(ReleaseError, match="kết nối bị đứt"):
            deploy_written(site.target, build, now=site.clock + timedelta(minutes=1), mirror=mirror)
        assert line.is_cut
    assert there.seen() == site.seen() == "một"
    site.clock += timedelta(minutes=2)
    site.deploy("ba", mirror=there.mirror)
    assert there.seen() == site.seen() == "ba"
    assert len(there.prefixes()) == 2


@pytest.mark.parametrize("fault", ["missing", "cut"])
def test_faulty_objects_are_noticed_before_the_switch(site: Site, there: There, fault: str) -> None:
    site.deploy("một", mirror=there.mirror)
    put = there.bucket.put

    def put_wrongly(key: str, content: bytes | Path, headers: Mapping[str, str]) -> None:
        if not key.endswith(PAGES[1]):
            put(key, content, headers)
        elif fault == "cut":
            put(key, Path(content).read_bytes()[:-1] if isinstance(content, Path) else content, headers)

    there.bucket.put = put_wrongly  # type: ignore[method-assign]
    with pytest.raises(ReleaseError, match="chỉ nhận được 4 trong 5 tệp"):
        site.deploy("hai", mirror=there.mirror)
    assert there.seen() == site.seen() == "một"


def test_store_that_does_not_answer_is_named(
    site: Site, there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket_module, "RETRIES", 0)
    mirror = S3Mirror(there.through(1), there.pointer, Keys())
    with pytest.raises(ReleaseError, match=rf"http://127\.0\.0\.1:1/{BUCKET}: không kết nối được"):
        site.deploy("một", mirror=mirror)
    monkeypatch.setenv(SECRET_NAME, "sai")
    with pytest.raises(ReleaseError, match="AWS_SECRET_ACCESS_KEY không đúng"):
        site.deploy("một", mirror=S3Mirror(there.through(there.port), there.pointer, Keys()))


def test_missing_library_is_explained(site: Site, there: There, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "obstore", None)
    with pytest.raises(ReleaseError, match="uv sync --inexact --group s3"):
        site.deploy("một", mirror=there.mirror)


# Deploys in forked processes that end at a step, and prints their exit status. obstore must not be used before the fork.
KILLED = """
import json, os, sys
from datetime import UTC, datetime
from pathlib import Path
from tests.mirrors.test_s3 import There
from tests.release.conftest import Site, deploy_written

def deploy(target, step, nth):
    there, site = There(int(sys.argv[1])), Site(Path(target))
    owner, _, name = step.rpartition(".")
    place = {"": there.mirror, "bucket": there.bucket, "pointer": there.pointer}[owner]
    count = 0

    def kill(*arguments):
        nonlocal count
        count += 1
        if count == nth:
            os._exit(9)
        result = works(*arguments)
        if count == -nth:
            os._exit(9)
        return result

    there.pointer.to = lambda prefix, keys: Path(target + ".calls").write_text(prefix)
    works = getattr(place, name)
    setattr(place, name, kill)
    site.clock = datetime(2026, 11, 24, tzinfo=UTC)
    site.deploy("bị giết", mirror=there.mirror)

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        try:
            deploy(*json.loads(line))
        finally:
            os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.fixture(scope="module")
def killed(s3_port: int) -> Iterator[Callable[[Path, str, int], int]]:
    """Deploy to a target, ended at the nth call of a step (after it, if negative); returns the exit status."""
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(s3_port)],
        cwd=ROOT,
        env={**os.environ, ID_NAME: ID, SECRET_NAME: SECRET},
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:

        def deploy_and_kill(target: Path, step: str, nth: int) -> int:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps([str(target), step, nth]) + "\n")
            process.stdin.flush()
            return int(process.stdout.readline())

        yield deploy_and_kill
        process.communicate("")


@pytest.mark.posix
@pytest.mark.parametrize(
    ("step", "nth"),
    [
        ("bucket.put", 3),  # while files are sent
        ("send", -1),
        ("pointer.to", -1),  # switched, but not recorded
        ("keep", 1),  # shown here and there
    ],
)
def test_killed_deploy_is_repaired_by_the_next(
    site: Site, there: There, killed: Callable[[Path, str, int], int], step: str, nth: int
) -> None:
    site.deploy("một", mirror=there.mirror)
    assert killed(site.target, step, nth) == 9
    calls = Path(f"{site.target}.calls")
    there.pointer.calls += [calls.read_text()] if calls.exists() else []
    switched = step in {"pointer.to", "keep"}
    assert there.seen() == ("bị giết" if switched else "một"), "whole in any case"
    site.clock += timedelta(days=2)
    if step == "pointer.to":
        site.deploy("một", mirror=there.mirror)  # as the text was: no release, but readers must see it again
        assert there.seen() == site.seen() == "một"
    site.deploy("hai", mirror=there.mirror)
    assert there.seen() == site.seen() == "hai"
    shown = json.loads((there.bucket.read("current") or (b"", ""))[0])
    assert shown["prefix"] == there.pointer.calls[-1]
    assert shown["next"] == ""


def test_secrets_are_neither_in_the_bucket_nor_said(site: Site, there: There) -> None:
    site.deploy("một", mirror=there.mirror, portal=PORTAL)
    for key in ("current", "deploy-lock", *(f"records/{name}" for name in there.bucket.sizes("records"))):
        assert SECRET.encode() not in (there.bucket.read(key) or (b"", ""))[0]
    with pytest.raises(urllib.error.HTTPError):
        there.get("khong-co")


def test_alert_is_fetched_from_the_release_that_is_seen(site: Site, there: There) -> None:
    def fetched() -> bytes | None:
        found = there.bucket.read(f"{there.pointer.calls[-1]}/canh-bao/canh-bao.json")
        return found[0] if found is not None else None

    assert isinstance(there.mirror, AlertPlace)
    site.deploy("một", mirror=there.mirror)
    assert current_alert(there.mirror) is None
    assert fetched() is None
    show_alert(there.mirror, ALERT)
    assert fetched() == ALERT.to_json()
    headers = there.get(f"{there.pointer.calls[-1]}/canh-bao/canh-bao.json")[1]
    assert (headers["Content-Type"], headers["Cache-Control"]) == ("application/json", "no-cache")
    site.deploy("hai", mirror=there.mirror)
    assert fetched() == ALERT.to_json()
    assert current_alert(there.mirror) == ALERT
    remove_alert(there.mirror)
    assert fetched() == b"{}\n"
    rollback(site.target, mirror=there.mirror)
    assert fetched() == b"{}\n", "the release before had the alert"

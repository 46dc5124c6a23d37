import os
import time
from pathlib import Path

from plugins.authoring.new_text import FIRST_LINE
from plugins.building.check import MOST_SHOWN, reminders, unwritten
from plugins.contract.sources.source import LARGEST
from tests.conftest import AGENCY, TinySite


def test_what_is_still_to_be_written_is_named_with_its_line(site: TinySite) -> None:
    site.page("pages/gioi-thieu.md", body="Mở đầu.\n\n[Viết ở đây: tổ chức bộ máy.]")
    site.article(body=FIRST_LINE)
    found = [(fault.path, fault.line, fault.is_warning) for fault in unwritten(site.settings())]
    assert found == [("articles/2024/03/bai.md", 9, True), ("pages/gioi-thieu.md", 8, True)]


def test_a_draft_is_not_reminded_of(site: TinySite) -> None:
    site.article(body=FIRST_LINE, status="draft")
    site.write("pages/.gioi-thieu.md.swp.md", "[Viết ở đây: x]")
    assert unwritten(site.settings()) == []


def test_the_agency_is_reminded_of_what_it_has_not_said(site: TinySite) -> None:
    site.write("agency.yaml", AGENCY + "telephone: '[chưa có số]'\n")
    lines = {issue.message: issue.line for issue in reminders(site.settings(), ())}
    assert len(lines) == 4
    assert lines["“telephone” còn để trống: [chưa có số]"] == (AGENCY + "telephone").count("\n")


def test_reminders_read_only_texts_of_the_portal(site: TinySite, tmp_path: Path) -> None:
    waiting = "[Viết ở đây: x]"
    (tmp_path / "ngoai.md").write_text(waiting, encoding="utf-8")
    for place in ("articles/lien-ket.md", "articles/treo.md"):
        site.write(place, "").unlink()
    (site.content / "articles/lien-ket.md").symlink_to(tmp_path / "ngoai.md")
    (site.content / "articles/treo.md").symlink_to(tmp_path / "khong-co.md")
    site.write("documents/x.md", waiting)
    with site.write("articles/lon.md", "").open("r+b") as sparse:
        sparse.seek(LARGEST)
        sparse.write(waiting.encode())
    assert unwritten(site.settings()) == []


def test_reminders_never_fail_a_deploy(site: TinySite) -> None:
    settings = site.settings()
    os.mkfifo(site.content / "ong.md")
    (site.content / "agency.yaml").unlink()
    assert reminders(settings, {"ong.md"}) == []


def test_reminders_of_one_file_are_limited(site: TinySite) -> None:
    site.article(body="[Viết ở đây: x]\n" * 100_000)
    start = time.process_time()
    assert len(unwritten(site.settings())) == MOST_SHOWN
    assert time.process_time() - start < 2  # a guard against quadratic work: 39 s for 111,111

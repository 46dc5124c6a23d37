from plugins.authoring.new_article import FIRST_LINE
from plugins.building.reminders import reminders, unwritten
from tests.conftest import AGENCY, TinySite


def test_what_is_still_to_be_written_is_named_with_its_line(site: TinySite) -> None:
    site.page("pages/gioi-thieu.md", body="Mở đầu.\n\n[Viết ở đây: tổ chức bộ máy.]")
    site.article(body=FIRST_LINE)
    found = [(fault.path, fault.line, fault.reminder) for fault in unwritten(site.content)]
    assert found == [("articles/2024/03/bai.md", 9, True), ("pages/gioi-thieu.md", 8, True)]


def test_a_draft_is_not_reminded_of(site: TinySite) -> None:
    site.article(body=FIRST_LINE, status="draft")
    site.write("pages/.gioi-thieu.md.swp.md", "[Viết ở đây: x]")
    assert unwritten(site.content) == []


def test_the_agency_is_reminded_of_what_it_has_not_said(site: TinySite) -> None:
    site.write("agency.yaml", AGENCY + "telephone: '[chưa có số]'\n")
    told = {fault.problem: fault.line for fault in reminders(site.settings())}
    assert len(told) == 4
    assert told["“telephone” còn để trống: [chưa có số]"] == (AGENCY + "telephone").count("\n")

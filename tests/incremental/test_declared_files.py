"""Files declared by `declare_files`: one of a kind for each article, made only for those that are new or changed."""

import pytest

from tests.incremental.sites import PlainSite

CODES = """
from pelican import signals
from pelican.generators import Generator
from plugins.incremental.api import column, declare_file, declare_files

class Codes(Generator):
    def generate_output(self, writer):
        names = [f"codes/{url}" for url in column(self.context["articles"], "url")]
        prefix = self.settings["SITENAME"]
        declare_files(writer, names, prefix.encode(), lambda name: f"{prefix} {name}".encode())
        ANOTHER

def register():
    signals.get_generators.connect(lambda pelican: Codes, weak=False)
"""


def plugin(site: PlainSite, another: str = "") -> None:
    site.plugin("codes", CODES.replace("ANOTHER", another))


@pytest.fixture
def site(site: PlainSite) -> PlainSite:
    plugin(site)
    for name in "abc":
        site.article(name, title=name)
    site.check()
    return site


def test_each_article_has_its_file_in_any_history(site: PlainSite) -> None:
    assert site.page("codes/b.html") == "Trang thử codes/b.html"
    site.article("b", title="b", slug="khac")
    site.article("d", title="d")
    site.remove("content/articles/a.md")
    assert {name for name in site.check(watched=True).rendered if name.startswith("codes/")} == {
        "codes/d.html",
        "codes/khac.html",
    }


def test_another_fingerprint_makes_all_files_again(site: PlainSite) -> None:
    site.settings(SITENAME="Khác")
    site.check()
    assert site.page("codes/a.html") == "Khác codes/a.html"


def test_file_changed_by_hand_is_made_again(site: PlainSite) -> None:
    (site.kept / "codes/a.html").write_text("khác", encoding="utf-8")
    (site.kept / "codes/b.html").unlink()
    site.check()


@pytest.mark.parametrize(
    "another",
    [
        'declare_file(writer, "codes/a.html", b"", lambda: b"")',
        'declare_files(writer, ["codes/x", "codes/x"], b"", str.encode)',
        'declare_files(writer, ["a.html"], b"", str.encode)',
    ],
    ids=["file", "same", "page"],
)
def test_two_files_of_one_name_are_an_error(site: PlainSite, another: str) -> None:
    plugin(site, another)
    outcome = site.build()
    assert (outcome.how, outcome.kind) == ("failed", "FileOverwriteFailedError"), outcome


def test_unusual_names_are_normalised(site: PlainSite) -> None:
    plugin(site, 'declare_files(writer, ["codes/./x", "codes//y"], b"", str.encode)')
    site.check()
    assert site.page("codes/y") == "codes//y"

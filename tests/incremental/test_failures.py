"""An error while a file is made names the file and its content, and nothing is written."""

import subprocess
import sys

import pytest

from tests.incremental.builder import ROOT
from tests.incremental.sites import PlainSite, TwiceBuilt

MAKER = """
from pelican import signals
from pelican.generators import Generator
from plugins.incremental.api import declare_file

def make(article):
    if "hỏng" in article.content:
        raise ValueError(f"no {article.title}")
    return article.title.encode()

class Made(Generator):
    def generate_output(self, writer):
        for number, article in enumerate(self.context["articles"]):
            declare_file(writer, f"made/{number}.txt", b"", lambda article=article: make(article))

def register():
    signals.get_generators.connect(lambda pelican: Made, weak=False)
"""
WRONG = {
    "an article's page": (
        "article",
        "{{ (1 / 0) if 'hỏng' in article.content else article.title }}",
        "b.html",
    ),
    "a page": ("page", "{{ (1 / 0) if 'hỏng' in page.content else page.title }}", "pages/p.html"),
    "a draft": ("article", "{{ (1 / 0) if article.status == 'draft' else article.title }}", "drafts/d.html"),
    "a list": (
        "index",
        "{% for a in articles %}{{ (1 / 0) if 'hỏng' in a.content else a.title }}{% endfor %}",
        "index.html",
    ),
}


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("where", WRONG)
def test_render_error_names_output_and_content(site: PlainSite, where: str, processes: int) -> None:
    template, text, output = WRONG[where]
    source = {"a page": "pages/p.md", "a draft": "articles/d.md"}.get(where, "articles/b.md")
    for name in "abc":
        site.article(name)
    site.settings(INCREMENTAL_PROCESSES=processes)
    site.options["small"] = 2
    site.build()
    before = site.built()
    site.template(template, text)
    site.article("b", "hỏng")
    site.article("d", status="draft")
    site.standing_page("p", "hỏng")
    outcome = site.build()
    assert (outcome.how, outcome.kind) == ("failed", "ZeroDivisionError")
    line = f"{output} ({source}): ZeroDivisionError: division by zero ({site.folder}/theme/templates/{template}.html, line 1)"
    assert f"RenderError: {line}" in outcome.said
    assert "in top-level template code" in outcome.said
    assert site.built() == before
    site.template(template, "mended")
    site.check()


@pytest.mark.parametrize("processes", [1, 2])
def test_error_in_made_file_names_output_and_content(site: PlainSite, processes: int) -> None:
    site.settings(INCREMENTAL_PROCESSES=processes)
    site.options["small"] = 2
    site.plugin("making", MAKER)
    for day, name in enumerate("abc", 10):
        site.article(name, day=day)
    site.check()
    site.article("b", "hỏng", day=11)
    site.article("c", "hỏng", day=12)
    outcome = site.build()
    assert "made/0.txt (articles/c.md): ValueError: no C\n" in outcome.said
    assert "made/1.txt (articles/b.md): ValueError: no B\n" in outcome.said
    assert outcome.kind == "ValueError"
    expected, _ = site.reference()
    assert "RenderError: made/0.txt: ValueError: no C" in expected.said


def test_only_some_of_many_failures_are_listed(site: PlainSite) -> None:
    for number in range(20):
        site.article(f"a{number}")
    site.template("article", "{{ 1 / 0 }}")
    assert site.build().said.count("line 1)\n") == 10


def test_missing_template_names_the_content_that_asks_for_it(site: PlainSite) -> None:
    site.article("a", template="khong-co")
    outcome = site.build()
    assert (
        "RenderError: a.html (articles/a.md): PelicanTemplateNotFound: [templates] unable to load khong-co"
        in outcome.said
    )
    site.check(may_fail=True)


def test_error_of_an_unusual_kind_leaves_its_worker(site: PlainSite) -> None:
    site.settings(INCREMENTAL_PROCESSES=2)
    site.options["small"] = 2
    site.plugin(
        "odd",
        """
        from pelican import signals

        def fail(generator, content):
            class OddError(Exception):
                def __init__(self, one, two):
                    super().__init__(lambda: one)
            raise OddError(1, 2)

        def register():
            signals.article_generator_write_article.connect(fail)
        """,
    )
    for name in "ab":
        site.article(name)
    assert "OddError" in site.build().said


def test_file_that_cannot_be_read_is_reported_in_each_build(site: PlainSite) -> None:
    site.article("a")
    site.article("b", date="2024-13-45")
    for _ in range(2):
        outcome = site.build()
        said = "ERROR Could not process articles/b.md: ValueError: '2024-13-45' is not a valid date"
        assert (outcome.how, outcome.log.count(said)) == ("built", 1)


def pelican(site: TwiceBuilt, *arguments: str, engine: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the command line of Pelican."""
    lines = "from plugins.incremental.engine import IncrementalPelican as PELICAN_CLASS\n"
    values = {**site.override, "OUTPUT_PATH": str(site.kept), "INCREMENTAL": engine}
    settings = site.folder / "command_line.py"
    settings.write_text(
        site.settings_file.read_text(encoding="utf-8")
        + lines
        + "".join(f"{name} = {value!r}\n" for name, value in values.items()),
        encoding="utf-8",
    )
    return subprocess.run(
        [sys.executable, "-m", "pelican", "-s", str(settings), "--log-handler", "plain", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("engine", [True, False])
def test_command_line_names_the_article_that_cannot_be_rendered(site: PlainSite, engine: bool) -> None:
    site.article("a")
    site.template("article", "{{ 1 / 0 }}")
    done = pelican(site, engine=engine)
    assert done.returncode == 1
    assert (
        "RenderError: a.html (articles/a.md): ZeroDivisionError: division by zero"
        in done.stdout + done.stderr
    )


def test_fatal_errors_end_with_status_1(site: PlainSite) -> None:
    site.article("a")
    site.article("b", title=None)
    assert pelican(site, "--fatal", "errors").returncode == 1
    site.article("b", date="2024-13-45")
    assert pelican(site, "--fatal", "errors").returncode == 1


@pytest.mark.parametrize("option", ["OUTPUT_SOURCES=true", 'DEFAULT_DATE="fs"'])
def test_command_line_reports_an_unsupported_setting_in_a_line(site: PlainSite, option: str) -> None:
    site.article("a")
    done = pelican(site, "-e", option)
    assert done.returncode == 1
    assert f"UnsupportedError: {option.partition('=')[0]}" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert not site.built()


def test_command_line_options_work_as_with_stock(site: PlainSite) -> None:
    site.article("a", "[b]({filename}b.md)")
    site.article("b")
    options = ["--relative-urls", "--delete-output-directory", "--ignore-cache", "--cache-path", "x"]
    assert pelican(site, *options).returncode == 0
    built = site.built()
    assert pelican(site, *options, engine=False).returncode == 0
    assert site.built() == built


STRICT = """
from pelican import signals
from pelican.readers import MarkdownReader
from plugins.incremental.api import failed_sources

class StrictError(Exception):
    reported = True

class Strict(MarkdownReader):
    def read(self, source_path):
        html, metadata = super().read(source_path)
        if "hỏng" in html:
            raise StrictError(f"{metadata['title']} is not accepted")
        return html, metadata

def use(readers):
    readers.reader_classes["md"] = Strict

def report(generators):
    failed = failed_sources(generators[0].context)
    if failed:
        raise ValueError("; ".join(f"{path}: {error!r}" for path, error in sorted(failed.items())))

def register():
    signals.readers_init.connect(use)
    signals.all_generators_finalized.connect(report)
"""


@pytest.mark.parametrize("processes", [1, 2])
def test_exception_of_rejected_source_reaches_its_plugin(site: PlainSite, processes: int) -> None:
    site.settings(INCREMENTAL_PROCESSES=processes)
    site.options["small"] = 2
    site.plugin("strict", STRICT)
    for name in "abc":
        site.article(name)
    site.check()
    site.article("b", "hỏng")
    site.article("c", "hỏng")
    for _ in range(2):  # a rejected source is parsed in each build
        outcome = site.build()
        assert "articles/b.md: StrictError('B is not accepted'); articles/c.md: StrictError(" in outcome.said
        assert not any("Could not process" in line for line in outcome.log)
    site.article("b")
    site.article("c")
    site.check()

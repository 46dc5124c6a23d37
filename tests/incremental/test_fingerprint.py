"""Changes of code: plugins, what they import and read, code in the settings file."""

from collections.abc import Iterator

import pytest

from tests.incremental.builder import Builder
from tests.incremental.sites import PlainSite, Portal, SimpleSite

STAMPING = """
from pelican import signals
{imports}

def stamp(content):
    if getattr(content, "_content", None) and hasattr(content, "title"):
        content._content += {text}

def register():
    signals.content_object_init.connect(stamp)
"""


@pytest.fixture
def fed(simple: SimpleSite) -> SimpleSite:
    """A site with feeds of every kind and a page of each kind."""
    for name in "abc":
        simple.article(name, authors="Sơn", tags="đỏ")
    simple.standing_page("p")
    simple.write("content/static/x.txt", "x")
    simple.settings(FEED_ALL_RSS="feeds/all.rss.xml", PLUGINS=[])
    simple.check()
    return simple


def test_a_plugin_that_comes_changes_and_goes(fed: SimpleSite) -> None:
    for number in (1, 2):
        fed.plugin("stamping", STAMPING.format(imports="", text=f"'<p>{number}</p>'"))
        fed.check()
        fed.replace("content/articles/a.md", "title: A", f"title: A {number} A")
        fed.check()
    fed.override["PLUGINS"] = []
    fed.check()


def test_edit_after_plugin_change_reaches_feeds_and_pages(fed: SimpleSite) -> None:
    fed.plugin("nothing", "def register():\n    pass\n")
    fed.check()
    fed.plugin("nothing", "def register():\n    '''Do nothing.'''\n")
    fed.check()
    fed.replace("content/articles/b.md", "title: B", "title: Bê")
    fed.replace("content/articles/c.md", "Nội dung.", "Khác.")
    fed.check()


def test_a_module_that_a_plugin_imports_from_its_own_package(fed: SimpleSite) -> None:
    fed.write("plugins/packed/__init__.py", STAMPING.format(imports="from .words import TEXT", text="TEXT"))
    fed.override["PLUGINS"] = ["packed"]
    for text in ("một", "hai"):
        fed.write("plugins/packed/words.py", f"TEXT = '{text}'\n")
        fed.check()


def test_a_module_that_a_plugin_imports_from_beside_it(fed: SimpleSite) -> None:
    imports = "import sys, os\nsys.path.insert(0, os.path.dirname(__file__))\nfrom words_beside import TEXT"
    fed.plugin("stamping", STAMPING.format(imports=imports, text="TEXT"))
    for text in ("một", "hai"):
        fed.write("plugins/words_beside.py", f"TEXT = '{text}'\n")
        fed.check()


def test_a_file_that_a_plugin_reads_for_all_pages(fed: SimpleSite) -> None:
    fed.plugin(
        "reading",
        """
        import os
        from pelican import signals

        def read(generators):
            with open(os.path.join(generators[0].path, "words.txt")) as file:
                generators[0].context["SITESUBTITLE"] = file.read()

        def register():
            signals.all_generators_finalized.connect(read)
        """,
    )
    for text in ("một", "hai"):
        fed.write("content/words.txt", text)
        fed.check()


def test_a_file_that_a_plugin_reads_for_each_article(fed: SimpleSite) -> None:
    imports = f"from pathlib import Path\nWORDS = Path({str(fed.content)!r}, 'words.txt')"
    fed.plugin("stamping", STAMPING.format(imports=imports, text="WORDS.read_text()"))
    for text in ("một", "hai"):
        fed.write("content/words.txt", text)
        fed.check()


def test_a_clock_that_a_plugin_reads_is_the_plugins_own_affair(fed: SimpleSite) -> None:
    """Nothing can follow a clock; but a plugin that asks the settings for the moment is followed."""
    text = "str(content.settings.get('BUILD_MOMENT'))"
    fed.plugin("stamping", STAMPING.format(imports="", text=text))
    for moment in ("2026-11-23 08:00", "2026-11-24 08:00", "2026-11-23 08:00"):
        fed.settings(BUILD_MOMENT=moment)
        fed.check()


CODE = {
    "a function": ("JINJA_FILTERS", "def f(text):\n    return text + {text}\nJINJA_FILTERS = {{'f': f}}"),
    "a function in a function": (
        "JINJA_FILTERS",
        "def g():\n    return {text}\ndef f(text):\n    return text + g()\nJINJA_FILTERS = {{'f': f}}",
    ),
    "a value that a function uses": (
        "JINJA_FILTERS",
        "WORD = {text}\ndef f(text):\n    return text + WORD\nJINJA_FILTERS = {{'f': f}}",
    ),
    "an object": (
        "JINJA_GLOBALS",
        "class F:\n    def __call__(self, text):\n        return text + {text}\nJINJA_GLOBALS = {{'g': F()}}",
    ),
    "a class": (
        "JINJA_GLOBALS",
        "class F(str):\n    def __str__(self):\n        return {text}\nJINJA_GLOBALS = {{'g': F}}",
    ),
    "an object's state": (
        "JINJA_GLOBALS",
        "class F:\n    def __init__(self, word):\n        self.word = word\n    def __call__(self, text):\n        return text + self.word\nJINJA_GLOBALS = {{'g': F({text})}}",
    ),
    "a bound function": (
        "JINJA_GLOBALS",
        "import functools\ndef f(word, text):\n    return text + word\nJINJA_GLOBALS = {{'g': functools.partial(f, {text})}}",
    ),
    "a built-in function": ("JINJA_GLOBALS", "JINJA_GLOBALS = {{'g': {text}.join}}"),
    "a Markdown extension": (
        "MARKDOWN",
        (
            "from markdown.extensions import Extension\nfrom markdown.postprocessors import Postprocessor\n"
            "class P(Postprocessor):\n    def run(self, text):\n        return text + {text}\n"
            "class E(Extension):\n    def extendMarkdown(self, md):\n        md.postprocessors.register(P(md), 'p', 1)\n"
            "MARKDOWN = {{'extensions': ['markdown.extensions.meta', E()]}}"
        ),
    ),
    "an order": (
        "ARTICLE_ORDER_BY",
        "def by(article):\n    return (article.title == {text}, article.slug)\nARTICLE_ORDER_BY = by",
    ),
}


@pytest.mark.parametrize("what", CODE)
def test_code_in_the_settings_file(site: PlainSite, what: str) -> None:
    _, lines = CODE[what]
    site.settings(DIRECT_TEMPLATES=["asking"])
    site.template(
        "asking",
        "{{ SITENAME|f }}"
        if "JINJA_FILTERS" in lines
        else "{{ g(['x', 'y']|join) }}"
        if "JINJA_GLOBALS" in lines
        else "{% for a in articles %}{{ a.title }}{{ a.content }}{% endfor %}",
    )
    for name in "abc":
        site.article(name)
    base = "\n".join(line.strip() for line in site.lines.splitlines())
    for text in ("'A'", "'B'", "'C'"):
        site.configure(f"{base}\n{lines.format(text=text)}\n")
        site.check()


@pytest.mark.parametrize(
    "file",
    ["theme/styles/01-tokens.css", "theme/components/article_text/style.css", "theme/favicon.svg"],
)
def test_the_files_that_rooms_join_are_followed(portal: Portal, file: str) -> None:
    portal.article("2024/03/a")
    portal.check()
    found = portal.folder / file
    if not found.exists():
        found = min(found.parent.iterdir())
    found.write_text(found.read_text(encoding="utf-8") + "\n/* a */ .x { top: 3px }\n", encoding="utf-8")
    portal.check()
    found.unlink()
    portal.check(may_fail=True)


@pytest.fixture
def own_builder() -> Iterator[Builder]:
    builder = Builder(hash_seed=7)
    yield builder
    builder.close()


def test_one_process_that_builds_again_and_again(portal: Portal, own_builder: Builder) -> None:
    """A server that never ends: what Pelican keeps in its classes must not show."""
    portal.engine = own_builder  # what its builds connect and keep must not reach those of other tests
    portal.options["lasting"] = True
    portal.article("2024/03/a", "Xem [b](b.md).", category="Tin tức")
    portal.article("2024/03/b", date="22/3/2024")
    portal.check()
    portal.article("2024/03/b", date="22/3/2024", slug="khac", title="Bài khác")
    portal.check()
    portal.article("2024/03/a", "Xem [b](b.md).", category="Thông báo")
    portal.check()
    portal.replace("content/agency.yaml", "xã Thử", "xã Khác")
    portal.check()
    portal.replace("theme/components/article_text/template.html", "{% macro", "<!-- x -->{% macro")
    portal.check()
    portal.article("2024/03/b", department="Không có")
    portal.check(may_fail=True)
    portal.remove("content/articles/2024/03/b.md")
    portal.article("2024/03/a")
    portal.check()

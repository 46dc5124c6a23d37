"""Results of macros are used again only where another call would give the same, and with the reads behind them."""

from plugins.incremental.tracking import tracker
from plugins.incremental.tracking.macros import MOST, TRIES, Results
from tests.incremental.sites import PlainSite

MACROS = """
{%- macro shown(value, more=none) %}[{{ value }}|{{ more.title if more }}|{{ SITENAME }}]{% endmacro %}
{%- macro newest(articles) %}[{{ articles[0].title }}]{% endmacro %}
{%- macro within() %}[{{ caller() }}]{% endmacro %}
{%- macro linked(article) %}[{{ article.content }}]{% endmacro %}
"""
IMPORT = "{% from 'macros.html' import linked, newest, shown, within %}"


def pages(site: PlainSite, template: str, many: int = 12) -> None:
    """Give each of several articles a page of this template; they share the macros."""
    site.template("macros", MACROS)
    site.template("article", IMPORT + template)
    for number in range(many):
        site.article(f"a{number}", title=f"Bài {number}", day=number + 1)


def test_equal_values_of_other_types_are_told_apart(site: PlainSite) -> None:
    pages(
        site,
        "{{ shown('<b>') }}{{ shown('<b>' | safe) }}{{ shown(1) }}{{ shown(true) }}{{ shown(1.0) }}{{ shown('1') }}",
    )
    site.check()


def test_page_follows_what_an_earlier_macro_call_read(site: PlainSite) -> None:
    pages(site, "{{ shown('x', articles[0]) }}")
    site.check()
    site.article("a11", title="Tên khác", day=12)
    site.check()
    site.article("newer", title="Bài mới", day=28)
    site.check()


def test_lists_and_callers_are_not_mixed_up(site: PlainSite) -> None:
    pages(
        site,
        "{{ newest(articles) }}{{ newest(article.category and [article]) }}"
        "{% call within() %}{{ article.title }}{% endcall %}{% set own = article.title %}{{ shown(own) }}",
    )
    site.check()
    site.article("a3", title="Tên khác", day=4)
    site.check()


def test_changed_macro_changes_every_page(site: PlainSite) -> None:
    pages(site, "{{ shown('x') }}")
    site.check()
    site.template("macros", MACROS.replace("|{{ SITENAME", "/{{ SITENAME"))
    site.check()
    site.settings(SITENAME="Khác")
    site.check()


def test_relative_links_in_a_macro_are_those_of_the_page(site: PlainSite) -> None:
    site.settings(RELATIVE_URLS=True, ARTICLE_URL="{path}/", ARTICLE_SAVE_AS="{path}/index.html")
    pages(site, "{{ linked(articles[0]) }}{{ linked(article) }}")
    site.article("linking", body="[Bài]({filename}a1.md)", day=28)
    site.article("deep/below", body="[Bài]({filename}/articles/a1.md)", slug="below", day=2)
    site.check()


def test_result_is_right_after_the_results_were_discarded() -> None:
    results, made = Results(held=["macro"]), list[int]()

    def of(number: int) -> str:
        def call() -> str:
            made.append(number)
            return str(number)

        return results.of(call, (number,), {})

    with tracker.tracking_reads(tracker.Tracker()):
        for number in (*range(MOST), MOST, 0):
            assert (of(number), of(number)) == (str(number), str(number))
    assert made == [*range(MOST), MOST, 0]


def test_macro_whose_arguments_never_repeat_keeps_nothing() -> None:
    results = Results(held=["macro"])
    with tracker.tracking_reads(tracker.Tracker()):
        for number in range(TRIES + 1):
            results.of(lambda: "", (number,), {})
    assert (results.found, results.held) == ({}, ["macro"])

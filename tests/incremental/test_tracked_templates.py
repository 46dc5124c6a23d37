"""A page is rendered again when any of its template dependencies changes."""

import pytest

from tests.incremental.sites import PlainSite

WRITTEN = {
    "plain": "{% include 'part.html' %}",
    "tight": "{%include 'part.html'%}",
    "trimmed": "{%- include 'part.html' -%}",
    "kept": "{%+ include 'part.html' %}",
    "a tab": "{%\tinclude 'part.html' %}",
    "a line": "{%\ninclude 'part.html' %}",
    "spaces": "{%   include 'part.html' %}",
    "tight import": "{%import 'part.html' as part%}{{ part.m() }}",
    "tight from": "{%from 'part.html' import m%}{{ m() }}",
    "tight extends": "{%extends 'part.html'%}",
    "by a name": "{% set name = 'part.html' %}{% include name %}",
    "by an expression": "{% include 'pa' ~ 'rt.html' %}",
    "by a condition": "{% include 'part.html' if articles else 'other.html' %}",
    "by a list": "{% include ['nowhere.html', 'part.html'] %}",
    "by a name of a list": "{% set names = ['nowhere.html', 'part.html'] %}{% include names %}",
    "by an article": "{% for a in articles %}{% include a.slug ~ '.html' ignore missing %}{% endfor %}",
    "by a setting": "{% include PART %}",
    "in a loop": "{% for n in [1, 2] %}{% include 'part.html' %}{% endfor %}",
    "in a macro": "{% macro show() %}{% include 'part.html' %}{% endmacro %}{{ show() }}",
    "in a block": "{% block b %}{% include 'part.html' %}{% endblock %}",
    "through another": "{% include 'other.html' %}",
    "of the theme, by its prefix": "{% include '!theme/part.html' %}",
    "of the theme, by its prefix and a name": "{% set name = 'part' %}{% include '!theme/' ~ name ~ '.html' %}",
    "another ending": "{% include 'part.svg' %}",
    "another ending, by a name": "{% set name = 'part.svg' %}{% include name %}",
    "no ending, by a name": "{% set name = 'part' %}{% include name %}",
    "in a folder, by a name": "{% set name = 'deep/part.html' %}{% include name %}",
    "imported by a name": "{% set name = 'part.html' %}{% from name import m %}{{ m() }}",
    "extended by a name": "{% set name = 'part.html' %}{% extends name %}",
}


@pytest.mark.parametrize("how", WRITTEN)
def test_a_page_follows_what_it_includes(site: PlainSite, how: str) -> None:
    site.settings(DIRECT_TEMPLATES=["asking"], PART="part.html")
    for name in ("part.html", "part.svg", "part", "deep/part.html", "a.html"):
        site.write(f"theme/templates/{name}", "one{% macro m() %}one{% endmacro %}")
    site.template("other", "{% include 'part.html' %}")
    for page in ("asking", "article"):
        site.template(page, WRITTEN[how])
    site.article("a")
    site.article("b")
    site.check()
    for name in ("part.html", "part.svg", "part", "deep/part.html", "a.html"):
        site.replace(f"theme/templates/{name}", "one", "two")
    site.check()
    site.write("theme/templates/nowhere.html", "found{% macro m() %}found{% endmacro %}")
    site.write("theme/templates/b.html", "b")
    site.check()
    (site.folder / "theme/templates/nowhere.html").unlink()
    site.check()


def test_template_in_earlier_folder_shadows_another(site: PlainSite) -> None:
    site.settings(
        DIRECT_TEMPLATES=["asking"],
        THEME_TEMPLATES_OVERRIDES=[str(site.folder / "one"), str(site.folder / "two")],
    )
    site.template("part", "theme")
    site.template("asking", "{% include 'part.html' %}{% import 'macros.html' as m %}{{ m.x() }}")
    site.template("macros", "{% macro x() %}theme{% endmacro %}")
    site.article("a")
    site.check()
    site.write("two/part.html", "two")
    site.check()
    site.write("one/part.html", "one")
    site.write("one/macros.html", "{% macro x() %}one{% endmacro %}")
    site.check()
    site.write("one/article.html", "ONE {{ article.title }}")
    site.check()
    for name in ("one/part.html", "one/macros.html", "one/article.html"):
        site.remove(name)
        site.check()
    site.settings(THEME_TEMPLATES_OVERRIDES=[])
    site.check()


def test_missing_template_comes_from_pelicans_theme(
    site: PlainSite,
) -> None:
    site.remove("theme/templates/page.html")
    site.write("theme/templates/base.html", "own base {% block content %}{% endblock %}")
    site.standing_page("x")
    site.check()
    site.write("theme/templates/base.html", "other base {% block content %}{% endblock %}")
    site.check()
    site.template("page", "{{ page.title }}")
    site.check()


def test_another_theme(site: PlainSite) -> None:
    site.article("a")
    site.check()
    site.write("other/templates/article.html", "other {{ article.title }}")
    for name in ("index", "page", "tag", "category", "author"):
        site.write(f"other/templates/{name}.html", "other")
    site.write("other/static/x.css", "x")
    site.settings(THEME=str(site.folder / "other"))
    site.check()


def test_templates_in_the_content_folder(site: PlainSite) -> None:
    site.settings(TEMPLATE_PAGES={"own.html": "made/own.html", "index.html": "index.html"})
    site.write("content/own.html", "{{ articles|length }}{% include 'part.html' %}")
    site.write("content/index.html", "mine: {{ (articles|first).title }}")
    site.template("part", "one")
    site.article("a")
    site.check()
    site.article("b", day=28)
    site.check()
    site.replace("content/own.html", "articles|length", "SITENAME")
    site.check()
    site.template("part", "two")
    site.check()
    site.settings(TEMPLATE_PAGES={})
    site.check()


def test_an_articles_own_template(site: PlainSite) -> None:
    site.template("special", "special {{ article.title }}")
    site.article("a")
    site.article("b")
    site.check()
    site.article("a", template="special")
    site.check()
    site.template("special", "more special {{ article.title }}")
    site.check()
    site.article("a")
    site.check()


def test_two_templates_that_say_the_same_and_change_places(site: PlainSite) -> None:
    site.template("special", "{{ article.title }}")
    site.template("article", "{{ article.title }}")
    site.article("a", template="special")
    site.check()
    site.template("article", "changed {{ article.title }}")
    site.check()
    site.article("a")
    site.check()


@pytest.mark.parametrize(
    "environment",
    [
        {"trim_blocks": True, "lstrip_blocks": True},
        {"autoescape": True},
        {"variable_start_string": "[[", "variable_end_string": "]]"},
        {"block_start_string": "<%", "block_end_string": "%>"},
        {"line_statement_prefix": "%%"},
        {"keep_trailing_newline": True},
        {"extensions": ["jinja2.ext.do", "jinja2.ext.loopcontrols"]},
    ],
)
def test_another_setting_of_jinja_changes_pages_and_back(
    site: PlainSite, environment: dict[str, object]
) -> None:
    site.settings(DIRECT_TEMPLATES=["asking"])
    site.template("part", "part [[ SITENAME ]]")
    site.template("macros", "{% macro m(x) %}{{ x }}<b>{% endmacro %}")
    site.template(
        "asking",
        "{% for a in articles %}\n  {% if true %}\n{{ a.title }}[[ a.slug ]]<% include 'part.html' %>\n%% include 'part.html'\n{% endif %}\n"
        "{% endfor %}{{ '<b>' ~ SITENAME }}{{ '<i>' }}{% from 'macros.html' import m %}{{ m('<u>') }}\n",
    )
    site.article("a", title="a <&> b")
    site.check()
    for value in (environment, {}, environment):
        site.settings(JINJA_ENVIRONMENT=value)
        site.check(may_fail=True)
        site.template("part", f"part {len(value)} [[ SITENAME ]]")
        site.check(may_fail=True)


def test_constant_filter_result_is_not_kept_in_bytecode(site: PlainSite) -> None:
    site.settings(DIRECT_TEMPLATES=["asking"])
    plugin = """
        from pelican import signals

        def mark(text):
            return text + "%s"

        def offer(pelican):
            pelican.settings["JINJA_FILTERS"] = {"mark": mark}

        def register():
            signals.initialized.connect(offer)
    """
    site.template("asking", "{{ 'a'|mark }}{{ SITENAME|mark }}")
    for sign in "!?":
        site.plugin("marks", plugin % sign)
        site.check()


def test_a_template_with_an_error_leaves_the_site_as_it_is(site: PlainSite) -> None:
    site.article("a")
    site.article("b")
    site.check()
    before = site.built()
    site.template("article", "{{ article.title }} changed {% if article.slug == 'b' %}{{ 1 / 0 }}{% endif %}")
    assert site.build().how == "failed"
    assert site.built() == before
    site.template("article", "{{ article.title }} mended")
    site.check()


def test_a_template_that_cannot_be_parsed_is_refused_by_both(site: PlainSite) -> None:
    site.article("a")
    site.check()
    site.template("article", "{% if %}")
    site.check(may_fail=True)
    site.template("article", "{{ article.title }} mended")
    site.check()


def test_the_file_of_a_template_is_touched_but_says_the_same(site: PlainSite) -> None:
    site.article("a")
    site.check()
    (site.folder / "theme/templates/article.html").touch()
    assert site.check().summary["rendered"] == 0

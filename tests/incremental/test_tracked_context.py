"""Values that reach a template through globals, filters, imports and contexts of plugins are tracked."""

import pytest

from tests.incremental.sites import PlainSite


@pytest.fixture
def three(site: PlainSite) -> PlainSite:
    """Three articles, and a page `asking` that no paginator renders again for its own reasons."""
    for name in "abc":
        site.article(name, category="mot")
    site.settings(DIRECT_TEMPLATES=["asking"])
    return site


def grow(site: PlainSite) -> None:
    """Edit what every site-wide reading depends on, comparing after each edit."""
    site.check()
    site.replace("content/articles/b.md", "title: B", "title: Bê")
    site.check()
    site.article("d", day=28, category="hai", tags="moi")
    site.check()
    site.settings(SITENAME="Trang khác")
    site.check()
    site.replace("content/articles/c.md", "category: mot", "category: ba")
    site.check()
    site.remove("content/articles/a.md")
    site.check()


PLUGIN = """
from jinja2 import pass_context, pass_environment, pass_eval_context
from pelican import signals

state = {{}}


{code}


def remember(generator):
    state["generator"] = generator
    generator.env.globals.update(getattr(__import__(__name__), "GLOBALS", {{}}))
    generator.env.filters.update(getattr(__import__(__name__), "FILTERS", {{}}))


def register():
    signals.article_generator_init.connect(remember)
"""

ROADS = {
    "a global that holds the generator": (
        "class Site:\n    @property\n    def generator(self):\n        return state['generator']\n\nGLOBALS = {'site': Site()}",
        "{% for a in site.generator.articles %}{{ a.title }}{% endfor %}{{ site.generator.context['SITENAME'] }}",
    ),
    "a global function that walks the generator": (
        "def titles():\n    return [a.title for a in state['generator'].articles]\n\nGLOBALS = {'titles': titles}",
        "{{ titles()|join }}",
    ),
    "a global that reads settings through the generator": (
        "def name():\n    return state['generator'].settings['SITENAME']\n\nGLOBALS = {'name': name}",
        "{{ name() }}",
    ),
    "a global that counts categories": (
        "def count():\n    return len(state['generator'].categories)\n\nGLOBALS = {'count': count}",
        "{{ count() }}",
    ),
    "a global that names the tags": (
        "def names():\n    return sorted(str(tag) for tag in state['generator'].tags)\n\nGLOBALS = {'names': names}",
        "{{ names()|join }}",
    ),
    "the parent context: a list": (
        "@pass_context\ndef up(context, _):\n    return ''.join(a.title for a in context.parent['articles'])\n\nFILTERS = {'up': up}",
        "{{ 1|up }}",
    ),
    "the parent context: a setting": (
        "@pass_context\ndef up(context, _):\n    return context.parent['SITENAME']\n\nFILTERS = {'up': up}",
        "{{ 1|up }}",
    ),
    "the parent context: the categories": (
        "@pass_context\ndef up(context, _):\n    return ''.join(c.name for c, _ in context.parent['categories'])\n\nFILTERS = {'up': up}",
        "{{ 1|up }}",
    ),
    "the whole context": (
        "@pass_context\ndef up(context, _):\n    return context.get_all()['SITENAME'] + str(len(context.get_all()['tags']))\n\nFILTERS = {'up': up}",
        "{{ 1|up }}",
    ),
    "a copy of the context": (
        "@pass_context\ndef up(context, _):\n    copy = dict(context.items())\n    return copy['SITENAME'] + str(len(copy['categories']))\n\nFILTERS = {'up': up}",
        "{{ 1|up }}",
    ),
    "a name in the context": (
        "@pass_context\ndef up(context, _):\n    return context['SITENAME'] + context.get('SITEURL', '-') + str(len(context.resolve('tags')))\n\nFILTERS = {'up': up}",
        "{{ 1|up }}",
    ),
    "an article's own context": (
        "def around(article):\n    return article._context['SITENAME'] + str(len(article._context['categories']))\n\nFILTERS = {'around': around}",
        "{{ articles[0]|around }}",
    ),
    "an article's own settings": (
        "def around(article):\n    return article.settings['SITENAME']\n\nFILTERS = {'around': around}",
        "{{ articles[0]|around }}",
    ),
    "a term's settings": (
        "def around(term):\n    return term.settings['SITENAME']\n\nFILTERS = {'around': around}",
        "{{ articles[0].category|around }}",
    ),
    "the environment's template": (
        "@pass_environment\ndef card(environment, article):\n    return environment.get_template('card.html').render(article=article)\n\nFILTERS = {'card': card}",
        "{% for a in articles %}{{ a|card }}{% endfor %}",
    ),
}


@pytest.mark.parametrize("road", ROADS)
def test_a_page_follows_what_it_reaches_by(three: PlainSite, road: str) -> None:
    code, template = ROADS[road]
    three.template("card", "<{{ article.title }}>")
    three.template("asking", template)
    three.plugin("roads", PLUGIN.format(code=code))
    grow(three)
    three.template("card", "({{ article.title }})")
    three.check()


@pytest.mark.parametrize("place", ["asking", "article"])
def test_changed_jinja_global_updates_its_pages(three: PlainSite, place: str) -> None:
    three.template("asking", "")
    three.template(place, "{{ slogan }}{{ shout('x') }}")
    lines = three.lines
    for slogan, mark in (("một", "!"), ("hai", "!"), ("hai", "?")):
        three.configure(
            f"{lines}\n        JINJA_GLOBALS = {{'slogan': '{slogan}', 'shout': lambda text: text + '{mark}'}}\n"
        )
        three.check()


@pytest.mark.parametrize("setting", ["JINJA_FILTERS", "JINJA_TESTS"])
def test_changed_jinja_filter_or_test_updates_its_pages(three: PlainSite, setting: str) -> None:
    three.template("asking", "{{ 'a'|mark }}" if setting == "JINJA_FILTERS" else "{{ 'a' is mark }}")
    lines = three.lines
    for value in ("'!'", "''", "'?'"):
        three.configure(f"{lines}\n        {setting} = {{'mark': lambda text: {value}}}\n")
        three.check()


def test_changed_value_bound_to_filter_updates_pages(three: PlainSite) -> None:
    three.template("asking", "{{ 'a'|mark }}")
    lines = three.lines
    for value in ("!", "?"):
        three.configure(
            f"{lines}\n        import functools, operator\n        JINJA_FILTERS = {{'mark': functools.partial(operator.add, '{value}')}}\n"
        )
        three.check()


def test_global_read_by_macro_module_counts_for_each_page(three: PlainSite) -> None:
    three.template("macros", "{% set greeting = slogan %}{% macro hello() %}{{ greeting }}{% endmacro %}")
    three.template("asking", "{% from 'macros.html' import hello %}{{ hello() }}")
    three.template("article", "{% from 'macros.html' import hello %}{{ hello() }}")
    for slogan in ("một", "hai"):
        three.settings(JINJA_GLOBALS={"slogan": slogan})
        three.check()


def test_global_of_macro_is_not_hidden_by_page_variable(three: PlainSite) -> None:
    three.template("macros", "{% macro hello() %}{{ blog }}{% endmacro %}")
    three.template("asking", "{% from 'macros.html' import hello %}{{ hello() }}{{ blog }}")
    for blog in ("một", "hai"):
        three.settings(JINJA_GLOBALS={"blog": blog})
        three.check()


INCLUDING = [
    "{% import 'part.html' as part with context %}{{ part.show() }}{{ part.known }}",
    "{% from 'part.html' import show, known with context %}{{ show() }}{{ known }}",
    "{% include 'part.html' %}",
    "{% include 'part.html' with context %}",
    "{% set here = 'part.html' %}{% include here %}",
    "{% include ['absent.html', 'part.html'] %}",
    "{% include 'absent.html' ignore missing %}{% include 'part.html' %}",
    "{% for a in articles %}{% include 'part.html' %}{% endfor %}",
    "{% extends 'frame.html' %}{% block one %}{{ super() }}{{ SITENAME }}{% endblock %}",
    "{% extends 'fra' ~ 'me.html' %}{% block one %}{{ SITENAME }}{% endblock %}",
]


def test_what_an_included_template_reads_counts_for_the_page(three: PlainSite) -> None:
    three.settings(DIRECT_TEMPLATES=[f"asking{number}" for number in range(len(INCLUDING))])
    three.template(
        "part",
        "{% set known = tags|length %}{% macro show() %}{{ SITENAME }}{{ articles|length }}{% endmacro %}{{ known }}{{ show() }}",
    )
    three.template("frame", "{{ categories|length }}{% block one %}{{ (articles|last).title }}{% endblock %}")
    for number, template in enumerate(INCLUDING):
        three.template(f"asking{number}", template)
    grow(three)
    three.template(
        "part", "new {% set known = 1 %}{% macro show() %}{{ articles[0].title }}{% endmacro %}{{ show() }}"
    )
    three.check()
    three.template("frame", "new {% block one %}{% endblock %}")
    three.check()
    three.template("absent", "here now")
    three.check()


def test_a_name_that_nobody_gave_and_that_a_plugin_gives_later(three: PlainSite) -> None:
    three.template(
        "asking", "{{ weather|default('-') }}{% if weather is defined %}{{ weather.sky }}{% endif %}"
    )
    three.check()
    plugin = """
        from pelican import signals

        def add(generators):
            generators[0].context["weather"] = {"sky": "%s"}

        def register():
            signals.all_generators_finalized.connect(add)
    """
    for sky in ("xanh", "xám"):
        three.plugin("weather", plugin % sky)
        three.check()


def test_context_variable_of_plugin_that_depends_on_articles(three: PlainSite) -> None:
    three.template(
        "asking",
        "{{ longest }}{{ by_letter.A|default('none') }}{{ newest.title }}{{ some|map(attribute='title')|join }}",
    )
    three.plugin(
        "facts",
        """
        from pelican import signals

        def add(generator):
            titles = [article.title for article in generator.articles]
            generator.context["longest"] = max(titles, key=len)
            generator.context["by_letter"] = {title[0]: title for title in titles}
            generator.context["newest"] = generator.articles[0]
            generator.context["some"] = generator.articles[1:3]

        def register():
            signals.article_generator_finalized.connect(add)
        """,
    )
    grow(three)


def test_uncomparable_read_renders_page_each_time_with_warning(three: PlainSite) -> None:
    three.template("asking", "{{ titles|default([])|join }}")
    three.plugin(
        "stream",
        """
        from pelican import signals

        def add(generator):
            generator.context["titles"] = (article.title for article in list(generator.articles))

        def register():
            signals.article_generator_finalized.connect(add)
        """,
    )
    grow(three)
    outcome = three.check(watched=True)
    assert "asking.html" in outcome.rendered
    assert any("titles" in line for line in outcome.log), outcome.log


@pytest.mark.parametrize(
    "write",
    [
        'writer.write_file("own.html", template, {**self.context, "number": len(self.context["articles"]), "SITENAME": "own"})',
        'context = self.context.copy()\n    context["number"] = len(context["articles"])\n    writer.write_file("own.html", template, context)',
        'context = dict(self.context)\n    del context["SITENAME"]\n    writer.write_file("own.html", template, context, number=1)',
        'writer.write_file("own.html", template, {"localsiteurl": "", "articles": self.context["articles"]}, number=2)',
        'writer.write_file("own.html", template, self.context, number=[a.title for a in self.context["articles"]])',
        'writer.write_file("own.html", template, self.context, number=next(iter(self.context["articles"])))',
        'rows = [1]\n    writer.write_file("own.html", template, self.context, number=rows)\n    rows.append(2)',
        'self.context["number"] = 1\n    writer.write_file("own.html", template, self.context)\n    self.context["number"] = 2\n    writer.write_file("own2.html", template, self.context)',
        'self.context["number"] = len(self.context["articles"])\n    writer.write_file("own.html", template, self.context)',
    ],
)
def test_a_plugin_that_writes_pages_with_a_context_of_its_own(three: PlainSite, write: str) -> None:
    three.template("asking", "{{ number|default('-') }}")
    three.template("own", "{{ number }}{{ SITENAME }}{% for a in articles %}{{ a.title }}{% endfor %}")
    three.plugin(
        "pages",
        f"""
from pelican import signals
from pelican.generators import Generator


class Own(Generator):
  def generate_output(self, writer):
    template = self.get_template("own")
    {write}


def offer(pelican):
    return Own


def register():
    signals.get_generators.connect(offer)
""",
    )
    grow(three)


def test_a_plugin_that_writes_a_file_past_the_writer(three: PlainSite) -> None:
    three.template("asking", "")
    three.plugin(
        "map",
        """
        import os
        from pelican import signals


        class Map:
            def __init__(self, context, settings, path, theme, output_path, *_):
                self.context, self.output_path = context, output_path

            def generate_output(self, writer):
                os.makedirs(self.output_path, exist_ok=True)
                with open(os.path.join(self.output_path, "map.txt"), "w") as file:
                    file.write("".join(article.url for article in self.context["articles"]))


        def offer(pelican):
            return Map


        def register():
            signals.get_generators.connect(offer)
        """,
    )
    grow(three)
    three.ledger_file().unlink()
    three.template("index", "{{ SITENAME }}")
    three.settings(DIRECT_TEMPLATES=["asking", "index"])
    three.check()
    three.check()
    three.ledger_file().unlink()
    three.check()


def test_a_plugin_that_edits_files_when_they_are_written(three: PlainSite) -> None:
    three.template("asking", "{{ articles|length }}")
    three.plugin(
        "stamp",
        """
        from pelican import signals

        def stamp(path, context):
            with open(path, "a") as file:
                file.write("<!-- stamped -->")

        def register():
            signals.content_written.connect(stamp)
        """,
    )
    outcome = three.build()
    assert (outcome.how, outcome.kind) == ("refused", "UnsupportedError")
    assert "stamp" in outcome.said


def test_a_plugin_that_brings_a_writer_of_its_own(three: PlainSite) -> None:
    three.template("asking", "{{ articles|length }}")
    three.plugin(
        "shouting",
        """
        from pelican import signals
        from pelican.writers import Writer

        class Shouting(Writer):
            def write_file(self, name, template, context, *rest, **more):
                super().write_file(name.upper() if name else name, template, context, *rest, **more)

        def offer(pelican):
            return Shouting

        def register():
            signals.get_writer.connect(offer)
        """,
    )
    outcome = three.build()
    assert (outcome.how, outcome.kind) == ("refused", "UnsupportedError")
    assert "shouting" in outcome.said


def test_signals_that_give_a_page_something_as_it_is_written(three: PlainSite) -> None:
    three.template("asking", "{% for a in articles %}{{ a.title }}{% endfor %}")
    three.template("article", "{{ article.title }} of {{ article.place|default('-') }}")
    three.plugin(
        "place",
        """
        from pelican import signals

        def give(generator, content):
            content.place = len(generator.articles)

        def register():
            signals.article_generator_write_article.connect(give)
        """,
    )
    grow(three)

"""Changes that plugins make to articles while the context is generated are tracked."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import FULL
from tests.incremental.sites import PlainSite

PLUGIN = """
from pelican import signals
from pelican.contents import Article


def change(sender):
    generators = sender if isinstance(sender, list) else [sender]
    generator = generators[0]
    articles = generator.articles
    {code}


def register():
    signals.{signal}.connect(change)
"""

CHANGES = {
    "metadata set": "for a in articles: a.metadata['x'] = len(articles)",
    "metadata of one": "articles[0].metadata['x'] = 'first'",
    "tags appended": "from pelican.urlwrappers import Tag\n    for a in articles: a.tags = [*getattr(a, 'tags', []), Tag(f'n{len(articles)}', generator.settings)]",
    "tags appended in place": "from pelican.urlwrappers import Tag\n    for a in articles:\n        if hasattr(a, 'tags'): a.tags.append(Tag(f'n{len(articles)}', generator.settings))",
    "title set": "for n, a in enumerate(articles): a.title = f'{n + 1}. {a.title}'",
    "attribute set": "for n, a in enumerate(articles): a.x = n",
    "attribute of one set": "articles[-1].x = 'last'",
    "attribute deleted": "for a in articles[1:]:\n        if hasattr(a, 'tags'): del a.tags",
    "neighbours set": "for one, two in zip(articles, articles[1:]): one.older = two; two.newer = one",
    "related set": "for a in articles: a.related = [b for b in articles if b is not a and b.category == a.category]",
    "counted": "for a in articles: a.x = {'all': len(articles), 'titles': [b.title for b in articles]}",
    "category attribute": "for c, found in generator.categories: c.x = len(found)",
    "category of articles": "for a in articles: a.category.x = len([b for b in articles if b.category == a.category])",
    "category renamed": "for a in articles: a.category.name = a.category.name + str(len(articles))",
    "body set": "for a in articles: a._content = a._content + f'<p>{len(articles)}</p>'",
    "body of one set": "articles[0]._content = f'<p>first of {len(articles)}</p>'",
    "body and a fact set": "for a in articles: a._content += f'<p>{len(articles)}</p>'; a.x = 1",
    "body getter": "for a in articles:\n        a.x = 1\n        a._get_content = BodyOf(a._content + str(len(articles)))",
    "summary set": "for a in articles: a._summary = f'one of {len(articles)}'",
    "summary in metadata": "for a in articles: a.metadata['summary'] = f'one of {len(articles)}'",
    "address set": "articles[0].override_url = 'newest/'; articles[0].override_save_as = 'newest/index.html'",
    "slug set": "articles[0].slug = articles[0].slug + str(len(articles))",
    "template set": "articles[0].template = 'special'",
    "function attached": "for a in articles: a.x = (lambda n: lambda: n)(len(articles))",
    "generator attached": "for a in articles: a.x = iter([len(articles)])",
    "object attached": "for a in articles: a.x = Thing(len(articles))",
    "object with slots attached": "for a in articles: a.x = Slotted(len(articles))",
    "itself attached": "for a in articles: a.x = a; a.metadata['x'] = a",
    "set attached": "for a in articles: a.x = {b.title for b in articles}",
    "dates sorted": "generator.context['dates'] = sorted(articles, key=lambda a: a.title)",
    "list filtered": "generator.articles = [a for a in articles if a.slug != 'c']; generator.context['articles'] = generator.articles",
    "list filtered without the context": "generator.articles = [a for a in articles if a.slug != 'c']",
    "list changed in place": "articles.remove(next(a for a in articles if a.slug == 'c'))",
    "list sorted in place": "articles.sort(key=lambda a: a.title)",
    "list turned in place": "articles.reverse()",
    "list extended": "articles.extend([articles.pop(0)])",
    "article put in": "a = Article('<p>made</p>', {'title': f'MADE {len(articles)}', 'date': articles[0].date, 'slug': 'made', 'category': articles[0].category}, generator.settings, generator.path + '/articles/made.md', generator.context)\n    generator.articles.append(a)",
    "categories emptied": "generator.categories.clear()",
    "category list changed": "generator.categories[:] = generator.categories[:1]",
    "draft published": "for d in generator.drafts: d.x = 'was a draft'",
}
THINGS = """

class BodyOf:
    def __init__(self, text):
        self.text = text

    def __call__(self):
        return self.text


class Thing:
    def __init__(self, number):
        self.number = number

    def __str__(self):
        return str(self.number)


class Slotted:
    __slots__ = ("number",)

    def __init__(self, number):
        self.number = number

    def __str__(self):
        return str(self.number)
"""
SHOWN = """{{ article.title }}|{{ article.content }}|{{ article.summary }}|{{ article.metadata.x.title if article.metadata.x.title is string else article.metadata.x }}|
{%- if article.x is defined %}
{%- if article.x is callable %}{{ article.x() }}
{%- elif article.x.title is defined and article.x is not string %}{{ article.x.title }}
{%- elif article.x is iterable and article.x is not string and article.x is not mapping %}{{ article.x|list|sort|join(',') }}
{%- else %}{{ article.x.number|default(article.x) }}{% endif %}{% endif %}
{%- for b in article.related %}{{ b.title }}{{ b.url }}{% endfor %}|{{ article.older.title }}|{{ article.newer.url }}|{{ article.tags|default([])|join(',') }}|
{{- article.category }}{{ article.category.x }}{{ article.category.url }}|{{ article.url }}"""


@pytest.fixture
def five(site: PlainSite) -> PlainSite:
    site.configure(
        f"""{site.lines}
        from jinja2 import ChainableUndefined
        JINJA_ENVIRONMENT = {{"undefined": ChainableUndefined}}
        """
    )
    site.template("article", SHOWN)
    site.template("special", f"special {SHOWN}")
    site.template(
        "asking",
        "{% for article in articles %}{{ article.title }}{{ article.url }}{{ article.x if article.x is string or article.x is number }}{% endfor %}{{ articles[0].content }}",
    )
    site.template(
        "rest",
        "{% for c, found in categories %}{{ c }}{{ c.x }}{{ found|map(attribute='title')|join }}{% endfor %}{% for d in dates %}{{ d.title }}{% endfor %}{% for t, found in tags|sort %}{{ t }}{{ found|length }}{% endfor %}{{ drafts[0].x }}",
    )
    site.template(
        "category",
        "{{ category }}{{ category.x }}{% for a in articles %}{{ a.title }}{{ a.metadata.x if a.metadata.x is number }}{% endfor %}",
    )
    site.settings(
        DIRECT_TEMPLATES=["asking", "rest"], CATEGORY_SAVE_AS="c-{slug}.html", CATEGORY_URL="c-{slug}.html"
    )
    for day, name in enumerate("abcde", 11):
        site.article(
            name,
            day=day,
            category="mot" if name in "ace" else "hai",
            tags="do, xanh" if name in "ab" else None,
        )
    site.article("nhap", day=1, status="draft")
    return site


SIGNALS = ("article_generator_finalized", "all_generators_finalized", "article_generator_pretaxonomy")


@pytest.mark.parametrize(
    ("change", "signal"),
    [
        (change, signal)
        for number, (change, code) in enumerate(CHANGES.items())
        for place, signal in enumerate(SIGNALS)
        # before the taxonomy is made there are no categories to change
        if not (signal == "article_generator_pretaxonomy" and "categories" in code)
        if FULL or place in {0, 1 + number % 2}
    ],
)
def test_what_a_plugin_makes_of_articles_shows_on_every_page(
    five: PlainSite, change: str, signal: str
) -> None:
    code = CHANGES[change]
    five.plugin("changing", PLUGIN.format(code=code, signal=signal) + THINGS)
    if change == "article put in":  # nobody can tell when it changes
        outcome = five.build()
        assert (outcome.how, outcome.kind) == ("refused", "UnsupportedError")
        assert "MADE 5" in outcome.said
        return
    five.check()
    edits: list[Callable[[], object]] = [
        lambda: None,
        lambda: five.article("f", day=25, category="mot"),
        lambda: five.replace("content/articles/d.md", "title: D", "title: Dê"),
        lambda: five.replace("content/articles/b.md", "category: hai", "category: mot"),
        lambda: five.replace("content/articles/a.md", "Nội dung.", "Khác."),
        lambda: five.remove("content/articles/e.md"),
    ]
    for edit in edits:
        edit()
        if signal == "article_generator_finalized":  # for the other signals, all edits at once
            five.check()
    if signal != "article_generator_finalized":
        five.check()
    five.override["PLUGINS"] = []
    five.check()


@pytest.mark.parametrize(
    "code",
    [
        "content._content = (content._content or '') + '<p>đóng dấu</p>'",
        "content.x = content.title.lower()",
        "content.metadata['x'] = 3",
        "content.title = '!' + content.title",
        "content.slug = content.slug + '-x'",
        "content.x = [3, 4]",
        "content.x = content.settings['SITENAME']",
        "content.x = len(content._context.get('SITENAME', ''))",
    ],
)
def test_what_a_plugin_makes_of_each_content_as_it_is_read(five: PlainSite, code: str) -> None:
    five.plugin(
        "reading",
        f"""
from pelican import signals


def change(content):
    if hasattr(content, "title") and type(content).__name__ == "Article":
        {code}


def register():
    signals.content_object_init.connect(change)
""",
    )
    five.check()
    five.replace("content/articles/d.md", "title: D", "title: Dê")
    five.check()
    five.settings(SITENAME="Trang có tên khác")
    five.check()


def test_value_that_cannot_be_kept_names_its_file(five: PlainSite) -> None:
    five.plugin(
        "attaching",
        """
        from pelican import signals

        def change(content):
            content.x = lambda: 3

        def register():
            signals.content_object_init.connect(change)
        """,
    )
    outcome = five.build()
    assert (outcome.how, outcome.kind) == ("refused", "UnsupportedError")
    assert "articles/a.md" in outcome.said


def test_what_a_plugin_gathers_while_files_are_read_is_whole(five: PlainSite) -> None:
    """A collector sees only what is parsed; a site that needs it whole has to be the same, or be rejected."""
    five.plugin(
        "collecting",
        """
        from pelican import signals

        words = set()

        def collect(content):
            if type(content).__name__ == "Article":
                words.add(content.title)

        def offer(generators):
            generators[0].context["words"] = sorted(words)

        def register():
            signals.content_object_init.connect(collect)
            signals.all_generators_finalized.connect(offer)
        """,
    )
    five.template("asking", "{{ words|join }}")
    five.check()
    five.replace("content/articles/d.md", "title: D", "title: Dê")
    five.check()


def test_attribute_names_of_articles_match_pelican(site: PlainSite) -> None:
    site.settings(DIRECT_TEMPLATES=["asking"])
    site.configure(f"{site.lines}\n        JINJA_GLOBALS = {{'vars': vars, 'type': type}}\n")
    site.template("asking", "{{ vars(articles[0])|sort|join(',') }} {{ type(articles[0]).__name__ }}")
    site.article("a")
    site.check()


@pytest.mark.parametrize(
    "field", ["content", "summary", "status", "url_format", "allowed_statuses", "filename", "relative_dir"]
)
def test_a_field_that_is_called_like_something_of_pelicans_own(site: PlainSite, field: str) -> None:
    site.settings(DIRECT_TEMPLATES=["asking"])
    site.template(
        "asking", "{% for a in articles %}{{ a.metadata." + field + " }}{{ a." + field + " }}{% endfor %}"
    )
    site.template("article", "")
    for value in ("published", "hidden", "published"):
        try:
            named: dict[str, Any] = {field: value}
            site.article("a", **named)
            site.check()
        finally:
            site.article("b", title=f"B {value}")
    site.check()


@pytest.mark.parametrize("status", ["draft", "hidden", "skip", "published"])
def test_an_article_goes_through_every_state(site: PlainSite, status: str) -> None:
    site.settings(DIRECT_TEMPLATES=["asking"])
    site.template(
        "asking",
        "{{ drafts|map(attribute='title')|join }}|{{ hidden_articles|map(attribute='title')|join }}|{{ articles|map(attribute='title')|join }}",
    )
    site.article("b")
    for other in ("published", "draft", "hidden", "skip"):
        site.article("a", status=status)
        site.check()
        site.article("a", status=other)
        site.check()
    site.remove("content/articles/a.md")
    site.check()

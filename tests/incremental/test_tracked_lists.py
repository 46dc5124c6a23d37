"""Reads of lists, articles and taxonomies are tracked: the page follows every edit."""

import textwrap
from collections.abc import Callable

import pytest

from tests.conftest import FULL
from tests.incremental.sites import PlainSite

ASKED = {
    "length": "{{ articles|length }}",
    "count_of_draft": "{{ drafts|length }} {{ hidden_articles|length }} {{ pages|length }}",
    "empty": "{% if hidden_articles %}{{ hidden_articles[0].title }}{% else %}none{% endif %}",
    "truth": "{{ 'some' if articles else 'none' }}{{ 'some' if drafts else 'none' }}",
    "third": "{{ articles[3].title }}",
    "beyond": "{{ articles[6].title|default('nobody') }}",
    "last": "{{ (articles|last).title }}{{ articles[-2].title }}",
    "first": "{{ (articles|first).title }}",
    "slice": "{% for a in articles[1:3] %}{{ a.title }}{% endfor %}",
    "slice_of_slice": "{% for a in articles[1:][:2][::-1] %}{{ a.url }}{% endfor %}",
    "backwards": "{% for a in articles[::-1] %}{{ a.title }}{% endfor %}",
    "reverse": "{% for a in articles|reverse %}{{ a.title }}{% endfor %}",
    "every_second": "{% for a in articles[::2] %}{{ a.title }}{% endfor %}",
    "grouped": "{% for g in articles|groupby('category') %}{{ g.grouper }}:{{ g.list|length }}{% for a in g.list %}{{ a.title }}{% endfor %}{% endfor %}",
    "grouped_by_year": "{% for g in articles|groupby('date.day') %}{{ g.grouper }}:{{ g.list|map(attribute='title')|join(',') }}{% endfor %}",
    "next": "{% for a in articles %}{{ a.title }}>{{ loop.nextitem.title if loop.nextitem is defined }};{% endfor %}",
    "previous": "{% for a in articles[:3] %}{{ loop.previtem.url if loop.previtem is defined }}{{ loop.index }}/{{ loop.length }}{{ loop.last }}{% endfor %}",
    "one_looked_ahead": "{% for a in articles %}{% if loop.first %}{{ loop.nextitem.title if not loop.last }}{% endif %}{% endfor %}",
    "sorted": "{% for a in articles|sort(attribute='title') %}{{ a.title }}{% endfor %}",
    "mapped": "{{ articles|map(attribute='slug')|join(',') }}",
    "selected": "{{ articles|selectattr('category.name', 'equalto', 'hai')|map(attribute='title')|join }}",
    "rejected": "{{ articles|rejectattr('tags')|map(attribute='title')|join }}",
    "batched": "{% for row in articles|batch(2) %}{{ row|map(attribute='title')|join }}|{% endfor %}",
    "parts": "{% for row in articles|slice(2) %}{{ row|map(attribute='title')|join }}|{% endfor %}",
    "newest_date": "{{ (articles|map(attribute='date')|max) if articles }}",
    "most": "{{ (articles|max(attribute='title')).title if articles }}{{ (articles|min(attribute='slug')).slug if articles }}",
    "unique": "{{ articles|map(attribute='category')|unique|join(',') }}",
    "sum": "{{ articles|sum(attribute='title.__len__', start=0) if false }}{{ articles|map(attribute='date.day')|sum }}",
    "json": "{{ articles|map(attribute='title')|list|tojson }}",
    "listed": "{{ (articles|list)[0].title }}",
    "joined_lists": "{% for a in articles + drafts %}{{ a.title }}{% endfor %}",
    "joined_the_other_way": "{% for a in drafts + articles %}{{ a.title }}{% endfor %}",
    "contains": "{{ articles[0] in articles }}{{ 'x' in articles }}{{ (drafts|first) in articles if drafts }}",
    "defined": "{{ articles is defined }}{{ articles is sequence }}{{ articles is iterable }}{{ articles is mapping }}",
    "equal": "{{ articles == dates }}{{ articles[:1] == dates[:1] }}",
    "random_access": "{{ articles|attr('__len__')() }}",
    "counted_in_loop": "{% for a in articles %}{% if loop.index == 2 %}{{ a.title }}{% endif %}{% endfor %}",
    "stopped_early": "{% for a in articles if loop is not defined and a.category == 'mot' %}{{ a.title }}{% endfor %}",
    "dates": "{% for a in dates %}{{ a.date }}{% endfor %}",
    "categories": "{% for c, found in categories %}{{ c }} {{ c.url }} {{ found|length }} {{ found[0].title }}{% endfor %}",
    "names_of_categories": "{% for c, _ in categories %}{{ c.name }}{% endfor %}",
    "tags": "{% for t, found in tags %}{{ t }}{{ found|length }}{% endfor %}",
    "newest_of_tags": "{% for t, found in tags|sort %}{{ t.slug }}{{ found[0].title }}{% endfor %}",
    "authors": "{% for w, found in authors %}{{ w.name }}{{ found|map(attribute='title')|join }}{% endfor %}",
    "pages": "{% for p in pages %}{{ p.title }}{{ p.url }}{{ p.content|striptags }}{% endfor %}",
    "bodies": "{% for a in articles %}{{ a.content|striptags }}{% endfor %}",
    "one_body": "{{ articles[1].content|striptags if articles|length > 1 }}",
    "summaries": "{% for a in articles %}{{ a.summary|striptags }}{% endfor %}",
    "metadata": "{{ articles[0].metadata.x }}{{ articles[0].metadata['title'] }}",
    "all_metadata": "{% for k, v in articles[0].metadata|dictsort %}{{ k }}={{ v }};{% endfor %}",
    "unset": "{{ articles[0].x is defined }}{{ articles[0].x|default('-') }}",
    "missing_tags": "{% for a in articles %}{{ a.tags is defined }}{{ (a.tags|default([]))|join(',') }}{% endfor %}",
    "by_name": "{{ articles[0]|attr('title') }}{{ articles[0]['slug'] }}",
    "all_of_an_article": "{% if articles %}{{ vars(articles[0])['title'] }}{{ 'x' in vars(articles[0]) }}{% endif %}",
    "translations": "{% for a in articles %}{% for t in a.translations %}{{ a.title }}~{{ t.title }}{{ t.url }}{% endfor %}{% endfor %}",
    "related": "{{ articles[0].author }}{{ articles[0].author.slug }}{{ articles[0].authors|join }}",
    "address": "{{ articles[2].url }}{{ articles[2].save_as }}{{ articles[2].slug }}",
    "state": "{{ articles[0].status }}{{ articles[0].lang }}{{ articles[0].in_default_lang }}{{ articles[0].locale_date }}",
    "source": "{{ articles[0].source_path|string|basename }}{{ articles[0].relative_source_path }}",
    "whole_site": "{{ SITENAME }}{{ SITEURL }}",
    "settings_of_an_article": "{{ articles[0].settings.SITENAME }}{{ articles[0].settings['SITEURL'] }}",
    "missing_name": "{{ later|default('not yet') }}{{ later is defined }}",
    "namespaced": "{% set n = namespace(c=0) %}{% for a in articles %}{% if a.category == 'hai' %}{% set n.c = n.c + 1 %}{% endif %}{% endfor %}{{ n.c }}",
    "recursive": "{% for a in [articles[0]] recursive %}{{ a.title }}{% if loop.depth0 == 0 %}{{ loop([articles[1]]) }}{% endif %}{% endfor %}",
    "through_a_macro": "{% macro m(xs) %}{{ xs|length }}{{ xs[0].title }}{{ SITENAME }}{% endmacro %}{{ m(articles) }}",
    "found_in_catalogue": "{{ generated_content['articles/a.md'].title if 'articles/a.md' in generated_content }}",
    "got_from_catalogue": "{{ (generated_content.get('articles/c.md')).title if generated_content.get('articles/c.md') }}",
    "walked_catalogue": "{% for path, content in generated_content|dictsort %}{{ path }}{{ content.title }}{% endfor %}",
    "catalogue_values": "{{ generated_content.values()|map(attribute='title')|sort|join }}",
    "static_files": "{{ static_content['static/a.txt'].url if 'static/a.txt' in static_content }}",
    "walked_static_files": "{% for f in staticfiles|sort(attribute='save_as') %}{{ f.url }}{% endfor %}",
}

LATE = """
from pelican import signals


def add(generators):
    generators[0].context["later"] = "here"


def register():
    signals.all_generators_finalized.connect(add)
"""
FORGIVING = """
from jinja2 import ChainableUndefined
JINJA_ENVIRONMENT = {"undefined": ChainableUndefined}
"""


@pytest.fixture
def asked(site: PlainSite) -> PlainSite:
    """A site with a page for each question."""
    site.write(
        "plugins/asking.py",
        """
        import os

        from pelican import signals


        def offer(pelican):
            pelican.settings["JINJA_FILTERS"] = {"basename": os.path.basename}
            pelican.settings["JINJA_GLOBALS"] = {"vars": vars}


        def register():
            signals.initialized.connect(offer)
        """,
    )
    site.lines = textwrap.dedent(site.lines) + FORGIVING
    site.configure(site.lines)
    site.settings(PLUGINS=["asking"], DIRECT_TEMPLATES=["index", *ASKED])
    for name, text in ASKED.items():
        site.template(name, text)
    for day, name in enumerate("abcde", 11):
        site.article(
            name,
            day=day,
            category="mot" if name in "ace" else "hai",
            tags="do, xanh" if name in "ab" else None,
            author="Sơn" if name < "c" else "Lan",
        )
    site.write("content/static/a.txt", "a")
    return site


def leave_only(site: PlainSite, name: str) -> None:
    for file in (site.content / "articles").iterdir():
        if file.name != name:
            file.unlink()


def edits(site: PlainSite) -> dict[str, Callable[[], object]]:
    return {
        "first build": lambda: None,
        "nothing": lambda: None,
        "newest added": lambda: site.article("n", day=28, category="mot", tags="do"),
        "oldest added": lambda: site.article("o", day=2, category="ba"),
        "one between added": lambda: site.article("m", day=13, category="hai", author="Mai"),
        "title edited": lambda: site.replace("content/articles/b.md", "title: B", "title: Bê"),
        "newest's title edited": lambda: site.replace("content/articles/n.md", "title: N", "title: Mới"),
        "body edited": lambda: site.replace("content/articles/e.md", "Nội dung.", "Khác rồi."),
        "newest's body edited": lambda: site.replace("content/articles/n.md", "Nội dung.", "Lại khác."),
        "category changed": lambda: site.replace("content/articles/c.md", "category: mot", "category: hai"),
        "tags changed": lambda: site.replace("content/articles/a.md", "do, xanh", "tím"),
        "tags taken": lambda: site.replace("content/articles/a.md", "tags: tím\n", ""),
        "author changed": lambda: site.article(
            "n", "Lại khác.", day=28, title="Mới", category="mot", tags="do", author="Hà"
        ),
        "date changed": lambda: site.article("a", day=20, category="mot", author="Sơn"),
        "address changed": lambda: site.replace("content/articles/d.md", "slug: d", "slug: dee"),
        "a field appears": lambda: site.replace("content/articles/n.md", "title:", "x: ích\ntitle:"),
        "withdrawn to a draft": lambda: site.replace(
            "content/articles/b.md", "title:", "status: draft\ntitle:"
        ),
        "hidden": lambda: site.replace("content/articles/b.md", "status: draft", "status: hidden"),
        "published again": lambda: site.replace("content/articles/b.md", "status: hidden\n", ""),
        "translated": lambda: site.write(
            "content/articles/b-en.md",
            "title: B in English\ndate: 2024-03-12 01:00\nslug: b\nlang: en\ncategory: hai\n\nText.\n",
        ),
        "translation's title": lambda: site.replace("content/articles/b-en.md", "B in English", "Bee"),
        "translation taken away": lambda: site.remove("content/articles/b-en.md"),
        "page added": lambda: site.standing_page("gioi-thieu"),
        "page edited": lambda: site.replace("content/pages/gioi-thieu.md", "Nội dung trang.", "Khác."),
        "page deleted": lambda: site.remove("content/pages/gioi-thieu.md"),
        "file added": lambda: site.write("content/static/b.txt", "b"),
        "file taken away": lambda: site.remove("content/static/a.txt"),
        "renamed": lambda: (site.content / "articles/c.md").rename(site.content / "articles/z.md"),
        "deleted": lambda: site.remove("content/articles/n.md"),
        "site renamed": lambda: site.settings(SITENAME="Trang khác"),
        "a name appears": lambda: site.plugin("late", LATE),
        "all but one gone": lambda: leave_only(site, "a.md"),
    }


def test_a_page_follows_whatever_it_asked(asked: PlainSite) -> None:
    wrong = []
    for number, (name, edit) in enumerate(edits(asked).items()):
        edit()
        if number % 3 and not FULL:
            continue
        try:
            asked.check()
        except AssertionError as error:
            wrong.append(f"after “{name}”:\n{error}")
    assert not wrong, "\n".join(wrong)


def test_page_follows_its_reads_when_all_edits_come_at_once(asked: PlainSite) -> None:
    asked.check()
    for name, edit in edits(asked).items():
        if name != "all gone":
            edit()
    asked.check()


FILES = [
    "{{ static_content|length }}",
    "{{ static_content|list|sort|join }}",
    "{{ static_content.keys()|sort|join }}",
    "{{ static_content.values()|map(attribute='url')|sort|join }}",
    "{{ static_content|dictsort|map('first')|join }}",
    "{{ static_content.items()|map('first')|sort|join }}",
    "{{ staticfiles|map(attribute='save_as')|sort|join }}",
    "{{ 'some' if static_content else 'none' }}",
    "{{ generated_content|length }}",
    "{{ generated_content|list|sort|join }}",
    "{{ 'some' if generated_content else 'none' }}",
]


def test_pages_that_iterate_over_files_follow_them(site: PlainSite) -> None:
    # `index` would be paginated, and so rendered for other reasons
    site.settings(DIRECT_TEMPLATES=[f"asking{number}" for number in range(len(FILES))])
    for number, question in enumerate(FILES):
        site.template(f"asking{number}", question)
    site.check()
    site.write("content/static/a.txt", "a")
    site.article("a")
    site.check()
    site.write("content/static/b.txt", "b")
    site.article("b")
    site.check()
    site.remove("content/static/b.txt")
    site.remove("content/articles/b.md")
    site.check()

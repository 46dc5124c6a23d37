"""Lists stand in the order that stock Pelican gives them, equal dates included.

Stock reads files in the order of a set, then sorts by translation group (the slug, by default), then by
`ARTICLE_ORDER_BY`. So its order is left open only between contents of one group: there the engine takes the path.
"""

from typing import Any

import pytest

from tests.incremental.sites import PlainSite

WALK = """
    {% for a in articles %}{{ a.title }} {{ a.lang }}{% for t in a.translations %}+{{ t.title }}{% endfor %}
    {% endfor %}|{% for a in dates %}{{ a.title }} {% endfor %}
    |{% for a in drafts %}{{ a.title }} {% endfor %}|{% for a in hidden_articles %}{{ a.title }} {% endfor %}
    |{% for p in pages %}{{ p.title }} {% endfor %}|{% for p in hidden_pages %}{{ p.title }} {% endfor %}
    |{% for name, found in categories %}{{ name }}{% for a in found %} {{ a.title }}{% endfor %};{% endfor %}
    |{% for name, found in tags %}{{ name }}{% for a in found %} {{ a.title }}{% endfor %};{% endfor %}
    |{% for name, found in authors %}{{ name }}{% for a in found %} {{ a.title }}{% endfor %};{% endfor %}
"""
TERM = "{% for a in articles %}{{ a.title }} {% endfor %}|{% for a in dates %}{{ a.title }} {% endfor %}"
SORTED: dict[str, dict[str, object]] = {
    "the default": {},
    "oldest first": {"ARTICLE_ORDER_BY": "date"},
    "newest first, by name": {"ARTICLE_ORDER_BY": "reversed-date"},
    "reversed-slug": {"ARTICLE_ORDER_BY": "reversed-slug", "PAGE_ORDER_BY": "reversed-slug"},
    "title": {"ARTICLE_ORDER_BY": "title", "PAGE_ORDER_BY": "title"},
    "reversed-title": {"ARTICLE_ORDER_BY": "reversed-title", "PAGE_ORDER_BY": "reversed-title"},
    "weight, in ties": {"ARTICLE_ORDER_BY": "weight", "PAGE_ORDER_BY": "weight"},
    "reversed-weight, in ties": {"ARTICLE_ORDER_BY": "reversed-weight", "PAGE_ORDER_BY": "reversed-weight"},
    "basename": {"ARTICLE_ORDER_BY": "basename"},
    "reversed-basename": {"ARTICLE_ORDER_BY": "reversed-basename", "PAGE_ORDER_BY": "reversed-basename"},
    "a term": {"ARTICLE_ORDER_BY": "category"},
    "an attribute of a term": {"ARTICLE_ORDER_BY": "reversed-category.name"},
    "another date": {"ARTICLE_ORDER_BY": "reversed-modified"},
    "an attribute that some lack": {"ARTICLE_ORDER_BY": "rare", "PAGE_ORDER_BY": "rare"},
    "nothing": {"ARTICLE_ORDER_BY": None, "PAGE_ORDER_BY": ""},
    "oldest first in archives": {"NEWEST_FIRST_ARCHIVES": False},
    "categories backwards": {"REVERSE_CATEGORY_ORDER": True},
    "groups of their own": {"ARTICLE_TRANSLATION_ID": ["weight", "slug"], "PAGE_TRANSLATION_ID": "basis"},
    "no groups": {"ARTICLE_TRANSLATION_ID": None, "ARTICLE_ORDER_BY": "title", "PAGE_TRANSLATION_ID": None},
}
COMPUTED = {
    "a function": "ARTICLE_ORDER_BY = lambda content: content.weight",
    "a function of terms": "ARTICLE_ORDER_BY = lambda content: (content.category, content.weight)",
    "a function of sets": "ARTICLE_ORDER_BY = lambda content: {content.weight}",
    "a function of translations": "ARTICLE_ORDER_BY = lambda content: -len(content.translations)",
    "a function that fails": "ARTICLE_ORDER_BY = lambda content: content.rare",
    "no order at all": "ARTICLE_ORDER_BY = ['title']",
    "keys without order": "ARTICLE_ORDER_BY = lambda content: getattr(content, 'rare', 1)",
    "keys of two kinds": "ARTICLE_ORDER_BY = lambda content: float(content.weight) if content.weight == '1' else 1",
    "not a number": "ARTICLE_ORDER_BY = lambda content: float('nan') if content.weight == '1' else 1.0",
}


@pytest.fixture
def tied(site: PlainSite) -> PlainSite:
    """A site whose articles share dates, weights and names of files; their paths say another order than their slugs."""
    site.settings(DIRECT_TEMPLATES=["index", "walk"], TAG_SAVE_AS="tag/{slug}.html")
    site.settings(TRANSLATION_FEED_RSS="{lang}.xml", SITEURL="https://thu.example")
    site.settings(CATEGORY_SAVE_AS="category/{slug}.html", AUTHOR_SAVE_AS="author/{slug}.html")
    site.template("walk", WALK)
    for name in ("tag", "category", "author"):
        site.template(name, TERM)
    names = ["Zebra", "Apple", "Mango", "Quince", "Fig", "Pear", "Lemon", "Date"]
    for place, title in enumerate(names):
        head: dict[str, Any] = {
            "date": f"2024-03-{10 + place % 2} 10:00",
            "modified": f"2024-04-{10 + place % 3} 10:00",
            "tags": "b, a" if place % 2 else "a, c, A",
            "authors": "X; Y" if place % 2 else "Y",
            "category": f"c{place % 2}",
            "weight": place % 3,
            "rare": "r" if place == 1 else None,
        }
        status = "draft" if place > 5 else "hidden" if place > 3 else "published"
        for copy in ("", "again/"):
            called: dict[str, Any] = {
                "title": f"{title}{copy[:1]}",
                "slug": f"{title}{copy[:1]}".lower(),
                "status": status,
            }
            site.article(f"{copy}{place}", **head, **called)
            site.standing_page(f"{copy}{place}", weight=place % 3, basis=title, **called)
    for number, (slug, lang) in enumerate([("zebra", "fr"), ("mango", "en"), ("mango", "fr"), ("fig", "fr")]):
        site.article(
            f"{number}-{lang}", slug=slug, lang=lang, weight=2, date="2024-03-10", modified="2024-01-01"
        )
    return site


def test_order_is_that_of_stock(tied: PlainSite) -> None:
    before = dict(tied.override)
    for name, settings in SORTED.items():
        print(name)
        tied.override = before | settings
        tied.check(in_order=True)


def test_order_by_function_is_that_of_stock(tied: PlainSite) -> None:
    before = tied.settings_file.read_text(encoding="utf-8")
    for name, line in COMPUTED.items():
        print(name)
        tied.configure(f"{before}\n{line}\n")
        tied.check(in_order=True)


def test_articles_of_one_date_stand_by_slug(site: PlainSite) -> None:
    for name, title in (("1", "Zebra"), ("2", "Apple"), ("3", "Mango")):
        site.article(name, title=title, slug=None, date="2024-03-10")
    site.check()
    page = site.page("index.html")
    assert [page.index(title) for title in ("Apple", "Mango", "Zebra")] == sorted(
        page.index(title) for title in ("Apple", "Mango", "Zebra")
    )


def test_dates_of_several_zones_are_compared_as_by_stock(site: PlainSite) -> None:
    """02:30 does not exist on the day when clocks in New York are put forward, and 01:30 exists twice in autumn."""
    site.settings(TIMEZONE="America/New_York", DIRECT_TEMPLATES=["index", "walk"])
    site.template("walk", WALK)
    for name, date in (("a", "2024-03-10 02:30"), ("b", "2024-03-10 03:10"), ("c", "2024-03-10 01:59")):
        site.article(name, date=date)
    site.check()
    site.article("d", date="2024-03-10 02:45", timezone="Asia/Tokyo")
    site.article("e", date="2024-03-10T07:20:00+00:00")
    site.settings(NEWEST_FIRST_ARCHIVES=False, ARTICLE_ORDER_BY="date")
    site.check()


@pytest.mark.parametrize("name", ["ARTICLE_TRANSLATION_ID", "ARTICLE_ORDER_BY"])
def test_unusable_setting_fails_as_with_stock(tied: PlainSite, name: str) -> None:
    tied.settings(
        **{name: "rare"} if name.endswith("ID") else {name: "mixed", "DEFAULT_METADATA": {"mixed": 1}}
    )
    tied.article("0", slug="zebra", mixed="1", weight=0, modified="2024-01-01")
    assert tied.check(may_fail=True, in_order=True).how == "failed"


def test_date_changed_by_plugin_moves_the_article(site: PlainSite) -> None:
    site.settings(DIRECT_TEMPLATES=["index", "walk"])
    site.template("walk", WALK)
    for name in "abc":
        site.article(name)
    site.plugin(
        "moving",
        """
        from datetime import timedelta
        from pelican import signals

        def move(generator):
            generator.articles[-1].date += timedelta(days=400)

        def register():
            signals.article_generator_pretaxonomy.connect(move)
        """,
    )
    site.check()
    site.article("d")
    site.check()

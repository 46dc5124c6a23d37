"""Related articles in a Pelican build."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from plugins.incremental.api import ArticleList, neighbours

MOST = 4


class SubjectLists:
    """The articles of every tag, category and department, newest first.

    Pages read only an article's neighbours in a list, and the list tracks these reads. So this object has a constant
    digest (`digest_name`), and a new subject makes no page stale.
    """

    digest_name = "lists of subjects"

    def __init__(self, **kinds: Sequence[tuple[Any, Sequence[Any]]]) -> None:
        """`kinds` are pairs of a subject and its articles: `tags`, `categories` and `departments`."""
        self._lists = {
            kind: {term.slug: articles for term, articles in found} for kind, found in kinds.items()
        }
        self._positions: dict[int, dict[int, int]] = {}

    def of(self, article: Any) -> Iterator[Sequence[Any]]:
        """Yield the lists that contain an article, the narrowest kind first."""
        subjects: Mapping[str, Sequence[Any]] = {
            "tags": getattr(article, "tags", ()),
            "categories": [article.category] if getattr(article, "category", None) else [],
            "departments": [article.department],
        }
        for kind, terms in subjects.items():
            yield from (self._lists[kind][term.slug] for term in terms if term.slug in self._lists[kind])

    def neighbours(self, articles: Sequence[Any], article: Any) -> list[Any]:
        """Return the neighbours of an article in a list, the older one first; [] if the list does not contain it."""
        if isinstance(articles, ArticleList):
            newer, older = neighbours(articles, article)
            return [found for found in (older, newer) if found is not None]
        if id(articles) not in self._positions:
            self._positions[id(articles)] = {id(item): position for position, item in enumerate(articles)}
        position = self._positions[id(articles)].get(id(article))
        if position is None:
            return []
        return [
            *articles[position + 1 : position + 2],
            *(articles[position - 1 : position] if position else []),
        ]


def add_filter(pelican: Any) -> None:
    """Offer `article | related(subject_lists, but)` to templates."""
    pelican.settings["JINJA_FILTERS"]["related"] = related


def offer_lists(generators: list[Any]) -> None:
    """Put `subject_lists` into the context."""
    context = generators[0].context
    context["subject_lists"] = SubjectLists(
        **{kind: context[kind] for kind in ("tags", "categories", "departments")}
    )


def related(article: Any, lists: SubjectLists, but: Sequence[Any] = ()) -> list[Any]:
    """Return up to four neighbours of an article in the lists of its tags, its category and its department.

    `but` are articles that the page shows already. A newly published article changes only the pages of its neighbours,
    not of all articles with its subject.
    """
    found: list[Any] = []
    for articles in lists.of(article):
        for near in lists.neighbours(articles, article):
            if near not in found and near not in but:
                found.append(near)
                if len(found) == MOST:
                    return found
    return found

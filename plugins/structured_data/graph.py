"""Descriptions of a page as JSON-LD with the vocabulary of schema.org.

https://schema.org/NewsArticle, https://schema.org/GovernmentOrganization, https://schema.org/BreadcrumbList
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from plugins.agency.agency import Agency

Thing = dict[str, Any]
LONGEST_DESCRIPTION = 300  # characters; search engines and messengers show half of it at most
LONGEST_HEADLINE = 110  # characters that search engines show; a longer title is cut between words
# Characters that could end the script element or are not allowed in scripts become JSON escapes.
ESCAPES = {character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def graph(things: Sequence[Thing]) -> Markup:
    """Return things as one JSON-LD graph, safe inside a script element, with Vietnamese letters unescaped."""
    text = json.dumps(
        {"@context": "https://schema.org", "@graph": things}, ensure_ascii=False, separators=(",", ":")
    )
    for character, escaped in ESCAPES.items():  # a sixteenth of the time that `translate` takes
        text = text.replace(character, escaped)
    return Markup(text)  # noqa: S704 - escaped in the lines above


def organisation(agency: Agency) -> Thing:
    """Return the agency as the publisher of a page."""
    return {"@type": "GovernmentOrganization", "name": agency.full_name, "url": f"{agency.site_url}/"}


def website(agency: Agency) -> Thing:
    """Describe the portal and its agency, with the contact data that is known."""
    office = organisation(agency) | {"@id": f"{agency.site_url}/#co-quan"}
    for name in ("address", "telephone", "email"):
        if not agency.is_placeholder(name):
            office[name] = getattr(agency, name)
    if agency.superior:
        office["parentOrganization"] = {"@type": "GovernmentOrganization", "name": agency.superior}
    return {
        "@type": "WebSite",
        "name": agency.name,
        "url": f"{agency.site_url}/",
        "inLanguage": "vi",
        "publisher": office,
    }


def news_article(article: Any, agency: Agency, address: str, card: str = "") -> Thing:
    """Describe an article at a root-relative URL.

    `card` is the URL of the share card for an article without a picture. An author named like the agency or one of its
    departments is an organisation; any other name counts as a person's.
    """
    offices = {agency.name, agency.full_name, *(section.name for section in agency.departments)}
    facts: Thing = {
        "@type": "NewsArticle",
        "headline": in_brief(article.title, LONGEST_HEADLINE),
        "inLanguage": article.lang,
        "datePublished": article.date.isoformat(),
        "mainEntityOfPage": f"{agency.site_url}{address}",
        "author": [
            {"@type": "Organization" if author.name in offices else "Person", "name": author.name}
            for author in article.authors
        ],
        "publisher": organisation(agency),
    }
    if hasattr(article, "modified"):
        facts["dateModified"] = article.modified.isoformat()
    if article.summary:
        facts["description"] = in_brief(article.summary)
    if getattr(article, "category", None):
        facts["articleSection"] = article.category.name
    cover = getattr(article, "cover", None)
    if picture := cover.url if cover else card:
        facts["image"] = f"{agency.site_url}{picture}"
    return facts


def breadcrumbs(
    trail: Sequence[Mapping[str, str]], agency: Agency, title: str, address: str, home: tuple[str, str]
) -> Thing:
    """Describe the path from `home` (label, root-relative URL) through `trail` to the page itself."""
    steps = [home, *((step["label"], step.get("url", "")) for step in trail), (title, address)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": label}
            | ({"item": f"{agency.site_url}{url}"} if url else {})
            for position, (label, url) in enumerate(steps, 1)
        ],
    }


def in_brief(text: str, longest: int = LONGEST_DESCRIPTION) -> str:
    """Return a text, shortened between two words with an ellipsis if it is too long."""
    if len(text) <= longest:
        return text
    return text[:longest].rpartition(" ")[0].rstrip(" ,;:-–") + "…"


FILTERS = {function.__name__: function for function in (breadcrumbs, graph, in_brief, news_article, website)}


def add_filters(pelican: Any) -> None:
    """Offer filters that describe a page, and `graph`, which writes a list of descriptions for a page's head."""
    pelican.settings["JINJA_FILTERS"].update(FILTERS)

"""The things of schema.org that a page tells of itself, as JSON-LD.

https://schema.org/NewsArticle, https://schema.org/GovernmentOrganization, https://schema.org/BreadcrumbList
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from plugins.agency.agency import Agency

Thing = dict[str, Any]
LONGEST_HEADLINE = 110  # characters: what search engines show; a longer title is cut between words
# What could end the script element, or be no line of a script, is written as JSON escapes.
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def graph(things: Sequence[Thing]) -> Markup:
    """Write things as one JSON-LD graph, safe inside a script element and with Vietnamese letters as they are."""
    text = json.dumps(
        {"@context": "https://schema.org", "@graph": things}, ensure_ascii=False, separators=(",", ":")
    )
    return Markup(text.translate(ESCAPES))  # noqa: S704 - escaped in the line above


def organisation(agency: Agency) -> Thing:
    """Name the agency as the publisher of a page."""
    return {"@type": "GovernmentOrganization", "name": agency.full_name, "url": f"{agency.site_url}/"}


def website(agency: Agency) -> Thing:
    """Describe the portal and, as far as they are known, the ways to reach the agency."""
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
    """Describe an article at a root-relative address; moments are in the site's time zone.

    `card` is the address of the picture that stands for an article without one.
    An author who is the agency or one of its departments is an organisation; any other name is taken for a person's.
    """
    offices = {agency.name, agency.full_name, *(section.name for section in agency.departments)}
    told: Thing = {
        "@type": "NewsArticle",
        "headline": cut(article.title, LONGEST_HEADLINE),
        "inLanguage": article.lang,
        "datePublished": article.date.isoformat(),
        "mainEntityOfPage": f"{agency.site_url}{address}",
        "author": [
            {"@type": "Organization" if author.name in offices else "Person", "name": author.name}
            for author in article.authors
        ],
        "publisher": organisation(agency),
        "isAccessibleForFree": True,
    }
    if hasattr(article, "modified"):
        told["dateModified"] = article.modified.isoformat()
    if article.summary:
        told["description"] = article.summary
    if getattr(article, "category", None):
        told["articleSection"] = article.category.name
    cover = getattr(article, "cover", None)
    if picture := cover.url if cover else card:
        told["image"] = f"{agency.site_url}{picture}"
    return told


def breadcrumbs(
    trail: Sequence[Mapping[str, str]], agency: Agency, title: str, address: str, home: tuple[str, str]
) -> Thing:
    """Describe the way from `home` (label, root-relative url) over `trail` to the page itself."""
    steps = [
        home,
        *((step["label"], step.get("url", "")) for step in trail),
        (title, address),
    ]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": label}
            | ({"item": f"{agency.site_url}{url}"} if url else {})
            for place, (label, url) in enumerate(steps, 1)
        ],
    }


def cut(text: str, longest: int) -> str:
    """Shorten a text between two words, with an ellipsis."""
    if len(text) <= longest:
        return text
    return text[:longest].rpartition(" ")[0].rstrip(" ,;:-–") + "…"

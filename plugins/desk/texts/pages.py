"""All pages about texts."""

from plugins.desk.texts import (
    alerting,
    attaching,
    cropping,
    from_word,
    kept,
    link_search,
    linking,
    listing,
    overview,
    previewing,
    writing,
)

PAGES = [
    *listing.PAGES,
    *writing.PAGES,
    *attaching.PAGES,
    *cropping.PAGES,
    *from_word.PAGES,
    *link_search.PAGES,
    *kept.PAGES,
    *overview.PAGES,
    *previewing.PAGES,
    *linking.PAGES,
    *alerting.PAGES,
]

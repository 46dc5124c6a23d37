"""All pages about texts."""

from plugins.desk.texts import alerting, linking, listing, overview, previewing, writing

PAGES = [
    *listing.PAGES,
    *writing.PAGES,
    *overview.PAGES,
    *previewing.PAGES,
    *linking.PAGES,
    *alerting.PAGES,
]

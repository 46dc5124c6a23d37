"""All pages about texts."""

from plugins.desk.texts import listing, overview, writing

PAGES = [*listing.PAGES, *writing.PAGES, *overview.PAGES]

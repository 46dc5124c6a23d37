"""All pages about texts."""

from plugins.desk.texts import listing, overview, previewing, writing

PAGES = [*listing.PAGES, *writing.PAGES, *overview.PAGES, *previewing.PAGES]

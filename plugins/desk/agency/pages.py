"""All pages about `agency.yaml`."""

from plugins.desk.agency import overview, previewing, writing

PAGES = [*overview.PAGES, *writing.PAGES, *previewing.PAGES]

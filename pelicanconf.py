"""Settings of the portal. What plugins need, they set themselves; see docs/reference.md.

Names, departments and menu of the agency are in `content/agency.yaml`.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [] if str(ROOT) in sys.path else [str(ROOT)]  # for `pelican -s` from another folder

from plugins.incremental.engine import IncrementalPelican  # noqa: E402 - only importable from here on

PELICAN_CLASS = IncrementalPelican
INCREMENTAL = True  # False: Pelican's own build, slower, with the same bytes

PATH = "content"
OUTPUT_PATH = "output"
THEME = "theme"
AGENCY_FILE = "agency.yaml"  # in the content folder; an absolute path makes one agency serve several folders
BUILD_MOMENT = None  # e.g. "2026-11-23 08:00"; None means now

SITEURL = ""  # URLs are root-relative; where they must be absolute, agency.yaml's site_url is used
DEFAULT_LANG = "vi"
TIMEZONE = "Asia/Ho_Chi_Minh"  # agency.yaml's time_zone takes precedence
FEED_MAX_ITEMS = 20
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = (
    None  # plugins.feeds
)

PLUGINS = [
    "plugins.agency",
    "plugins.urls",
    "plugins.contract",
    "plugins.site_pages",
    "plugins.departments",
    "plugins.archives",
    "plugins.related",
    "plugins.feeds",
    "plugins.structured_data",
    "plugins.sitemap",
    "plugins.old_urls",
    "plugins.well_known",
    "plugins.search",
    "plugins.offline",
    "plugins.alert",
    "plugins.vietnamese",
    "plugins.languages",
    "plugins.assets",
    "plugins.budget",
    "plugins.images",
    "plugins.rich_text",
    "plugins.cards",
    "plugins.qr_code",
    "plugins.visitor_counter",
    "plugins.building",
]

"""Settings of the portal. What the agency is called and where it lives stands in `content/agency.yaml`."""

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
if str(ROOT) not in sys.path:  # so that the rooms are found from whatever folder pelican is called
    sys.path.insert(0, str(ROOT))

from plugins.building.places import STATE  # noqa: E402 - only importable from here on
from plugins.contract.settings import MARKDOWN as CONTRACT_MARKDOWN  # noqa: E402
from plugins.contract.settings import newest_first  # noqa: E402
from plugins.incremental.engine import IncrementalPelican  # noqa: E402

PELICAN_CLASS = IncrementalPelican  # builds what has changed; INCREMENTAL = False gives Pelican's own build
INCREMENTAL = True
INCREMENTAL_LEDGER = str(STATE / "ledger")
INCREMENTAL_NAME = "pelicanconf"
INCREMENTAL_COLUMNS = (
    "department.slug",
    "date.year",
    "date.month",
    "date.day",
    "static_targets",
    "known_to_search",
    "lang",
    "card",
)
INCREMENTAL_STREAMED = ("url", "entry")

PATH = "content"
OUTPUT_PATH = "output"
AGENCY_FILE = "agency.yaml"  # in the content folder; a full path makes one agency serve several folders
BUILD_MOMENT = None  # e.g. "2026-11-23 08:00"; None means now

SITEURL = ""  # every address is root-relative; what must be absolute takes agency.yaml's site_url
DEFAULT_LANG = "vi"
TIMEZONE = "Asia/Ho_Chi_Minh"  # agency.yaml's time_zone takes its place

PLUGINS = [
    "plugins.agency",
    "plugins.contract",
    "plugins.departments",
    "plugins.archives",
    "plugins.related",
    "plugins.feeds",
    "plugins.structured_data",
    "plugins.sitemap",
    "plugins.well_known",
    "plugins.search",
    "plugins.offline",
    "plugins.vietnamese",
    "plugins.languages",
    "plugins.assets",
    "plugins.budget",
    "plugins.images",
    "plugins.cards",
    "plugins.qr_code",
    "plugins.visitor_counter",
    "plugins.building",
]

THEME = str(ROOT / "theme")
THEME_TEMPLATES_OVERRIDES = [str(ROOT / "theme" / "templates"), str(ROOT / "theme"), str(ROOT / "plugins")]
JINJA_ENVIRONMENT = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}

MARKDOWN: dict[str, Any] = CONTRACT_MARKDOWN
ARTICLE_PATHS = [""]
ARTICLE_EXCLUDES = ["pages", "documents"]
PAGE_PATHS = ["pages"]
IGNORE_FILES = [".*", "*~", "#*#", "~$*"]  # hidden files and what editors leave behind
STATIC_PATHS: list[str] = []  # only files that a published text uses are published
STATIC_CHECK_IF_MODIFIED = True
DEFAULT_CATEGORY = ""
USE_FOLDER_AS_CATEGORY = False
FILENAME_METADATA = ""
ARTICLE_ORDER_BY = newest_first
ARTICLE_TRANSLATION_ID = "translation_group"
WITH_FUTURE_DATES = True  # Pelican would ask the clock; the contract asks BUILD_MOMENT
TYPOGRIFY = False  # the contract's reader uses typogrify where a text needs it: titles here are plain text
FORMATTED_FIELDS: list[str] = []
DEFAULT_PAGINATION = False
PAGINATED_TEMPLATES: dict[str, Any] = {}

ARTICLE_URL = "{date:%Y}/{date:%m}/{slug}/"
ARTICLE_LANG_URL = "{lang}/{date:%Y}/{date:%m}/{slug}/"
PAGE_URL = "{slug}/"
PAGE_LANG_URL = "{lang}/{slug}/"
DEPARTMENT_URL = "don-vi/{slug}/"
CATEGORY_URL = "chuyen-muc/{slug}/"
AUTHOR_URL = "tac-gia/{slug}/"
TAG_URL = "chu-de/{slug}/"

ARTICLE_SAVE_AS = ARTICLE_URL + "index.html"
ARTICLE_LANG_SAVE_AS = ARTICLE_LANG_URL + "index.html"
PAGE_SAVE_AS = PAGE_URL + "index.html"
PAGE_LANG_SAVE_AS = PAGE_LANG_URL + "index.html"
DEPARTMENT_SAVE_AS = DEPARTMENT_URL + "index.html"
CATEGORY_SAVE_AS = CATEGORY_URL + "index.html"
AUTHOR_SAVE_AS = AUTHOR_URL + "index.html"
TAG_SAVE_AS = TAG_URL + "index.html"

DRAFT_SAVE_AS = DRAFT_LANG_SAVE_AS = DRAFT_PAGE_SAVE_AS = DRAFT_PAGE_LANG_SAVE_AS = ""
DRAFT_URL = DRAFT_LANG_URL = DRAFT_PAGE_URL = DRAFT_PAGE_LANG_URL = ""

DIRECT_TEMPLATES = ["index", "archives", "search", "site_tree", "feeds", "statistics", "sign_in", "not_found"]
ARCHIVES_SAVE_AS = "luu-tru/index.html"
SEARCH_SAVE_AS = "tim-kiem/index.html"
SITE_TREE_SAVE_AS = "so-do-cong/index.html"
FEEDS_SAVE_AS = "rss/index.html"
STATISTICS_SAVE_AS = "thong-ke-truy-cap/index.html"
SIGN_IN_SAVE_AS = "dang-nhap/index.html"
NOT_FOUND_SAVE_AS = "404.html"

FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = TRANSLATION_FEED_ATOM = (
    None  # plugins.feeds writes them
)
AUTHOR_FEED_RSS = None
FEED_MAX_ITEMS = 20

# Said by the contract in Vietnamese, with line and remedy; Pelican's own lines would only repeat it, in English: a
# file that cannot be read, and texts that share an address (one line for each number of them).
LOG_FILTER = [
    (40, "Could not process %s"),
    (30, "Cannot get modification stamp for %s\n\t%s"),
    *((30, 'There are %s items "%s" with lang %s: ' + "\n%s" * count) for count in range(2, 20)),
    *((30, "There are %s original (not translated) items %s: " + "\n%s" * count) for count in range(2, 20)),
]

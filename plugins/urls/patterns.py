"""Every URL of the portal, root-relative. Other packages import them; templates and scripts read `urls`.

URLs are in Vietnamese without diacritics. A URL that ends with `/` is a page, written as `index.html` below it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

# Pages that every portal has.
HOME = "/"
ARCHIVES = "/luu-tru/"
SEARCH = "/tim-kiem/"  # answered by the search service when it has a query
SITE_TREE = "/so-do-cong/"
FEEDS = "/rss/"
STATISTICS = "/thong-ke-truy-cap/"
SIGN_IN = "/dang-nhap/"
OFFLINE = "/ngoai-mang/"
NOT_FOUND = "/404.html"
GONE = "/410.html"  # where the web server withholds a text
SERVER_ERROR = "/500.html"
# Pages that a menu or a text may link to.
PAGES = (HOME, ARCHIVES, SEARCH, SITE_TREE, FEEDS, STATISTICS, SIGN_IN)

# Pages in English, of portals with any text in English.
ENGLISH_HOME = "/en/"
ENGLISH_PAGES = (ENGLISH_HOME, "/en/tim-kiem/", "/en/thong-ke-truy-cap/")

# Texts and lists of texts.
ARTICLE = "/{date:%Y}/{date:%m}/{slug}/"
PAGE = "/{slug}/"
DEPARTMENT = "/don-vi/{slug}/"
CATEGORY = "/chuyen-muc/{slug}/"
AUTHOR = "/tac-gia/{slug}/"
TAG = "/chu-de/{slug}/"
YEAR = "/{date:%Y}/"
MONTH = "/{date:%Y}/{date:%m}/"
THIRD_OF_MONTH = "/{date:%Y}/{date:%m}/{date:%d}-{last:%d}/"
DAY = "/{date:%Y}/{date:%m}/{date:%d}/"
PART_OF_DAY = "/{date:%Y}/{date:%m}/{date:%d}/{number}/"

# Files.
FEED = "/rss/{slug}.xml"
TAG_FEED = "/rss/chu-de/{slug}.xml"
SITEMAP = "/sitemap.xml"
SITEMAP_OF_PAGES = "/so-do/trang.xml"
SITEMAP_OF_NEWS = "/so-do/tin-moi.xml"
SITEMAP_OF_MONTH = "/so-do/{date:%Y}-{date:%m}.xml"
ROBOTS = "/robots.txt"
MANIFEST = "/manifest.webmanifest"
SECURITY = "/.well-known/security.txt"
SERVED_RELEASE = "/.well-known/trang-tin.txt"  # only behind a CDN: which release it serves
REDIRECTS = "/dia-chi-cu.map"  # for nginx
SERVICE_WORKER = "/service-worker.js"
OFFLINE_LIST = "/ngoai-mang.json"
THEME = "/theme/"
FAVICON = "/theme/favicon.svg"
PICTURES = "/anh/"
CARDS = "/anh/the/"
QR_CODE = "ma-qr.png"  # below the URL of its article

# The alert: what pages fetch where the web server does not include it, and the style sheet.
ALERT_DATA = "/canh-bao/canh-bao.json"
ALERT_STYLE = "/canh-bao/canh-bao.css"

# The counter's service, and the lists of pages that it reads from the built site.
COUNTER = "/luot-truy-cap/"
COUNTED_PAGES = "/luot-truy-cap/cac-trang.txt"
COUNTED_MONTH = "/luot-truy-cap/cac-trang/{date:%Y}-{date:%m}.txt"
COUNTER_NOTICE = "/luot-truy-cap/thong-bao.txt"

# The search's service, what it reads from the built site, and the titles for when it is down.
SEARCH_SUGGESTIONS = "/tim-kiem/goi-y.json"
SEARCH_FEED = "/tim-kiem/ket-qua.xml"
SEARCH_HEALTH = "/tim-kiem/suc-khoe"
SYNONYMS = "/tim-kiem/dong-nghia.txt"
TITLES = "/tim-kiem/tieu-de/"

# Only in `invoke serve`.
DRAFTS = "/ban-nhap/"
PREVIEW = "/_xem-truoc/"

FUTURE = ("cong-khai", "van-ban", "xac-minh")  # reserved for planned sections
SOURCE_FOLDERS = frozenset({"articles", "documents", "pages"})  # files are published under their own path


# All of the above by name, e.g. {"archives": "/luu-tru/"}: `urls` in templates and scripts.
BY_NAME: Mapping[str, str] = {
    name.lower(): url for name, url in globals().items() if name.isupper() and isinstance(url, str)
}
# First parts of URLs that no page and no attached file may have, e.g. "rss" and "404.html".
RESERVED = frozenset(
    {url.split("/")[1] for url in BY_NAME.values() if url.startswith("/") and not re.match(r"/(?:\{|$)", url)}
    | {"404", "index.html", *FUTURE}
)
DATES = re.compile(
    r"/\d{4}(?:/\d{2}(?:/\d{2}(?:-\d{2}|/\d+)?)?)?/"
)  # lists by date, which begin with the first article of theirs
IN_SCRIPT = re.compile(r"\$\{urls\.(\w+)\}")


def fill_urls(script: str) -> str:
    """Return a script with URLs in place of `${urls.NAME}`, e.g. `/luu-tru/` for `${urls.archives}`.

    Raises KeyError for an unknown name.
    """
    return IN_SCRIPT.sub(lambda match: BY_NAME[match[1]], script)


def is_own(url: str) -> bool:
    """Return whether a URL of a page, such as `/2024/03/` or `/en/chu-de/x/`, is one that no text may have.

    Compared without case, as nginx looks up redirects, and as Windows and macOS find folders.
    """
    path = url.lower()
    path = path.removeprefix(ENGLISH_HOME.rstrip("/")) if path.startswith(ENGLISH_HOME) else path
    return path.split("/")[1] in {"", *RESERVED, *SOURCE_FOLDERS} or DATES.fullmatch(path) is not None


def file_of(url: str) -> str:
    """Return the path of the file behind a URL in the output folder, e.g. `rss/index.html` for `/rss/`."""
    return url.lstrip("/") + ("index.html" if url.endswith("/") else "")

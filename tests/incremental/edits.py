"""What a history may change: facts of articles, settings, the agency's file, a plugin, the moment."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tests.incremental.sites import SIMPLE

if TYPE_CHECKING:
    from pathlib import Path

MOMENTS = ["2026-11-23 08:00", "2024-03-12 00:30", "2024-04-13 00:00", "2024-05-30 12:00", "2026-12-01 08:00"]
DEPARTMENTS = ["Văn phòng", "Phòng Văn hóa và Thông tin", "Công an xã"]
CATEGORIES = ["", "Tin tức", "Thông báo", "Văn hóa - Xã hội"]
FACTS: dict[str, st.SearchStrategy[Any]] = {
    "title": st.sampled_from(["Một bài", "Họp", "Họp <&> “báo”", "Lễ hội - mùa xuân", "A & B"]),
    "day": st.integers(1, 28),
    "month": st.integers(3, 5),
    "year": st.sampled_from([2023, 2024, 2024, 2024]),
    "slug": st.sampled_from(["bai-0", "bai-a", "bai-b", "khac", "khac-nua"]),
    "department": st.sampled_from(DEPARTMENTS),
    "category": st.sampled_from(CATEGORIES),
    "author": st.sampled_from(["Đình Sơn", "Lan", "Lân", "Minh Tuấn", "Lan; Đình Sơn", "Lân; Lan"]),
    "tags": st.sampled_from(["", "đỏ", "đò, đỏ", "đỏ, xanh", "xanh, tím, vàng"]),
    "old_urls": st.sampled_from(["", "/cu/", "/cu-khac/, /2024/02/cu/", "/2024/03/bai-b/"]),
    "expires": st.sampled_from(["", "", "2024-05-30 12:00", "2026-11-23 08:00"]),
    "featured": st.sampled_from(["", "có", "true", "không"]),
    "pinned_until": st.sampled_from(["", "2024-05-30 12:00", "2026-11-23 08:00", "2026-12-01 08:00"]),
    "summary": st.sampled_from(["", "Tóm tắt.", "Tóm tắt khác & dài hơn."]),
}

FACTS_OF_CONTRACT = {"department", "old_urls", "expires", "featured", "pinned_until"}


def facts(most: int = 5) -> st.SearchStrategy[dict[str, Any]]:
    """Return some facts of an article."""
    return st.lists(st.sampled_from(sorted(FACTS)), min_size=1, max_size=most, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: FACTS[name] for name in names})
    )


PORTAL_SETTINGS = [
    "FEED_MAX_ITEMS = 1",
    "DEPARTMENT_URL = 'pb/{slug}/'; DEPARTMENT_SAVE_AS = 'pb/{slug}/index.html'",
    "CATEGORY_URL = 'cm/{slug}/'; CATEGORY_SAVE_AS = 'cm/{slug}/index.html'",
    "AUTHOR_URL = 'tg/{slug}/'; AUTHOR_SAVE_AS = 'tg/{slug}/index.html'",
    "ARTICLE_URL = 'tin/{date:%Y}/{slug}/'; ARTICLE_SAVE_AS = ARTICLE_URL + 'index.html'",
    "PAGE_URL = 'trang/{slug}/'; PAGE_SAVE_AS = PAGE_URL + 'index.html'",
    "ARTICLE_LANG_URL = '{lang}/{slug}/'; ARTICLE_LANG_SAVE_AS = ARTICLE_LANG_URL + 'index.html'",
    "INCREMENTAL_PROCESSES = 2",
    "INCREMENTAL_PROCESSES = 3",
    "INCREMENTAL_COLUMNS = ()",
    "THEME_STATIC_DIR = 'giao-dien'",
    "DIRECT_TEMPLATES = ['index', 'archives', 'site_tree']",
    "ARCHIVES_SAVE_AS = 'kho/index.html'",
    "IGNORE_FILES = ['.*', 'b*']",
    "ARTICLE_EXCLUDES = ['pages', 'documents', 'articles/2024/04']",
    "from plugins.contract.settings import MARKDOWN; MARKDOWN = {**MARKDOWN, 'output_format': 'xhtml'}",
    (
        "from plugins.contract.settings import MARKDOWN; "
        "MARKDOWN = {**MARKDOWN, 'extensions': [*MARKDOWN['extensions'], 'markdown.extensions.nl2br']}"
    ),
    "ARTICLE_ORDER_BY = lambda article: (article.title, article.relative_source_path)",
    "JINJA_GLOBALS = {'agency': None}",
    "JINJA_ENVIRONMENT = {'autoescape': True}",
    "FEED_APPEND_REF = True",
    "DEFAULT_LANG = 'en'",
    "SUMMARY_MAX_LENGTH = 3",
    "PAGE_ORDER_BY = 'reversed-title'",
]

CONTRACT_LINES = """
from pelicanconf import *
INCREMENTAL_PROCESSES = 1
PLUGINS = ["plugins.agency", "plugins.contract", "plugins.departments", "plugins.archives", "plugins.vietnamese", "extra"]
JINJA_ENVIRONMENT = {"trim_blocks": True, "lstrip_blocks": True}
DIRECT_TEMPLATES = ["index", "categories", "tags", "authors", "archives"]
DEFAULT_PAGINATION = 2
PAGINATED_TEMPLATES = {"index": None, "tag": None, "category": None, "author": None}
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = "feeds/{slug}.atom.xml"
ARCHIVES_SAVE_AS = "archives.html"
"""
CONTRACT_SETTINGS = [
    *(line for line in PORTAL_SETTINGS if "DIRECT_TEMPLATES" not in line and "DEPARTMENT" not in line),
    "DEFAULT_PAGINATION = 1",
    "DEFAULT_PAGINATION = False",
    "YEAR_ARCHIVE_SAVE_AS = 'nam/{date:%Y}/index.html'",
    "FEED_ALL_RSS = 'feeds/all.rss.xml'",
    "TAG_FEED_ATOM = 'feeds/t-{slug}.xml'",
]
PLAIN_SETTINGS = [
    "SITENAME = 'Trang khác'",
    "SITEURL = ''",
    "DEFAULT_PAGINATION = 1",
    "DEFAULT_PAGINATION = False",
    "DEFAULT_ORPHANS = 1",
    "ARTICLE_URL = 'a/{slug}/'; ARTICLE_SAVE_AS = 'a/{slug}/index.html'",
    "PAGE_URL = 'p/{slug}/'; PAGE_SAVE_AS = 'p/{slug}/index.html'",
    "DRAFT_SAVE_AS = ''",
    "TAG_SAVE_AS = ''",
    "CATEGORY_URL = 'c/{slug}/'; CATEGORY_SAVE_AS = 'c/{slug}/index.html'",
    "ARTICLE_ORDER_BY = 'title'; ARTICLE_ORDER_BY = lambda article: (article.title, article.date)",
    "ARTICLE_ORDER_BY = 'date'",
    "PAGE_ORDER_BY = 'slug'",
    "REVERSE_CATEGORY_ORDER = True",
    "NEWEST_FIRST_ARCHIVES = False",
    "SUMMARY_MAX_LENGTH = 2",
    "SUMMARY_MAX_PARAGRAPHS = 1",
    "TYPOGRIFY = True",
    "MARKDOWN = {'extensions': ['markdown.extensions.meta', 'markdown.extensions.nl2br']}",
    "DEFAULT_METADATA = {'x': 'chung'}",
    "FEED_ALL_RSS = 'feeds/all.rss.xml'",
    "FEED_MAX_ITEMS = 1",
    "TRANSLATION_FEED_ATOM = None",
    "MENUITEMS = (('Mục', '/muc/'),)",
    "DISPLAY_PAGES_ON_MENU = False",
    "LINKS = (('Cổng', 'https://cong.example'),)",
    "STATIC_PATHS = []",
    "ARTICLE_EXCLUDES = ['articles/2024/04']",
    "TIMEZONE = 'America/New_York'",
    "DEFAULT_DATE_FORMAT = '%d/%m'",
    "YEAR_ARCHIVE_SAVE_AS = ''",
    "DAY_ARCHIVE_SAVE_AS = '{date:%Y}/{date:%m}/{date:%d}/index.html'",
    "THEME_STATIC_DIR = 'giao-dien'",
    "INCREMENTAL_PROCESSES = 2",
    "INCREMENTAL_COLUMNS = ('title', 'date.year')",
    "DEFAULT_LANG = 'en'",
    "TEMPLATE_PAGES = {'images/0.png': 'anh.txt'}",
]

AGENCY: dict[str, list[str]] = {
    "name": ["UBND xã Thử", "UBND xã Khác"],
    "full_name": ["Ủy ban nhân dân xã Thử", "Ủy ban nhân dân xã Khác"],
    "site_url": ["https://xathu.example", "https://xakhac.example"],
    "telephone": ["", "(0252) 3 111 222", "(0252) 3 333 444"],
    "departments": [
        "[Văn phòng, Phòng Văn hóa và Thông tin, Công an xã]",
        "[Công an xã, Văn phòng, Phòng Văn hóa và Thông tin, Trạm y tế]",
        "[Văn phòng, {name: Phòng Văn hóa và Thông tin, slug: van-hoa}, Công an xã]",
    ],
    "categories": [
        "[Tin tức, Thông báo, Văn hóa - Xã hội]",
        "[Thông báo, Tin tức, Văn hóa - Xã hội, Cải cách]",
        "[{name: Tin tức, slug: tin}, Thông báo, Văn hóa - Xã hội]",
    ],
    "notices": ["Thông báo", "", "Tin tức"],
    "menu": [
        "[{label: Trang chủ, url: /}, {label: Thông báo, url: /chuyen-muc/thong-bao/}]",
        "[{label: Nhà, url: /}, {label: Giới thiệu, url: /gioi-thieu/}, {label: Bài, url: /2024/03/bai-0/}]",
        "[{label: Trang chủ, url: /}, {label: Kho, url: /2024/}, {label: Ngoài, url: 'https://ngoai.example/'}]",
        "[{label: Tin, url: /gioi-thieu/, children: [{label: Mới, url: /2024/}, {label: Văn hóa, url: /chuyen-muc/van-hoa-xa-hoi/}]}]",
    ],
    "accent": ["", "xanh-lam"],
    "masthead_picture": ["", "nen.jpg", "nen-khac.jpg"],
    "links": ["", "[{label: Cổng, url: 'https://cong.example/'}]"],
    "demo": ["", "true", "fictional"],
    "time_zone": ["", "Asia/Tokyo"],
}


def agency() -> st.SearchStrategy[dict[str, str]]:
    """Return one change of the agency's file."""
    return st.sampled_from(sorted(AGENCY)).flatmap(
        lambda key: st.fixed_dictionaries({key: st.sampled_from(AGENCY[key])})
    )


def agency_file(values: dict[str, str]) -> str:
    """Return the file: what was changed, everything else as at first."""
    found = {key: values.get(key, first[0]) for key, first in AGENCY.items()}
    return "".join(f"{key}: {value}\n" for key, value in found.items() if value)


ROOMS_TEMPLATES = {
    "department.html": "{{ department }}{% for a in articles %}{{ a.title }}{{ a.url }}{% endfor %}",
    "year.html": "{{ period.year }}{% for m in period.months %}{{ m.url }}{{ m.count }}{% endfor %}{{ articles[0].title }}",
    "month.html": "{% for day, found in period.days %}{{ day }}{% for a in found %}{{ a.title }}{% endfor %}{% endfor %}",
}


def copy_simple(folder: Path) -> None:
    """Copy Pelican's own theme."""
    shutil.copytree(SIMPLE, folder)
    (folder / "static").mkdir(exist_ok=True)
    for name, text in ROOMS_TEMPLATES.items():
        (folder / "templates" / name).write_text(text, encoding="utf-8")


PLUGINS = {
    "none": "def register():\n    pass  # NUMBER\n",
    "stamps bodies": """
from pelican import signals

def stamp(content):
    if getattr(content, "_content", None) and hasattr(content, "title"):
        content._content += "<p>dấu NUMBER</p>"

def register():
    signals.content_object_init.connect(stamp)
""",
    "counts": """
from pelican import signals

def count(generator):
    for place, article in enumerate(list(generator.articles)):
        article.metadata["place"] = place + NUMBER
        article.title = f"{article.title} ({place + NUMBER}/{len(generator.articles)})"

def register():
    signals.article_generator_finalized.connect(count)
""",
    "marks categories": """
from pelican import signals

def mark(generator):
    for category, articles in generator.categories:
        category.name = f"{category.name} {len(articles) + NUMBER}"

def register():
    signals.article_generator_finalized.connect(mark)
""",
    "writes a page": """
from pelican import signals
from pelican.generators import Generator

class Titles(Generator):
    def generate_output(self, writer):
        template = self.env.from_string("{% for a in articles %}{{ a.title }} {{ a.url }}\\n{% endfor %}{{ number }}")
        writer.write_file("titles.txt", template, self.context, number=NUMBER)

def offer(pelican):
    return Titles

def register():
    signals.get_generators.connect(offer)
""",
    "names the newest": """
from pelican import signals

def name(generators):
    articles = generators[0].context["articles"]
    generators[0].context["SITESUBTITLE"] = f"{articles[0].title if articles else '-'} NUMBER"

def register():
    signals.all_generators_finalized.connect(name)
""",
}

"""Whatever setting is changed, and changed back, the site is what stock Pelican makes of it."""

import textwrap

import pytest

from tests.conftest import FULL
from tests.incremental.sites import PlainSite, SimpleSite

SLUGS = "[(r'[^\\w\\s-]', ''), (r'\\s+', '_'), ('a', 'aa')]"
PARTS = 12  # tests among which the settings are divided; some of them without --full
CHANGES = {
    "SITENAME": "'Khác'",
    "SITEURL": "'https://khac.example'",
    "SITESUBTITLE": "'phụ đề'",
    "AUTHOR": "'Chung'",
    "TIMEZONE": "'America/New_York'",
    "DEFAULT_LANG": "'en'",
    "DEFAULT_CATEGORY": "'khac'",
    "DEFAULT_DATE_FORMAT": "'%d/%m/%Y'",
    "DATE_FORMATS": "{'vi': '%d-%m', 'en': '%m-%d'}",
    "DEFAULT_DATE": "(2020, 1, 2)",
    "DEFAULT_METADATA": "{'x': 'chung'}",
    "DEFAULT_PAGINATION": "2",
    "DEFAULT_ORPHANS": "1",
    "PAGINATED_TEMPLATES": "{'index': 2, 'tag': None, 'category': 1, 'author': None}",
    "PAGINATION_PATTERNS": "[(1, '{url}', '{save_as}'), (2, '{base_name}/p/{number}/', '{base_name}/p/{number}/index.html')]",
    "ARTICLE_URL": "'a/{slug}/'",
    "ARTICLE_URL and SAVE_AS": "ARTICLE_URL = 'a/{slug}/'; ARTICLE_SAVE_AS = 'a/{slug}/index.html'",
    "ARTICLE_LANG": "ARTICLE_LANG_URL = '{lang}/{slug}/'; ARTICLE_LANG_SAVE_AS = '{lang}/{slug}/index.html'",
    "PAGE_URL": "'p/{slug}/'",
    "PAGE_URL and SAVE_AS": "PAGE_URL = 'p/{slug}/'; PAGE_SAVE_AS = 'p/{slug}/index.html'",
    "DRAFTS": "DRAFT_URL = 'nhap/{slug}.html'; DRAFT_SAVE_AS = 'nhap/{slug}.html'",
    "no drafts": "DRAFT_SAVE_AS = ''; DRAFT_PAGE_SAVE_AS = ''",
    "CATEGORY_URL": "CATEGORY_URL = 'c/{slug}/'; CATEGORY_SAVE_AS = 'c/{slug}/index.html'",
    "TAG_URL": "TAG_URL = 't/{slug}/'; TAG_SAVE_AS = 't/{slug}/index.html'",
    "AUTHOR_URL": "AUTHOR_URL = 'w/{slug}/'; AUTHOR_SAVE_AS = 'w/{slug}/index.html'",
    "no categories": "CATEGORY_SAVE_AS = ''; CATEGORIES_SAVE_AS = ''",
    "ARTICLE_ORDER_BY": "'title'",
    "ARTICLE_ORDER_BY reversed": "'reversed-slug'",
    "ARTICLE_ORDER_BY a function": "lambda article: (len(article.title), article.slug)",
    "PAGE_ORDER_BY": "'reversed-title'",
    "ARTICLE_TRANSLATION_ID": "None",
    "PAGE_TRANSLATION_ID": "'category'",
    "REVERSE_CATEGORY_ORDER": "True",
    "NEWEST_FIRST_ARCHIVES": "False",
    "SLUGIFY_SOURCE": "'basename'",
    "SLUGIFY_USE_UNICODE": "True",
    "SLUGIFY_PRESERVE_CASE": "True",
    "SLUG_REGEX_SUBSTITUTIONS": SLUGS,
    "AUTHOR_REGEX_SUBSTITUTIONS": SLUGS,
    "CATEGORY_REGEX_SUBSTITUTIONS": SLUGS,
    "TAG_REGEX_SUBSTITUTIONS": SLUGS,
    "SUMMARY_MAX_LENGTH": "2",
    "SUMMARY_MAX_PARAGRAPHS": "1",
    "SUMMARY_END_SUFFIX": "' xem tiếp'",
    "FORMATTED_FIELDS": "['summary', 'x']",
    "FORMATTED_FIELDS more": "FORMATTED_FIELDS = ['x']",
    "no FORMATTED_FIELDS": "FORMATTED_FIELDS = []",
    "TYPOGRIFY": "True",
    "TYPOGRIFY_OMIT_FILTERS": "TYPOGRIFY = True; TYPOGRIFY_OMIT_FILTERS = ['smartypants']",
    "MARKDOWN": "{'extensions': ['markdown.extensions.extra', 'markdown.extensions.meta', 'markdown.extensions.nl2br']}",
    "FILENAME_METADATA": "r'(?P<x>.)'",
    "PATH_METADATA": "r'articles/(?P<x>[a-z]+).*'",
    "EXTRA_PATH_METADATA": "{'static/a.txt': {'path': 'b.txt'}, 'articles': {'x': 'here'}}",
    "USE_FOLDER_AS_CATEGORY": "False",
    "WITH_FUTURE_DATES": "False",
    "INTRASITE_LINK_REGEX": "'[<](?P<what>.*?)[>]'",
    "RELATIVE_URLS": "True",
    "IGNORE_FILES": "['b*']",
    "ARTICLE_PATHS": "['articles/sub', 'pages']",
    "ARTICLE_EXCLUDES": "['articles/sub']",
    "PAGE_PATHS": "['pages', 'other']",
    "PAGE_EXCLUDES": "['pages/sub']",
    "STATIC_PATHS": "['other']",
    "STATIC_EXCLUDES": "['static/sub']",
    "STATIC_URL and SAVE_AS": "STATIC_URL = 's/{path}'; STATIC_SAVE_AS = 's/{path}'",
    "STATIC_EXCLUDE_SOURCES": "STATIC_PATHS = ['articles']; STATIC_EXCLUDE_SOURCES = False",
    "THEME_STATIC_DIR": "'giao-dien'",
    "THEME_STATIC_PATHS": "['templates']",
    "INDEX_SAVE_AS": "'trang-chu.html'",
    "ARCHIVES_SAVE_AS": "''",
    "YEAR_ARCHIVE_SAVE_AS": "''",
    "DAY_ARCHIVE_SAVE_AS": "'{date:%Y}/{date:%m}/{date:%d}/index.html'",
    "FEED_ATOM": "'feeds/atom.xml'",
    "FEED_RSS": "'feeds/rss.xml'",
    "FEED_ALL_ATOM": "None",
    "FEED_ALL_RSS": "'feeds/all.rss.xml'",
    "FEED_DOMAIN": "'https://nguon.example'",
    "FEED_MAX_ITEMS": "1",
    "FEED_APPEND_REF": "True",
    "RSS_FEED_SUMMARY_ONLY": "FEED_RSS = 'feeds/rss.xml'; RSS_FEED_SUMMARY_ONLY = False",
    "CATEGORY_FEED_ATOM": "'feeds/c-{slug}.xml'",
    "TAG_FEED_RSS": "'feeds/t-{slug}.xml'",
    "TRANSLATION_FEED_ATOM": "None",
    "LINKS": "(('Cổng', 'https://cong.example'),)",
    "SOCIAL": "(('Trang', 'https://trang.example'),)",
    "MENUITEMS": "(('Mục', '/muc/'),)",
    "DISPLAY_PAGES_ON_MENU": "False",
    "DISPLAY_CATEGORIES_ON_MENU": "False",
    "GITHUB_URL": "'https://github.example'",
    "JINJA_GLOBALS": "{'x': 1}",
    "JINJA_FILTERS": "{'striptags': lambda text: 'bỏ'}",
    "JINJA_TESTS": "{'fine': lambda value: value == 'b'}",
    "JINJA_ENVIRONMENT": "{'trim_blocks': False}",
    "TEMPLATE_EXTENSIONS": "['.htm', '.html']",
    "TEMPLATE_PAGES": "{'static/a.txt': 'mau.txt'}",
    "READERS": "{'html': None}",
    "LOCALE": "'C'",
    "SLUGLESS": "SLUGIFY_SOURCE = 'basename'; SLUG_REGEX_SUBSTITUTIONS = " + SLUGS,
    "INCREMENTAL_PROCESSES": "2",
    "INCREMENTAL_COLUMNS": "('title', 'date.year')",
    "CACHE_CONTENT": "True",
    "a whole other site": "SITENAME = 'Khác'; ARTICLE_SAVE_AS = 'x/{slug}.html'; ARTICLE_URL = 'x/{slug}.html'; DEFAULT_PAGINATION = 1; TIMEZONE = 'UTC'",
}

MORE = """
ARTICLE_PATHS = ["articles", "khong-muc.md"]
JINJA_TESTS = {"fine": lambda value: value == "a"}
"""


def furnish(site: PlainSite) -> str:
    """Give the site something for every setting; returns the lines of its settings file."""
    lines = textwrap.dedent(site.lines) + MORE
    site.configure(lines)
    for day, name in enumerate(("a", "b", "sub/c", "d"), 11):
        minute = day * 7
        site.write(
            f"content/articles/{name}.md",
            f"title: Tiêu đề {'dài ' * (day % 3)}{name}\ndate: 2024-0{day % 4 + 1}-{day} 20:{minute % 60}\ntags: đỏ hoe, xanh\n"
            f"authors: Lan Anh; Sơn\ncategory: Mục {day % 2}\n{'summary: Tóm *tắt* [ở đây]({filename}b.md)' if name == 'a' else 'x: *riêng* [b]({filename}/articles/b.md)'}\n\n"
            f'Đoạn "một" có [liên kết]({{filename}}/articles/b.md) và [tệp]({{static}}/static/a.txt), <a href="<filename>/articles/b.md">kiểu cũ</a>.\ndòng hai\n\nĐoạn hai, <div>dài</div> hơn... --- {{tag}}\n\n[thẻ]({{tag}}xanh) [mục]({{category}}Mục-1) [ai]({{author}}Sơn) [đầu]({{index}})\n',
        )
    site.write(
        "content/articles/b-en.md",
        "title: B\nslug: song-ngu\nlang: en\ndate: 2024-01-12 10:00\ncategory: Mục 0\n\nText.\n",
    )
    site.write(
        "content/articles/b-vi.md",
        "title: Tiêu đề B\nslug: song-ngu\nlang: vi\ndate: 2024-01-12 11:00\ncategory: Mục 0\n\nBài.\n",
    )
    site.write("content/khong-muc.md", "title: Không mục\ndate: 2024-02-14 12:00\n\n" + "Lời dài. " * 80)
    site.write("content/articles/khong-ngay.md", "title: Không ngày\ncategory: Mục 0\n\nBài.\n")
    site.write(
        "content/articles/nhap.md",
        "title: Nháp\nstatus: draft\ndate: 2024-01-12 12:00\ncategory: Mục 0\n\nBài.\n",
    )
    site.write("content/articles/mai.md", "title: Mai sau\ndate: 2124-01-12 12:00\ncategory: Mục 0\n\nBài.\n")
    site.write(
        "content/articles/e.html",
        "<html><head><title>Bài HTML</title><meta name='date' content='2024-02-02 02:02'><meta name='category' content='Mục 1'></head><body>Thân</body></html>",
    )
    site.write("content/articles/loi.md", "date: 2024-01-12 12:00\n\nKhông tiêu đề.\n")
    for name, lang in (("gioi-thieu", "lang: vi"), ("sub/lien-he", "lang: en")):
        site.write(
            f"content/pages/{name}.md",
            f"title: Trang {name}\ncategory: Chung\n{lang}\n\nTrang [về]({{filename}}/articles/a.md), [tệp]({{static}}/static/a.txt).\n",
        )
    site.write("content/other/x.md", "title: Nơi khác\n\nTrang.\n")
    site.write("content/static/a.txt", "tệp {{ SITENAME }}")
    site.write("content/other/y.txt", "tệp")
    site.write("content/static/sub/c.txt", "tệp")
    site.write("theme/static/x.css", "x")
    site.template(
        "probe",
        "{% for a in articles %}\n{% if true %}\n{{ a.x }}{{ a.metadata.x }}{{ a.category }}{{ a.summary }}{{ a.locale_date }}{{ a.lang }}{{ a.slug }}\n{% endif %}\n{% endfor %}"
        "{{ LINKS }}{{ SOCIAL }}{{ GITHUB_URL }}{{ x }}{{ 'a' is fine }}{{ pages|map(attribute='title')|join }}{% for p in pages %}{{ p.translations|length }}{% endfor %}",
    )
    site.override["DIRECT_TEMPLATES"] = ["index", "tags", "categories", "authors", "archives", "probe"]
    return lines


@pytest.mark.parametrize("part", range(PARTS if FULL else 1))
def test_settings_that_change_and_change_back(simple: SimpleSite, part: int) -> None:
    before = furnish(simple)
    simple.check()
    for setting in list(CHANGES)[part::PARTS]:
        print(setting)
        value = CHANGES[setting]
        line = value if " = " in value else f"{setting.split(maxsplit=1)[0]} = {value}"
        simple.configure(f"{before}\n{line}\n")
        simple.check(may_fail=True)
        simple.replace("content/articles/a.md", "Đoạn hai", "Đoạn thứ hai")
        simple.check(may_fail=True)
        simple.replace("content/articles/a.md", "Đoạn thứ hai", "Đoạn hai")
        simple.configure(before)
        simple.check()


@pytest.mark.parametrize(("setting", "value"), [("OUTPUT_SOURCES", True), ("DEFAULT_DATE", "fs")])
def test_unsupported_setting_is_rejected_by_name(site: PlainSite, setting: str, value: object) -> None:
    site.article("a")
    site.check()
    before = site.built()
    site.settings(**{setting: value})
    outcome = site.build()
    assert (outcome.how, outcome.kind) == ("refused", "UnsupportedError")
    assert setting in outcome.said
    assert site.built() == before


def test_a_link_that_moves_its_file_is_refused_with_the_place(site: PlainSite) -> None:
    site.article("a", "![x]({attach}x.png)")
    site.write("content/articles/x.png", b"x")
    outcome = site.build()
    assert outcome.how == "refused"
    assert "attach" in outcome.said
    assert "articles/a.md" in outcome.said

"""Sites that are built twice: by the engine into a folder that is kept, and by stock Pelican into an empty one."""

from __future__ import annotations

import os
import shutil
import stat
import textwrap
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from tests.incremental.builder import ROOT, Builder, Order, Outcome
from tests.incremental.folders import differences, files, held, without_time_of_the_build

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pelican
else:
    import pelican

SIMPLE = Path(pelican.__file__).parent / "themes" / "simple"
MOMENT = "2026-11-23 08:00"
LARGE = 100_000  # bytes of a source from which stock's builds are not kept


class TwiceBuilt:
    """A site in a folder of its own: `content/`, `theme/`, `plugins/`, `settings.py` and what is built from them.

    Attributes: `kept` (the engine's output), `clean` (stock's), `override` (settings for both), `lines` (the text of
    the settings file), `expected` (what stock made of it at the last `check`).

    Many tests build the same site again. What stock makes of a site is therefore kept in memory by everything that the
    build reads, for sites of small files.
    """

    lines = ""
    stock_builds: ClassVar[dict[bytes, tuple[Outcome, dict[str, bytes | None]]]] = {}

    def __init__(self, folder: Path, stock: Builder, engine: Builder) -> None:
        self.folder = folder
        self.content = folder / "content"
        self.kept = folder / "kept" / "site"
        self.clean = folder / "clean"
        self.ledger = folder / "ledger"
        self._made = {self.kept.parent, self.clean, self.ledger}
        self.stock, self.engine = stock, engine
        self.expected: dict[str, bytes | None] = {}
        self.options: dict[str, Any] = {}  # of the engine's orders
        self.override: dict[str, Any] = {
            "PATH": str(self.content),
            "INCREMENTAL_LEDGER": str(self.ledger),
            "PLUGIN_PATHS": [str(folder / "plugins")],
        }
        for place in (self.content, folder / "plugins", self.kept.parent):
            place.mkdir(parents=True, exist_ok=True)
        self.settings_file = folder / "site_settings.py"
        self.configure(self.lines)

    def configure(self, lines: str) -> None:
        """Write the settings file."""
        self.settings_file.write_text(textwrap.dedent(lines), encoding="utf-8")

    def write(self, path: str, text: str | bytes) -> Path:
        """Write a file below the site's folder."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else textwrap.dedent(text).lstrip("\n").encode())
        return file

    def remove(self, path: str) -> None:
        """Delete a file below the site's folder."""
        (self.folder / path).unlink()

    def replace(self, path: str, old: str, new: str) -> None:
        """Edit a file below the site's folder."""
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{path} does not say {old!r}"
        file.write_text(text.replace(old, new), encoding="utf-8")

    def order(self, *, engine: bool, **options: Any) -> Order:
        """Return the order for a build."""
        output = self.kept if engine else self.clean
        override = {**self.override, "OUTPUT_PATH": str(output), "INCREMENTAL": engine}
        return Order(str(self.settings_file), override, engine, **options)

    def build(self, **options: Any) -> Outcome:
        """Build with the engine."""
        return self.engine.build(self.order(engine=True, **{**self.options, **options}))

    def reference(self) -> tuple[Outcome, dict[str, bytes | None]]:
        """Build with stock Pelican into an empty folder; returns what the folder holds."""
        shutil.rmtree(self.clean, ignore_errors=True)
        outcome = self.stock.build(self.order(engine=False))
        return outcome, held(self.clean) if self.clean.exists() else {}

    def check(self, *, may_fail: bool = False, in_order: bool = False, **options: Any) -> Outcome:
        """Build both ways and compare; returns how the engine's build ended.

        Where stock gives no site (and it `may_fail`), the engine must give none either and leave what is there.
        """
        before, key = self.built(), self._inputs(in_order=in_order)
        known = self.stock_builds.get(key) if key else None
        if known is None:
            shutil.rmtree(self.clean, ignore_errors=True)
            self.stock.start(self.order(engine=False, in_order=in_order))
        outcome = self.build(**options)
        if known is None:
            known = self.stock.finish(), held(self.clean) if self.clean.exists() else {}
            if key:
                self.stock_builds[key] = known
        expected, self.expected = known
        assert may_fail or expected.how == "built", f"stock did not build: {expected}"
        if expected.how == "built":
            assert outcome.how == "built", f"stock built, the engine did not: {outcome}"
            different = differences(*map(without_time_of_the_build, (self.expected, self.built())))
            assert not different, f"{different}\n{outcome}"
        else:
            said = f"stock: {expected}\nthe engine: {outcome}"
            assert (outcome.how, outcome.kind) == (expected.how, expected.kind), said
            changed = differences(files(before), files(self.built()))
            assert not changed, f"a build that failed has changed the site\n{changed}"
        return outcome

    def _inputs(self, *, in_order: bool) -> bytes | None:
        """Return a digest of all that stock reads of this site; None if a build of it is not worth keeping."""
        override = {name: value for name, value in self.override.items() if name != "INCREMENTAL_LEDGER"}
        settings = repr(sorted(override.items())).replace(str(self.folder), "")
        if " at 0x" in settings:  # a function or an object: the next one may have the same address
            return None
        found = sha256(f"{self.stock.number} {in_order} {settings}".encode())
        for place, folders, names in os.walk(self.folder):
            folders[:] = sorted(name for name in folders if Path(place, name) not in self._made)
            for file in (Path(place, name) for name in sorted([*folders, *names])):
                status = file.lstat()
                if stat.S_ISREG(status.st_mode) and status.st_size <= LARGE:
                    data = file.read_bytes()
                elif stat.S_ISDIR(status.st_mode):
                    data = b""
                else:
                    return None
                head = f"\0{file.relative_to(self.folder)} {status.st_mode} {len(data)} "
                found.update(head.encode("utf-8", "surrogateescape") + data)
        return found.digest()

    def built(self) -> dict[str, bytes | None]:
        """Return what the engine's output folder holds."""
        return held(self.kept) if self.kept.exists() else {}

    def page(self, name: str) -> str:
        """Return the text of a file that the engine has built."""
        return (self.kept / name).read_text(encoding="utf-8")

    def ledger_file(self) -> Path:
        """Return the ledger."""
        (file,) = self.ledger.glob("*.sqlite3")
        return file

    def plugin(self, name: str, code: str) -> None:
        """Write a plugin and use it."""
        self.write(f"plugins/{name}.py", code)
        self.override["PLUGINS"] = list(dict.fromkeys([*self.override.get("PLUGINS", []), name]))


class PlainSite(TwiceBuilt):
    """Stock settings, no plugins, plain metadata and a theme of a few lines, so that builds are fast."""

    lines = """
        TIMEZONE = "Asia/Ho_Chi_Minh"
        DEFAULT_LANG = "vi"
        SITENAME = "Trang thử"
        SITEURL = ""
        WITH_FUTURE_DATES = True
        TYPOGRIFY = False
        DEFAULT_PAGINATION = False
        ARTICLE_PATHS = ["articles"]
        PAGE_PATHS = ["pages"]
        STATIC_PATHS = ["static"]
        DIRECT_TEMPLATES = ["index"]
        FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
        TAG_SAVE_AS = CATEGORY_SAVE_AS = AUTHOR_SAVE_AS = ""
        INCREMENTAL_PROCESSES = 1
    """

    def __init__(self, folder: Path, stock: Builder, engine: Builder) -> None:
        super().__init__(folder, stock, engine)
        self.override["THEME"] = str(folder / "theme")
        self.write("theme/static/.keep", "")
        self.template("article", "{{ article.title }}|{{ article.content }}")
        self.template("page", "{{ page.title }}|{{ page.content }}")
        self.template(
            "index",
            "{% for article in articles %}<a href='{{ article.url }}'>{{ article.title }}</a>\n{% endfor %}",
        )
        for name in ("tag", "category", "author", "tags", "categories", "authors", "archives"):
            self.template(name, name)

    def settings(self, **values: Any) -> None:
        """Set Pelican settings."""
        self.override |= values

    def template(self, name: str, text: str) -> Path:
        """Write a template of the theme."""
        return self.write(f"theme/templates/{name}.html", text)

    def article(self, name: str, body: str = "Nội dung.", day: int | None = None, **fields: object) -> Path:
        """Write an article; without a day it is dated by its name, so that no two have the same."""
        minute = sum(ord(letter) * 7**place for place, letter in enumerate(name)) % 1440
        date = f"2024-03-{day or 10:02} {minute // 60:02}:{minute % 60:02}"
        return self._source(
            f"content/articles/{name}.md",
            body,
            {"title": name.upper(), "date": date, "slug": name, "category": "chung"} | fields,
        )

    def standing_page(self, name: str, body: str = "Nội dung trang.", **fields: object) -> Path:
        """Write a standing page."""
        return self._source(f"content/pages/{name}.md", body, {"title": name.upper(), "slug": name} | fields)

    def _source(self, path: str, body: str, fields: Mapping[str, object]) -> Path:
        head = "".join(f"{key}: {value}\n" for key, value in fields.items() if value is not None)
        return self.write(path, f"{head}\n{body}\n")


class SimpleSite(PlainSite):
    """Pelican as it comes, with its own `simple` theme and everything that it writes by default."""

    lines = """
        TIMEZONE = "Asia/Ho_Chi_Minh"
        DEFAULT_LANG = "vi"
        SITENAME = "Trang thử"
        SITEURL = "https://thu.example"
        WITH_FUTURE_DATES = True
        ARTICLE_PATHS = ["articles"]
        PAGE_PATHS = ["pages"]
        STATIC_PATHS = ["images", "static"]
        DEFAULT_PAGINATION = 3
        YEAR_ARCHIVE_SAVE_AS = "{date:%Y}/index.html"
        MONTH_ARCHIVE_SAVE_AS = "{date:%Y}/{date:%m}/index.html"
        TAG_FEED_ATOM = "feeds/tag-{slug}.atom.xml"
        INCREMENTAL_PROCESSES = 1
    """

    def __init__(self, folder: Path, stock: Builder, engine: Builder) -> None:
        TwiceBuilt.__init__(self, folder, stock, engine)
        shutil.copytree(SIMPLE, folder / "theme")
        (folder / "theme" / "static").mkdir(exist_ok=True)
        self.override["THEME"] = str(folder / "theme")


AGENCY = """
name: UBND xã Thử
full_name: Ủy ban nhân dân xã Thử
superior: Tỉnh Lâm Đồng
site_url: https://xathu.example
departments: [Văn phòng, Phòng Văn hóa và Thông tin, Công an xã]
categories: [Tin tức, Thông báo, Văn hóa - Xã hội]
notices: Thông báo
menu:
  - {label: Trang chủ, url: /}
  - {label: Thông báo, url: /chuyen-muc/thong-bao/}
  - {label: Giới thiệu, url: /gioi-thieu/}
"""


class Portal(TwiceBuilt):
    """The project's own plugins and a copy of its theme that can be edited."""

    lines = """
        from pelicanconf import *
        INCREMENTAL_PROCESSES = 1
    """

    def __init__(self, folder: Path, stock: Builder, engine: Builder) -> None:
        super().__init__(folder, stock, engine)
        theme = folder / "theme"
        shutil.copytree(ROOT / "theme", theme)
        self.override |= {
            "THEME": str(theme),
            "THEME_TEMPLATES_OVERRIDES": [
                str(folder / "overrides"),
                str(theme / "templates"),
                str(theme),
                str(ROOT / "plugins"),
            ],
            "BUILD_MOMENT": MOMENT,
        }
        self.write("content/agency.yaml", AGENCY)

    def plugin(self, name: str, code: str) -> None:
        """Write a plugin and use it beside the project's own."""
        self.write(f"plugins/{name}.py", code)
        lines = self.settings_file.read_text(encoding="utf-8")
        if f'"{name}"' not in lines:
            self.configure(f'{lines}\nPLUGINS = [*PLUGINS, "{name}"]\n')

    def article(self, path: str, body: str = "Nội dung bài.", **fields: object) -> Path:
        """Write an article below content/articles/; None leaves a field out."""
        head: dict[str, object] = {
            "title": "Một bài",
            "date": "21/3/2024",
            "author": "Đình Sơn",
            "department": "Văn phòng",
            "slug": Path(path).stem,
        }
        return self._source(f"content/articles/{path}.md", body, head | fields)

    def standing_page(self, name: str, body: str = "Nội dung trang.", **fields: object) -> Path:
        """Write a standing page."""
        return self._source(f"content/pages/{name}.md", body, {"title": "Một trang", "slug": name} | fields)

    def _source(self, path: str, body: str, fields: Mapping[str, object]) -> Path:
        head = "".join(f"{key}: {value}\n" for key, value in fields.items() if value is not None)
        return self.write(path, f"---\n{head}---\n\n{body}\n")

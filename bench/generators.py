"""The generators that are compared: how each site is set up, how a user builds it, and how it is indexed for search."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from bench.article import AGENCY_FILE
from bench.environment import PAGEFIND_VERSION, ROOT, hugo, output_of, pagefind
from plugins.agency.reading import read_agency
from plugins.assets.joining import Asset, favicon, join_scripts, join_styles, page_scripts, page_styles
from plugins.cards.card import card_of
from plugins.cards.drawing import drawn

# Of all builds of a run: within half an hour some of 100,000 texts turn two years old, and their pages change.
MOMENT = f"{datetime.now():%Y-%m-%d} 00:00"  # noqa: DTZ005 - any moment will do
HUGO_FOLDER = Path(__file__).with_name("hugo")


@dataclass(frozen=True)
class Generator:
    """One generator; the argument of its functions is the folder with the site's sources.

    name, label: on the command line, in the report
    style: its source format, a key of bench.corpus.STYLES
    version: returns name and version; installs the generator if needed, or raises MissingToolError
    build: the command that builds the site; the flag says that pages have to be deleted
    index: the command that indexes the built site for its search
    output: the folder that it writes
    set_up: adds everything that is not content to the site
    caches: what it keeps between builds besides the output
    limit: the largest number of articles that is measured, None for any
    """

    name: str
    label: str
    style: str
    version: Callable[[], str]
    build: Callable[[Path, bool], list[str]]
    index: Callable[[Path], list[str]]
    output: Callable[[Path], Path]
    set_up: Callable[[Path], None] = lambda _site: None
    caches: Callable[[Path], Iterable[Path]] = lambda _site: ()
    limit: int | None = None

    def reset(self, site: Path) -> None:
        """Delete output and caches, before a clean build."""
        for path in (self.output(site), *self.caches(site)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def state(site: Path) -> Path:
    """Return the folder of everything that our builds of a site keep: ledger, caches, search index."""
    return site.with_name(f"{site.name}-state")


def _our_output(site: Path) -> Path:
    return site.with_name(f"{site.name}-output")


def _our_command(site: Path, _deletes: bool) -> list[str]:  # noqa: FBT001 - the signature of Generator.build
    output = str(_our_output(site))
    return [
        sys.executable,
        "-m",
        "invoke",
        "build",
        "--content",
        str(site),
        "--output",
        output,
        "--at",
        MOMENT,
    ]


def _our_index(site: Path) -> list[str]:
    return [sys.executable, "-m", "bench.indexing", str(_our_output(site)), str(state(site) / "index")]


def _stock_command(site: Path, deletes: bool) -> list[str]:  # noqa: FBT001 - as above
    """Stock Pelican never deletes a page: -d empties the output folder."""
    command = [sys.executable, "-m", "pelican", str(site), "-s", "pelicanconf.py", "-e", "INCREMENTAL=false"]
    command.append(f"BUILD_MOMENT={json.dumps(MOMENT)}")
    return [*command, "-o", str(_our_output(site)), *(["-d"] if deletes else [])]


def _pelican_version() -> str:
    return f"Pelican {version('pelican')}, Python {sys.version.split()[0]}"


def _hugo_command(site: Path, deletes: bool) -> list[str]:  # noqa: FBT001 - as above
    return [str(hugo()), "--source", str(site), *(["--cleanDestinationDir"] if deletes else [])]


def _hugo_index(site: Path) -> list[str]:
    return [str(pagefind()), "--site", str(site / "public")]


def _hugo_version() -> str:
    pagefind()
    name = output_of(str(hugo()), "version").split("-")[0].replace("hugo v", "Hugo ")
    return f"{name}, Pagefind {PAGEFIND_VERSION}"


def _set_up_hugo(site: Path) -> None:
    """Copy Hugo's layouts, and ready-made what our build makes of the theme: styles, scripts, icon, manifest, card."""
    shutil.copytree(HUGO_FOLDER, site, dirs_exist_ok=True)
    static, sources = site / "static", (ROOT / "theme", list((ROOT / "plugins").iterdir()))
    theme = static / "theme"
    theme.mkdir(parents=True, exist_ok=True)
    parts: dict[str, Asset] = {"site.css": join_styles(*sources), "site.js": join_scripts(*sources)}
    parts |= {f"{name}.css": asset for name, asset in page_styles(*sources).items()}
    parts |= {f"{name}.js": asset for name, asset in page_scripts(*sources).items()}
    for name, asset in parts.items():
        (theme / name.replace("_", "-")).write_text(asset.text, encoding="utf-8")
    (theme / "favicon.svg").write_text(favicon(ROOT / "theme"), encoding="utf-8")
    (theme / "the.png").write_bytes(drawn(card_of(read_agency(AGENCY_FILE))))
    (static / "manifest.webmanifest").write_text('{"start_url": "/"}\n', encoding="utf-8")


OURS = Generator(
    name="ours",
    label="Trang Tin",
    style="yaml",
    version=_pelican_version,
    build=_our_command,
    index=_our_index,
    output=_our_output,
    caches=lambda site: [state(site)],
)
STOCK = Generator(
    name="stock",
    label="Pelican",
    style="yaml",
    version=_pelican_version,
    build=_stock_command,
    index=_our_index,
    output=_our_output,
    caches=lambda site: [state(site)],
    limit=10_000,
)
PEER = Generator(
    name="hugo",
    label="Hugo + Pagefind",
    style="hugo",
    version=_hugo_version,
    build=_hugo_command,
    index=_hugo_index,
    output=lambda site: site / "public",
    set_up=_set_up_hugo,
    caches=lambda site: (site / "resources", site / ".hugo_build.lock"),
)
GENERATORS = {generator.name: generator for generator in (OURS, STOCK, PEER)}

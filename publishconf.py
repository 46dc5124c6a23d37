"""Settings of a release: those of `pelicanconf.py`, with a ledger of its own."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from pelicanconf import *  # noqa: F403 - a Pelican settings file is a module of names

INCREMENTAL_NAME = "publishconf"

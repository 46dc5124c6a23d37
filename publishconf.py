"""Settings of a release: those of `pelicanconf.py`, and what is set here."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from pelicanconf import *  # noqa: F403 - a Pelican settings file is a module of names

"""Texts shown to readers, read from files that the templates include as well."""

from pathlib import Path


def _read(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8").strip()


LABELS = tuple(_read("labels.txt").splitlines())
UNAVAILABLE = _read("unavailable.txt")
STOPPED = _read("stopped.txt")
MOST_READ = _read("most_read.txt")

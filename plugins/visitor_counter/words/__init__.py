"""What the counter says to readers; templates include the same files, so that each word stands once."""

from pathlib import Path


def _said(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8").strip()


LABELS = tuple(_said("labels.txt").splitlines())
UNAVAILABLE = _said("unavailable.txt")
STOPPED = _said("stopped.txt")
MOST_READ = _said("most_read.txt")

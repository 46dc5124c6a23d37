"""Report the pictures that cannot be published, before anything is built or while it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from plugins.contract.body.pictures import PICTURES
from plugins.contract.site.entry import Entry
from plugins.errors.issue import Issue
from plugins.images.masthead import masthead_issues
from plugins.images.picture import REPLACED, UnreadableError, size_of
from plugins.incremental.api import PageRejectedError


def issues_of_pictures(entries: Iterable[Entry], settings: Mapping[str, Any]) -> Iterator[Issue]:
    """Yield an error for each use of a file that is named like a picture but invalid or too large.

    Drafts and expired texts are left out; those that are scheduled would otherwise stop all releases on their day.

    The agency's emblem and the pictures of its links are looked at too. Of camera JPEGs, WebP and AVIF only the beginning is read (0.02 ms), so
    what is cut off further in shows when it is built.
    """
    content, agency = Path(settings["PATH"]), settings["AGENCY"]
    if agency.masthead_picture:
        yield from masthead_issues(agency.masthead_picture, content)
    for name in filter(None, (agency.emblem, *(link.picture for link in agency.links))):
        if error := _error(content / name, content):
            yield Issue(name, 0, str(error), error.hint)
    errors: dict[str, UnreadableError | None] = {}  # by file: a text may use one many times
    for entry in entries:
        for reference in () if entry.draft else entry.references:
            target = reference.target(entry.path)
            if target and target not in errors:
                errors[target] = _error(content / target, content)
            if target and (error := errors[target]):
                yield Issue(entry.path, reference.line, f"ảnh “{reference.file}”: {error}", error.hint)


def _error(file: Path, content: Path) -> UnreadableError | None:
    if file.suffix.lower() in PICTURES:
        try:
            size_of(file, content)
        except FileNotFoundError:  # is reported by the contract
            return None
        except UnreadableError as error:
            return error
    return None


@contextmanager
def reported(path: str) -> Iterator[None]:
    """Raise PageRejectedError with an Issue for the picture at `path` instead of UnreadableError and FileNotFoundError."""
    try:
        yield
    except UnreadableError as error:
        raise PageRejectedError(Issue(path, 0, str(error), error.hint)) from error
    except FileNotFoundError as error:  # removed while the site was built
        raise PageRejectedError(Issue(path, 0, *REPLACED)) from error

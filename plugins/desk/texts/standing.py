"""Where texts stand: the decisions about them, beside what is submitted and what is published."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plugins.desk.database.database import Database
from plugins.desk.texts.drafts import Text
from plugins.desk.texts.steps import steps_of
from plugins.desk.texts.workflow import WRITING, State, Step, approval, state_of

OUTSIDE = "outside"  # stands for the digest of a version that was not submitted at the desk


@dataclass(frozen=True)
class Standing:
    """`current` is the digest of the submitted version, None if there is none; `files` are its paths, the text first."""

    text: Text
    steps: Sequence[Step]
    current: str | None
    published: str | None
    files: tuple[str, ...]

    @property
    def state(self) -> State:
        """Where the text stands."""
        return state_of(self.steps, self.current, self.published)

    @property
    def submission(self) -> Step | None:
        """The last submission."""
        return next((step for step in reversed(self.steps) if step.kind in WRITING), None)

    @property
    def approval(self) -> Step | None:
        """The approval by which the current version may be published."""
        return approval(self.steps, self.current)

    @property
    def returned_with(self) -> str:
        """The remark with which the current version was returned, "" if it was not."""
        last = self.steps[-1] if self.steps else None
        return last.remark if last is not None and self.state is State.RETURNED else ""

    @property
    def is_public(self) -> bool:
        """Whether some version of the text is published."""
        return self.published is not None

    @property
    def was_changed_outside(self) -> bool:
        """Whether what is in the content folder was not submitted at the desk."""
        return self.current == OUTSIDE


def standing_of(
    database: Database, text: Text, submitted: Mapping[str, str], published: Mapping[str, str]
) -> Standing:
    """Return where a text stands; `submitted` and `published` are the ids of all files by their paths."""
    steps = steps_of(database, text)
    last = next((step for step in reversed(steps) if step.kind in WRITING), None)
    blobs = blobs_of_version(last) if last is not None else {}
    files = tuple(blobs) or ((text.path,) if text.path else ())
    return Standing(
        text, steps, _digest(text, last, blobs, submitted), _digest(text, last, blobs, published), files
    )


def _digest(text: Text, last: Step | None, blobs: Mapping[str, str], known: Mapping[str, str]) -> str | None:
    """Return the digest of what is in a branch: that of the last submission, OUTSIDE for another, None for nothing."""
    if text.path is None or text.path not in known:
        return None
    if last is not None and all(known.get(path) == blob for path, blob in blobs.items()):
        return last.digest
    return OUTSIDE


def blobs_of_version(step: Step) -> dict[str, str]:
    """Return the ids of the files of a submitted version by their paths, the text first."""
    found: dict[str, str] = json.loads(step.version)["files"]
    return found


def commit_of_version(step: Step) -> str:
    """Return the commit of a submitted version."""
    return str(json.loads(step.version)["commit"])


def version_of(commit: str, blobs: Mapping[str, str], words: str) -> str:
    """Return what a step keeps of a version; `words` is the digest of what its text says, "" if it is not known."""
    return json.dumps({"commit": commit, "files": dict(blobs), "words": words}, ensure_ascii=False)

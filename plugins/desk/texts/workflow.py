"""The rules from draft to publication. Pure functions: what was decided, about which version, and what follows.

A decision names the digest of a version, its text and its files. A version with another digest has not been decided on,
so that any change voids an approval.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

LONGEST_REMARK = 2_000  # characters


class StepKind(Enum):
    """What somebody has decided; the value is how the history of a text says it."""

    SUBMITTED = "gửi duyệt"
    APPROVED = "duyệt"
    RETURNED = "trả lại để sửa"
    RECALLED = "lấy lại để sửa"
    PUBLISHED = "đăng"
    WITHDRAWN = "thu hồi"  # a version that says so, by one person: what is wrong has to be gone at once


WRITING = frozenset({StepKind.SUBMITTED, StepKind.WITHDRAWN})  # what makes a new version
APPROVING = frozenset({StepKind.APPROVED, StepKind.PUBLISHED, StepKind.WITHDRAWN})


class State(Enum):
    """Where a text stands; the value is how lists say it."""

    DRAFT = "Đang viết"
    SUBMITTED = "Chờ duyệt"
    RETURNED = "Trả lại để sửa"
    APPROVED = "Đã duyệt, chờ đăng"
    PUBLISHED = "Đã đăng"


@dataclass(frozen=True)
class Step:
    """A decision of a person about the version with this digest.

    `moment` is in seconds since 1970, `version` says where its files are (`standing.py`).
    """

    kind: StepKind
    person: int
    moment: float
    digest: str
    version: str = ""
    remark: str = ""

    @property
    def words(self) -> str:
        """The digest of what the text of this version says (`words_of`), "" where it is not known."""
        return str(json.loads(self.version).get("words", "")) if self.version else ""


def digest_of(files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of a version: the paths and bytes of its text and of the files that belong to it.

    >>> digest_of({"a.md": b"x"}) == digest_of({"b.md": b"x"})
    False
    """
    whole = hashlib.sha256()
    for path, content in sorted(files.items()):
        whole.update(f"{len(path.encode())}:{path}".encode() + hashlib.sha256(content).digest())
    return whole.hexdigest()


def state_of(steps: Sequence[Step], current: str | None, published: str | None) -> State:
    """Return where a text stands: `current` is the digest of the submitted version, `published` that which citizens see.

    None if there is none. `steps` are all of the text, oldest first.
    """
    if current is None:
        return State.DRAFT
    last = last_decision(steps, current)
    match last.kind if last is not None else None:
        case StepKind.SUBMITTED:
            return State.SUBMITTED
        case StepKind.RETURNED:
            return State.RETURNED
        case StepKind.RECALLED:
            return State.DRAFT
        case StepKind.APPROVED | StepKind.WITHDRAWN:
            return State.PUBLISHED if current == published else State.APPROVED
        case _:
            return State.PUBLISHED if current == published else State.DRAFT


def last_decision(steps: Sequence[Step], digest: str) -> Step | None:
    """Return the last decision about a version, None if there is none."""
    return next((step for step in reversed(steps) if step.digest == digest), None)


def approval(steps: Sequence[Step], current: str | None) -> Step | None:
    """Return the approval by which the current version may be published, None without one."""
    last = last_decision(steps, current) if current is not None else None
    return last if last is not None and last.kind in APPROVING else None


def writers(steps: Sequence[Step]) -> set[int]:
    """Return who has written the text since it was last published.

    A withdrawal publishes a notice, and nothing that somebody has written before, which may be restored and submitted again.
    """
    found: set[int] = set()
    withdrawn = ""
    for step in steps:
        if step.kind is StepKind.WITHDRAWN:
            withdrawn = step.digest
        elif step.kind is StepKind.PUBLISHED:
            found = found if step.digest == withdrawn else set()
        elif step.kind in WRITING:
            found.add(step.person)
    return found


def shown_steps(steps: Sequence[Step]) -> list[Step]:
    """Return the steps that the history of a text lists: a withdrawal is one of them, the publication of its notice is not."""
    before = [None, *steps]
    return [
        step
        for last, step in zip(before, steps, strict=False)
        if not (
            step.kind is StepKind.PUBLISHED
            and last is not None
            and (last.kind, last.digest) == (StepKind.WITHDRAWN, step.digest)
        )
    ]


def may_approve(
    steps: Sequence[Step], current: str | None, person: int, *, alone: bool, drafting: Collection[int] = ()
) -> str:
    """Return why a person who has the right may not approve the current version, "" if the person may.

    `alone` is for an office of one; `drafting` are those who have an unfinished draft of the text.
    """
    last = last_decision(steps, current) if current is not None else None
    if last is None or last.kind is not StepKind.SUBMITTED:
        return "Bản này không chờ duyệt."
    same = (step for step in steps if step.kind in WRITING and step.digest == current)
    words = {step.words for step in same} - {""}
    # Also long ago: somebody else may have restored the version.
    wrote = {
        step.person
        for step in steps
        if step.kind in WRITING and (step.digest == current or step.words in words)
    }
    if person in writers(steps) | wrote and not alone:
        return "Bạn đã viết hoặc sửa bản này, nên người khác phải duyệt."
    if person in drafting and not alone:
        return "Bạn đang sửa bài này. Bỏ bản đang sửa, hoặc để người khác duyệt."
    return ""


def may_recall(steps: Sequence[Step], current: str | None, person: int) -> str:
    """Return why a person may not take the current version back, "" if the person has submitted it and nobody has decided."""
    last = last_decision(steps, current) if current is not None else None
    if last is None or last.kind is not StepKind.SUBMITTED:
        return "Bản này không chờ duyệt nữa, nên không lấy lại được."
    if last.person != person:
        return "Chỉ người đã gửi bản này mới lấy lại được."
    return ""

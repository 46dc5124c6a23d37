"""An approval is of one version, by another person than its writers."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.desk.texts.workflow import (
    State,
    Step,
    StepKind,
    approval,
    digest_of,
    may_approve,
    may_recall,
    shown_steps,
    state_of,
    writers,
)

LAN, AN, BINH = 1, 2, 3
SUBMITTED, APPROVED, RETURNED, RECALLED, PUBLISHED, WITHDRAWN = StepKind


def steps(*made: tuple[StepKind, int, str]) -> list[Step]:
    return [Step(kind, person, float(number), digest) for number, (kind, person, digest) in enumerate(made)]


@pytest.mark.parametrize(
    ("made", "current", "published", "state"),
    [
        ([], None, None, State.DRAFT),
        ([(SUBMITTED, LAN, "a")], "a", None, State.SUBMITTED),
        ([(SUBMITTED, LAN, "a"), (RETURNED, AN, "a")], "a", None, State.RETURNED),
        ([(SUBMITTED, LAN, "a"), (RECALLED, LAN, "a")], "a", None, State.DRAFT),
        ([(SUBMITTED, LAN, "a"), (APPROVED, AN, "a")], "a", None, State.APPROVED),
        ([(SUBMITTED, LAN, "a"), (APPROVED, AN, "a"), (PUBLISHED, AN, "a")], "a", "a", State.PUBLISHED),
        ([(SUBMITTED, LAN, "a"), (APPROVED, AN, "a"), (SUBMITTED, LAN, "b")], "b", None, State.SUBMITTED),
        ([(SUBMITTED, LAN, "a"), (APPROVED, AN, "a")], "b", None, State.DRAFT),
        ([(WITHDRAWN, AN, "a"), (PUBLISHED, AN, "a")], "a", "a", State.PUBLISHED),
        ([], "a", "a", State.PUBLISHED),
        ([], "a", "b", State.DRAFT),
    ],
    ids=[
        "new", "submitted", "returned", "recalled", "approved", "published", "changed after approval",
        "changed outside the desk", "withdrawn", "published before the desk", "edited before the desk",
    ],
)  # fmt: skip
def test_state_follows_from_the_decisions(
    made: list[tuple[StepKind, int, str]], current: str | None, published: str | None, state: State
) -> None:
    assert state_of(steps(*made), current, published) is state


def test_any_change_voids_an_approval() -> None:
    made = steps((SUBMITTED, LAN, "a"), (APPROVED, AN, "a"))
    assert approval(made, "a") is not None
    assert approval(made, "b") is None
    assert approval([*made, *steps((SUBMITTED, LAN, "b"))], "b") is None
    assert approval([*made, *steps((RETURNED, AN, "a"))], "a") is None


def test_nobody_approves_what_they_wrote() -> None:
    made = steps((SUBMITTED, LAN, "a"), (RETURNED, AN, "a"), (SUBMITTED, BINH, "b"))
    assert "Bạn đã viết" in may_approve(made, "b", LAN, alone=False)
    assert "Bạn đã viết" in may_approve(made, "b", BINH, alone=False)
    assert may_approve(made, "b", AN, alone=False) == ""
    assert may_approve(made, "b", BINH, alone=True) == ""
    assert "đang sửa" in may_approve(made, "b", AN, alone=False, drafting=[AN])


def test_only_what_waits_is_approved() -> None:
    assert "không chờ duyệt" in may_approve([], "a", AN, alone=True)
    assert "không chờ duyệt" in may_approve(steps((SUBMITTED, LAN, "a")), "b", AN, alone=True)
    assert "không chờ duyệt" in may_approve(
        steps((SUBMITTED, LAN, "a"), (APPROVED, AN, "a")), "a", AN, alone=True
    )


def test_only_who_has_submitted_takes_back_and_in_time() -> None:
    made = steps((SUBMITTED, LAN, "a"))
    assert may_recall(made, "a", LAN) == ""
    assert "Chỉ người đã gửi" in may_recall(made, "a", BINH)
    for kind in (APPROVED, RETURNED, RECALLED, PUBLISHED):
        assert "không chờ duyệt" in may_recall([*made, *steps((kind, AN, "a"))], "a", LAN)
    assert "không chờ duyệt" in may_recall(made, "b", LAN)
    assert "không chờ duyệt" in may_recall([], None, LAN)


def test_writers_are_those_since_the_last_publication() -> None:
    made = steps((SUBMITTED, LAN, "a"), (APPROVED, AN, "a"), (PUBLISHED, AN, "a"), (SUBMITTED, BINH, "b"))
    assert writers(made) == {BINH}


def test_writer_of_a_restored_version_does_not_approve_it() -> None:
    made = steps(
        (SUBMITTED, AN, "a"),
        (RETURNED, BINH, "a"),
        (SUBMITTED, LAN, "b"),
        (PUBLISHED, BINH, "b"),
        (SUBMITTED, LAN, "a"),
    )
    assert "người khác phải duyệt" in may_approve(made, "a", AN, alone=False)
    assert may_approve(made, "a", BINH, alone=False) == ""
    assert may_approve(made, "a", AN, alone=True) == ""


def test_withdrawal_forgets_no_writer() -> None:
    made = steps((PUBLISHED, LAN, "a"), (SUBMITTED, AN, "b"), (WITHDRAWN, BINH, "c"), (PUBLISHED, BINH, "c"))
    assert writers(made) == {AN}
    assert writers([*made, *steps((SUBMITTED, LAN, "b"), (PUBLISHED, BINH, "b"))]) == set()


FILES = st.dictionaries(st.text("ab/", max_size=3), st.binary(max_size=3), max_size=3)


@settings(suppress_health_check=[HealthCheck.too_slow])  # on a busy machine the first example takes a second
@given(FILES, FILES)
def test_digest_is_that_of_one_version(mine: dict[str, bytes], theirs: dict[str, bytes]) -> None:
    assert (digest_of(mine) == digest_of(theirs)) == (mine == theirs)


def test_withdrawal_is_told_as_one_step() -> None:
    made = steps((SUBMITTED, LAN, "a"), (PUBLISHED, AN, "a"), (WITHDRAWN, AN, "b"), (PUBLISHED, AN, "b"))
    assert [step.kind for step in shown_steps(made)] == [SUBMITTED, PUBLISHED, WITHDRAWN]

"""The digest of a value that all pages share is computed once while they are rendered, and again by the next build."""

import pytest

from plugins.incremental.tracking import tracker


def read(key: str, value: object) -> bytes:
    reads = tracker.Tracker()
    reads.record_value(key, value)
    return reads.values[key]


def test_shared_values_are_digested_once_a_build(monkeypatch: pytest.MonkeyPatch) -> None:
    tracker.start(None)
    shared = {"a": [1, 2]}
    found = read("context/a", shared)
    assert read("context/b", {"a": [1, 2]}) == found
    with monkeypatch.context() as patched:
        patched.setattr(tracker, "digest", pytest.fail)
        assert read("context/a", shared) == found
    shared["a"].append(3)
    tracker.start(None)
    assert read("context/a", shared) != found


def test_new_value_with_reused_id_is_digested_again() -> None:
    tracker.start(None)
    assert len({read("context/a", [number]) for number in range(2000)}) == 2000

from datetime import UTC, datetime, timedelta, timezone

import pytest

from plugins.release.names import in_order, is_name, next_name

MOMENT = datetime(2026, 11, 23, 10, 5, 12, tzinfo=UTC)


def test_name_tells_the_moment_in_utc_wherever_the_clock_hangs() -> None:
    in_hanoi = MOMENT.astimezone(timezone(timedelta(hours=7)))
    assert next_name(in_hanoi, []) == "2026-11-23T10-05-12Z"
    assert is_name("2026-11-23T10-05-12Z")
    assert is_name("2026-11-23T10-05-12Z-02")


def test_names_of_one_second_are_unique_and_in_order() -> None:
    names: list[str] = []
    for _ in range(120):
        names.append(next_name(MOMENT, names))
    assert names[:3] == ["2026-11-23T10-05-12Z", "2026-11-23T10-05-12Z-02", "2026-11-23T10-05-12Z-03"]
    assert len(set(names)) == 120
    assert in_order(list(reversed(names))) == names


def test_a_clock_set_back_does_not_make_a_new_release_the_oldest() -> None:
    late = next_name(MOMENT, [])
    early = next_name(MOMENT - timedelta(days=400), [late])
    assert in_order([early, late]) == [late, early]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "backup",
        "2026-11-23",
        "2026-13-23T10-05-12Z",
        "2026-11-23T10-05-12Z.old",
        "2026-11-23T10-05-12Z\n",
        ".x",
    ],
)
def test_other_names_are_not_taken_for_releases(name: str) -> None:
    assert not is_name(name)

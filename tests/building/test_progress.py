import io

import pytest

from plugins.building.progress import ProgressLine


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_short_build_says_nothing_on_its_way() -> None:
    screen, clock = Screen(), Clock()
    line = ProgressLine(screen, clock)
    for done in range(1, 11):
        clock.now += 0.05
        line("read", done, 10)
    line.finish()
    assert screen.getvalue() == ""


def test_a_long_build_shows_how_far_it_is_and_wipes_the_line() -> None:
    screen, clock = Screen(), Clock()
    line = ProgressLine(screen, clock)
    clock.now = 2.0
    line("read", 1200, 10000)
    assert screen.getvalue() == "\rĐang đọc bài: 1.200/10.000 (12 %)"
    line("read", 1201, 10000)
    assert screen.getvalue().count("\r") == 1, "twice within a moment"
    clock.now = 3.0
    line("render", 5, 10)
    line.finish()
    assert screen.getvalue().split("\r")[-2:] == [" " * len("Đang dựng tệp: 5/10 (50 %)"), ""]


@pytest.mark.parametrize(("seconds", "lines"), [(9.0, 0), (35.0, 3)])
def test_a_log_gets_a_line_every_ten_seconds(seconds: float, lines: int) -> None:
    log, clock = io.StringIO(), Clock()
    line = ProgressLine(log, clock)
    for second in range(int(seconds) + 1):
        clock.now = float(second)
        line("render", second + 1, 100)
    line.finish()
    assert log.getvalue().count("\n") == lines
    assert "\r" not in log.getvalue()

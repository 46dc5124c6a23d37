from datetime import UTC, datetime

from plugins.languages.writing import long_date, short_date

MOMENT = datetime(2024, 3, 4, 8, 0, tzinfo=UTC)


def test_dates_are_written_as_each_language_writes_them() -> None:
    assert (long_date(MOMENT), short_date(MOMENT)) == ("Thứ Hai, 04/3/2024", "04/3/2024")
    assert (long_date(MOMENT, "en"), short_date(MOMENT, "en")) == ("Monday, 4 March 2024", "4 March 2024")

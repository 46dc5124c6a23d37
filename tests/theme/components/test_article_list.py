"""The acceptance criteria of the README, each by its sentence."""

from __future__ import annotations

from tests.theme.conftest import Show


def test_is_a_list(example: Show) -> None:
    """It is a list, so that a screen reader says how many articles there are."""
    assert len(example("co-don-vi").select("ul > li")) == 2
    assert len(example("gon").select("ul > li")) == 2


def test_titles_are_headings(example: Show) -> None:
    """Titles are headings one level below the section's, to jump from one to the next."""
    assert len(example("co-don-vi").select("li > h3 > a")) == 2
    assert len(example("co-tom-tat").select("li > h2 > a")) == 2


def test_link_is_the_title_and_nothing_else(example: Show) -> None:
    """The link to an article is its title and nothing else."""
    assert [(link["href"], link.text) for link in example("co-don-vi").find_all("a")] == [
        ("/2026/10/theo-doi-tin-moi-bang-rss/", "Theo dõi bài mới bằng RSS"),
        ("/2026/08/tim-bai-cu-trong-luu-tru/", "Tìm lại bài cũ trong mục Lưu trữ"),
    ]


def test_no_empty_summary(example: Show) -> None:
    """An article without a summary leaves no empty paragraph."""
    assert [len(item.find_all("p")) for item in example("co-tom-tat").find_all("li")] == [2, 1]


def test_pinned_says_so(example: Show) -> None:
    """A pinned article says so in words, below its title."""
    pinned, other = example("ghim").find_all("li")
    assert pinned.select_one("h3 + p").text.startswith("Ghim ")
    assert "Ghim" not in other.text


def test_department_stands_beside_the_day(example: Show) -> None:
    assert example("co-don-vi").p.text.split(maxsplit=1) == ["08/10/2026", "Phòng Văn hóa và Thông tin"]
    assert example("co-tom-tat").p.text == "08/10/2026"


def test_other_languages(example: Show) -> None:
    """A title in another language says so; another language's version is a link of its own below it."""
    both, alone = example("hai-thu-tieng").find_all("li")
    assert not both.h2.has_attr("lang")
    assert both.select_one("a[hreflang=en]").text == "English: Reception of citizens"
    assert [tag["lang"] for tag in alone.select("[lang]")] == ["en", "en"]
    assert alone.h2["lang"] == "en"
    both, alone = example("thang-hai-thu-tieng").find_all("li")
    assert [(link.text, link.get("lang")) for link in both.find_all("a")] == [
        ("Lịch tiếp công dân", None),
        ("English: Reception of citizens", "en"),
    ]
    assert alone.a["lang"] == "en"


def test_untranslated_title_begins_with_its_language(example: Show) -> None:
    """In a Vietnamese list the language of a text that is in another one alone stands before its title."""
    for name in ("hai-thu-tieng", "thang-hai-thu-tieng"):
        both, alone = example(name).find_all("li")
        assert both.a.text == "Lịch tiếp công dân"
        assert alone.a.text.startswith("English: ")


def test_day_is_a_heading_above_its_articles(example: Show) -> None:
    """Every day is a heading with its machine date, and its articles are a list below it."""
    days = example("mot-thang").find_all("section")
    assert [day.h2.time["datetime"] for day in days] == ["2024-03-21", "2024-03-14"]
    assert [day.h2.text for day in days] == ["Thứ Năm, 21/3/2024", "Thứ Năm, 14/3/2024"]
    assert [len(day.select("h2 + ul > li")) for day in days] == [1, 2]


def test_articles_of_a_day_have_no_time_of_day(example: Show) -> None:
    """Articles of a day have no time of day: below a date, that of a notice would be taken for the hour of what it announces."""
    for day in example("mot-thang").find_all("section"):
        assert day.ul.find_all("time") == []
        assert ":" not in day.ul.text.replace("English:", "")


def test_one_day_is_the_same_list_without_its_heading(example: Show) -> None:
    day = example("mot-ngay")
    assert [link.text for link in day.find_all("a")] == ["Lịch tiếp công dân", "Cách đọc tin trên cổng"]
    assert day.find_all(["h2", "section"]) == []


def test_is_a_named_landmark(example: Show) -> None:
    """The way to older articles is a navigation landmark with a name."""
    assert example("tin-cu-hon").nav["aria-label"] == "Tin cũ hơn"


def test_links_say_which_time(example: Show) -> None:
    """Its links say which time they lead to, never only that there is more."""
    assert {link["href"]: link.text for link in example("tin-cu-hon").find_all("a")} == {
        "/2024/03/": "Tất cả tin tháng 3/2024 của UBND huyện Tánh Linh",
        "/2024/": "Năm 2024",
        "/luu-tru/": "Lưu trữ tất cả các năm",
    }


def test_says_that_it_leaves_the_section(example: Show) -> None:
    """It says how many articles were shown, and that the older ones lie among those of everybody."""
    assert (
        example("tin-cu-hon").p.text
        == "Trên đây là 30 tin mới nhất. Tin cũ hơn nằm trong lưu trữ chung, xếp theo thời gian:"
    )

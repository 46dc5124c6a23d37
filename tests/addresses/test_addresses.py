from tests.conftest import TinySite


def test_a_page_in_another_language_is_an_address_of_the_site(site: TinySite) -> None:
    """The counter's list is made of them: what is not in it is not counted."""
    site.page()
    site.page("pages/about.md", title="About us", slug="gioi-thieu", lang="en")
    listed = site.build().text("/luot-truy-cap/cac-trang.txt").splitlines()
    assert {"/gioi-thieu/", "/en/gioi-thieu/"} <= set(listed)

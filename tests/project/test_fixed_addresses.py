"""Fixed URLs agree between the settings, the plugins and the templates."""

import re
from pathlib import Path

import pelicanconf
from plugins.addresses.addresses import ENGLISH_HOME, FIXED, RESERVED
from plugins.building.drafts import PREFIX as DRAFTS
from plugins.feeds.publication import FEED_ADDRESS
from plugins.visitor_counter.publication import PATHS_FILE
from plugins.visitor_counter.service.application import PREFIX as COUNTER
from tests.conftest import ROOT

WRITTEN = re.compile(r"""["'](/[a-z][a-z0-9/-]*/)["']""")


def written_in_templates() -> dict[str, Path]:
    """Return the URLs written out in templates, each with one of the templates."""
    templates = [*(ROOT / "theme").rglob("*.html"), *(ROOT / "plugins").rglob("*.html")]
    return {
        address: template
        for template in templates
        if "examples" not in template.name and "starter" not in template.parts
        for address in WRITTEN.findall(template.read_text(encoding="utf-8"))
    }


def test_settings_and_menu_know_the_same_pages() -> None:
    pages = {
        "/" + getattr(pelicanconf, f"{name.upper()}_SAVE_AS", "index.html").removesuffix("index.html")
        for name in pelicanconf.DIRECT_TEMPLATES
    }
    assert pages - {"/404.html"} == set(FIXED)


def test_standing_pages_cannot_take_reserved_urls() -> None:
    lists = [getattr(pelicanconf, f"{kind}_URL") for kind in ("DEPARTMENT", "CATEGORY", "AUTHOR", "TAG")]
    addresses = [*FIXED, *lists, FEED_ADDRESS, PATHS_FILE, pelicanconf.NOT_FOUND_SAVE_AS]
    first = {address.strip("/").partition("/")[0] for address in addresses} - {""} | {DRAFTS}
    assert first - RESERVED == set()


def test_templates_link_only_to_pages_of_every_portal() -> None:
    known = {*FIXED, ENGLISH_HOME, COUNTER}
    assert {address: place for address, place in written_in_templates().items() if address not in known} == {}


def test_url_prefix_of_drafts_is_not_public() -> None:
    assert not any(DRAFTS in address for address in (*FIXED, *written_in_templates()))

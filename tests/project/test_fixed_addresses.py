"""Addresses that never change stand in the settings, in two rooms and in templates: they agree."""

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
    """Return the addresses that templates name in full, with one template each."""
    templates = [*(ROOT / "theme").rglob("*.html"), *(ROOT / "plugins").rglob("*.html")]
    return {
        address: template
        for template in templates
        if "examples" not in template.name and "starter" not in template.parts
        for address in WRITTEN.findall(template.read_text(encoding="utf-8"))
    }


def test_the_settings_and_the_menu_know_the_same_pages() -> None:
    pages = {
        "/" + getattr(pelicanconf, f"{name.upper()}_SAVE_AS", "index.html").removesuffix("index.html")
        for name in pelicanconf.DIRECT_TEMPLATES
    }
    assert pages - {"/404.html"} == set(FIXED)


def test_no_standing_page_can_take_an_address_of_the_portal() -> None:
    lists = [getattr(pelicanconf, f"{kind}_URL") for kind in ("DEPARTMENT", "CATEGORY", "AUTHOR", "TAG")]
    addresses = [*FIXED, *lists, FEED_ADDRESS, PATHS_FILE, pelicanconf.NOT_FOUND_SAVE_AS]
    first = {address.strip("/").partition("/")[0] for address in addresses} - {""} | {DRAFTS}
    assert first - RESERVED == set()


def test_templates_lead_only_to_pages_that_every_portal_has() -> None:
    known = {*FIXED, ENGLISH_HOME, COUNTER}
    assert {address: place for address, place in written_in_templates().items() if address not in known} == {}


def test_drafts_have_an_address_that_nothing_public_has() -> None:
    assert not any(DRAFTS in address for address in (*FIXED, *written_in_templates()))

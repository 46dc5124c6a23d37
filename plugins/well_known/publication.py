"""The files at work in a Pelican build."""

from __future__ import annotations

import json
from datetime import datetime, time
from typing import Any

from pelican.generators import Generator

from plugins.agency.agency import Agency
from plugins.urls.patterns import COUNTER, HOME, MANIFEST, ROBOTS, SECURITY, SIGN_IN, SITEMAP, THEME, file_of

TEMPLATE = "well_known/text.txt"


class WellKnownGenerator(Generator):
    """Writes robots.txt and the manifest, and security.txt where the agency says whom to write to."""

    def generate_output(self, writer: Any) -> None:
        """Declare the files to the writer."""
        agency: Agency = self.context["agency"]
        template = self.env.get_template(TEMPLATE)
        files = {ROBOTS: robots(agency), MANIFEST: manifest(agency)}
        if agency.security_contact and agency.security_expires:
            files[SECURITY] = security(agency)
        for url, text in files.items():
            writer.write_file(file_of(url), template, self.context, text=text)


def robots(agency: Agency) -> str:
    """Write robots.txt (RFC 9309): all may be read but what the counter answers and the page for signing in.

    A demonstration is kept out of search engines by each page itself: they have to read it to learn that.
    """
    lines = ["User-agent: *", f"Disallow: {COUNTER}", f"Disallow: {SIGN_IN}"]
    if not agency.demo:
        lines += ["", f"Sitemap: {agency.site_url}{SITEMAP}"]
    return "\n".join(lines) + "\n"


def security(agency: Agency) -> str:
    """Write security.txt (RFC 9116): whom to tell of a weakness, and until when this holds."""
    assert agency.security_expires is not None  # noqa: S101 - for the types: the caller has asked
    expires = datetime.combine(agency.security_expires, time(), agency.zone)
    lines = (
        f"Contact: {agency.security_contact}",
        f"Expires: {expires.isoformat()}",
        "Preferred-Languages: vi, en",
        f"Canonical: {agency.site_url}{SECURITY}",
    )
    return "\n".join(lines) + "\n"


def manifest(agency: Agency) -> str:
    """Write the manifest (https://www.w3.org/TR/appmanifest/), by which a telephone keeps the portal like a program."""
    told = {
        "name": agency.full_name,
        "short_name": agency.name,
        "lang": "vi",
        "start_url": HOME,
        "scope": HOME,
        "display": "browser",
        "icons": [{"src": f"{THEME}favicon.svg", "sizes": "any", "type": "image/svg+xml"}],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def generators(_pelican: Any) -> type[WellKnownGenerator]:
    """Offer the generator to Pelican."""
    return WellKnownGenerator

"""robots.txt, security.txt and the manifest in a Pelican build."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import Any

from plugins.agency.agency import Agency
from plugins.urls.generator import SiteGenerator
from plugins.urls.patterns import COUNTER, FAVICON, HOME, MANIFEST, ROBOTS, SECURITY, SIGN_IN, SITEMAP


class WellKnownGenerator(SiteGenerator):
    """Writes robots.txt and the manifest, and security.txt if the agency has a contact for security reports."""

    def generate_output(self, writer: Any) -> None:
        """Declare the files to the writer."""
        agency: Agency = self.context["agency"]
        files = {ROBOTS: robots(agency), MANIFEST: manifest(agency)}
        if agency.security_contact and agency.security_expires:
            files[SECURITY] = security(agency, agency.security_expires)
        for url, text in files.items():
            self.write_page(writer, url, "well_known/text.txt", text=text)


def robots(agency: Agency) -> str:
    """Return robots.txt (RFC 9309), which excludes the counter and the sign-in page.

    The pages of a demonstration carry `noindex`, which crawlers can only see if they may fetch them.
    """
    lines = ["User-agent: *", f"Disallow: {COUNTER}", f"Disallow: {SIGN_IN}"]
    if not agency.demo:
        lines += ["", f"Sitemap: {agency.site_url}{SITEMAP}"]
    return "\n".join(lines) + "\n"


def security(agency: Agency, expiry: date) -> str:
    """Return security.txt (RFC 9116): the contact for reports of vulnerabilities, and its expiry date."""
    expires = datetime.combine(expiry, time(), agency.zone)
    lines = (
        f"Contact: {agency.security_contact}",
        f"Expires: {expires.isoformat()}",
        "Preferred-Languages: vi, en",
        f"Canonical: {agency.site_url}{SECURITY}",
    )
    return "\n".join(lines) + "\n"


def manifest(agency: Agency) -> str:
    """Return the web application manifest (https://www.w3.org/TR/appmanifest/), so that phones can install the portal."""
    members = {
        "name": agency.full_name,
        "short_name": agency.name,
        "lang": "vi",
        "start_url": HOME,
        "scope": HOME,
        "display": "browser",
        "theme_color": agency.palette.accent,
        "icons": [{"src": FAVICON, "sizes": "any", "type": "image/svg+xml"}],
    }
    return json.dumps(members, ensure_ascii=False, indent=1) + "\n"

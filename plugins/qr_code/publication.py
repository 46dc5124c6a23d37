"""QR codes at work in a Pelican build: a small picture beside the page of every article that is listed."""

from __future__ import annotations

from functools import partial
from typing import Any

from pelican.generators import Generator

from plugins.incremental.api import column, declare_file, digest
from plugins.qr_code.drawing import qr_code
from plugins.urls.patterns import QR_CODE


def add_filter(pelican: Any) -> None:
    """Offer `article.url | qr_code_at` to templates."""
    pelican.settings["JINJA_FILTERS"]["qr_code_at"] = qr_code_at


def qr_code_at(url: str) -> str:
    """Return where the QR code of an article stands."""
    return f"{url}{QR_CODE}"


def remember_articles(generator: Any) -> None:
    """Keep what has a code: the articles that are listed, and their translations."""
    generator.context["articles_with_code"] = (generator.articles, generator.translations)


class QrCodeGenerator(Generator):
    """Writes the codes; one is drawn anew only when its address changes."""

    def generate_output(self, writer: Any) -> None:
        """Declare the pictures to the writer."""
        site_url = self.context["AGENCY"].site_url
        for articles in self.context["articles_with_code"]:
            for url in column(articles, "url"):
                address = f"{site_url}/{url}"
                declare_file(writer, qr_code_at(url), digest(address), partial(_drawn, address))


def _drawn(address: str) -> bytes:
    return qr_code(address).encode()


def generators(_pelican: Any) -> type[QrCodeGenerator]:
    """Offer the generator to Pelican."""
    return QrCodeGenerator

"""QR codes in a Pelican build: a small picture beside the page of every listed article."""

from __future__ import annotations

from functools import partial
from typing import Any

from plugins.incremental.api import column, declare_files, digest
from plugins.qr_code.drawing import qr_code
from plugins.urls.generator import SiteGenerator
from plugins.urls.patterns import QR_CODE


def remember_articles(generator: Any) -> None:
    """Remember the articles that have a code: the listed ones and their translations."""
    generator.context["articles_with_code"] = (generator.articles, generator.translations)


class QrCodeGenerator(SiteGenerator):
    """Writes the codes. A code is drawn again only if its URL has changed."""

    def generate_output(self, writer: Any) -> None:
        """Declare the pictures to the writer."""
        site_url = self.context["AGENCY"].site_url
        for articles in self.context["articles_with_code"]:
            names = [f"{url}{QR_CODE}" for url in column(articles, "url")]
            declare_files(writer, names, digest(site_url), partial(_code_beside, site_url))


def _code_beside(site_url: str, name: str) -> bytes:
    return qr_code(f"{site_url}/{name.removesuffix(QR_CODE)}")

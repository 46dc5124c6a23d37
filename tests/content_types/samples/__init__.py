"""A content type of a plugin, for tests: sample documents, with a list of their own."""

from typing import Any

from pelican import signals
from pelican.contents import Page

from plugins.contract.content_type import ContentType, Field, Kind
from plugins.contract.types import LANG, MODIFIED, SLUG, SUMMARY, TITLE
from plugins.incremental.api import ContentGenerator

SAMPLE = ContentType(
    "sample",
    "văn bản mẫu",
    "samples",
    (
        TITLE,
        SUMMARY,
        SLUG,
        Field(
            "status",
            Kind.STATUS,
            "tình trạng",
            "draft",
            "Tình trạng.",
            choices=("draft", "published", "withdrawn"),
        ),
        MODIFIED,
        LANG,
        Field("signed", Kind.MOMENT, "ngày ký", "21/3/2024", "Ngày ký văn bản.", required=True),
        Field("form", Kind.ATTACHMENTS, "tệp mẫu", "mau-don.pdf | Mẫu đơn", "Tệp để tải về."),
    ),
    url="van-ban-mau/{slug}/",
    template="samples/sample",
    addresses=("/van-ban-mau/",),
    asked=("title",),
    written=("signed", "slug", "status"),
)
CONTENT_TYPES = (SAMPLE,)


class Sample(Page):
    """A sample document."""


class SampleGenerator(ContentGenerator):
    """Writes the pages of the samples, and a list."""

    content_class = Sample

    def generate_output(self, writer: Any) -> None:
        super().generate_output(writer)
        template = self.get_template("samples/list")
        writer.write_file("van-ban-mau/index.html", template, self.context, url="van-ban-mau/")


def register() -> None:
    """Connect to Pelican."""
    signals.get_generators.connect(generators)


def generators(_pelican: Any) -> type[SampleGenerator]:
    return SampleGenerator

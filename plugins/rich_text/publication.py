"""The filters in a Pelican build."""

from __future__ import annotations

import re
from typing import Any

from plugins.rich_text.captions import keep_credit, with_credits
from plugins.rich_text.contents import contents
from plugins.rich_text.media import with_media, with_notices
from plugins.rich_text.tables import with_tables

# What `theme/components/article_text/page.css` styles.
RICH = re.compile(
    r'<(?:audio|code|hr|nav|pre|table|video)\b|class="(?:footnote|gallery|sides|sides recipients|video-link)"'
)
GALLERY = re.compile(r'<div [^>]*class="gallery"')


def add_filters(pelican: Any) -> None:
    """Offer `caption | keep_credit`, `html | with_credits`, `html | contents`, `html | with_tables(word)`, `html | with_media(…)`, `html | with_notices(notice)`, `html | is_rich` and `html | has_gallery` to templates."""
    pelican.settings["JINJA_FILTERS"].update(FILTERS)


def is_rich(html: str) -> bool:
    """Return whether a text has anything for which its page needs the second style sheet."""
    return RICH.search(html) is not None


def has_gallery(html: str) -> bool:
    """Return whether a text has a gallery, whose pictures open in a dialog (`theme/components/gallery`)."""
    return GALLERY.search(html) is not None


FILTERS = {
    "keep_credit": keep_credit,
    "with_credits": with_credits,
    "with_media": with_media,
    "with_notices": with_notices,
    "contents": contents,
    "with_tables": with_tables,
    "is_rich": is_rich,
    "has_gallery": has_gallery,
}

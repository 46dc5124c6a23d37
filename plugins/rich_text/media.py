"""Videos and sounds: a text links to them, and its page plays those of the portal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from plugins.contract.body.pictures import BESIDE_VIDEOS, VIDEOS, video_site
from plugins.languages.writing import file_size

PLAYED = re.compile(
    r'<a class="media" href="(?P<url>[^"]*)">(?P<name>[^<]*)</a>(?:<figcaption>(?P<caption>.*?)</figcaption>)?',
    re.DOTALL,
)
VIDEO_LINK = re.compile(
    r'<p>(<a (?=[^>]*class="video-link")(?:[^>]* )?href="(?P<url>[^"]*)"[^>]*>.*?</a>)</p>', re.DOTALL
)
*POSTERS, CAPTIONS = BESIDE_VIDEOS


def with_media(html: str, files: Mapping[str, Any], lang: str, download: str) -> str:
    """Return HTML in which each link to a video or sound is an element that plays it, with a link to download it.

    `files` are Pelican's static files by path; `download` names that link in the language `lang` of the page. Nothing
    is fetched before a reader presses play, except the picture of a video.
    """
    if 'class="media"' not in html:
        return html

    def played(match: re.Match[str]) -> str:
        url, name = match["url"], match["name"]
        path = PurePosixPath(unquote(url).lstrip("/"))
        is_video = path.suffix.lower() in VIDEOS
        tag, poster = ("video", _poster(path, files)) if is_video else ("audio", "")
        captions = files.get(str(path.with_suffix(CAPTIONS))) if is_video else None
        track = f'<track kind="captions" srclang="{lang}" src="{_url(captions)}" default>' if captions else ""
        size = getattr(
            files.get(str(path)), "size", 0
        )  # unknown of a missing file, which is an error of its text
        kind = ", ".join(filter(None, (path.suffix[1:].upper(), file_size(size, lang) if size else "")))
        return (
            f'<{tag} controls preload="none" aria-label="{escape(name, quote=True)}"{poster} src="{url}">{track}</{tag}>'
            f'<figcaption>{match["caption"] or name} <a href="{url}" download>{download} ({kind})</a></figcaption>'
        )

    return PLAYED.sub(played, html)


def with_notices(html: str, notice: str) -> str:
    """Return HTML in which each link to a site of videos that stands alone says so; `notice` has `%(site)s`."""
    if 'class="video-link"' not in html:
        return html

    def card(link: re.Match[str]) -> str:
        site = video_site(unescape(link["url"]))
        return f'<p class="video">{link[1]}<br><small>{notice % {"site": site}}</small></p>'

    return VIDEO_LINK.sub(card, html)


def _poster(path: PurePosixPath, files: Mapping[str, Any]) -> str:
    """Return the attribute that names the picture of a video, or ""."""
    found = filter(None, (files.get(str(path.with_suffix(ending))) for ending in POSTERS))
    return next((f' poster="{_url(poster)}"' for poster in found), "")


def _url(file: Any) -> str:
    return escape(f"/{file.url}", quote=True)

"""What a plugin, a template or a bug of the sanitiser could put into a page never reaches readers."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from plugins.release import deploy as deploying
from plugins.release.errors import ReleaseError

from .conftest import PAGES, Site

HOST = "tanhlinh.example"
PAGE = "<!doctype html><title>Trang</title><p>Tin</p>"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink">{}</svg>'
FEED = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="html">{}</content></entry></feed>'

FORBIDDEN = {
    "script": "<script>x()</script>",
    "script of a type": "<script type=module>x()</script>",
    "script from elsewhere": "<script src=https://x.example/a.js></script>",
    "script without a scheme": "<script src=//x.example/a.js></script>",
    "script behind a backslash": r"<script src='\\x.example/a.js'></script>",
    "capital letters": "<SCRIPT>x()</SCRIPT>",
    "event handler": "<img src=/a.png onerror=x()>",
    "event handler after a slash": "<svg/onload=x()>",
    "javascript link": "<a href=javascript:x()>Họp</a>",
    "javascript link in entities": "<a href='java&#115;cript&colon;x()'>Họp</a>",
    "javascript link with a tab": "<a href=' java\tscript:x()'>Họp</a>",
    "javascript link after a line break": "<a href='&#10; javascript:x()'>Họp</a>",
    "script after a line break": "<script src='\n //x.example/a.js'></script>",
    "data link": "<a href='data:text/html,x'>Họp</a>",
    "link in a drawing": "<svg><a xlink:href='javascript:x()'>Họp</a></svg>",
    "style": "<style>p{}</style>",
    "style attribute": "<p style='x:y'>Họp</p>",
    "style sheet from elsewhere": "<link rel=stylesheet href=https://x.example/a.css>",
    "one of two relations": "<link rel='alternate stylesheet' href=https://x.example/a.css>",
    "frame": "<iframe src=/a/></iframe>",
    "frame with a document": "<iframe srcdoc='x'></iframe>",
    "object": "<object data=/a.swf></object>",
    "base": "<base href=/a/>",
    "picture from elsewhere": "<img src=https://x.example/a.png>",
    "picture over HTTP": f"<img src=http://{HOST}/a.png>",
    "larger picture from elsewhere": "<img srcset='/a.png 1x, https://x.example/b.png 2x'>",
    "picture after a comma": "<img srcset='/a.png 1x,https://x.example/b.png 2x'>",
    "picture after a comma and a line": "<img srcset=',\nhttps://x.example/b.png'>",
    "picture of a link": "<link rel=preload as=image imagesrcset='https://x.example/b.png'>",
    "paint from elsewhere": "<svg><rect fill='url(https://x.example/a.svg#b)'></rect></svg>",
    "end tag in an attribute": "<noscript><p title='</noscript><img src=x onerror=x()>'></noscript>",
    "form": "<form action=https://x.example/></form>",
    "button": "<button formaction=//x.example/></button>",
    "refresh": "<meta http-equiv=refresh content='0; url=https://x.example/'>",
    "policy": "<meta http-equiv=Content-Security-Policy content='x'>",
    "template": "<template data-x='a>b'><script>x()</script></template>",
    "table parts in a template": "<div><template><tr onclick=x()><td>a</td></tr></template></div>",
    "shadow root": "<div><template shadowrootmode=open><p>a</p></template></div>",
    "without script": "<noscript><img src=//x.example/a.png></noscript>",
    "animation": "<svg><animate attributeName=href values=javascript:x()></svg>",
    "foreign object": "<svg><foreignObject></foreignObject></svg>",
    "include": "<!--#include virtual='/x' -->",
    "command": "<!--#exec cmd='x' -->",
}

ALLOWED = {
    "own script": "<script src=/theme/site.0.js></script>",
    "data for search engines": '<script type="application/ld+json">{"a": 1}</script>',
    "links": "<a href=https://x.example/>x</a><a href=mailto:a@x.example>a</a><a href=tel:0252>b</a><a href=#c>c</a>",
    "canonical link": "<link rel=canonical href=https://x.example/>",
    "redirect": "<meta http-equiv=refresh content='0; url=/2024/03/moi/'>",
    "own picture": f"<img src=/a.png srcset='/b,c.png 1x, https://{HOST}/d.png 2x'>",
    "drawing": "<svg><use href=#a></use><rect fill='url(#b)'></rect></svg>",
    "without script": "<noscript><p>Bật JavaScript để tìm.</p></noscript>",
    "words": "<p>onerror=x() javascript:x() &lt;script> thời gian: 7 giờ</p><!-- # -->",
}


def with_file(name: str, content: str) -> Callable[[Path], None]:
    def build(folder: Path) -> None:
        for page in PAGES:
            (folder / page).parent.mkdir(parents=True, exist_ok=True)
            (folder / page).write_text(PAGE, encoding="utf-8")
        (folder / name).write_text(content, encoding="utf-8")

    return build


def reject(site: Site, name: str, content: str) -> None:
    with pytest.raises(ReleaseError, match=f"(?s)không được phép đăng.*{name}"):
        site.deploy("", build=with_file(name, content), portal=HOST)
    assert site.seen() == "cũ"


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_a_page_must_not_have_is_not_released(site: Site, name: str) -> None:
    site.deploy("cũ")
    reject(site, "index.html", PAGE + FORBIDDEN[name])
    if name in {"script", "event handler", "javascript link in entities"}:
        escaped = FORBIDDEN[name].replace("&", "&amp;").replace("<", "&lt;")
        reject(site, "tin.xml", FEED.format(escaped))
        reject(site, "tin.json", json.dumps({"items": [{"content_html": FORBIDDEN[name]}]}))


@pytest.mark.parametrize("name", ALLOWED)
def test_what_the_portal_needs_is_released(site: Site, name: str) -> None:
    assert site.deploy("", build=with_file("index.html", PAGE + ALLOWED[name]), portal=HOST).made


@pytest.mark.parametrize(
    "drawing",
    [
        "<script/>",
        "<x:a x:href='javascript:x()'/>",
        "<image href='https://x.example/a.png'/>",
        "<g onclick='x()'/>",
        "<foreignObject/>",
        "<h:meta xmlns:h='http://www.w3.org/1999/xhtml' http-equiv='refresh' content='0;url=//x.example'/>",
        "<style>@import '//x.example/a.css';</style>",
        "<rect mask='url(//x.example/a.svg#b)'/>",
        "<p>",
    ],
)
def test_drawing_with_anything_but_shapes_is_not_released(site: Site, drawing: str) -> None:
    site.deploy("cũ")
    reject(site, "hinh.svg", SVG.format(drawing))


@pytest.mark.parametrize("name", ["sitemap.xml", "hinh.svg", "danh-sach.json"])
def test_damaged_or_declared_documents_are_not_released(site: Site, name: str) -> None:
    site.deploy("cũ")
    reject(site, name, '<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>')
    reject(site, name, '{"a": [')


@pytest.mark.parametrize("name", ["a.htm", "a.HTML", "a.xhtml"])
def test_pages_under_other_endings_are_looked_at_too(site: Site, name: str) -> None:
    site.deploy("cũ")
    reject(site, name, "<script>x()</script>")


def test_html_in_another_document_is_not_released(site: Site) -> None:
    site.deploy("cũ")
    reject(site, "tin.xml", '<a><script xmlns="http://www.w3.org/1999/xhtml">x()</script></a>')
    reject(site, "tin.xml", '<?xml-stylesheet href="//x.example/a.css"?><a/>')


def test_only_changed_files_are_looked_at(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    monkeypatch.setattr(deploying, "inspect", lambda _release, names, _host: looked.extend(names))
    site.deploy("", build=with_file("a.html", PAGE))
    looked.clear()
    site.deploy("", build=with_file("a.html", PAGE + "<p>Mới</p>"))
    assert looked == ["a.html"]


def test_pages_of_other_rules_are_looked_at_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deploying, "inspect", lambda *_: None)  # as a version without this check
    monkeypatch.setattr(deploying, "RULES", "others")
    build = with_file("a.html", "<script>x()</script>")
    site.deploy("", build=build, portal=HOST)
    monkeypatch.undo()
    with pytest.raises(ReleaseError, match=r"a\.html: mã lệnh"):
        site.deploy("", build=build, portal=HOST)
    site.deploy("", build=with_file("a.html", PAGE), portal=HOST)
    assert not site.deploy("", build=with_file("a.html", PAGE), portal=HOST).made

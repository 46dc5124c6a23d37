import time
from contextlib import suppress
from pathlib import Path

import pytest

from plugins.agency.drawing import DrawingError, plain_drawing
from plugins.agency.reading import read_agency
from plugins.assets.joining import favicon
from plugins.errors.issue import ContentError
from tests.conftest import AGENCY, ROOT


def svg(inside: str = "", attributes: str = "") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9" {attributes}>
{inside}
</svg>""".encode()


BLUR = '<filter id="b"><feGaussianBlur stdDeviation="3"/></filter>'
BLURRED = '<rect filter="url(#b)"/>'
SHADOW_OF_INKSCAPE = """<filter style="color-interpolation-filters:sRGB" id="f" x="-0.1" y="-0.1" width="1.2" height="1.2">
<feFlood flood-opacity="0.498039" flood-color="rgb(0,0,0)" result="flood"/>
<feComposite in="flood" in2="SourceGraphic" operator="in" result="composite1"/>
<feGaussianBlur in="composite1" stdDeviation="1" result="blur"/>
<feOffset dx="1" dy="1" result="offset"/>
<feComposite in="SourceGraphic" in2="offset" operator="over" result="composite2"/>
</filter><g style="filter:url(#f)" marker="none"><path d="M0 0h9"/></g>"""
SHADOW_OF_FIGMA = """<g filter="url(#f_d)"><rect width="9" height="9" fill="white"/></g>
<defs><filter id="f_d" x="0" y="0" width="9" height="9" filterUnits="userSpaceOnUse" color-interpolation-filters="sRGB">
<feFlood flood-opacity="0" result="BackgroundImageFix"/>
<feColorMatrix in="SourceAlpha" type="matrix" values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 127 0" result="hardAlpha"/>
<feOffset dy="4"/><feGaussianBlur stdDeviation="2"/><feComposite in2="hardAlpha" operator="out"/>
<feColorMatrix type="matrix" values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0.25 0"/>
<feBlend mode="normal" in2="BackgroundImageFix" result="effect1"/>
<feBlend mode="normal" in="SourceGraphic" in2="effect1" result="shape"/>
</filter></defs>"""


@pytest.mark.parametrize(
    ("inside", "problem"),
    [
        ("<script>alert(1)</script>", "thẻ <script>"),
        ("<s:script xmlns:s='http://www.w3.org/2000/svg'/>", "thẻ <script>"),
        ("<x xmlns='a'><s:script xmlns:s='http://www.w3.org/2000/svg'/></x>", "thẻ <script>"),
        ("<metadata><script/></metadata>", "thẻ <script>"),
        ("<foreignObject/>", "thẻ <foreignObject>"),
        ("<h:iframe xmlns:h='http://www.w3.org/1999/xhtml'/>", "thẻ <iframe>"),
        ("<h:meta xmlns:h='http://www.w3.org/1999/xhtml' http-equiv='refresh'/>", "thẻ <meta>"),
        ("<metadata><h:link xmlns:h='http://www.w3.org/1999/xhtml'/></metadata>", "thẻ <link>"),
        ("<m:math xmlns:m='http://www.w3.org/1998/Math/MathML'/>", "thẻ <math>"),
        ("<G/>", "thẻ <G>"),
        ("<image href='data:image/png;base64,AAAA'/>", "thẻ <image>"),
        ("<feImage href='#a'/>", "thẻ <feImage>"),
        ("<a href='#a' ping='//a.example'/>", "thẻ <a>"),
        ("<set attributeName='href' to='javascript:x'/>", "thẻ <set>"),
        ("<style>a<tspan/>b</style>", "thẻ <tspan>"),
        ("<g onclick='x()'/>", "thuộc tính onclick"),
        ("<g ONLOAD='x()'/>", "thuộc tính ONLOAD"),
        ("<rect srcset='//a.example/b.png 1x'/>", "thuộc tính srcset"),
        ("<use href='https://a.example/b.svg#c'/>", "href=“https://a.example/b.svg#c”"),
        ("<use xlink:href='b.svg#c'/>", "href=“b.svg#c”"),
        ("<use href=' javascript:alert(1)'/>", "href=“javascript:"),
        ("<use href='data:image/svg+xml,x'/>", "dẫn ra ngoài"),
        ("<rect fill='url(https://a.example/#b)'/>", "fill="),
        ("<rect fill='url(#a b)'/>", "fill="),
        ("<rect style='fill: url( \"b.svg#c\" )'/>", "style="),
        ("<rect style='fill: u\\72l(//a.example)'/>", "style="),
        ("<rect style='background: image-set(\"//a.example/b.png\" 1x)'/>", "style="),
        ("<rect style='background: -webkit-image-set(url(#a) 1x)'/>", "style="),
        ("<rect style='fill: src(\"//a.example\")'/>", "style="),
        ("<rect style='content: \"&#13; fill: url(//a.example)'/>", "style="),
        ("<style>@import '//a.example/b.css';</style>", "style"),
        ("<style>@\\69mport '//a.example/b.css';</style>", "style"),
        ("<style>@namespace h url(http://www.w3.org/1999/xhtml);</style>", "style"),
        ("<style>rect { fill: ur/**/l(//a.example) }</style>", "style"),
        ("<style>a { content: '/*' } rect { fill: url(//a.example) } /* '*/</style>", "style"),
        ("<style>rect { fill: URL (//a.example) }</style>", "style"),
        ('<style>a { content: "\\\n" url(//a.example) "" }</style>', "style"),
        ("<?xml-stylesheet href='a.css'?>", "xml-stylesheet"),
        ("<g id='a'><use href='#a'/></g>", "vẽ lại chính nó"),
        ("<defs><marker id='a'><rect/></marker></defs>", "thẻ <marker>"),
        ("<filter><feTurbulence numOctaves='255'/></filter>", "thẻ <feTurbulence>"),
        ("<filter><feMorphology radius='5000'/></filter>", "thẻ <feMorphology>"),
        ("<filter><feConvolveMatrix order='99'/></filter>", "thẻ <feConvolveMatrix>"),
        ("<rect style='filter: blur(900px)'/>", "style="),
        ("<style>g { filter: drop-shadow(0 0 900px red) }</style>", "style"),
        (f"{BLUR}{BLURRED * 21}", "hơn 20 bước của bộ lọc"),
        (BLUR + "<g filter='url(#b)'>" * 21 + "<rect/>" + "</g>" * 21, "hơn 20 bước của bộ lọc"),
        (f"{BLUR}<g id='a'>{BLURRED * 5}</g>" + "<use href='#a'/>" * 4, "hơn 20 bước của bộ lọc"),
        (f"{BLUR}<style>rect {{ filter: url(#b) }}</style>{'<rect/>' * 20}", "hơn 20 bước của bộ lọc"),
        (f"{BLUR}<g filter='url(#b)'>" + "<rect filter='inherit'/>" * 20 + "</g>", "hơn 20 bước của bộ lọc"),
        (f"{BLUR}<g style='--f: url(#b)'>" + "<rect style='filter: var(--f)'/>" * 20 + "</g>", "hơn 20 bước"),
        (
            f"{BLUR}<style>rect {{ filter: inherit }}</style><g filter='url(#b)'>" + "<rect/>" * 20 + "</g>",
            "20 bước",
        ),
        ("<g>" * 100 + "</g>" * 100, "hơn 100 thẻ lồng nhau"),
        ("<g/>" * 20_000, "hơn 20000 thẻ"),
    ],
)
def test_active_svg_is_rejected_with_its_line(inside: str, problem: str) -> None:
    with pytest.raises(DrawingError, match=r"^dòng [345] có ") as caught:
        plain_drawing(svg(inside))
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        svg(attributes="onload='x()'"),
        svg("<g>"),
        svg("&nbsp;"),
        b"",
        b"PNG",
        b"<svg/>",
        b"<?xml version='1.0' encoding='x'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
        b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>",
        b"<!DOCTYPE svg [<!ATTLIST svg onload CDATA 'x()'>]><svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!DOCTYPE svg SYSTEM 'a.dtd'><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>",
    ],
)
def test_file_that_is_no_plain_svg_is_rejected(data: bytes) -> None:
    with pytest.raises(DrawingError):
        plain_drawing(data)


@pytest.mark.parametrize(
    "inside",
    [
        '<path d="M0 0h9" fill="#c00" style="stroke: red; stroke-width: 2px"/>',
        '<defs><linearGradient id="a"/></defs><rect fill="url(#a)" style="fill: url(\'#a\') rgb(1,2,3)"/>',
        "<style>rect { fill: url(#a); font-family: 'sans (serif' } /* url(x) */</style><rect/>",
        '<use href="#a"/><use xlink:href="#a"/><use xlink:href="#a"/>',
        '<g id="Vector (Stroke)" class="a(b)" transform="translate(1) rotate (2)"/>',
        "<title>Biểu trưng: ngọn lửa \\ và sóng (1 &lt; 2)</title>",
        '<g clip-path="url(#a)" mask="url(#a)" filter="url(#b)"/><filter id="b"><feGaussianBlur in="a"/></filter>',
        f"{BLUR}{BLURRED * 20}",
        f"{BLUR}<style>.st0{{filter:url(#b);fill:red}}</style>" + '<rect class="st0"/>' * 9,
        '<style>.st0{marker:none;fill:url(#c)}</style><linearGradient id="c"/>' + "<rect/>" * 999,
        SHADOW_OF_INKSCAPE,
        SHADOW_OF_FIGMA + '<path filter="url(#f_d)"/>',
        '<text xml:space="preserve" xml:lang="vi" fill="color(display-p3 1 0 0)">Xã &amp; huyện</text>',
    ],
)
def test_svg_that_only_draws_is_published_as_it_is(inside: str) -> None:
    written = plain_drawing(svg(inside)).decode()
    assert inside in written
    assert ("xmlns:xlink" in written) == ("xlink:href" in inside)


INKSCAPE = rb"""<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created with Inkscape (http://www.inkscape.org/) -->
<svg width="9mm" viewBox="0 0 9 9" version="1.1" id="svg5" inkscape:version="1.2" sodipodi:docname="huyen.svg"
   inkscape:export-filename="C:\Users\nguyenvana\huyen.png" xml:base="//a.example/"
   xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
   xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"
   xmlns="http://www.w3.org/2000/svg" xmlns:svg="http://www.w3.org/2000/svg">
<sodipodi:namedview id="nv" pagecolor="#fff"><inkscape:grid type="xygrid" /></sodipodi:namedview>
<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:li rdf:about="">nguyenvana</rdf:li></rdf:RDF></metadata>
<g inkscape:label="Layer 1" id="layer1" data-name="nguyenvana"><svg:path style="-inkscape-stroke:none;stop-color:#000000" d="M0 0" /></g>
</svg>"""
ILLUSTRATOR = b"""<?xml version="1.0" encoding="iso-8859-1"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg version="1.1" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" x="0px" y="0px"
  viewBox="0 0 9 9" style="enable-background:new 0 0 9 9;" xml:space="preserve">
<style type="text/css"><![CDATA[.st0{fill:#C1272D;clip-path:url(#SVGID_2_);}]]></style>
<defs><rect id="SVGID_1_" width="9"/></defs><clipPath id="SVGID_2_"><use xlink:href="#SVGID_1_" style="overflow:visible;"/></clipPath>
<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>
</svg>"""
LIBREOFFICE = b"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:ooo="http://xml.openoffice.org/svg/export">
<defs><font id="EmbeddedFont_1" horiz-adv-x="2048"><font-face font-family="Liberation"/><missing-glyph d="M 0,0"/>
<glyph unicode="x" d="M 0,0"/></font></defs><defs class="TextShapeIndex"><g ooo:slide="id1" ooo:id-list="id3"/></defs></svg>"""


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        (INKSCAPE, [b'<path style="-inkscape-stroke:none;', b'id="layer1"']),
        (ILLUSTRATOR, [b"clip-path:url(#SVGID_2_)", b'<use xlink:href="#SVGID_1_"', b"enable-background"]),
        (LIBREOFFICE, [b'<defs class="TextShapeIndex"><g/></defs>']),
    ],
    ids=["Inkscape", "Illustrator", "LibreOffice"],
)
def test_svg_of_drawing_programs_loses_only_their_notes(data: bytes, kept: list[bytes]) -> None:
    written = plain_drawing(data)
    assert [part for part in kept if part not in written] == []
    notes = [
        b"nguyenvana",
        b"inkscape:",
        b"sodipodi",
        b"rdf",
        b"DOCTYPE",
        b"xpacket",
        b"ooo:",
        b"<!--",
        b"font-face",
    ]
    assert [note for note in notes if note in written] == []
    assert plain_drawing(written) == written


@pytest.mark.parametrize(
    "inside",
    [
        "<style>" + "/*" * 200_000 + "</style>",
        "<style>" + "url(" + " " * 400_000 + "</style>",
        "<style>a{b:" + "a" * 400_000 + ";c:(}</style>",
        "<style>" + "url " * 100_000 + "@</style>",
        "<style>" + '"' * 400_000 + "(</style>",
        "<rect style='" + "/**/ " * 80_000 + "@'/>",
        "<g " + " ".join(f"data-{number}=''" for number in range(30_000)) + "/>",
        "<g>" * 60_000,
        "<g/>" * 90_000,
    ],
    ids=["comments", "spaces", "word", "words", "quotes", "attribute", "attributes", "nested", "many"],
)
def test_largest_svg_takes_no_second(inside: str) -> None:
    start = time.process_time()
    with suppress(DrawingError):
        plain_drawing(svg(inside))
    assert time.process_time() - start < 3  # 8 s and more with one quadratic expression


def test_svg_that_multiplies_itself_is_rejected() -> None:
    steps = "".join(
        f'<g id="a{step + 1}"><use href="#a{step}"/><use xlink:href="#a{step}"/></g>' for step in range(30)
    )
    with pytest.raises(DrawingError, match="hơn 100000 hình"):
        plain_drawing(svg(f'<path id="a0"/>{steps}'))


def test_the_projects_own_drawing_is_published_as_it_is() -> None:
    drawing = favicon(ROOT / "theme").encode()
    assert plain_drawing(drawing) == drawing.strip()


def test_emblem_error_names_drawing_and_agency_line(tmp_path: Path) -> None:
    file = tmp_path / "agency.yaml"
    file.write_text(AGENCY + "emblem: bieu-trung.svg\n", encoding="utf-8")
    (tmp_path / "bieu-trung.svg").write_bytes(svg("<script/>"))
    with pytest.raises(ContentError) as caught:
        read_agency(file)
    (issue,) = caught.value.issues
    assert issue.line == len(AGENCY.split("\n"))
    assert "“bieu-trung.svg” dòng 3 có thẻ <script>" in issue.message
    assert "SVG thường (Plain SVG)" in issue.hint

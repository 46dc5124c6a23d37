from pathlib import Path

import pytest

from plugins.agency.drawing import drawing_fault
from plugins.agency.reading import read_agency
from plugins.contract.faults import ContractError
from tests.conftest import AGENCY, ROOT


def svg(inside: str = "", attributes: str = "") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9" {attributes}>
{inside}
</svg>""".encode()


@pytest.mark.parametrize(
    ("inside", "problem"),
    [
        ("<script>alert(1)</script>", "thẻ <script>"),
        ("<s:script xmlns:s='http://www.w3.org/2000/svg'/>", "thẻ <script>"),
        ("<foreignObject/>", "thẻ <foreignObject>"),
        ("<h:iframe xmlns:h='http://www.w3.org/1999/xhtml'/>", "thẻ <iframe>"),
        ("<g onclick='x()'/>", "thuộc tính onclick"),
        ("<g ONLOAD='x()'/>", "thuộc tính ONLOAD"),
        ("<image href='https://a.example/b.png'/>", "href=“https://a.example/b.png”"),
        ("<image href='hinh.png'/>", "href=“hinh.png”"),
        ("<image xlink:href='//a.example/b.png'/>", "href=“//a.example/b.png”"),
        ("<image href='data:image/svg+xml,x'/>", "dẫn ra ngoài"),
        ("<a href=' javascript:alert(1)'/>", "href=“javascript:"),
        ("<set attributeName='href' to='javascript:x'/>", "hoạt hình"),
        ("<animate attributeName='xlink:href'/>", "hoạt hình"),
        ("<rect fill='url(https://a.example/#b)'/>", "fill="),
        ("<rect style='fill: url( \"b.svg#c\" )'/>", "style="),
        ("<rect style='fill: u\\72l(//a.example)'/>", "style="),
        ("<style>@import '//a.example/b.css';</style>", "style"),
        ("<style>rect { fill: ur/**/l(//a.example) }</style>", "style"),
        ("<?xml-stylesheet href='a.css'?>", "xml-stylesheet"),
        ("<g>", "không đọc được"),
    ],
)
def test_a_drawing_that_runs_or_leads_out_is_refused_with_its_line(inside: str, problem: str) -> None:
    found = drawing_fault(svg(inside)) or ""
    assert problem in found
    assert found.startswith("dòng 3") or "không đọc được" in found


@pytest.mark.parametrize(
    "data",
    [
        svg(attributes="onload='x()'"),
        b"",
        b"PNG",
        b"<svg/>",
        b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
        b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>",
    ],
)
def test_what_is_no_plain_drawing_is_refused(data: bytes) -> None:
    assert drawing_fault(data) is not None


@pytest.mark.parametrize(
    "inside",
    [
        "<path d='M0 0h9' fill='#c00' style='stroke: red; stroke-width: 2px'/>",
        "<defs><linearGradient id='a'/></defs><rect fill='url(#a)' style=\"fill: url('#a')\"/>",
        "<style>rect { fill: url(#a); font-family: sans-serif }</style><rect/>",
        "<use href='#a'/><use xlink:href='#a'/>",
        "<image href='data:image/png;base64,AAAA'/>",
        "<title>Biểu trưng: ngọn lửa \\ và sóng</title>",
        "<!-- lời nhắc --><animate attributeName='opacity' to='1'/>",
        "<metadata><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' rdf:about=''/></metadata>",
    ],
)
def test_a_drawing_that_only_draws_is_taken(inside: str) -> None:
    assert drawing_fault(svg(inside)) is None


def test_the_doctype_of_drawing_programs_is_taken() -> None:
    doctype = (
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    )
    assert drawing_fault(doctype + b"<svg xmlns='http://www.w3.org/2000/svg'/>") is None


def test_the_projects_own_drawing_is_taken() -> None:
    assert drawing_fault((ROOT / "theme" / "static" / "favicon.svg").read_bytes()) is None


def test_the_fault_stands_at_the_line_of_the_agencys_file_and_names_the_drawing(tmp_path: Path) -> None:
    file = tmp_path / "agency.yaml"
    file.write_text(AGENCY + "emblem: bieu-trung.svg\n", encoding="utf-8")
    (tmp_path / "bieu-trung.svg").write_bytes(svg("<script/>"))
    with pytest.raises(ContractError) as caught:
        read_agency(file)
    (fault,) = caught.value.faults
    assert fault.line == len(AGENCY.split("\n"))
    assert "“bieu-trung.svg” dòng 3 có thẻ <script>" in fault.problem
    assert "SVG thường (Plain SVG)" in fault.remedy

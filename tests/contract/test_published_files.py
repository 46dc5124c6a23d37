"""What is published is decided by the real file inside the content folder, its type and its address."""

import os
from pathlib import Path

import pytest

from plugins.building.build import build
from plugins.contract.site.published_files import LARGEST
from plugins.errors.issue import ContentError, UserError
from plugins.urls.patterns import RESERVED, SOURCE_FOLDERS
from tests.conftest import TinySite
from tests.contract.test_check import errors, only
from tests.images.photos import photo

HERE = "articles/2024/03"


def attach(site: TinySite, file: str) -> None:
    site.article(attachments=f'["{file} | Tệp"]')


@pytest.mark.parametrize(
    "file",
    [
        *("/robots.txt", "/ads.txt", "/llms.txt", "/sitemap.txt", "/apple-touch-icon.png", "/ke-hoach.pdf"),
        *("/theme/x.txt", "/anh/x.jpg", "/luot-truy-cap/x.txt", "/tim-kiem/x.txt", "/kho/x.pdf"),
        *("/2024/x.txt", "/khac/2024/x.pdf"),
    ],
)
def test_file_outside_folders_of_files_is_rejected(site: TinySite, file: str) -> None:
    site.write(file.lstrip("/"), photo(3, 2))
    attach(site, file)
    assert "không nằm cạnh" in only(site).message or "dành riêng" in only(site).message


@pytest.mark.parametrize(
    "file",
    [
        *("/.env.txt", "/.well-known/security.txt", "/.well-known/pki-validation/fileauth.txt"),
        *("/articles/.git/config.txt", "/documents/.bi-mat.pdf", ".nhap.txt"),
    ],
)
def test_hidden_file_is_rejected(site: TinySite, file: str) -> None:
    site.write(file.lstrip("/") if file[0] == "/" else f"{HERE}/{file}", b"x")
    attach(site, file)
    assert "ẩn" in only(site).message


@pytest.mark.parametrize("file", [f"/{folder}/x.pdf" for folder in sorted(SOURCE_FOLDERS)])
def test_file_in_a_folder_of_files_is_published(site: TinySite, file: str) -> None:
    site.write(file.lstrip("/"), b"%PDF-1.7")
    attach(site, file)
    assert errors(site) == []


def test_file_beside_its_text_is_published(site: TinySite) -> None:
    site.write("tin-xa/hinh/x.pdf", b"%PDF-1.7")
    site.article("tin-xa/bai.md", attachments='["hinh/x.pdf | Tệp"]')
    assert errors(site) == []
    assert "tin-xa/hinh/x.pdf" in site.build().paths()


@pytest.mark.parametrize(
    ("real", "problem"),
    [
        ("../ngoai.txt", "ra ngoài thư mục nội dung"),
        (f"{HERE}/nhap.md", "tệp không được đăng"),
        ("agency.yaml", "tệp không được đăng"),
        (".git/config.txt", "tệp không được đăng"),
        ("khong-co.txt", "không phải là tệp thường"),
        ("/dev/zero", "ra ngoài thư mục nội dung"),
    ],
)
def test_link_is_judged_by_the_file_it_leads_to(site: TinySite, real: str, problem: str) -> None:
    for name in ("../ngoai.txt", ".git/config.txt"):
        site.write(name, b"%PDF-1.7")
    site.article(f"{HERE}/nhap.md", status="draft")
    target = real if real.startswith("/") else os.path.relpath(site.content / real, site.content / HERE)
    (site.content / HERE / "cfg.txt").symlink_to(target)
    attach(site, "cfg.txt")
    assert problem in only(site).message


def test_folder_named_like_a_file_is_rejected(site: TinySite) -> None:
    site.write(f"{HERE}/a.pdf/b.pdf", b"%PDF-1.7")
    attach(site, "a.pdf")
    assert "không phải là tệp thường" in only(site).message


def test_link_to_a_publishable_file_is_published(site: TinySite) -> None:
    site.write(f"{HERE}/that.pdf", b"%PDF-1.7")
    (site.content / HERE / "c.pdf").symlink_to("that.pdf")
    attach(site, "c.pdf")
    assert errors(site) == []
    assert site.build().data(f"{HERE}/c.pdf") == b"%PDF-1.7"


def test_file_in_a_linked_folder_outside_is_rejected(site: TinySite) -> None:
    kept = site.content.parent / "kho"
    kept.mkdir()
    (kept / "b.pdf").write_bytes(b"%PDF-1.7")
    (site.content / "documents").symlink_to(kept)
    attach(site, "/documents/b.pdf")
    assert "ra ngoài thư mục nội dung" in only(site).message


@pytest.mark.parametrize("name", ["a\u202eb.pdf", "a\tb.pdf", "a\x1bb.pdf", "a;b.pdf"])
def test_attachment_name_with_invisible_characters_is_rejected(site: TinySite, name: str) -> None:
    site.write(f"{HERE}/{name}", b"%PDF-1.7")
    site.article(attachments="[" + f'"{name} | Tệp"'.encode("unicode_escape").decode() + "]")
    assert any("tên tệp" in issue.message or "ký tự ẩn" in issue.message for issue in errors(site))


@pytest.mark.parametrize(
    "address", ["/luot-truy-cap/hinh.svg?trang=/x/", "/luu-tru/", "/luot-truy-cap/a.png"]
)
def test_picture_from_a_live_address_is_rejected(site: TinySite, address: str) -> None:
    site.article(body=f"![Cổng chào xã]({address})")
    assert "không phải là tệp ảnh" in only(site).message or "không có tệp" in only(site).message


def test_link_to_an_answer_of_the_counter_is_rejected(site: TinySite) -> None:
    site.article(body="[x](/luot-truy-cap/) [y](/luot-truy-cap/hinh.svg)")
    assert "không có địa chỉ /luot-truy-cap/hinh.svg" in only(site).message


def test_names_are_compared_letter_by_letter(site: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write(f"{HERE}/Anh.pdf", b"%PDF-1.7")
    real = os.lstat
    monkeypatch.setattr(os.path, "lexists", lambda _: True)  # as on a disk that ignores case
    monkeypatch.setattr(os, "lstat", lambda path: real(str(path).replace("anh.pdf", "Anh.pdf")))
    attach(site, "anh.pdf")
    assert "Ý bạn là “Anh.pdf”" in only(site).hint


def test_very_long_names_are_missing_and_no_crash(site: TinySite) -> None:
    site.article(body=f"[x](/{'a' * 300}) [y]({'b' * 300}.pdf) [z]({{filename}}{'c' * 300}.md)")
    assert ["không có" in issue.message for issue in errors(site)] == [True] * 3


def test_generated_names_are_all_reserved(site: TinySite) -> None:
    site.article(category="Tin tức", tags="[du lịch]")
    site.article(f"{HERE}/en.md", lang="en")
    first = {path.partition("/")[0] for path in site.build().paths()}
    assert {name for name in first - RESERVED if not name.isdigit()} == set()


@pytest.mark.parametrize("name", ["vong", "vong.md", "vong.pdf"])
@pytest.mark.parametrize("through", ["", "hai"])
def test_link_in_a_circle_is_named(site: TinySite, name: str, through: str) -> None:
    site.article()
    (site.content / HERE / name).symlink_to(through or name)
    if through:
        (site.content / HERE / through).symlink_to(name)
    issues = errors(site)
    named = {name, through} - {""}
    assert {issue.path for issue in issues} == {f"{HERE}/{one}" for one in named}
    assert {issue.message for issue in issues} == {"là lối tắt (symbolic link) dẫn vòng về chính nó"}
    with pytest.raises(ContentError, match="dẫn vòng"):
        site.build()


@pytest.mark.parametrize("place", ["vong", HERE + "/vong"])
def test_folder_link_ends_check_and_build_at_once(site: TinySite, place: str) -> None:
    site.article()
    (site.content / place).symlink_to(site.content)
    assert only(site).path == place
    with pytest.raises(ContentError, match="lối tắt"):
        site.build()
    assert not site.output.exists()


@pytest.mark.parametrize("kind", ["link", "outside", "pipe", "device", "broken"])
def test_article_that_is_no_regular_file_is_rejected(site: TinySite, kind: str, tmp_path: Path) -> None:
    real = site.article()
    file = site.content / HERE / "s.md"
    if kind == "pipe":
        os.mkfifo(file)
    else:
        outside = tmp_path / "ngoai.md"
        outside.write_bytes(real.read_bytes())
        file.symlink_to({"link": real, "outside": outside, "device": Path("/dev/zero")}.get(kind, "khong.md"))
    assert only(site).path == f"{HERE}/s.md"
    with pytest.raises(ContentError):
        site.build()


def test_folders_nested_without_end_are_rejected(site: TinySite) -> None:
    site.write("a/" * 21 + "bai.md", "x")
    assert "lồng nhau" in only(site).message


def test_article_name_with_a_hidden_character_is_rejected(site: TinySite) -> None:
    site.article("articles/2024/03/a\u202eb.md", slug="ab")
    assert "tên có ký tự ẩn" in only(site).message


def test_article_name_that_is_not_utf8_is_rejected(site: TinySite) -> None:
    site.article()
    Path(os.fsdecode(os.fsencode(site.content) + b"/articles/\xff.md")).write_bytes(b"x")
    assert "không đọc được" in only(site).message


def test_file_replaced_by_a_link_after_check_stays_private(
    site: TinySite, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = site.content.parent / "mat.txt"
    secret.write_bytes(b"secret")
    file = site.write(f"{HERE}/x.txt", b"x")
    attach(site, "x.txt")

    def swap(*_: object) -> bool:
        file.unlink()
        file.symlink_to(secret)
        return True

    monkeypatch.setattr("plugins.contract.publication.reject_invalid", swap)
    with pytest.raises(UserError, match="was replaced"):
        build(site.content, site.output)
    assert not (site.output / HERE / "x.txt").exists()


def test_very_large_file_is_rejected(site: TinySite) -> None:
    with site.write(f"{HERE}/x.zip", b"x").open("r+b") as stream:
        stream.truncate(LARGEST + 1)
    (site.content / HERE / "y.zip").symlink_to("x.zip")
    for name in ("x.zip", "y.zip"):
        attach(site, name)
        assert "lớn hơn 200 MB" in only(site).message


@pytest.mark.parametrize("folder", ["index.html", "ma-qr.png", "tin-moi.XML"])
def test_folder_named_like_a_made_file_is_rejected(site: TinySite, folder: str) -> None:
    site.article("articles/2024/03/bai.md")
    site.write(f"2024/03/bai/{folder}/a.pdf", b"%PDF-1.7")
    site.article(f"2024/03/bai/{folder}/khac.md", attachments='["a.pdf | Tệp"]')
    assert "thư mục mang tên tệp" in only(site).message

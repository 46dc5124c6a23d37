import json
from pathlib import Path

from bench.parity import differences

PAGE = """<html><head><meta name="description" content="{description}">
<link rel="stylesheet" href="/theme/site.{digest}.css"><script type="application/ld+json">{things}</script></head>
<body><a href="{link}">Tin {word}</a><script>let hidden</script></body></html>"""
FIELDS = {
    "description": "Tin", "digest": "1", "things": json.dumps({"image": "/anh/1.png"}), "link": "/luu-tru/", "word": "mới",
}  # fmt: skip


def _differences(folder: Path, **changed: str) -> list[str]:
    for name, fields in (("ours", FIELDS), ("peer", FIELDS | changed)):
        (folder / name).mkdir()
        (folder / name / "index.html").write_text(PAGE.format(**fields), encoding="utf-8")
    return list(differences(folder / "ours", folder / "peer"))


def test_digests_and_addresses_of_pictures_may_differ(tmp_path: Path) -> None:
    assert _differences(tmp_path, digest="2", things=json.dumps({"image": "/anh/2.png"})) == []


def test_words_links_and_metadata_must_not_differ(tmp_path: Path) -> None:
    found = _differences(
        tmp_path, word="cũ", link="/rss/", description="Khác", things=json.dumps({"name": 1})
    )
    text = "\n".join(found)
    assert all(part in text for part in ("“mới” is “cũ”", "link /rss/", "'description', 'Khác'", "JSON-LD"))


def test_a_missing_page_is_a_difference(tmp_path: Path) -> None:
    _differences(tmp_path)
    (tmp_path / "peer" / "index.html").unlink()
    assert list(differences(tmp_path / "ours", tmp_path / "peer")) == ["index.html is missing"]

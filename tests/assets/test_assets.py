import json
import re
from pathlib import Path

import pytest
from PIL import Image, ImageColor

import pelicanconf
from plugins.agency.palettes import PALETTES
from plugins.assets.joining import (
    Asset,
    join_scripts,
    join_styles,
    page_scripts,
    page_styles,
    with_short_names,
)
from plugins.incremental.api import IncrementalPelican
from tests.conftest import AGENCY, PACKAGES, ROOT, BuiltSite, TinySite


def theme(tmp_path: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


def test_styles_are_joined_in_order_with_print_last(tmp_path: Path) -> None:
    folder = theme(
        tmp_path,
        {
            "styles/90-print.css": "@media print { d { e: f } }",
            "styles/10-tokens.css": "a { b: c }",
            "components/menu/style.css": "menu { color: red }",
            "components/badge/style.css": "badge { color: red }",
        },
    )
    text = join_styles(folder, [tmp_path / "packages"]).text
    order = [text.index(part) for part in ("a{b:c}", "badge{", "menu{", "@media print")]
    assert order == sorted(order)


def test_the_name_changes_with_the_text() -> None:
    assert Asset("a", "css").url != Asset("b", "css").url
    assert re.fullmatch(r"/theme/site\.[0-9a-f]{8}\.css", Asset("a", "css").url)


def test_pages_load_one_style_sheet_and_one_deferred_script(
    site: TinySite,
) -> None:
    site.article()
    built = site.build()
    styles, scripts = (
        join_styles(ROOT / "theme", PACKAGES),
        join_scripts(ROOT / "theme", PACKAGES),
    )
    of_pages, rich = page_scripts(ROOT / "theme", PACKAGES), page_styles(ROOT / "theme", PACKAGES)
    statistics, results = of_pages["statistics"], of_pages["results"]
    own_of = {
        "": ([rich["front_page"].url], []),
        "thong-ke-truy-cap/": ([rich["article_text"].url, rich["statistics"].url], [statistics.url]),
        "so-do-cong/": ([rich["site_tree"].url], []),
        **dict.fromkeys(("luu-tru/", "2024/"), ([rich["year_grid"].url], [])),
        "rss/": ([rich["link_list"].url], []),
        "2024/03/": ([rich["article_list"].url], []),
        "tim-kiem/": ([rich["results"].url], [results.url]),
    }
    for path in built.pages():
        page = built.page("/" + path)
        own_sheets, own = own_of.get(path.removesuffix("index.html"), ([], []))
        sheets = [styles.url, *own_sheets]
        assert [link["href"] for link in page.select('link[rel="stylesheet"]')] == sheets
        assert [script["src"] for script in page.select("script[src][defer]")] == [scripts.url, *own]
        assert not page.select("script[src]:not([defer])")
        assert not page.select("script:not([src]):not([type])")
    assert built.text(styles.url) == styles.text
    assert built.text(scripts.url) == scripts.text
    for asset in (statistics, results, rich["article_text"], rich["results"]):
        assert built.text(asset.url) == asset.text


def test_package_that_is_no_plugin_adds_no_script(site: TinySite) -> None:
    site.article()
    others = [name for name in pelicanconf.PLUGINS if name != "plugins.offline"]
    without = join_scripts(ROOT / "theme", [folder for folder in PACKAGES if folder.name != "offline"])
    built = site.build(PLUGINS=others)
    assert built.page("/").select_one(f'script[src="{without.url}"]')
    assert built.text(without.url) == without.text


def test_style_sheet_of_some_pages_uses_the_same_short_names(tmp_path: Path) -> None:
    files = {"styles/10.css": ":root{--b:1;--a:2}", "components/x/page.css": "p{top:var(--b);left:var(--c)}"}
    sheet = page_styles(theme(tmp_path, files), [tmp_path / "packages"])["x"]
    assert sheet.text.strip() == "p{top:var(--ab);left:var(--c)}"


@pytest.mark.parametrize("accent", PALETTES)
def test_accent_of_the_agency_is_everywhere(site: TinySite, accent: str) -> None:
    site.write("agency.yaml", f"{AGENCY}accent: {accent}\n")
    site.article()
    built, palette = site.build(), PALETTES[accent]
    sheet = built.text(str(built.page("/").select_one("link[rel=stylesheet]")["href"]))
    assert all(colour in sheet for colour in list(vars(palette).values())[1:])
    assert palette.accent in built.text("/theme/favicon.svg")
    assert json.loads(built.text("/manifest.webmanifest"))["theme_color"] == palette.accent
    card = str(built.page("/").select_one("meta[property='og:image']")["content"])
    with Image.open(built.folder / card.removeprefix("https://xathu.example/")) as picture:
        assert ImageColor.getrgb(palette.accent) in {
            colour for _, colour in picture.convert("RGB").getcolors()
        }
    foreign = {one.accent for slug, one in PALETTES.items() if slug != accent}
    assert [colour for colour in foreign if built.mentions(colour)] == []
    assert built.mentions("palette-") == []


def test_changed_accent_gives_new_names_to_what_is_cached(site: TinySite) -> None:
    site.article()
    names = []
    for accent in ("do-dam", "xanh-lam"):
        site.write("agency.yaml", f"{AGENCY}accent: {accent}\n")
        IncrementalPelican(site.settings()).run()
        page = BuiltSite(site.output).page("/")
        names.append(
            [
                page.select_one("link[rel=stylesheet]")["href"],
                page.select_one("meta[property='og:image']")["content"],
            ]
        )
    assert set(names[0]) & set(names[1]) == set()


def test_only_own_custom_properties_get_short_names() -> None:
    css = ":root{--paper:#fff;--paper-edge:#eee}a{color:var(--paper);border-color:var(--paper-edge);width:var(--share)}"
    short = with_short_names(css)
    assert short == ":root{--aa:#fff;--ab:#eee}a{color:var(--aa);border-color:var(--ab);width:var(--share)}"

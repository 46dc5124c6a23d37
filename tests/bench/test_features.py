from importlib import import_module
from pathlib import Path

from bench.features import FEATURES, Cost, report, write_content


def test_features_name_existing_generators() -> None:
    for target in FEATURES.values():
        module, _, generator = target.partition(":")
        assert callable(getattr(import_module(module), generator).generate_output)


def test_feature_cost_is_the_difference_to_everything() -> None:
    costs = {
        "": [Cost(9.0, 18.0, 1.5, 2.0, 100, 5e6), Cost(11.0, 20.0, 1.7, 2.2, 100, 5e6)],
        "search": [Cost(7.0, 15.0, 1.2, 1.6, 80, 4e6)],
    }
    text = report("At commit abc", costs, 1000, 20)
    assert "| everything | 10.0 s | 19.0 s | 1.60 s | 2.10 s | 100 | 5 MB |" in text
    assert "| search | +3.0 s | +4.0 s | +0.40 s | +0.50 s | +20 | +1 MB |" in text


def test_newest_articles_of_the_corpus_have_a_cover(tmp_path: Path) -> None:
    write_content(tmp_path, 3, 1)
    assert [file.name for file in tmp_path.rglob("*.jpg")] == ["bai-2.jpg"]
    assert "cover: bai-2.jpg" in next(tmp_path.rglob("bai-2.md")).read_text(encoding="utf-8")
    assert "cards:" not in (tmp_path / "agency.yaml").read_text(encoding="utf-8")

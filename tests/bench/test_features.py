from importlib import import_module

from bench.features import FEATURES, Cost, report


def test_features_name_existing_generators() -> None:
    for target in filter(None, FEATURES.values()):
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

import re

from tests.conftest import ROOT

ALLOWED = {
    "pelicanconf.py": {"plugins.incremental.engine"},  # the setting PELICAN_CLASS
    "compiled.py": {
        "plugins.incremental.tracking.jinja"
    },  # whose environments compile templates once for all tests
}


def test_only_the_api_of_the_engine_is_imported() -> None:
    files = [
        *ROOT.glob("*.py"),
        *(file for folder in ("plugins", "bench", "tests") for file in (ROOT / folder).rglob("*.py")),
    ]
    own = (ROOT / "plugins" / "incremental", ROOT / "tests" / "incremental")
    found = {
        f"{file.relative_to(ROOT).as_posix()}: {module}"
        for file in files
        if not any(file.is_relative_to(folder) for folder in own)
        for module in re.findall(
            r"^\s*(?:from|import)\s+(plugins\.incremental[\w.]*)",
            file.read_text(encoding="utf-8"),
            re.MULTILINE,
        )
        if module != "plugins.incremental.api" and module not in ALLOWED.get(file.name, ())
    }
    assert found == set()

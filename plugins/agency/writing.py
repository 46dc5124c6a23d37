"""Write values as YAML, as `agency.yaml` has them: an item that is a mapping of a few values stands on one line."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from plugins.front_matter.parser import Loader, Value, value_of

STEP = "  "
AMBIGUOUS = re.compile("[:?]")  # in brackets PyYAML and libyaml read them in two ways
NUMBER = re.compile("0|[1-9][0-9]*")
LONGEST_PLAIN = 500  # characters that are written without quotes


def scalar(text: str, *, flow: bool = False, quote: str = "") -> str:
    """Return a text in YAML, quoted if it has to be, or if it was (`quote`); `flow` is for one in brackets.

    >>> scalar("Tin: nóng"), scalar("Tin tức", quote='"'), scalar("Tin, bài", flow=True)
    ('"Tin: nóng"', '"Tin tức"', '"Tin, bài"')
    """
    if quote == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return text if not quote and _may_be_plain(text, flow=flow) else f'"{"".join(map(_escaped, text))}"'


def _escaped(letter: str) -> str:
    """Return a character between double quotes; one that cannot be seen as its number, which the reader of the file reports."""
    if letter in {'"', "\\"}:
        return f"\\{letter}"
    return letter if letter.isprintable() else f"\\U{ord(letter):08x}"


def _may_be_plain(text: str, *, flow: bool) -> bool:
    """Return whether a text without quotes means the same, also to other programs."""
    if len(text) > LONGEST_PLAIN:  # YAML's parser in C ends the process at some 30,000 brackets
        return False
    if not text.isprintable() or "#" in text or text[:1] in "!&*" or (flow and AMBIGUOUS.search(text)):
        return False
    try:
        node = yaml.compose(f"[{text}]" if flow else f"a: {text}\n", Loader=Loader)
    except yaml.YAMLError:
        return False
    if not isinstance(node, yaml.CollectionNode) or len(node.value) != 1:
        return False
    value = node.value[0] if flow else node.value[0][1]
    is_usual = value.tag.endswith(":str") or text in {"true", "false"} or NUMBER.fullmatch(text)
    return isinstance(value, yaml.ScalarNode) and value_of(value) == text and bool(is_usual)


def on_one_line(value: Value) -> str:
    """Return a value as one line, with brackets."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {on_one_line(part)}' for key, part in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(on_one_line, value))}]"
    return scalar(value, flow=True)


def value_text(value: Value, indent: str) -> str:
    r"""Return what follows the colon of a key that stands behind `indent`.

    >>> value_text(["A", {"label": "B", "url": "/b/"}], "")
    '\n  - A\n  - {label: B, url: /b/}'
    """
    if isinstance(value, str):
        return f" {scalar(value)}"
    return "".join(f"\n{line}" for line in _lines(value, indent + STEP))


def _lines(value: Value, indent: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from f"{indent}{key}:{value_text(part, indent)}".split("\n")
        return
    for part in value:
        yield from item_lines(part, indent)


def item_lines(value: Value, indent: str, *, as_block: bool = False) -> list[str]:
    """Return the lines of an item of a list whose dashes stand behind `indent`; `as_block`: each key on its own line."""
    if not isinstance(value, dict):
        return [f"{indent}- {on_one_line(value) if isinstance(value, list) else scalar(value)}"]
    if not as_block and all(isinstance(part, str) for part in value.values()):
        return [f"{indent}- {on_one_line(value)}"]
    first, *others = _lines(value, indent + STEP)
    return [f"{indent}- {first.lstrip()}", *others]

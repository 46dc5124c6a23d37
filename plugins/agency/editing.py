"""Change some values of `agency.yaml` and keep every other byte: comments, order, quotes, blank lines.

Only what stands for a changed value is written again, at the positions that PyYAML reports. Libraries that write the whole
file (ruamel.yaml) keep its comments, but not its spaces and line breaks.
"""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from plugins.agency.source import CannotEditError, Source, given
from plugins.errors.issue import ContentError, UserError
from plugins.front_matter.decoding import decode
from plugins.front_matter.parser import Value, parse_mapping
from plugins.vietnamese.text import normalise

BYTE_ORDER_MARK = "\ufeff"
NOT_EDITED = "Tệp {path} được viết theo cách mà ở đây không sửa được. Nhờ người phụ trách kỹ thuật sửa mục “{keys}” trong tệp."


def values_of(data: bytes, path: str = "agency.yaml") -> dict[str, Value]:
    """Return what a file says, by key. Raises ContentError if YAML cannot read it, or only in part."""
    entries, issues = parse_mapping(normalise(decode(data, path)), path)
    if issues:
        raise ContentError(issues)
    return {entry.key: entry.value for entry in entries}


def with_values(data: bytes, values: Mapping[str, Value], path: str = "agency.yaml") -> bytes:
    r"""Return a file that has `values` by key; an empty value removes its key, one that is missing is added at the end.

    Items of a list that stay keep their bytes, and the comments directly above them go with them. A line that is only a comment
    is never deleted. Raises ContentError as `values_of` does, UserError for a file that cannot be edited.

    >>> with_values(b"# Ten\nname: A\ntasks:\n  # mot\n  - B\n  - C  # hai\n", {"tasks": ["C", "B"]})
    b'# Ten\nname: A\ntasks:\n  - C  # hai\n  # mot\n  - B\n'
    """
    before = given(values_of(data, path))
    wanted = given({**before, **values})
    if wanted == before:
        return data
    text = decode(data, path)
    mark = text[: text.startswith(BYTE_ORDER_MARK)]
    try:
        source = Source(text.removeprefix(mark))
        made = mark + source.applied(0, len(source.text), source.edits(source.root, wanted))
        if given(values_of(made.encode(), path)) == wanted:
            return made.encode()
    except (CannotEditError, ContentError, yaml.YAMLError):
        pass
    keys = ", ".join(key for key in values if before.get(key) != wanted.get(key))
    raise UserError(NOT_EDITED.format(path=path, keys=keys))

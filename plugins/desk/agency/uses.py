"""Which texts name a department or a category."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from itertools import islice

from plugins.contract.body.link_targets import ARTICLE_ENDINGS
from plugins.contract.content_type import ContentType, Kind
from plugins.desk.texts.content import Content
from plugins.errors.issue import ContentError
from plugins.front_matter.parser import split
from plugins.vietnamese.text import normalise

KINDS = {"departments": Kind.DEPARTMENT, "categories": Kind.CATEGORY}
AT_ONCE = 500  # texts in memory
REMEMBERED = 20  # names: 4 MB for 10,000 texts


class Uses:
    """Finds texts by the names that they give; of the last names is remembered what was read of a blob."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._known: OrderedDict[tuple[str, str], dict[str, bool]] = OrderedDict()  # by list and name: blobs

    def texts(self, key: str, name: str) -> list[str]:
        """Return the paths of the submitted texts that name a section; `key` is that of its list in `agency.yaml`."""
        texts = {path: blob for path, blob in self._content.blobs().items() if path.endswith(ARTICLE_ENDINGS)}
        before = self._known.pop((key, name), {})
        known = {blob: before[blob] for blob in texts.values() if blob in before}
        new = iter({blob: path for path, blob in texts.items() if blob not in known}.items())
        while some := dict(islice(new, AT_ONCE)):
            contents = self._content.history.contents(some)
            for blob, path in some.items():
                data = contents.get(blob, b"").decode(errors="replace")
                known[blob] = _names(data, name, key, self._content.type_at(path))
        self._known[key, name] = known
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return sorted(path for path, blob in texts.items() if known[blob])


def _names(data: str, name: str, key: str, kind: ContentType) -> bool:
    text = normalise(data)
    if not all(word in text for word in name.split()):  # nearly all texts: they are not parsed
        return False
    return name in _given(text, key, kind)


def _given(text: str, key: str, kind: ContentType) -> Iterator[str]:
    try:
        head, _ = split(text, "")
    except ContentError:
        return
    wanted = {alias for item in kind.fields if item.kind is KINDS[key] for alias in (item.key, *item.aliases)}
    for entry in head.entries:
        if entry.key in wanted and isinstance(entry.value, str):
            yield " ".join(entry.value.split())

"""The tokens of the theme, read from the file that is their only place."""

from __future__ import annotations

import re

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"(?:@media\s+(?P<media>[^{]+?)\s*\{\s*)?:root(?:\[[\w-]+\])?\s*\{(?P<body>[^}]*)\}")
_DECLARATION = re.compile(r"(--[\w-]+)\s*:\s*([^;]+);")


def read_tokens(css: str) -> dict[str, dict[str, str]]:
    """Return the declared tokens by media condition, e.g. `{"": {"--paper": "#fdfbf6"}, "print": {…}}`.

    The empty condition holds those that stand outside any `@media`.
    """
    rules = _RULE.finditer(_COMMENT.sub("", css))
    return {rule["media"] or "": dict(_DECLARATION.findall(rule["body"])) for rule in rules}

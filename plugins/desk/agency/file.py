"""The file `agency.yaml` of the desk's content folder."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.desk.agency.checks import AgencyChecks
from plugins.desk.agency.preview import Preview
from plugins.desk.agency.uses import Uses

TITLE = "Thông tin cơ quan"
HOME = "/co-quan"


@dataclass(frozen=True)
class AgencyFile:
    """`path` is relative to the content folder, with slashes; `title` and `href` are what lists show of it, and lead to."""

    path: str
    checks: AgencyChecks
    uses: Uses
    preview: Preview
    title: str = TITLE
    href: str = HOME

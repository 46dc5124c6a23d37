"""The desk's templates, styles and scripts."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from webauthn.helpers.bytes_to_base64url import bytes_to_base64url

from plugins.agency.fields import PARTS, Group
from plugins.contract.types import ARTICLE, PAGE
from plugins.desk.agency.series import input_name
from plugins.desk.people.roles import Right
from plugins.desk.texts.workflow import LONGEST_REMARK
from plugins.vietnamese.writing import clock, file_size, short_date

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
MENU = (
    ("/", "Việc của tôi", Right.ACCOUNT),
    ("/bai", "Bài", Right.WRITE),
    ("/loi-canh-bao", "Cảnh báo", Right.ALERT),
    ("/co-quan", "Cơ quan", Right.AGENCY),
    ("/nguoi", "Người dùng", Right.ADMINISTER),
    ("/nhat-ky", "Nhật ký", Right.ADMINISTER),
)
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' blob:; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
# ProseMirror parses pasted HTML under its own Trusted Types policy.
POLICY_OF_EDITOR = POLICY.replace("trusted-types 'none'", "trusted-types ProseMirrorClipboard")
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


def render(template: str, **values: Any) -> str:
    """Return a page as HTML. Whatever a template prints is escaped."""
    return _environment().get_template(template).render(**values)


@cache
def static_files() -> dict[str, bytes]:
    """Return styles and scripts by their names with a digest, such as `ban-bien-tap.3f2a9c1b.css`: they may be kept for ever."""
    return {
        _with_digest(file): file.read_bytes() for file in sorted(STATIC.iterdir()) if file.suffix in TYPES
    }


@cache
def labels() -> dict[str, str]:
    """Return the labels of the fields of texts by their keys."""
    return {item.key: item.label.capitalize() for kind in (ARTICLE, PAGE) for item in kind.fields}


@cache
def agency_labels() -> dict[str, str]:
    """Return the labels of the inputs of `agency.yaml` by their names."""
    found = {"loi-nhan-gui": "Lời nhắn cho người duyệt"}
    for part in PARTS:
        for value in part.values:
            inner = value.fields if isinstance(value, Group) else ()
            found |= {f"{value.key}.{item.key}": item.label for item in inner} or {value.key: value.label}
        for item in part.series.fields if part.series is not None else ():
            found[input_name(item)] = item.label
    return found


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "static": _address,
        "Right": Right,
        "MENU": MENU,
        "LONGEST_REMARK": LONGEST_REMARK,
    }
    environment.globals["LABELS"] = labels()
    environment.filters |= {"moment": _moment, "file_size": file_size}
    environment.filters["capitalize_first"] = lambda text: text[:1].upper() + text[1:]
    environment.filters["base64url"] = bytes_to_base64url
    return environment


def _address(name: str) -> str:
    return f"/tep/{_with_digest(STATIC / name)}"


def _with_digest(file: Path) -> str:
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:8]
    return f"{file.stem}.{digest}{file.suffix}"


@pass_context
def _moment(context: Context, seconds: float) -> Markup:
    """Return a time of the agency's zone for people and programs."""
    local = datetime.fromtimestamp(seconds, context["agency"].zone)
    return Markup('<time datetime="{}">{} ngày {}</time>').format(
        local.isoformat(timespec="minutes"), clock(local), short_date(local)
    )

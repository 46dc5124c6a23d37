"""Roles, and what each may do."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Right(Enum):
    """What a page of the desk, or a button on it, needs."""

    NONE = "none"  # everybody, also without having signed in
    ACCOUNT = "account"  # everybody who has signed in
    WRITE = "write"
    APPROVE = "approve"
    PUBLISH = "publish"
    AGENCY = "agency"  # the office's own facts
    ALERT = "alert"  # on every page
    ADMINISTER = "administer"


class Role(Enum):
    """A role; one person may have several. The value is how the desk shows it."""

    WRITER = "Người viết"
    APPROVER = "Người duyệt"
    PUBLISHER = "Người phát hành"
    ADMINISTRATOR = "Quản trị"


RIGHTS = {
    Role.WRITER: {Right.WRITE},
    Role.APPROVER: {Right.WRITE, Right.APPROVE, Right.ALERT},
    Role.PUBLISHER: {Right.WRITE, Right.PUBLISH, Right.ALERT, Right.AGENCY},
    Role.ADMINISTRATOR: {Right.ADMINISTER, Right.AGENCY},
}


def rights_of(roles: Iterable[Role]) -> frozenset[Right]:
    """Return what somebody with these roles may do.

    >>> Right.APPROVE in rights_of([Role.WRITER, Role.PUBLISHER])
    False
    """
    found = {right for role in roles for right in RIGHTS[role]}
    return frozenset({Right.NONE, Right.ACCOUNT, *found})

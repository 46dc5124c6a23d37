"""Passkeys (WebAuthn): a key in a phone or computer that its owner unlocks with a finger, face or number."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers.base64url_to_bytes import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from plugins.desk.database.database import Database
from plugins.desk.database.journal import Act, record
from plugins.desk.desk import Desk
from plugins.desk.people.accounts import Person, person_by_id
from plugins.errors.issue import UserError

CHALLENGE_BYTES = 32
MOST = 10  # of one person
LONGEST_LABEL = 60  # characters
FAILED = "Khóa đăng nhập không dùng được. Thử lại, hoặc đăng nhập bằng mật khẩu."


@dataclass(frozen=True)
class Passkey:
    """A passkey of a person; it works at `host` alone. `created` is in seconds since 1970."""

    id: bytes
    label: str
    host: str
    created: float


def passkeys_of(database: Database, person: Person) -> list[Passkey]:
    """Return the passkeys of a person, oldest first."""
    rows = database.rows("SELECT * FROM passkeys WHERE person = ? ORDER BY created", person.id)
    return [Passkey(row["id"], row["label"], row["host"], row["created"]) for row in rows]


def new_challenge() -> bytes:
    """Return a random challenge for a passkey."""
    return secrets.token_bytes(CHALLENGE_BYTES)


def options_to_add(desk: Desk, person: Person, challenge: bytes) -> str:
    """Return the options of `navigator.credentials.create()` as JSON."""
    options = webauthn.generate_registration_options(
        rp_id=_host(desk),
        rp_name=desk.agency.name,
        user_id=person.handle,
        user_name=person.name,
        user_display_name=person.full_name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=one.id) for one in passkeys_of(desk.database, person)
        ],
    )
    return webauthn.options_to_json(options)


def add_passkey(desk: Desk, person: Person, challenge: bytes | None, answer: str, label: str) -> None:
    """Store the passkey with which an authenticator has answered. Raises UserError."""
    if len(passkeys_of(desk.database, person)) >= MOST:
        raise UserError(f"Mỗi người có nhiều nhất {MOST} khóa đăng nhập. Xóa bớt khóa cũ.")
    try:
        verified = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge or new_challenge(),
            expected_rp_id=_host(desk),
            expected_origin=desk.address,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise UserError(FAILED) from error
    now = desk.clock()
    with desk.database.transaction():
        if desk.database.row("SELECT 1 FROM passkeys WHERE id = ?", verified.credential_id):
            raise UserError(FAILED)
        desk.database.write(
            "INSERT INTO passkeys VALUES (?, ?, ?, ?, ?, ?, ?)",
            verified.credential_id,
            person.id,
            verified.credential_public_key,
            verified.sign_count,
            _host(desk),
            " ".join(label.split())[:LONGEST_LABEL] or "Khóa đăng nhập",
            now,
        )
        record(desk.database, now, person.id, Act.PASSKEY_ADDED, person.name)


def remove_passkey(desk: Desk, person: Person, identifier: bytes) -> None:
    """Delete one of a person's passkeys."""
    with desk.database.transaction():
        if desk.database.write("DELETE FROM passkeys WHERE id = ? AND person = ?", identifier, person.id):
            record(desk.database, desk.clock(), person.id, Act.PASSKEY_REMOVED, person.name)


def options_to_sign_in(desk: Desk, challenge: bytes) -> str:
    """Return the options of `navigator.credentials.get()` as JSON: any passkey of this host may answer."""
    options = webauthn.generate_authentication_options(
        rp_id=_host(desk), challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
    )
    return webauthn.options_to_json(options)


def person_who_signed(desk: Desk, challenge: bytes | None, answer: str) -> Person:
    """Return whose passkey has signed the challenge. Raises UserError if none has, or the person has left."""
    try:
        identifier = base64url_to_bytes(_field(answer, "id"))
        row = desk.database.row("SELECT * FROM passkeys WHERE id = ?", identifier)
        person = person_by_id(desk.database, row["person"]) if row is not None else None
        if row is None or person is None or not person.is_active or challenge is None:
            raise UserError(FAILED)
        verified = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_host(desk),
            expected_origin=desk.address,
            credential_public_key=row["public_key"],
            credential_current_sign_count=row["sign_count"],
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise UserError(FAILED) from error
    desk.database.write(
        "UPDATE passkeys SET sign_count = ? WHERE id = ?", verified.new_sign_count, identifier
    )
    return person


def _field(answer: str, name: str) -> str:
    """Return a text of the JSON that a browser has sent. Raises ValueError."""
    try:
        found: Any = json.loads(answer)
    except RecursionError as error:
        raise ValueError(name) from error
    if isinstance(found, dict) and isinstance(value := found.get(name), str):
        return value
    raise ValueError(name)


def _host(desk: Desk) -> str:
    return urlsplit(desk.address).hostname or ""

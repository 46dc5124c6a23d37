"""One-time codes of an application on the phone (TOTP, RFC 6238: six digits, 30 seconds), and recovery codes on paper."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import UTC, datetime

import pyotp

STEP = 30  # seconds
TOLERANCE = 1  # steps by which the clock of a phone may differ
RECOVERY_CODES = 8
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without what is read wrongly: i, l, o, 0, 1
NOT_IN_CODES = re.compile(r"[\s-]")


def new_secret() -> str:
    """Return a secret for an application, in base32."""
    return pyotp.random_base32()


def address(secret: str, name: str, portal: str) -> str:
    """Return what an application reads as a QR code: `otpauth://totp/…`."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=portal)


def accepted_step(secret: str, written: str, now: float, last: int) -> int | None:
    """Return the number of the 30 seconds that a code belongs to, None if it is wrong.

    Codes up to the step `last` have been used. `now` is in seconds since 1970.
    """
    code, totp = NOT_IN_CODES.sub("", written), pyotp.TOTP(secret)
    current = int(now // STEP)
    for step in range(current - TOLERANCE, current + TOLERANCE + 1):
        if step > last and secrets.compare_digest(
            totp.at(datetime.fromtimestamp(step * STEP, UTC)).encode(), code.encode()
        ):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Return codes for the day on which the phone is lost, such as `h7kq-2mxa-pr4d`: 59 bits each."""
    return [
        "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
        for _ in range(RECOVERY_CODES)
    ]


def recovery_digest(written: str) -> bytes:
    """Return what is stored for a recovery code. Codes are random, so that a plain digest cannot be searched."""
    return hashlib.sha256(NOT_IN_CODES.sub("", written).lower().encode()).digest()

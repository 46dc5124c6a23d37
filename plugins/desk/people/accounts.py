"""The people who may sign in. Everything that changes an account stands in the journal."""

from __future__ import annotations

import re
import secrets
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

from plugins.desk.database.database import Database
from plugins.desk.database.journal import Act, record
from plugins.desk.people.one_time_codes import accepted_step, new_recovery_codes, recovery_digest
from plugins.desk.people.passwords import hashed, is_password
from plugins.desk.people.roles import Right, Role, rights_of
from plugins.errors.issue import UserError

BLANK_LETTERS = "\u115f\u1160\u3164\uffa0"  # of Korean; letters by their class, and nothing is seen of them
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")


@dataclass(frozen=True)
class Person:
    """An account. `has_codes` is whether one-time codes are set up, `must_change` whether the password is to be changed."""

    id: int
    name: str
    full_name: str
    roles: tuple[Role, ...]
    is_active: bool
    has_password: bool
    has_codes: bool
    must_change: bool
    is_demo: bool
    handle: bytes

    @property
    def rights(self) -> frozenset[Right]:
        """What the person may do; nothing after leaving."""
        return rights_of(self.roles) if self.is_active else frozenset()


def people(database: Database) -> list[Person]:
    """Return all accounts, those of staff who have left at the end."""
    return [_person(row) for row in database.rows("SELECT * FROM people ORDER BY active DESC, full_name, id")]


def person_by_id(database: Database, number: int) -> Person | None:
    """Return an account by its id."""
    row = database.row("SELECT * FROM people WHERE id = ?", number)
    return _person(row) if row is not None else None


def person_by_name(database: Database, name: str) -> Person | None:
    """Return an account by the sign-in name, in any case."""
    row = database.row("SELECT * FROM people WHERE name = ?", name.strip())
    return _person(row) if row is not None else None


def create_person(
    database: Database,
    now: float,
    by: int | None,
    name: str,
    full_name: str,
    *,
    roles: Collection[Role],
    password: str,
    is_demo: bool = False,
) -> Person:
    """Create an account with a first password, which has to be changed. Raises UserError if the name cannot be used."""
    if not NAME.fullmatch(name):
        raise UserError(
            f"Tên đăng nhập “{name}” không dùng được: từ 2 đến 32 ký tự, chỉ chữ thường không dấu, số, dấu chấm và gạch nối."
        )
    if not any(letter.isalpha() and letter not in BLANK_LETTERS for letter in full_name):
        raise UserError("Viết họ và tên.")
    with database.transaction():
        if person_by_name(database, name) is not None:
            raise UserError(f"Đã có người dùng tên đăng nhập “{name}”.")
        database.write(
            "INSERT INTO people (name, full_name, roles, password, must_change, is_demo, handle) VALUES (?, ?, ?, ?, ?, ?, ?)",
            name,
            " ".join(full_name.split()),
            _stored(roles),
            hashed(password),
            not is_demo,
            is_demo,
            secrets.token_bytes(32),
        )
        record(database, now, by, Act.ACCOUNT_CREATED, name, details={"vai trò": _shown(roles)})
        return _named(database, name)


def change_person(
    database: Database, now: float, by: int, person: Person, *, roles: Collection[Role], is_active: bool
) -> None:
    """Give a person other roles, or let nobody sign in as a person who has left.

    Open sessions end, and so do the secret links of who has left. Raises UserError if nobody would be left who may do this.
    """
    with database.transaction():
        database.write(
            "UPDATE people SET roles = ?, active = ? WHERE id = ?", _stored(roles), is_active, person.id
        )
        if not any(one.is_active and Role.ADMINISTRATOR in one.roles for one in people(database)):
            raise UserError("Phải còn ít nhất một người quản trị.")
        database.write("DELETE FROM sessions WHERE person = ?", person.id)
        if not is_active:
            database.write("UPDATE preview_links SET revoked = 1 WHERE person = ?", person.id)
        state = "đang làm việc" if is_active else "đã nghỉ"
        record(
            database,
            now,
            by,
            Act.ACCOUNT_CHANGED,
            person.name,
            details={"vai trò": _shown(roles), "tình trạng": state},
        )


def reset_person(database: Database, now: float, by: int | None, person: Person, password: str) -> None:
    """Let a person begin again with a password that has to be changed: codes, passkeys and sessions are gone."""
    with database.transaction():
        database.write(
            "UPDATE people SET password = ?, must_change = 1, totp = '', totp_step = 0 WHERE id = ?",
            hashed(password),
            person.id,
        )
        for table in ("passkeys", "recovery_codes", "sessions", "browsers"):
            database.write(f"DELETE FROM {table} WHERE person = ?", person.id)  # noqa: S608 - names from the line above
        database.write("DELETE FROM failures WHERE name = ?", person.name)
        record(database, now, by, Act.ACCOUNT_RESET, person.name)


def change_password(
    database: Database, now: float, person: Person, password: str, session: bytes | None
) -> None:
    """Set a person's new password, and end all other sessions than `session` (its digest)."""
    with database.transaction():
        database.write(
            "UPDATE people SET password = ?, must_change = 0 WHERE id = ?", hashed(password), person.id
        )
        database.write("DELETE FROM sessions WHERE person = ? AND digest IS NOT ?", person.id, session)
        record(database, now, person.id, Act.PASSWORD_CHANGED, person.name)


def set_up_codes(database: Database, now: float, person: Person, secret: str, written: str) -> list[str]:
    """Store the secret of a person's application, if `written` is a code of it; return new recovery codes.

    Earlier ones are void. Raises UserError for a wrong code.
    """
    step = accepted_step(secret, written, now, 0)
    if step is None:
        raise UserError("Mã không đúng. Kiểm tra giờ của điện thoại, rồi nhập mã đang hiện.")
    codes = new_recovery_codes()
    with database.transaction():
        database.write("UPDATE people SET totp = ?, totp_step = ? WHERE id = ?", secret, step, person.id)
        database.write("DELETE FROM recovery_codes WHERE person = ?", person.id)
        for code in codes:
            database.write("INSERT INTO recovery_codes VALUES (?, ?)", recovery_digest(code), person.id)
        record(database, now, person.id, Act.CODES_SET_UP, person.name)
    return codes


def has_password(database: Database, person: Person | None, written: str) -> bool:
    """Return whether a person has this password; takes as long for a name that does not exist."""
    return bool(verified_password(database, person, written))


def verified_password(database: Database, person: Person | None, written: str) -> str:
    """Return the hash that a password was verified against, "" if it is wrong; as `has_password`."""
    row = (
        database.row("SELECT password FROM people WHERE id = ?", person.id)
        if person is not None and person.is_active
        else None
    )
    stored = str(row["password"]) if row is not None else ""
    return stored if is_password(stored, written) else ""


def reject_changed(database: Database, person: Person, password: str | None = None) -> None:
    """Raise UserError if an account was reset or closed since it was read; `password` is the hash that was verified.

    Within the transaction that starts a session: a reset ends all sessions, and must not be followed by another one.
    """
    row = database.row("SELECT password FROM people WHERE id = ?", person.id)
    is_same = person_by_id(database, person.id) == person
    if row is None or not is_same or (password is not None and row["password"] != password):
        raise UserError("Tài khoản vừa thay đổi. Đăng nhập lại từ đầu.")


def accepts_code(database: Database, now: float, person: Person, written: str) -> bool:
    """Return whether this is a one-time code or a recovery code of a person; it is not accepted again."""
    with database.transaction():
        row = database.row("SELECT totp, totp_step FROM people WHERE id = ?", person.id)
        if row is not None and row["totp"]:
            step = accepted_step(row["totp"], written, now, row["totp_step"])
            if step is not None:
                database.write("UPDATE people SET totp_step = ? WHERE id = ?", step, person.id)
                return True
        digest = recovery_digest(written)
        if database.write("DELETE FROM recovery_codes WHERE digest = ? AND person = ?", digest, person.id):
            left = len(database.rows("SELECT 1 FROM recovery_codes WHERE person = ?", person.id))
            record(database, now, person.id, Act.RECOVERY_USED, person.name, details={"còn lại": str(left)})
            return True
    return False


def _named(database: Database, name: str) -> Person:
    person = person_by_name(database, name)
    if person is None:
        raise LookupError(name)
    return person


def _person(row: sqlite3.Row) -> Person:
    return Person(
        id=row["id"],
        name=row["name"],
        full_name=row["full_name"],
        roles=tuple(Role[name] for name in row["roles"].split()),
        is_active=bool(row["active"]),
        has_password=bool(row["password"]),
        has_codes=bool(row["totp"]),
        must_change=bool(row["must_change"]),
        is_demo=bool(row["is_demo"]),
        handle=row["handle"],
    )


def _stored(roles: Collection[Role]) -> str:
    return " ".join(role.name for role in Role if role in roles)


def _shown(roles: Collection[Role]) -> str:
    return ", ".join(role.value for role in Role if role in roles)

"""Accounts, one-time codes, sessions, and limits on guesses."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyotp
import pytest

from plugins.desk.database.database import Database
from plugins.desk.database.journal import Act, entries, record
from plugins.desk.people import sessions
from plugins.desk.people.accounts import (
    Person,
    accepts_code,
    change_password,
    change_person,
    create_person,
    has_password,
    person_by_id,
    person_by_name,
    reset_person,
    set_up_codes,
)
from plugins.desk.people.one_time_codes import accepted_step, new_recovery_codes, new_secret, recovery_digest
from plugins.desk.people.passwords import made_up_password, wrong_password
from plugins.desk.people.roles import Right, Role, rights_of
from plugins.desk.people.sessions import (
    HALF_SECONDS,
    IDLE_SECONDS,
    LONGEST_SECONDS,
    SET_UP_SECONDS,
    end_session,
    find_session,
    set_pending,
    start_session,
)
from plugins.desk.people.throttle import (
    FREE,
    FREE_BY_NAME,
    FREE_BY_ORIGIN,
    WINDOW_SECONDS,
    Attempt,
    count_attempt,
    forget_failures,
    is_known_browser,
    remember_browser,
    take_back,
    wait_seconds,
)
from plugins.errors.issue import UserError
from tests.desk.conftest import NOW

PASSWORD = "sông La mùa nước nổi"


def create(database: Database, name: str = "lan", *roles: Role) -> Person:
    chosen = roles or (Role.ADMINISTRATOR,)
    return create_person(database, NOW, None, name, "Nguyễn Thị Lan", roles=chosen, password=PASSWORD)


def code(secret: str, moment: float) -> str:
    return pyotp.TOTP(secret).at(int(moment))


def test_password_is_stored_as_a_hash_and_checked(database: Database) -> None:
    person = create(database)
    (stored,) = database.rows("SELECT password FROM people")
    assert stored["password"].startswith("$argon2id$")
    assert has_password(database, person, PASSWORD)
    assert not has_password(database, person, PASSWORD + " ")
    assert not has_password(database, None, PASSWORD)


@pytest.mark.parametrize("name", ["L", "Lan", "lan anh", "a" * 33, "đào", "", "-lan"])
def test_names_that_cannot_be_typed_anywhere_are_rejected(database: Database, name: str) -> None:
    with pytest.raises(UserError, match="không dùng được"):
        create(database, name)


@pytest.mark.parametrize(
    "name", ["", " ", "\u3164", "\uffa0 \u115f\u1160", "\u200b\u2060", "\u2800", "\u00ad", "…"]
)
def test_full_name_has_letters_that_are_seen(database: Database, name: str) -> None:
    with pytest.raises(UserError, match="họ và tên"):
        create_person(database, NOW, None, "lan", name, roles=[Role.WRITER], password=PASSWORD)


def test_name_is_given_once_in_any_case(database: Database) -> None:
    create(database)
    with pytest.raises(UserError, match="Đã có người"):
        create(database, "lan")
    assert person_by_name(database, " LAN ") is not None


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("ngắn quá", "ít nhất 12"),
        ("a" * 20, "lặp lại"),
        ("mật khẩu của lan", "tên của bạn"),
        ("x1" * 101, "dài nhất"),
        ("123456789012", "dễ đoán"),
        ("839204756102", "dễ đoán"),
        ("Matkhau@123456", "dễ đoán"),
        ("Password2026!", "dễ đoán"),
        ("TanhLinh@2026-x", "tên của bạn hay của cơ quan"),
        ("lan can xanh bên sông", "bỏ “lan”"),
        ("ngồi uống trà xanh lanh lợi", ""),
        (PASSWORD, ""),
    ],
)
def test_weak_passwords_are_rejected_with_a_reason(password: str, wrong: str) -> None:
    found = wrong_password(password, "lan", "UBND huyện Tánh Linh")
    assert wrong in found
    assert bool(found) == bool(wrong)


def test_made_up_passwords_are_accepted_and_differ() -> None:
    found = {made_up_password() for _ in range(50)}
    assert len(found) == 50
    assert {wrong_password(one) for one in found} == {""}


@pytest.mark.parametrize("later", [0, -30, 30])
def test_code_of_a_phone_is_accepted_once(database: Database, later: float) -> None:
    person, secret = create(database), new_secret()
    set_up_codes(database, NOW - 300, person, secret, code(secret, NOW - 300))
    written = code(secret, NOW + later)
    assert accepts_code(database, NOW, person, f" {written[:3]} {written[3:]}")
    assert not accepts_code(database, NOW, person, written)


@pytest.mark.parametrize("later", [-90, 90])
def test_code_of_another_time_is_rejected(later: float) -> None:
    secret = new_secret()
    assert accepted_step(secret, code(secret, NOW + later), NOW, 0) is None
    assert accepted_step(secret, "", NOW, 0) is None
    assert accepted_step(secret, "đđđđđđ", NOW, 0) is None


def test_codes_are_not_set_up_with_a_wrong_code(database: Database) -> None:
    person = create(database)
    with pytest.raises(UserError, match="Mã không đúng"):
        set_up_codes(database, NOW, person, new_secret(), "000000")
    found = person_by_id(database, person.id)
    assert found is not None
    assert not found.has_codes


def test_each_recovery_code_is_accepted_once(database: Database) -> None:
    person, secret = create(database), new_secret()
    first, *others = set_up_codes(database, NOW, person, secret, code(secret, NOW))
    assert accepts_code(database, NOW, person, first.upper().replace("-", " "))
    assert not accepts_code(database, NOW, person, first)
    assert entries(database)[0].details == {"còn lại": str(len(others))}
    set_up_codes(database, NOW, person, secret, code(secret, NOW))
    assert not accepts_code(database, NOW, person, others[0])


def test_recovery_codes_belong_to_one_person(database: Database) -> None:
    lan, secret = create(database), new_secret()
    codes = set_up_codes(database, NOW, lan, secret, code(secret, NOW))
    assert not accepts_code(database, NOW, create(database, "an"), codes[0])
    assert len({recovery_digest(one) for one in new_recovery_codes()}) == len(new_recovery_codes())


def test_last_administrator_stays(database: Database) -> None:
    person = create(database)
    for roles, is_active in (((Role.WRITER,), True), ((Role.ADMINISTRATOR,), False)):
        with pytest.raises(UserError, match="ít nhất một người quản trị"):
            change_person(database, NOW, person.id, person, roles=roles, is_active=is_active)
    assert person_by_id(database, person.id) == person


def test_who_has_left_is_signed_out_and_may_do_nothing(database: Database) -> None:
    lan, an = create(database), create(database, "an", Role.WRITER)
    token, _ = start_session(database, NOW, an, is_complete=True)
    change_person(database, NOW, lan.id, an, roles=an.roles, is_active=False)
    gone = person_by_id(database, an.id)
    assert gone is not None
    assert find_session(database, NOW, token) is None
    assert not gone.rights
    assert not has_password(database, gone, PASSWORD)


def test_reset_ends_sessions_codes_and_known_browsers(database: Database) -> None:
    person, secret = create(database), new_secret()
    codes = set_up_codes(database, NOW, person, secret, code(secret, NOW))
    token, _ = start_session(database, NOW, person, is_complete=True)
    browser = remember_browser(database, NOW, person)
    reset_person(database, NOW, person.id, person, "chín con rồng bay lượn")
    again = person_by_id(database, person.id)
    assert again is not None
    assert (again.must_change, again.has_codes) == (True, False)
    assert find_session(database, NOW, token) is None
    assert not is_known_browser(database, NOW, person, browser)
    assert not accepts_code(database, NOW, person, codes[0])


def test_new_password_ends_other_sessions(database: Database) -> None:
    person = create(database)
    here, session = start_session(database, NOW, person, is_complete=True)
    elsewhere, _ = start_session(database, NOW, person, is_complete=True)
    change_password(database, NOW, person, "chín con rồng bay lượn", session.digest)
    assert find_session(database, NOW, here) is not None
    assert find_session(database, NOW, elsewhere) is None


@pytest.mark.parametrize(
    ("later", "is_there"),
    [(0, True), (IDLE_SECONDS - 1, True), (IDLE_SECONDS, False), (LONGEST_SECONDS, False), (-3600, False)],
)
def test_session_ends_when_idle_or_old(database: Database, later: float, is_there: bool) -> None:
    token, _ = start_session(database, NOW, create(database), is_complete=True)
    assert (find_session(database, NOW + later, token) is not None) == is_there


def test_used_session_lasts_a_working_day_and_no_longer(database: Database) -> None:
    token, _ = start_session(database, NOW, create(database), is_complete=True)
    for later in range(0, LONGEST_SECONDS, IDLE_SECONDS // 2):
        assert find_session(database, NOW + later, token) is not None
    assert find_session(database, NOW + LONGEST_SECONDS, token) is None


def test_half_a_sign_in_is_no_sign_in(database: Database) -> None:
    person = create(database)
    secret = new_secret()
    set_up_codes(database, NOW, person, secret, code(secret, NOW))
    token, session = start_session(database, NOW, person)
    assert session.signed_in is None
    assert find_session(database, NOW + HALF_SECONDS - 1, token) is not None
    assert find_session(database, NOW + HALF_SECONDS, token) is None


def test_codes_may_take_an_hour_and_two_beginnings(database: Database) -> None:
    person, secret = create(database), new_secret()
    token, session = start_session(database, NOW, person)
    set_pending(database, session, secret.encode())
    assert find_session(database, NOW + SET_UP_SECONDS - 1, token) is not None
    assert start_session(database, NOW + SET_UP_SECONDS - 1, person)[1].pending == secret.encode()
    assert find_session(database, NOW + SET_UP_SECONDS, token) is None
    set_up_codes(database, NOW, person, secret, code(secret, NOW))
    again = person_by_id(database, person.id)
    assert start_session(database, NOW + SET_UP_SECONDS, again)[1].pending is None


def test_ended_session_is_gone(database: Database) -> None:
    token, session = start_session(database, NOW, create(database), is_complete=True)
    assert token.encode() not in b"".join(
        row["digest"] for row in database.rows("SELECT digest FROM sessions")
    )
    end_session(database, session)
    assert find_session(database, NOW, token) is None


def test_strangers_begin_no_number_of_sessions(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MOST_OF_NOBODY", 20)
    monkeypatch.setattr(sessions, "ROOM", 5)
    lan = create(database)
    own = [start_session(database, NOW, lan, is_complete=is_complete)[0] for is_complete in (True, False)]
    for number in range(100):
        last, _ = start_session(database, NOW + number)
    assert len(database.rows("SELECT 1 FROM sessions WHERE person IS NULL")) <= 20
    assert all(find_session(database, NOW + 100, token) for token in (last, *own))


def attempt(
    later: float = 0, name: str = "lan", origin: str = "10.0.0.1", *, is_known: bool = False
) -> Attempt:
    return Attempt(NOW + later, name, origin, is_known)


def test_guesses_are_held_up(database: Database) -> None:
    for number in range(FREE):
        assert count_attempt(database, attempt(number)) == 0
    assert count_attempt(database, attempt(FREE, "LAN")) == WINDOW_SECONDS - FREE
    assert wait_seconds(database, attempt(FREE, is_known=True)) == WINDOW_SECONDS - FREE
    assert wait_seconds(database, attempt(FREE, origin="10.0.0.2")) == 0
    assert wait_seconds(database, attempt(FREE, "an")) == 0
    assert wait_seconds(database, attempt(WINDOW_SECONDS)) == 0
    forget_failures(database, "lan", "10.0.0.1")
    assert wait_seconds(database, attempt(FREE)) == 0


def test_guesses_at_the_same_time_pass_no_limit(database: Database) -> None:
    with ThreadPoolExecutor(20) as threads:
        waits = list(threads.map(lambda _: count_attempt(database, attempt()), range(20)))
    assert waits.count(0) == FREE


def test_attempt_that_succeeds_is_not_counted(database: Database) -> None:
    for number in range(FREE - 1):
        count_attempt(database, attempt(number))
    for number in range(2 * FREE):
        assert count_attempt(database, attempt(10 + number)) == 0
        take_back(database, attempt(10 + number))
    assert count_attempt(database, attempt(30)) == 0
    assert count_attempt(database, attempt(30)) > 0


def test_guesses_from_everywhere_do_not_lock_out_a_known_browser(database: Database) -> None:
    for number in range(FREE_BY_NAME):
        count_attempt(database, attempt(origin=f"10.0.1.{number}"))
    assert wait_seconds(database, attempt(origin="10.0.0.9")) == WINDOW_SECONDS
    assert wait_seconds(database, attempt(origin="may:1", is_known=True)) == 0


def test_guesses_of_many_names_from_one_origin_are_held_up(database: Database) -> None:
    for number in range(FREE_BY_ORIGIN):
        count_attempt(database, attempt(name=f"ten-{number}"))
    assert wait_seconds(database, attempt()) == WINDOW_SECONDS
    assert wait_seconds(database, attempt(origin="10.0.0.2")) == 0


def test_browser_is_known_for_one_person(database: Database) -> None:
    lan, an = create(database), create(database, "an")
    token = remember_browser(database, NOW, lan)
    assert is_known_browser(database, NOW, lan, token)
    assert not is_known_browser(database, NOW, an, token)
    assert not is_known_browser(database, NOW, None, token)
    assert not is_known_browser(database, NOW + 181 * 86_400, lan, token)


@pytest.mark.parametrize("statement", ["UPDATE journal SET moment = 0", "DELETE FROM journal"])
def test_journal_is_append_only(database: Database, statement: str) -> None:
    record(database, NOW, None, Act.SIGN_IN_FAILED, "lan", details={"từ": "10.0.0.1"})
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        database.write(statement)
    (entry,) = entries(database, subject="lan")
    assert (entry.act, entry.details) == (Act.SIGN_IN_FAILED, {"từ": "10.0.0.1"})


def test_failed_step_undoes_the_whole(database: Database) -> None:
    person = create(database)
    with pytest.raises(UserError):
        change_person(database, NOW, person.id, person, roles=(), is_active=True)
    assert [entry.act for entry in entries(database)] == [Act.ACCOUNT_CREATED]


def test_rights_follow_roles() -> None:
    assert Right.APPROVE not in rights_of([Role.WRITER, Role.ADMINISTRATOR])
    assert {Right.WRITE, Right.APPROVE, Right.PUBLISH} <= rights_of([Role.APPROVER, Role.PUBLISHER])
    assert Right.WRITE not in rights_of([Role.ADMINISTRATOR])


def test_file_of_another_version_is_left_alone(database: Database) -> None:
    (file,) = [row["file"] for row in database.rows("PRAGMA database_list")]
    database.write("PRAGMA user_version = 99")
    with pytest.raises(UserError, match="phiên bản khác"):
        Database(Path(file))


def test_failures_of_a_clock_that_was_ahead_hold_nobody_up(database: Database) -> None:
    for _ in range(FREE):
        count_attempt(database, attempt(1_000_000))
    assert wait_seconds(database, attempt()) == 0

"""Accounts of all staff, for the administrator, and the journal."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from plugins.desk.database.journal import entries
from plugins.desk.people.accounts import (
    Person,
    change_person,
    create_person,
    people,
    person_by_id,
    reset_person,
)
from plugins.desk.people.passwords import made_up_password
from plugins.desk.people.roles import Right, Role
from plugins.desk.web.call import Call
from plugins.desk.web.routes import Page
from plugins.errors.issue import UserError

MOST_ENTRIES = 200


def show_people(call: Call) -> Response:
    """List all accounts, with a form for a new one."""
    return _people(call)


def _people(call: Call, problem: str = "", *, status: int = 200) -> Response:
    written = {
        "ten": call.text("ten"),
        "ho-ten": call.text("ho-ten"),
        "vai-tro": call.form.getlist("vai-tro"),
    }
    return call.page(
        "people/people.html",
        status=status,
        problem=problem,
        people=people(call.desk.database),
        roles=Role,
        written=written,
    )


def add_person(call: Call) -> Response:
    """Create an account and show its first password, which is shown only now."""
    password = made_up_password()
    try:
        person = create_person(
            call.desk.database,
            call.now,
            call.person.id,
            call.text("ten").strip(),
            call.text("ho-ten"),
            roles=_roles(call),
            password=password,
        )
    except UserError as error:
        return _people(call, str(error), status=422)
    return call.page("people/first_password.html", other=person, password=password)


def show_person(call: Call) -> Response:
    """Show one account."""
    return call.page("people/person.html", other=_other(call), roles=Role, problem="")


def save_person(call: Call) -> Response:
    """Change the roles of a person, or note that the person has left."""
    other = _other(call)
    try:
        change_person(
            call.desk.database,
            call.now,
            call.person.id,
            other,
            roles=_roles(call),
            is_active=bool(call.text("dang-lam-viec")),
        )
    except UserError as error:
        return call.page("people/person.html", status=422, other=other, roles=Role, problem=str(error))
    return call.redirect("/nguoi", f"Đã lưu tài khoản {other.name}.")


def reset(call: Call) -> Response:
    """Give a person who has lost phone or password a new first password."""
    other, password = _other(call), made_up_password()
    reset_person(call.desk.database, call.now, call.person.id, other, password)
    return call.page("people/first_password.html", other=other, password=password)


def show_journal(call: Call) -> Response:
    """Show the newest entries of the journal."""
    names = {person.id: person.full_name for person in people(call.desk.database)}
    found = entries(call.desk.database, newest=MOST_ENTRIES)
    return call.page("people/journal.html", entries=found, names=names)


def _roles(call: Call) -> list[Role]:
    chosen = call.form.getlist("vai-tro")
    return [role for role in Role if role.name in chosen]


def _other(call: Call) -> Person:
    person = person_by_id(call.desk.database, call.request.path_params["number"])
    if person is None:
        raise HTTPException(404)
    return person


PAGES = [
    Page("/nguoi", Right.ADMINISTER, show_people, add_person),
    Page("/nguoi/{number:int}", Right.ADMINISTER, show_person, save_person),
    Page("/nguoi/{number:int}/dat-lai", Right.ADMINISTER, act=reset),
    Page("/nhat-ky", Right.ADMINISTER, show_journal),
]

"""A person's own account: password, codes, passkeys."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from webauthn.helpers.base64url_to_bytes import base64url_to_bytes

from plugins.desk.people.accounts import change_password, has_password, reject_changed, set_up_codes
from plugins.desk.people.one_time_codes import address, new_secret
from plugins.desk.people.passkeys import (
    add_passkey,
    new_challenge,
    options_to_add,
    passkeys_of,
    remove_passkey,
)
from plugins.desk.people.passwords import wrong_password
from plugins.desk.people.roles import Right
from plugins.desk.people.sessions import set_pending, take_pending
from plugins.desk.people.throttle import Attempt, count_attempt, take_back
from plugins.desk.web.call import Call
from plugins.desk.web.routes import Page
from plugins.errors.issue import UserError
from plugins.qr_code.drawing import qr_code

WRONG_PASSWORD = "Mật khẩu hiện tại không đúng."  # noqa: S105 - a message
SIGNED_IN = "phien"  # what failures of a person who has signed in are counted by, from wherever


def show_account(call: Call) -> Response:
    """Show the account of who asks."""
    return _account(call)


def _account(call: Call, problem: str = "", *, status: int = 200) -> Response:
    passkeys = passkeys_of(call.desk.database, call.person)
    return call.page("people/account.html", status=status, problem=problem, passkeys=passkeys)


def set_password(call: Call) -> Response:
    """Change the password; the present one is asked for, so that an open screen does not give the account away."""
    password = call.text("mat-khau").strip()  # as at signing in
    problem = _wrong_present_password(call) or wrong_password(
        password, call.person.name, call.desk.agency.name
    )
    if not problem and password != call.text("nhap-lai").strip():
        problem = "Hai lần nhập không giống nhau."
    if problem:
        return _account(call, problem, status=422)
    with call.desk.database.transaction():
        reject_changed(call.desk.database, call.person)
        change_password(
            call.desk.database, call.now, call.person, password, call.session.digest if call.session else None
        )
    return call.redirect("/tai-khoan", "Đã đổi mật khẩu. Những nơi khác đang đăng nhập đã bị đăng xuất.")


def start_codes(call: Call) -> Response:
    """Ask for the present password before codes are set up for another phone."""
    if problem := _wrong_present_password(call):
        return _account(call, problem, status=422)
    if call.session is not None:
        set_pending(call.desk.database, call.session, new_secret().encode())
    return call.redirect("/tai-khoan/ma")


def show_codes(call: Call) -> Response:
    """Show the QR code for another phone."""
    secret = _pending_secret(call)
    if secret is None:
        return call.redirect("/tai-khoan")
    return call.page("people/change_codes.html", problem="", secret=secret)


def set_codes(call: Call) -> Response:
    """Check a code of the other phone, and show new recovery codes."""
    secret = _pending_secret(call)
    if call.session is None or secret is None:
        return call.redirect("/tai-khoan")
    try:
        with call.desk.database.transaction():
            reject_changed(call.desk.database, call.person)
            codes = set_up_codes(call.desk.database, call.now, call.person, secret, call.text("ma"))
    except UserError as error:
        return call.page("people/change_codes.html", status=422, problem=str(error), secret=secret)
    set_pending(call.desk.database, call.session, None)
    return call.page("people/recovery_codes.html", codes=codes, following="/tai-khoan")


def show_qr_code(call: Call) -> Response:
    """Return the QR code of the codes that are being set up."""
    secret = _pending_secret(call)
    if secret is None:
        return Response(status_code=404)
    written = address(secret, call.person.name, call.desk.agency.name)
    return Response(qr_code(written), media_type="image/png")


def _pending_secret(call: Call) -> str | None:
    """Return the secret that is being set up; None if there is none, or the challenge of a passkey is pending."""
    pending = call.session.pending if call.session is not None else None
    return pending.decode() if pending is not None and pending.isalnum() else None


def passkey_options(call: Call) -> Response:
    """Return the options for a new passkey, after the present password."""
    if problem := _wrong_present_password(call):
        return JSONResponse({"problem": problem}, 422)
    challenge = new_challenge()
    if call.session is not None:
        set_pending(call.desk.database, call.session, challenge)
    return JSONResponse({"options": options_to_add(call.desk, call.person, challenge)})


def store_passkey(call: Call) -> Response:
    """Store the passkey that the browser has made."""
    challenge = take_pending(call.desk.database, call.session) if call.session is not None else None
    try:
        with call.desk.database.transaction():
            reject_changed(call.desk.database, call.person)
            add_passkey(call.desk, call.person, challenge, call.text("tra-loi"), call.text("ten"))
    except UserError as error:
        return JSONResponse({"problem": str(error)}, 422)
    return JSONResponse({"to": "/tai-khoan"})


def delete_passkey(call: Call) -> Response:
    """Delete a passkey."""
    try:
        remove_passkey(call.desk, call.person, base64url_to_bytes(call.text("khoa")))
    except ValueError as error:
        raise UserError("Không có khóa đăng nhập này.") from error
    return call.redirect("/tai-khoan", "Đã xóa khóa đăng nhập.")


def show_form_token(call: Call) -> Response:
    """Return the form token of the session, for a page that was opened in an earlier one, with the person to whom it belongs."""
    if call.request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise HTTPException(403)
    token = call.session.form_token if call.session is not None else ""
    return JSONResponse({"token": token, "person": call.person.name})


def _wrong_present_password(call: Call) -> str:
    attempt = Attempt(call.now, call.person.name, SIGNED_IN, is_known=True)
    if count_attempt(call.desk.database, attempt):
        return "Đã nhập sai nhiều lần. Thử lại sau ít phút."
    if not has_password(call.desk.database, call.person, call.text("mat-khau-cu").strip()):
        return WRONG_PASSWORD
    take_back(call.desk.database, attempt)
    return ""


PAGES = [
    Page("/ma-bieu-mau", Right.ACCOUNT, show_form_token),
    Page("/tai-khoan", Right.ACCOUNT, show_account),
    Page("/tai-khoan/mat-khau", Right.ACCOUNT, act=set_password),
    Page("/tai-khoan/doi-dien-thoai", Right.ACCOUNT, act=start_codes),
    Page("/tai-khoan/ma", Right.ACCOUNT, show_codes, set_codes),
    Page("/tai-khoan/ma/qr.png", Right.ACCOUNT, show_qr_code),
    Page("/tai-khoan/khoa", Right.ACCOUNT, act=passkey_options),
    Page("/tai-khoan/khoa/them", Right.ACCOUNT, act=store_passkey),
    Page("/tai-khoan/khoa/xoa", Right.ACCOUNT, act=delete_passkey),
]

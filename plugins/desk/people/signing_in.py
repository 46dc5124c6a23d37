"""Sign in: password and second factor, or a passkey, which is both."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import JSONResponse, Response

from plugins.desk.database.journal import Act, record
from plugins.desk.people.accounts import (
    Person,
    accepts_code,
    change_password,
    has_password,
    person_by_id,
    person_by_name,
    reject_changed,
    set_up_codes,
    verified_password,
)
from plugins.desk.people.one_time_codes import address, new_secret
from plugins.desk.people.passkeys import (
    new_challenge,
    options_to_sign_in,
    person_who_signed,
)
from plugins.desk.people.passwords import wrong_password
from plugins.desk.people.roles import Right
from plugins.desk.people.sessions import end_session, set_pending, take_pending
from plugins.desk.people.throttle import (
    Attempt,
    count_attempt,
    forget_failures,
    is_known_browser,
    origin_of_browser,
    remember_browser,
    take_back,
)
from plugins.desk.web.call import Call
from plugins.desk.web.routes import Page
from plugins.errors.issue import UserError
from plugins.qr_code.drawing import qr_code

WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."
WRONG_CODE = "Mã không đúng hoặc đã dùng rồi. Nhập mã đang hiện trên điện thoại."
OVER = "Đăng nhập lại từ đầu: đã quá thời gian của bước trước."
NO_SUCH_NAME = "(tên không có)"
UNKNOWN_NAME = 40  # characters of a name that is kept with a failure


def show_sign_in(call: Call) -> Response:
    """Show the form for name and password."""
    if call.may(Right.ACCOUNT):
        return call.redirect("/")
    return call.page("people/sign_in.html", name="", problem="", following=_following(call))


def sign_in(call: Call) -> Response:
    """Check name and password, and ask for the second factor."""
    name, following = call.text("ten").strip(), _following(call)

    def again(problem: str) -> Response:
        return call.page("people/sign_in.html", status=422, name=name, problem=problem, following=following)

    person = person_by_name(call.desk.database, name)
    attempt = _attempt(call, name, person)
    if seconds := count_attempt(call.desk.database, attempt):
        return again(_held_up(seconds))
    # In this order: a name that does not exist takes as long.
    password = verified_password(call.desk.database, person, call.text("mat-khau").strip())
    if not password or person is None:
        return again(_failed(call, attempt, WRONG, is_known=person is not None))
    take_back(call.desk.database, attempt)
    if person.is_demo and not call.desk.is_secure:
        return _signed_in(call, person, following)
    with call.desk.database.transaction():
        reject_changed(call.desk.database, person, password)
        call.sign_in(person, is_complete=False)
    return call.redirect(_next_step(person) + _with(following))


def show_code(call: Call) -> Response:
    """Ask for the code of the phone."""
    if _half(call) is None:
        return call.redirect("/vao")
    return call.page("people/code.html", problem="", following=_following(call))


def check_code(call: Call) -> Response:
    """Accept a one-time code or a recovery code, and finish."""
    person, following = _half(call), _following(call)
    if person is None:
        return call.redirect("/vao", OVER)
    problem = WRONG_CODE
    if person.has_codes and not person.must_change:
        attempt = _attempt(call, person.name, person)
        if seconds := count_attempt(call.desk.database, attempt):
            problem = _held_up(seconds)
        elif accepts_code(call.desk.database, call.now, person, call.text("ma")):
            take_back(call.desk.database, attempt)
            return _signed_in(call, person, following)
        else:
            _failed(call, attempt, WRONG_CODE)
    return call.page("people/code.html", status=422, problem=problem, following=following)


def show_new_password(call: Call) -> Response:
    """Ask for a password in place of the one that the administrator has set."""
    person = _half(call)
    if person is None or not person.must_change:
        return call.redirect("/vao")
    return call.page("people/new_password.html", problem="", following=_following(call))


def set_new_password(call: Call) -> Response:
    """Set the first password of a person's own."""
    person, following = _half(call), _following(call)
    if person is None or not person.must_change:
        return call.redirect("/vao", OVER)
    password = call.text("mat-khau").strip()  # copied from a chat it has a space at its end
    problem = wrong_password(password, person.name, call.desk.agency.name)
    if not problem and has_password(call.desk.database, person, password):
        problem = "Mật khẩu mới phải khác mật khẩu được cấp."
    if not problem and password != call.text("nhap-lai").strip():
        problem = "Hai lần nhập không giống nhau."
    if problem:
        return call.page("people/new_password.html", status=422, problem=problem, following=following)
    with call.desk.database.transaction():
        reject_changed(call.desk.database, person)
        change_password(
            call.desk.database, call.now, person, password, call.session.digest if call.session else None
        )
    again = person_by_name(call.desk.database, person.name)
    return call.redirect(_next_step(again or person) + _with(following))


def show_set_up(call: Call) -> Response:
    """Show the QR code for the application on the phone."""
    person, session = _half(call), call.session
    if person is None or session is None or person.has_codes or person.must_change:
        return call.redirect("/vao")
    secret = session.pending.decode() if session.pending else new_secret()
    set_pending(call.desk.database, session, secret.encode())
    return call.page("people/set_up.html", problem="", secret=secret, following=_following(call))


def set_up(call: Call) -> Response:
    """Check that the application shows the right code, and show the recovery codes."""
    person, session, following = _half(call), call.session, _following(call)
    if person is None or session is None or session.pending is None or person.has_codes or person.must_change:
        return call.redirect("/vao", OVER)
    secret = session.pending.decode()
    try:
        with call.desk.database.transaction():
            reject_changed(call.desk.database, person)
            codes = set_up_codes(call.desk.database, call.now, person, secret, call.text("ma"))
    except UserError as error:
        return call.page(
            "people/set_up.html", status=422, problem=str(error), secret=secret, following=following
        )
    _signed_in(call, person_by_id(call.desk.database, person.id) or person, following)
    return call.page("people/recovery_codes.html", codes=codes, following=following or "/")


def show_qr_code(call: Call) -> Response:
    """Return the QR code of the codes that are being set up."""
    person, session = _half(call), call.session
    if person is None or session is None or session.pending is None or person.has_codes:
        return Response(status_code=404)
    written = address(session.pending.decode(), person.name, call.desk.agency.name)
    return Response(qr_code(written), media_type="image/png")


def passkey_options(call: Call) -> Response:
    """Return the challenge for a passkey."""
    if call.session is None or call.session.person is not None:
        call.sign_in(None, is_complete=False)
    challenge = new_challenge()
    if call.session is not None:
        set_pending(call.desk.database, call.session, challenge)
    token = call.session.form_token if call.session is not None else ""
    return JSONResponse({"options": options_to_sign_in(call.desk, challenge), "token": token})


def sign_in_with_passkey(call: Call) -> Response:
    """Finish signing in with the answer of a passkey."""
    challenge = take_pending(call.desk.database, call.session) if call.session is not None else None
    try:
        person = person_who_signed(call.desk, challenge, call.text("tra-loi"))
    except UserError as error:
        # Nobody guesses a signature; the limit is for the journal.
        attempt = _attempt(call, "", None)
        seconds = count_attempt(call.desk.database, attempt)
        problem = _held_up(seconds) if seconds else _failed(call, attempt, str(error))
        return JSONResponse({"problem": problem}, 422)
    try:
        _signed_in(call, person, "")
    except UserError as error:
        return JSONResponse({"problem": str(error)}, 422)
    return JSONResponse({"to": _following(call) or "/"})


def sign_out(call: Call) -> Response:
    """End the session."""
    if call.session is not None:
        end_session(call.desk.database, call.session)
        record(call.desk.database, call.now, call.person.id, Act.SIGNED_OUT, call.person.name)
    call.cookies["phien"] = ("", 0)
    return call.redirect("/vao")


def _signed_in(call: Call, person: Person, following: str) -> Response:
    """Start the session of a person who has shown everything; the one of the steps before ends."""
    database = call.desk.database
    with database.transaction():
        reject_changed(database, person)
        if call.session is not None:
            end_session(database, call.session)
        call.sign_in(person, is_complete=True)
    forget_failures(database, person.name, _attempt(call, person.name, person).origin)
    call.remember_browser(remember_browser(database, call.now, person))
    record(database, call.now, person.id, Act.SIGNED_IN, person.name)
    return call.redirect(following or "/")


def _attempt(call: Call, name: str, person: Person | None) -> Attempt:
    """Return what is counted of a request."""
    token, name = call.browser_token(), name[:UNKNOWN_NAME]
    if is_known_browser(call.desk.database, call.now, person, token):
        return Attempt(call.now, name, origin_of_browser(token), is_known=True)
    # Passkeys have no name: those that fail elsewhere do not count.
    return Attempt(call.now, name, call.origin(), is_known=not name)


def _failed(call: Call, attempt: Attempt, problem: str, *, is_known: bool = True) -> str:
    """Note that an attempt has failed, and return the problem. Instead of an unknown name somebody may have typed a password."""
    name = attempt.name if is_known else NO_SUCH_NAME
    record(call.desk.database, call.now, None, Act.SIGN_IN_FAILED, name)
    return problem


def _held_up(seconds: int) -> str:
    return f"Đã nhập sai nhiều lần. Thử lại sau {-(-seconds // 60)} phút."


def _half(call: Call) -> Person | None:
    """Return who has given the password and not yet the second factor."""
    return call.session.person if call.session is not None and not call.session.is_complete else None


def _next_step(person: Person) -> str:
    if person.must_change:
        return "/vao/mat-khau"
    return "/vao/ma" if person.has_codes else "/vao/cai-ma"


def _following(call: Call) -> str:
    """Return the page of the desk that was asked for before signing in, "" for none or another site's."""
    path = call.text("tiep") or call.request.query_params.get("tiep", "")
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else ""


def _with(following: str) -> str:
    return f"?tiep={quote(following)}" if following else ""


PAGES = [
    Page("/vao", Right.NONE, show_sign_in, sign_in),
    Page("/vao/ma", Right.NONE, show_code, check_code),
    Page("/vao/mat-khau", Right.NONE, show_new_password, set_new_password),
    Page("/vao/cai-ma", Right.NONE, show_set_up, set_up),
    Page("/vao/cai-ma/qr.png", Right.NONE, show_qr_code),
    Page("/vao/khoa", Right.NONE, act=passkey_options),
    Page("/vao/bang-khoa", Right.NONE, act=sign_in_with_passkey),
    Page("/dang-xuat", Right.ACCOUNT, act=sign_out),
]

"""Mail the operator when a release fails, by the machine's own mailer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from email.message import EmailMessage
from functools import partial

from plugins.errors.issue import UserError, printable

MAILER_PLACES = "/usr/sbin:/usr/lib:/usr/bin"


def mailed_alarm(portal: str, mail_to: str) -> Callable[[str], None]:
    """Return what mails a failure, which has been printed already; without an address it does nothing.

    Raises UserError if this machine has no mailer.
    """
    if not mail_to:
        return lambda _failed: None
    mailer = shutil.which(os.environ.get("TRANG_TIN_MAILER", "sendmail"), path=MAILER_PLACES)
    if mailer is None:
        raise UserError(
            "--mail-to cần lệnh sendmail của máy. Cài một chương trình gửi thư (như msmtp-mta) rồi chạy lại."
        )
    return partial(_send, mailer, portal, mail_to)


def _send(mailer: str, portal: str, mail_to: str, failed: str) -> None:
    message = EmailMessage()
    message["To"] = mail_to
    message["Subject"] = f"{portal}: phát hành không thành công"
    message.set_content(f"Cổng {portal} giữ nguyên như trước. Lệnh phát hành báo:\n\n{failed}\n")
    done = subprocess.run([mailer, "-t", "-i"], input=bytes(message), capture_output=True, check=False)  # noqa: S603 - the operator's
    if done.returncode:
        why = done.stderr.decode(errors="replace").strip()
        print(printable(f"Không gửi được thư tới {mail_to}: {why}"), file=sys.stderr, flush=True)

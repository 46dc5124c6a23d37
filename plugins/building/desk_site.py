"""The builds and deploys that the desk asks for."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from plugins.building.calling import run_verb
from plugins.building.live import Builder
from plugins.building.portal import Portal
from plugins.contract.body.link_targets import ARTICLE_ENDINGS
from plugins.contract.site.entry import Entry
from plugins.desk.texts.site import Tell
from plugins.desk.texts.workspace import Workspace
from plugins.errors.issue import ContentError, Issue, UserError, printable

DEPLOY_SECONDS = 3_600
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")
# What follows there is a command for the operator.
RELEASED = re.compile(r"^Đã phát hành bản [\w-]+|^Không có gì khác bản [\w-]+ đang phục vụ", re.MULTILINE)
ROUNDS = 5  # of builds: without a text, others that lead to it have errors
NO_PAGE = "bài này chưa có trang để xem trước"


class DeskSite:
    """Builds a copy of the content for previews, and deploys the content folder of the branch `published`."""

    def __init__(
        self,
        portal: Portal,
        folder: Path,
        published: Portal,
        deploy: Sequence[str],
        moment: Callable[[], str] | None = None,
    ) -> None:
        """`folder` is for what can be made again; `deploy` are the options of the verb, such as `["--to", "/srv/cong"]`.

        `moment()` is the BUILD_MOMENT of previews (default: now).
        """
        self._copy = Workspace(portal.content, folder / "noi-dung")
        self._output = folder / "xem-truoc"
        self._builder = Builder(
            {
                "content": self._copy.folder,
                "output": self._output,
                "agency": published.agency,  # that in the copy may wait for its approval
                "drafts": True,
                "tolerant": True,  # a text with errors, from outside the desk, stops nobody's preview
                "wants_texts": True,
            },
            moment,
        )
        self._published, self._deploy = published, list(deploy)
        self._lock = threading.Lock()
        self._is_behind = True
        self._guest = ""  # the text that the last build has as somebody is writing it
        self._texts: list[Entry] | None = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """End the processes that build when the block ends."""
        try:
            yield
        finally:
            self._builder.close()

    def texts(self) -> list[Entry] | None:
        """Return the entries of all submitted texts, as they were in the last preview; None before the first."""
        return self._texts

    def prepare(self) -> None:
        """Build once, so that the first preview does not wait. Errors are those of the next preview, too."""
        with self._lock:
            self._up_to_date()

    def page(self, path: str, files: Mapping[str, bytes]) -> tuple[str, bytes]:
        """Return the page of a text as if the content had `files`. Raises ContentError and UserError."""
        with self._lock:
            if self._guest not in {"", path}:
                self._is_behind = True  # lists would show somebody else's draft
            self._up_to_date()
            with self._copy.having(files):
                found = self._builder.page(path)
                if found is None:
                    self._build(path)
                    self._guest = path
                    found = self._builder.page(path)
        if found is None:
            raise ContentError([Issue(path, 0, NO_PAGE, "Điền tiêu đề và các mục bắt buộc trước.")])
        return found

    def file(self, name: str) -> Path | None:
        """Return a file of the last preview."""
        file = (self._output / name).resolve()
        return file if file.is_file() and file.is_relative_to(self._output.resolve()) else None

    def alert(self) -> str:
        """Return what to say of the alert that readers see, "" if there is none."""
        said = self._run("alert")
        return "" if said.startswith("Không có cảnh báo") else said.split("\n")[0]

    def show_alert(self, words: Mapping[str, str] | None) -> str:
        """Show an alert, or remove it. Raises UserError."""
        if words is None:
            return self._run("alert", "--off").split("\n")[0]
        options = [part for name, value in words.items() if value for part in (f"--{name}", _as_value(value))]
        return self._run("alert", *options).split("\n")[0]

    def refresh(self) -> None:
        """Build again before the next preview."""
        self._is_behind = True

    def release(self, tell: Tell, *, force: bool = False) -> str:
        """Deploy, with `force` also after a rollback; return what editors are to read. Raises UserError with what it has reported."""
        tell("Đang dựng và phát hành")
        said = self._run("deploy", *(["--force"] if force else []))
        print(said, flush=True)
        found = RELEASED.search(said)
        return found[0] if found else said.split("\n")[-1]

    def _run(self, verb: str, *options: str) -> str:
        """Run a verb on what is published, in another process; return its words. Raises UserError with them if it fails."""
        of_portal = ["--content", str(self._published.content), *self._deploy]
        if not self._published.agency.is_relative_to(self._published.content):
            of_portal += ["--agency", str(self._published.agency)]
        try:
            done = run_verb(verb, [*of_portal, *options], seconds=DEPLOY_SECONDS)
        except subprocess.TimeoutExpired:
            raise UserError("Quá một giờ chưa xong.") from None
        said = done.stdout if done.returncode == 0 else done.stderr or done.stdout
        said = printable(CONTROL.sub("\n", said.strip()).strip())
        if done.returncode:
            raise UserError(said)
        return said

    def _up_to_date(self) -> None:
        if self._is_behind:
            self._is_behind = (
                False  # before files are read: what is submitted from now on needs another build
            )
            self._build(refreshes=True)
            self._guest, self._texts = "", self._builder.texts

    def _build(self, guest: str = "", *, refreshes: bool = False) -> None:
        """Build without the texts that stop a build, such as one of two with the same URL: the desk submits none.

        `guest` is the text that is being previewed. Raises ContentError and UserError; the next preview builds again then.
        """
        try:
            if refreshes:
                self._copy.refresh()
            self._build_without_broken(guest)
        except BaseException:
            self._is_behind = True
            raise

    def _build_without_broken(self, guest: str) -> None:
        for number in range(ROUNDS):
            try:
                self._builder()
            except ContentError as error:
                found = {issue.path for issue in error.issues if not issue.is_warning} - {guest}
                broken = [path for path in found if path.endswith(ARTICLE_ENDINGS)]
                if number == ROUNDS - 1 or not self._copy.leave_out(broken):
                    raise
                print(f"Bản xem trước dựng không có các bài này:\n{error}", file=sys.stderr, flush=True)
            else:
                return


def _as_value(text: str) -> str:
    """Return a text as the value of an option: one such as `--off` needs a space before it, which the verb strips."""
    return f" {text}" if text.startswith("-") else text

"""What a page of the form works with: the person's draft, what it says, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from plugins.agency.fields import PARTS, Kind, Part
from plugins.agency.pictures import PICTURES
from plugins.agency.reading import Finding
from plugins.desk.agency.checks import Checked
from plugins.desk.agency.draft import agency_text, change, checked, draft_for, files_of, values_in
from plugins.desk.agency.form import Choices, Input, about
from plugins.desk.people.accounts import person_by_id
from plugins.desk.uploads.store import LARGEST, add_upload, listed_uploads
from plugins.desk.web.call import Call
from plugins.errors.issue import Issue, UserError
from plugins.front_matter.parser import Value
from plugins.vietnamese.text import normalise

FORMS = "/co-quan/viet"


class Opened:
    """The draft of one request."""

    def __init__(self, call: Call) -> None:
        """Raise UserError if the file lies outside the content folder."""
        self.call = call
        self.text = agency_text(call.desk)
        self.draft = draft_for(call, self.text)

    @cached_property
    def values(self) -> dict[str, Value]:
        """What the draft says. Raises ContentError if it cannot be read."""
        return values_in(self.call, self.draft)

    @cached_property
    def checked(self) -> Checked:
        """What was found in the draft."""
        files = files_of(self.call.desk, self.text, self.call.person.id, self.draft.content)
        return checked(self.call.desk, self.call.now, files)

    def findings(self, part: Part) -> list[Finding]:
        """Return what was found about the values of a page."""
        return [found for key in part.keys for found in about(self.checked.findings, (key,))]

    @property
    def choices(self) -> Choices:
        """What can be chosen: names in the draft, pictures of the content folder and those that were uploaded."""
        names = [name for name in self.call.desk.content.blobs() if "/" not in name]
        names += [
            upload.name for upload in listed_uploads(self.call.desk.database, self.text, self.call.person.id)
        ]
        return Choices(self.values, sorted({name for name in names if name.lower().endswith(PICTURES)}))

    @property
    def holder(self) -> str:
        """Who else is editing now, "" if nobody."""
        other = self.text.held_by_other(self.call.person.id, self.call.now)
        person = person_by_id(self.call.desk.database, other) if other is not None else None
        return person.full_name if person is not None else ""

    def change(self, changed: Mapping[str, Value]) -> None:
        """Save the draft with other values. Raises as `draft.change` does."""
        self.draft = change(self.call, self.text, self.draft, changed)
        for name in ("values", "checked"):
            self.__dict__.pop(name, None)

    def sent(self, inputs: Iterable[Input]) -> tuple[dict[str, str], str]:
        """Return what was sent for inputs, and what is wrong with a picture that was sent; others are stored."""
        form, found, problem = self.call.form, dict[str, str](), ""
        for one in inputs:
            if one.name in form:
                found[one.name] = " ".join(normalise(self.call.text(one.name)).split())
            elif f"co-{one.name}" in form:  # a box that is not ticked is not sent
                found[one.name] = ""
            file = form.get(f"tep-{one.name}")
            if one.item.kind is Kind.PICTURE and isinstance(file, UploadFile) and file.filename:
                try:
                    found[one.name] = self._stored(file, file.filename)
                except UserError as error:
                    problem = str(error)
        return found, problem

    def _stored(self, file: UploadFile, name: str) -> str:
        call = self.call
        content = file.file.read(LARGEST + 1)
        return add_upload(
            call.desk.database, call.now, self.text, call.person.id, name=name, content=content
        ).name


def part_of(call: Call) -> Part:
    """Return the page that a request names. Raises HTTPException if there is none."""
    part = next((part for part in PARTS if part.slug == call.request.path_params["part"]), None)
    if part is None:
        raise HTTPException(404)
    return part


def report_issues(inputs: Iterable[Input], others: Iterable[Issue], digest: str = "") -> Response:
    """Return to the script what is to be shown at the inputs, and what the list is now known by."""
    issues = {one.name: [*map(_issue, one.issues)] for one in inputs} | {"": [*map(_issue, others)]}
    return JSONResponse({"issues": issues, "digest": digest})


def _issue(issue: Issue) -> dict[str, str | bool]:
    return {"message": issue.message, "hint": issue.hint, "is_warning": issue.is_warning}

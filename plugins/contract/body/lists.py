"""Lists as editors write them, turned into the form that Python-Markdown reads.

Python-Markdown nests by four spaces and wants a blank line above a list. Editors indent by two or three, write none
below `Gồm có:`, and number clauses `1.`, `a)`, `-`, `+` without any indentation, as decrees are set (NĐ 30/2020/NĐ-CP,
annex I). What the marker says is kept: a list that goes on with 7 shows 7, and `đ)` stays `đ)`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

# The last are what the bullets of Word's symbol fonts leave behind: • ▪ ➢ − ■ ● ❖ ❑ and →.
BULLETS = "-+*•·▪●○■◦‣–\uf0b7\uf0a7\uf0d8\uf02d\uf06e\uf06c\uf076\uf071\uf0e0"
BULLET = rf"[{BULLETS}]|o(?=\t|[ ]{{2}})"
# Whatever an author may begin an item with; MARKER says which of it Markdown or `_Lists` takes for a list.
ANY_SIGN = rf"(?:{BULLET}|\d{{1,9}}[.)]|[a-zđ]\)|[ivx]{{2,5}}\))"
MARKER = re.compile(
    rf"(?P<indent>[ \t]*)(?P<sign>{BULLET}|(?P<number>[1-9]\d{{0,2}}|0)\.|(?P<label>(?:\d{{1,3}}|[a-zđ]|[ivx]{{1,5}})\)|0\d+\.))"
    r"[ \t\u00a0]+(?P<text>\S.*)"
)
ANY_MARKER = re.compile(rf"^[ \t>]*{ANY_SIGN}[ \t\u00a0]+\S", re.MULTILINE)
YEAR = re.compile(
    rf"^((?:[ \t>]|[{BULLETS}][ \t])*\d{{4,9}})\.(?=[ \t])", re.MULTILINE
)  # `1987. Năm ấy …` is no item of a list
MAY_BE_YEAR = re.compile(r"\.[ \t](?<=\d{4}\.[ \t])")  # looks at dots only
CHOICES = "●○■"
CHOICE = re.compile(rf"^([ \t]*)([{CHOICES}])(?=[ \t\u00a0]+\S)", re.MULTILINE)
SIGNED = re.compile(r"^([ \t]*)([-+])(?=[ \t]+\d+(?:[.,]\d+)*[ ]?(?:%|[^\W\d_]))", re.MULTILINE)
RULE = re.compile(r"[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*")
# A bullet without text, as `normalise_marks` leaves it: an item that was never written.
EMPTY_ITEM = re.compile(r"[ \t]*\\?[-+*•][ \t]*")
# Elements of HTML that are blocks; any other stands in a sentence.
BLOCKS = "address|article|aside|blockquote|center|dd|details|dir|div|dl|dt|fieldset|figure|figcaption|footer|form|h[1-6]|header|hr|li|main|menu|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
# What begins a block that is no list, also without a blank line above.
HEADED = re.compile(r"(?:Điều|Chương|Mục|Phần) (?:\d+|[IVX]+)\b|[IVX]{1,5}\.[ \t]")
TITLE = re.compile(rf"[ ]{{0,3}}(?:\*\*|{HEADED.pattern})")
BLOCK = re.compile(
    rf"[ ]{{0,3}}(?:#{{1,6}}[ \t]|[|>]|(?i:</?(?:{BLOCKS})[\s>/])|<!|-{{3}}|={{3}})|{TITLE.pattern}"
)
NOTE_BEGINS = re.compile(r"[ ]{0,3}(?:\[\^[^\]]+\]:|:[ \t])")
# The lines of a note below its first, as Markdown indents them.
NOTE_TEXT = re.compile(r"^([ ]{0,3}\[\^[^\]\n]+\]:.*)((?:\n(?:[ ]{4}|\t).*\S.*)+)", re.MULTILINE)
NEXT_LABELS = {"a)": "b)", "1)": "2)", "i)": "ii)", "01.": "02."}
SUBHEADING = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?[ \t]+\S")
# What lines such as `Bước 1: Nộp` and `Bước 2: Nhận`, or `8h15: Khai mạc` and `11h30: Bế mạc`, have in common.
COUNTED = re.compile(r"[*_]*(?:([^\W\d_][^\d\n:]{0,20})\d|\d+([^\W\d_]))")
FEW_WORDS = 3
NARROWEST = 60  # characters; what is wrapped by an editor has at least so many
WIDEST = 120  # characters; a longer line was not wrapped
DEEPEST = 8
# Private-use characters around a written number or label, until it is in the tree. Texts that contain them are not
# normalised.
OPEN, CLOSE = "\ue000", "\ue001"
NOTE = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")


@dataclass
class _List:
    """An open list: where its markers stand, what kind they are, and its items so far."""

    indent: int
    rank: int  # of the kind of marker: 1. before a) before - before +
    sign: str
    items: list[tuple[int, int]] = field(default_factory=list)  # line of the result, number

    @property
    def last(self) -> int:
        """The number of the last item of an ordered list; 0 for any other list."""
        return self.items[-1][1] if self.items else 0

    def settle(self, lines: list[str]) -> None:
        """Let the items of an ordered list show the numbers that were written, in the lines of the result."""
        for (_, before), (line, number) in pairwise(self.items):
            if number != before + 1:
                lines[line] = lines[line].replace(f"{number}. ", f"{number}. {OPEN}{number}{CLOSE}", 1)


def normalise_lists(text: str) -> str:
    """Return a Markdown text with its lists nested by four spaces and apart from the paragraphs above them."""
    if not ANY_MARKER.search(text):
        return text
    if MAY_BE_YEAR.search(text):
        text = YEAR.sub(r"\1\\.", text)
    if "[^" in text:
        text = NOTE_TEXT.sub(_with_list_below_note, text)
    text = _with_choices(SIGNED.sub(r"\1- \\\2", text) if _has_both_signs(text) else text)
    parts: list[str] = []
    for quoted, lines in groupby(text.split("\n"), lambda line: line.startswith(">")):
        if quoted:
            inner = normalise_lists("\n".join(line[1:].removeprefix(" ") for line in lines))
            parts += [f"> {line}" if line else ">" for line in inner.split("\n")]
        else:
            parts += _Lists(list(lines)).result()
    return "\n".join(parts)


def _with_list_below_note(note: re.Match[str]) -> str:
    """Return a note whose list stands directly below its first line with the list apart from that line."""
    lines = [re.sub(r"^(?:[ ]{4}|\t)", "", line) for line in note[2][1:].split("\n")]
    if MARKER.fullmatch(lines[0]) is None:
        return note[0]
    inside = normalise_lists("\n".join(lines))
    return f"{note[1]}\n\n" + re.sub(r"^(?=.)", "    ", inside, flags=re.MULTILINE)


def _has_both_signs(text: str) -> bool:
    """Return whether `+ 5 điểm` and `- 2 điểm` stand in one text, where they say what is added and what is taken away."""
    if "+" not in text or "-" not in text:
        return False
    return {match[2] for match in SIGNED.finditer(text)} == {"+", "-"}


def _with_choices(text: str) -> str:
    """Return a text in which `○ Nam` and `● Nữ` keep their marks: side by side they say what was chosen."""
    if not any(mark in text for mark in CHOICES):
        return text
    by_indent: dict[str, set[str]] = {}
    for indent, mark in CHOICE.findall(text):
        by_indent.setdefault(indent, set()).add(mark)
    if all(len(marks) == 1 for marks in by_indent.values()):
        return text
    return CHOICE.sub(
        lambda match: f"{match[1]}- {match[2]}" if len(by_indent[match[1]]) > 1 else match[0], text
    )


class _Lists:
    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._out: list[str] = []
        self._open: list[_List] = []
        self._after_blank = True
        self._in_note = False  # or a definition: what follows without a blank line belongs to it
        self._in_paragraph = False  # of an item, below a blank line
        self._first_indent = 0  # of the first line since the last blank one, in the result
        self._head = ""  # the line above the outermost list
        self._headed = -1  # the number of the last line that closed a list
        self._last = ""  # the last line that is not blank
        self._looked, self._item_follows = (0, 0), False  # what `_has_item_below` knows for these lines
        self._end = (
            0  # the last line of a block that was looked for, which later lines need not look for again
        )

    def result(self) -> list[str]:
        """Return the lines as Python-Markdown reads them."""
        for number, line in enumerate(self._lines):
            if self._open and EMPTY_ITEM.fullmatch(line):
                continue
            self._add(number, line)
            self._after_blank = not line.strip()
            self._last = line if line.strip() else self._last
        self._close(0)
        return self._out

    def _emit(self, line: str) -> None:
        if not self._out or not self._out[-1]:
            self._first_indent = len(line) - len(line.lstrip())
        self._out.append(line)

    def _add(self, number: int, line: str) -> None:
        self._in_note = NOTE_BEGINS.match(line) is not None or (self._in_note and bool(line.strip()))
        if not line.strip():
            self._emit("")
        elif self._open and (BLOCK.match(line) or RULE.fullmatch(line)) and self._belongs_to_item(line):
            self._block(line)
        elif self._open and (
            BLOCK.match(line) or self._heads_a_list(number) or self._begins_paragraph(number, line)
        ):
            self._close(0)
            self._in_paragraph = False
            self._headed = number
            if not self._after_blank:
                self._emit("")
            self._emit(line)
        elif (
            (match := MARKER.fullmatch(line))
            and not RULE.fullmatch(line)
            and self._begins_item(number, match)
        ):
            self._item(match)
        else:
            self._text(line)

    def _begins_paragraph(self, number: int, line: str) -> bool:
        """Return whether a line below an item starts a new paragraph: Word pastes paragraphs without blank lines.

        It stands at the left, no further item of the list follows, and the line above ends a sentence and is not as long
        as a line that an editor has wrapped. Also a heading such as `2.3. Đường sá`, and a signature in capitals.
        """
        above = self._lines[number - 1]
        if self._after_blank or line[:1].isspace() or above[:1].isspace() or MARKER.fullmatch(line):
            return False
        if SUBHEADING.match(line) or (line.isupper() and not above.isupper()):
            return True
        ends = above.rstrip(' *_)”"').endswith((".", ";", "!", "?", "…", "./"))
        if not ends or not line[0].isupper() or NARROWEST <= len(above) <= WIDEST:
            return False
        return not self._has_item_below(number)

    def _has_item_below(self, number: int) -> bool:
        """Return whether an item follows in the block of a line, and not below a line that ends with a colon."""
        if not self._looked[0] <= number < self._looked[1]:
            found = False
            at = number
            while not found and at < len(self._lines) - 1 and self._lines[at + 1].strip():
                at += 1
                found = bool(MARKER.fullmatch(self._lines[at])) and not self._lines[at - 1].rstrip().endswith(
                    ":"
                )
            self._looked, self._item_follows = (number, max(at, number + 1)), found
        return self._item_follows

    def _begins_item(self, number: int, match: re.Match[str]) -> bool:
        if self._open:
            return True
        is_code = self._after_blank or self._first_indent > 3  # noqa: PLR2004 - or it belongs to a note
        if self._in_note or (is_code and _indent(match["indent"]) > 3):  # noqa: PLR2004
            return False
        next_match = self._marker(number + 1)
        goes_on = next_match is not None and _kind(next_match)[0] >= _kind(match)[0]
        if match["label"]:
            return goes_on or self._has_next(number, NEXT_LABELS.get(match["label"]))
        usual = match["sign"][0] in "-+*" or match["number"] is not None
        above = self._out[-1] if self._out else ""
        return (
            (self._after_blank and usual)
            or goes_on
            or (
                usual and match["text"][0].isupper() and 0 < len(above) < NARROWEST
            )  # no dash within a sentence
            or above.rstrip().endswith(":")
            or (TITLE.match(above) or SUBHEADING.match(above)) is not None
            or self._headed == number - 1
            or (self._pairs_with(number, match) and self._is_one_of_several(number + 1, above))
        )

    def _pairs_with(self, number: int, match: re.Match[str]) -> bool:
        """Return whether the line after the next begins an item of the same kind: `Sáng`, `- họp`, `Chiều`, `- tiếp dân`."""
        other = self._marker(number + 2)
        return other is not None and _kind(other) == _kind(match)

    def _marker(self, number: int) -> re.Match[str] | None:
        return MARKER.fullmatch(self._lines[number]) if number < len(self._lines) else None

    def _heads_a_list(self, number: int) -> bool:
        """Return whether a line directly below an item is a paragraph between two lists, and no continuation of the item.

        `Thôn 2:` before an item of an open list, `Bước 2: Nộp` below a list that `Bước 1: Nhận` heads, and `Chiều` below
        one that `Sáng` heads. What goes on with an item begins with a small letter, or below a line that was wrapped.
        """
        line, above = self._lines[number], self._lines[number - 1]
        if self._after_blank or line[0].isspace() or line[0].islower() or MARKER.fullmatch(line):
            return False
        if (counted := _counted(line)) and counted == _counted(self._head):
            return True
        at = next((at for at in range(number + 1, len(self._lines)) if self._lines[at].strip()), number)
        following = self._marker(at)
        if following is None:
            return False
        is_label = line.rstrip(" *_").endswith(":")
        if following["number"] == "1" and not following["indent"] and (is_label or self._open[0].last > 1):
            return True
        goes_on = any((one.rank, one.sign) == _kind(following) for one in self._open)
        if is_label:
            return goes_on and not _may_be_wrapped(above)
        return goes_on and at == number + 1 and self._is_one_of_several(number, self._head)

    def _is_one_of_several(self, number: int, head: str) -> bool:
        """Return whether a line is as short as one above it, and the last item of a list ends their block."""
        while self._end < len(self._lines) - 1 and (self._end < number or self._lines[self._end + 1].strip()):
            self._end += 1
        counts = [len(line.split()) for line in (self._lines[number], head)]
        return 0 < min(counts) <= max(counts) <= FEW_WORDS and self._marker(self._end) is not None

    def _has_next(self, number: int, label: str | None) -> bool:
        """Return whether a label stands within a few lines: clauses are often set apart by blank lines."""
        return label is not None and any(
            (match := MARKER.fullmatch(line)) is not None and match["label"] == label
            for line in self._lines[number + 1 : number + 12]
        )

    def _item(self, match: re.Match[str]) -> None:
        indent, (rank, sign) = _indent(match["indent"]), _kind(match)
        if not self._open:
            self._head = self._last
        if not self._after_blank and (self._in_paragraph or not self._open):
            self._emit("")
        self._in_paragraph = False
        while self._open and indent + 1 < self._open[-1].indent:
            self._close(len(self._open) - 1)
        same = [
            depth
            for depth, item in enumerate(self._open)
            if abs(item.indent - indent) <= 1 and (item.rank, item.sign) == (rank, sign)
        ]
        if same:
            self._close(same[-1] + 1)
        elif self._open and not self._is_child(indent, rank):
            depth = len(self._open) - 1
            self._close(depth)
            if not self._after_blank:
                self._emit("")
        if not same:
            if len(self._open) == DEEPEST:
                self._close(DEEPEST - 1)
            self._open.append(_List(indent, rank, sign))
        current = self._open[-1]
        prefix = " " * 4 * (len(self._open) - 1)
        if len(prefix) < self._first_indent and self._out[-1]:  # Markdown would take it into the inner item
            self._emit("")
        if rank == _NUMBERED:
            current.items.append((len(self._out), int(match["number"])))
            self._emit(f"{prefix}{int(match['number'])}. {match['text']}")
        elif rank == _LABELLED:
            self._emit(f"{prefix}- {OPEN}{match['label']}{CLOSE}{match['text']}")
        else:
            self._emit(f"{prefix}- {match['text']}")

    def _is_child(self, indent: int, rank: int) -> bool:
        above = self._open[-1]
        if indent >= above.indent + 2:
            return True
        if not self._after_blank and self._last.rstrip(" *_").endswith(":") and rank == above.rank:
            return True
        deeper = rank > above.rank and abs(indent - above.indent) <= 1
        # Below a blank line, bullets stand apart from numbers; all other kinds go into each other.
        return deeper and (not self._after_blank or (above.rank, rank) != (_NUMBERED, _BULLET))

    def _text(self, line: str) -> None:
        indent = _indent(line[: len(line) - len(line.lstrip())])
        if self._open and self._after_blank:
            depth = sum(item.indent + 2 <= indent for item in self._open)
            self._close(depth)
            self._in_paragraph = depth > 0
            if depth:
                line = " " * 4 * depth + line.lstrip()
        elif self._open:
            line = line.lstrip()
        self._emit(line)

    def _belongs_to_item(self, line: str) -> bool:
        """Return whether a line is indented as the text of the innermost item is. `Điều 5` always stands outside."""
        return _indent(line[: len(line) - len(line.lstrip())]) >= self._open[0].indent + 2 and (
            HEADED.match(line.lstrip()) is None
        )

    def _block(self, line: str) -> None:
        """Add a table, quotation or line in bold within an item, apart from its text."""
        if not self._after_blank and not self._in_paragraph and not line.lstrip().startswith("**"):
            self._emit("")
            self._after_blank = True
        self._text(line)

    def _close(self, depth: int) -> None:
        while len(self._open) > depth:
            self._open.pop().settle(self._out)


_NUMBERED, _LABELLED, _BULLET, _PLUS = range(4)


def _kind(match: re.Match[str]) -> tuple[int, str]:
    """Return the rank of a marker and, of a bullet, its character."""
    if match["number"] or match["label"]:
        return _NUMBERED if match["number"] else _LABELLED, ""
    return _PLUS if match["sign"] == "+" else _BULLET, match["sign"]


def _counted(line: str) -> str:
    """Return what a line begins with that has a number in it: the words before that, or the letter behind it."""
    match = COUNTED.match(line)
    return (match[1] or match[2]) if match else ""


def _may_be_wrapped(line: str) -> bool:
    return NARROWEST <= len(line) <= WIDEST and not line.rstrip().endswith((".", ";"))


def _indent(blank: str) -> int:
    return len(blank.expandtabs(4))


class WrittenMarkers(Extension):
    """Shows the numbers and labels of items as they were written."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Markdown's
        """Register the processor, before inline patterns see the text."""
        md.treeprocessors.register(_Markers(md), "written_markers", 30)


class _Markers(Treeprocessor):
    def run(self, root: Element) -> None:
        for parent in root.iter():
            if parent.tag in {"ol", "ul"}:
                for item in parent:
                    self._mark(parent, item)

    def _mark(self, parent: Element, item: Element) -> None:
        holder = item if (item.text or "").strip() or not len(item) else item[0]
        match = NOTE.match((holder.text or "").lstrip())
        if match is None:
            return
        rest = (holder.text or "").lstrip()[match.end() :]
        if parent.tag == "ol":
            item.set("value", match[1])
            holder.text = rest
        else:
            parent.set("class", "marked")
            holder.text = f"{match[1]} {rest}"

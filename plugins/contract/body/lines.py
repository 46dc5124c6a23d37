"""Line breaks that the author meant, and text that was pasted from a table of Word.

Markdown joins the lines of a paragraph. Lines of an address, or paragraphs that Word pastes without a blank line between
them, are no running text, and become lines or paragraphs. Only text that an editor has wrapped at a column is joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from itertools import groupby, pairwise

from plugins.contract.body.inline import CODE
from plugins.contract.body.lists import ANY_SIGN, BLOCKS, NARROWEST, WIDEST
from plugins.errors.issue import Finding

SHORT = 45  # characters; the lines of an address
BLANK = re.compile(r"(\n(?:[ \t]*\n)+)")
RULE_OF_TABLE = re.compile(r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*\|[-|: \t]*$")
TARGET = re.compile(r"\]\([^()\n]*\)")
QUOTATION = re.compile(r"((?:^>.*\n)*^>.*$)", re.MULTILINE)
QUOTED = re.compile(r"[ \t>]*")
BREAK = "  "  # two spaces at the end of a line: Markdown's own
# What begins a line that is no running text: a list, heading, table, quotation, definition, note, HTML, code.
OTHER = re.compile(
    rf"[ \t]*(?:[-+*][ \t]|[>|]|#{{1,6}}(?:[ \t]|$)|:[ \t]|=+[ \t]*$|(?i:</?(?:{BLOCKS})[\s>/])|<!|\[\^|\*\[|\[[^\]]*\]:|\d{{1,9}}\.[ \t]|\ue000|$)"
)
NO_TEXT = re.compile(rf"\s*(?:[|#]|(?i:</?(?:{BLOCKS})[\s>/])|<!|\[(?!\^)[^\]\n]*\]:)")
# What a line ends with that breaks already.
BROKEN = re.compile(r"(?:[ ]{2}|\\|<br[ ]?/?>[ ]?)$", re.IGNORECASE)
# Words that end no line of an address or a form, so that an editor has wrapped the text behind them.
UNFINISHED = re.compile(
    r"\b(?:của|và|tại|theo|cho|với|là|ở|do|về|từ|đến|trong|hoặc|hay|bởi|các|những|the|of|and|to|in|a|an|for|with|on|by|or|is|are|at|from)[ ]*$"
)
SIGN_BEGINS = re.compile(r"[ \t]*(?:=|~|!(?!\[)|-+>|\#\d)")
TAG = re.compile(r"<[^<>]*>")
PICTURE = re.compile(r"[ \t]*!\[")
ITEM = re.compile(r"[ \t]*(?:[-+*]|\d{1,9}\.)[ \t]")
MAY_GO_ON = re.compile(rf"{ITEM.pattern}|[ ]{{0,3}}\[\^")
LABEL = re.compile(r"[ \t]*(?:\(?\w{1,4}\)|[a-zđ][./])[ \t]")
TABBED = re.compile(r"^(?![ \t]*<).*\S\t+[ ]*\S.*$", re.MULTILINE)
# The head of a table directly below a paragraph.
HEAD = r"(?=[ ]{0,3}\|[^\n]*\n[ ]{0,3}\|[ \t]*:?-+:?[ \t]*\|[-|: \t]*(?:\n|$))"
HEAD_BELOW_TEXT = re.compile(rf"(?<=[^\s|])[ \t]*\n{HEAD}")
HEAD_BELOW_LINE = re.compile(
    rf"\n(?<!\n\n)(?<!\|\n){HEAD}"
)  # looks at line ends only, not at every character
# Each run of blanks is looked at once, from its beginning: otherwise 40,000 of them take 13 s.
BESIDE_BAR = re.compile(r"(?<![ \t])[ ]*+\t[ \t]*+(?=\|)|(?<=\|)[ ]*+\t[ \t]*+")
ROW = re.compile(r"\n([^\n]*\|[^\n]*)")
BAR = re.compile(r"(?<!\\)\|")
# The two columns of an administrative document (NĐ 30/2020/NĐ-CP, annex I): who publishes and the motto, the place and
# number, the recipients and the signature.
COLUMNS = re.compile(
    r"CỘNG H[ÒO][ÀA]? XÃ HỘI|Độc lập\s*[-–]\s*Tự do|^[ *_]*Nơi nhận|(?<!\s)(?=[^\S\t]*+\t)\s++(?:TM|KT|TL|TUQ|Q)\.\s?(?P<title>\w+ \w+)",
    re.MULTILINE,
)
RECIPIENTS = re.compile(r"[\s*_]*Nơi nhận")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
EMPHASIS = re.compile(
    r"(?<![\w*\\])(?P<mark>[*]{1,3}|(?<!_)_{1,3})(?=[^\s*_])(?P<text>[^*_<]*[^\s*_<\\])(?P=mark)(?![\w*])"
)
TAGS = ("", "<em>{}</em>", "<strong>{}</strong>", "<strong><em>{}</em></strong>")
BREAK_TAG = re.compile(r"&lt;br ?/?&gt;")
NUMBER = re.compile(r"[\d.,]+(?:[ ]?%)?")
# A number or bullet of Word's and a tab: an item of a list, a heading, or a bullet of a symbol font as plain text.
MARKED = re.compile(rf"[ ]*{ANY_SIGN}\t+[^\t]*")
NUMBERED = re.compile(
    r"([ ]*(?:\d{1,3}(?:\.\d{1,3})+[.)]?|[IVXLC]{1,6}[.)]|[A-ZĐ][.)]|(?:Điều|Khoản|Mục|Chương|Phần|Bước) (?:\d+|[IVXLC]+)[.:]?))\t+(?=[^\t]*$)"
)
# A label and its value: `Kính gửi:` and a tab.
LABELLED = re.compile(r"([^\t|]*\w[^\t|]*:)[ ]?\t+(?=[^\t]+$)")
BULLETED = re.compile(rf"[ ]*{ANY_SIGN}[ ]")
BULLET = re.compile(r"[ ]*[•·▪●○■◦‣]\t")  # no first cell of a table; numbers and hyphens are
SYMBOL = re.compile(r"([ ]*)[§Øvüqàð]\t+(?=[^\t]*$)")


def normalise_lines(text: str) -> str:
    """Return a Markdown text in which the line breaks of addresses and pasted paragraphs are kept."""
    if "\n" not in text.strip("\n"):
        return text
    if text.startswith(">") or "\n>" in text:
        text = "".join(_quotation(part) if part.startswith(">") else part for part in QUOTATION.split(text))
    start = len(text) - len(text.lstrip("\n"))
    parts = BLANK.split(text[start:].rstrip("\n"))
    blocks = [_lines_of(part) for part in parts[::2]]
    is_wrapped = any(len(lines) > 2 and _is_wrapped(lines) for lines in blocks)  # noqa: PLR2004 - two lines may be anything
    parts[::2] = [
        _with_breaks(lines, is_wrapped=is_wrapped) if lines else part
        for lines, part in zip(blocks, parts[::2], strict=True)
    ]
    return text[:start] + "".join(parts) + (text[len(text.rstrip("\n")) :] or "\n")


def _quotation(lines: str) -> str:
    inner = normalise_lines("\n".join(line[1:].removeprefix(" ") for line in lines.split("\n")))
    return "\n".join(f"> {line}" if line else ">" for line in inner.removesuffix("\n").split("\n"))


def tab_problem(text: str) -> Finding | None:
    """Return where a text, as `normalise_lines` returns it, still has a tab between words; None if nowhere."""
    if "\t" not in text or (match := TABBED.search(text)) is None:
        return None
    return Finding(
        f"có phím Tab giữa chữ “{' '.join(match[0].split())[:60]}”, thường từ một bảng hay hai cột của Word",
        "Nếu là bảng thì mỗi hàng phải có số Tab như nhau, trên và dưới bảng để dòng trống; hoặc viết bảng bằng dấu |. Nếu không phải là bảng thì xóa Tab.",
        (match[0].strip(),),
    )


def cell_problem(text: str) -> Finding | None:
    """Return the row of a table that has more cells than the heads, of which Markdown drops the last; None if there is none."""
    read = 0  # up to where rows were looked at: a further rule among them is a row
    for rule in _rules_of_tables(text):
        if rule.start() < read:
            continue
        end = max(0, rule.start() - 1)
        heads = len(_cells_of(text[text.rfind("\n", 0, end) + 1 : end]))
        row = ROW.match(text, rule.end())
        while row is not None:
            if any(cell.strip() for cell in _cells_of(row[1])[heads:]):
                hint = "Thêm cột, hoặc bớt dấu |; dấu | trong câu thì viết \\|."
                message = f"hàng “{row[1].strip()[:60]}” có nhiều ô hơn {heads} ô của hàng tên cột"
                return Finding(message, hint, (row[1],))
            read = row.end()
            row = ROW.match(text, read)
    return None


def _rules_of_tables(text: str) -> Iterator[re.Match[str]]:
    """Yield the rules below the heads of tables; only lines with a bar are looked at."""
    end = 0
    while (bar := text.find("|", end)) >= 0:
        start, end = text.rfind("\n", 0, bar) + 1, text.find("\n", bar)
        end = len(text) if end < 0 else end
        if (rule := RULE_OF_TABLE.match(text, start, end)) is not None:
            yield rule


def _cells_of(row: str) -> list[str]:
    bare = CODE.sub("x", row).strip(" \t>")
    return BAR.split(bare.removeprefix("|").removesuffix("|"))


def _lines_of(block: str) -> list[str]:
    """Return the lines of a block that may be running text, or nothing."""
    if (
        "\n" not in block
        or NO_TEXT.match(block)
        or ("`" in block and any("\n" in span[0] for span in CODE.finditer(block)))
        or next(_rules_of_tables(block), None) is not None
    ):
        return []
    return block.split("\n")


def _with_breaks(lines: list[str], *, is_wrapped: bool) -> str:
    plain = [_is_plain(lines, number) for number in range(1, len(lines))]
    widths = [len(_shown(line)) for line in lines]
    if not any(plain) or _is_wrapped(lines) or (is_wrapped and max(widths[:-1]) > SHORT):
        return "\n".join(lines)
    out = [lines[0]]
    indent = lines[0][: len(lines[0]) - len(lines[0].lstrip())]
    for line, follows in zip(lines[1:], plain, strict=True):
        is_paragraph = False
        if follows and not BROKEN.search(out[-1]) and _is_new_line(out[-1], line):
            is_paragraph = max(len(_shown(out[-1])), len(_shown(line))) > WIDEST and not ITEM.match(lines[0])
            out[-1] = out[-1].rstrip() + ("\n" if is_paragraph else BREAK)
        is_outside = is_paragraph and not MAY_GO_ON.match(lines[0])
        out.append(indent + line.lstrip() if is_outside else line)
    return "\n".join(out)


def _is_plain(lines: list[str], number: int) -> bool:
    """Return whether a line, and the one above it, are running text or that of a list item."""
    above = lines[number - 1]
    if PICTURE.match(above) and PICTURE.match(lines[number]):  # a gallery
        return False
    return not OTHER.match(lines[number]) and (not OTHER.match(above) or MAY_GO_ON.match(above) is not None)


def _is_new_line(above: str, line: str) -> bool:
    """Return whether a line begins something: with a capital or a digit, or below the end of a sentence."""
    first = next((character for character in TAG.sub("", line) if character.isalnum()), "")
    if UNFINISHED.search(above) or line.lstrip().startswith((":", ";", ",", ")")):
        return False
    return (
        not first.islower()
        or SIGN_BEGINS.match(line) is not None
        or not any(map(str.isalnum, above))  # `-` alone: no value
        or LABEL.match(line) is not None
        or above.rstrip(' *_)”"').endswith((".", ":", ";", "!", "?", "…"))
    )


def _shown(line: str) -> str:
    return TARGET.sub("]", line) if "](" in line else line


def _is_wrapped(lines: list[str]) -> bool:
    """Return whether the first word of each line would not have fitted into the line above."""
    if any(line.count("[") > line.count("]") for line in lines[:-1]):  # a link that goes on
        return True
    width = max(len(line) for line in lines)
    if not NARROWEST <= width <= WIDEST:
        return False
    return all(
        len(above.rstrip()) + 1 + len((line.split() or [""])[0]) > width for above, line in pairwise(lines)
    )


def normalise_tables(text: str) -> str:
    """Return a Markdown text in which rows of cells with tabs between them, as Word pastes a table, are a table.

    A table directly below a paragraph is set apart from it.
    """
    if "|" in text:
        text = _apart(HEAD_BELOW_TEXT.sub("\n\n", text) if HEAD_BELOW_LINE.search(text) else text)
    if "\t" not in text:
        return text
    parts = BLANK.split(BESIDE_BAR.sub(" ", text) if "|" in text else text)
    parts[::2] = ["\n".join(_with_tables(part.split("\n"))) if "\t" in part else part for part in parts[::2]]
    return "".join(parts)


def _apart(text: str) -> str:
    """Return a text in which a line without a bar, directly below a table, is no row of it."""
    ends = [0]
    for rule in _rules_of_tables(text):
        if rule.start() >= ends[-1]:  # a rule among the rows of another is a row
            end = rule.end()
            while row := ROW.match(text, end):
                end = row.end()
            ends.append(end)
    for end in reversed(ends[1:]):
        if text[end : end + 1] == "\n" and text[end + 1 :].partition("\n")[0].strip(" \t>"):
            quoted = QUOTED.match(text, text.rfind("\n", 0, end) + 1)
            text = f"{text[:end]}\n{quoted[0].rstrip() if quoted else ''}{text[end:]}"
    return text


def _with_tables(lines: list[str]) -> list[str]:
    """Return the lines of a block with its rows as tables, where their cells are equal in number."""
    lines = [line for line in lines if line.strip()]  # a row of empty cells is none
    if (sides := _pasted_sides(lines)) is not None:
        return [sides]
    out: list[str] = []
    after_table = False
    runs = [(is_tabbed, list(run)) for is_tabbed, run in groupby(lines, lambda line: "\t" in line.strip(" "))]
    for number, (is_tabbed, run) in enumerate(runs):
        for is_table, part in _tables_of(run) if is_tabbed else [(False, run)]:
            # Each line that Word pastes is a paragraph, so that one below the last point is no part of it.
            is_below_list = (
                number > 0 and number == len(runs) - 1 and _ends_list(runs[number - 1][1][-1], part[0])
            )
            if (is_table or after_table or is_below_list) and any(map(str.strip, out)):
                out.append("")
            out += part
            after_table = is_table
    return out


def _ends_list(above: str, line: str) -> bool:
    """Return whether a line below a point with a tab begins a paragraph."""
    return _point(above) is not None and not line.startswith((" ", "\t")) and _is_new_line(above, line)


def _tables_of(rows: list[str]) -> Iterator[tuple[bool, list[str]]]:
    """Yield the parts of consecutive lines with tabs, and whether each is a table; others are points of a list."""
    points = [_point(row) for row in rows]
    if not all(points) and not any(map(BULLET.match, rows)) and (table := _table(rows)):
        first = next(number for number, point in enumerate(points) if not point)
        is_list_above = first and not any(points[first:]) and rows[first].lstrip(" ")[0] != "\t"
        if is_list_above and (below := _table(rows[first:])):
            yield False, [point for point in points[:first] if point]
            table = below
        yield True, [table]
        return
    for is_point, group in groupby(zip(rows, points, strict=True), lambda pair: pair[1] is not None):
        part = list(group)
        table = "" if is_point else _table([row for row, _ in part])
        yield bool(table), [table] if table else [point or LABELLED.sub(r"\1 ", row) for row, point in part]


def _point(line: str) -> str | None:
    """Return a numbered or marked line as Word pastes it, `1.1.` and a tab, with a space; None for another line."""
    if MARKED.fullmatch(line):
        return line
    if (match := SYMBOL.match(line)) is not None:
        return f"{match[1]}- {line[match.end() :].strip()}"
    match = NUMBERED.match(line)
    return f"{match[1]} {line[match.end() :].strip()}" if match else None


def _pasted_sides(lines: list[str]) -> str | None:
    """Return the two columns of a document whose cells had several lines: one tab is all that Word pastes of the border."""
    tabbed = [number for number, line in enumerate(lines) if "\t" in line.strip(" ")]
    if len(lines) < 2:  # noqa: PLR2004 - a line on its own is a row
        return None
    if RECIPIENTS.match(lines[0]) and 1 < len(tabbed) < len(lines):
        return _recipients(lines)
    if len(tabbed) != 1:
        return None
    left, tab, right = lines[tabbed[0]].strip(" ").partition("\t")
    if not left.strip() or "\t" in right or not _is_document(f"{tab}{right}"):
        return None
    return _columns([*lines[: tabbed[0]], left], [right, *lines[tabbed[0] + 1 :]])


def _recipients(lines: list[str]) -> str | None:
    """Return recipients and signature as two columns if each recipient that has nothing beside it begins with a bullet."""
    cells = [[cell.strip() for cell in re.split(r"\t+", line.strip(" "))] for line in lines]
    is_clear = all(len(row) == 2 or (len(row) == 1 and BULLETED.match(row[0])) for row in cells)  # noqa: PLR2004 - two columns
    if not is_clear:
        return None
    return _columns([row[0] for row in cells if row[0]], [row[1] for row in cells if len(row) > 1])


def _rows(lines: list[str]) -> list[list[str]]:
    """Return the cells of lines with tabs, or nothing if the lines differ in their number.

    Word pastes one tab between two cells, so that an empty cell is two tabs in a row. Where that gives rows of different
    lengths, runs of tabs may be what somebody has typed to align two columns: behind labels such as `Họ tên:`.
    """
    rows = [[cell.strip() for cell in line.split("\t")] for line in lines]
    if len({len(row) for row in rows}) == 1:
        used = [place for place in range(len(rows[0])) if any(row[place] for row in rows)]
        rows = [[row[place] for place in used] for row in rows]
    elif all(row[0].endswith(":") for row in rows) or _is_document("\n".join(lines)):
        rows = [list(filter(None, row)) for row in rows]
        if any(len(row) != 2 or NUMBER.fullmatch(row[1]) for row in rows):  # noqa: PLR2004 - in which column is the number?
            return []
    return rows if len({len(row) for row in rows}) == 1 < len(rows[0]) else []


def _is_document(source: str) -> bool:
    """Return whether rows hold the motto, the recipients or a signature such as `TM. ỦY BAN`, and not `Q. Tân Bình`."""
    return any(match["title"] is None or match["title"].isupper() for match in COLUMNS.finditer(source))


def _table(lines: list[str]) -> str:
    """Return rows as a table, or as the two columns of a document; empty if they are neither."""
    rows = _rows([line.strip(" ") for line in lines])
    if len(rows) < 2:  # noqa: PLR2004 - a head and a row
        return ""
    if len(rows[0]) == 2 and _is_document("\n".join(lines)):  # noqa: PLR2004 - the form has two columns
        return _columns(*([row[side] for row in rows] for side in (0, 1)))
    head, *body = ([BAR.sub(r"\|", cell) for cell in row] for row in rows)
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *body])


def _columns(left: list[str], right: list[str]) -> str:
    kind = "sides recipients" if RECIPIENTS.match(left[0]) else "sides"
    sides = ("<br>".join(_marked(line.strip()) for line in lines) for lines in (left, right))
    return f'<div class="{kind}">' + "".join(f"<p>{side}</p>" for side in sides) + "</div>"


def _marked(line: str) -> str:
    """Return a line of a column as HTML: with emphasis, breaks, entities and escapes, which Markdown does not read there."""
    text = escape(unescape(line), quote=False)
    text = EMPHASIS.sub(lambda match: TAGS[len(match["mark"])].format(match["text"]), text)
    text = ESCAPED.sub(r"\1", text)
    return BREAK_TAG.sub("<br>", text)

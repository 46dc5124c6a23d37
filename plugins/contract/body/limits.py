"""Limits on Markdown input, whose cost grows with the square of what is opened and never closed.

Checked before Markdown runs, in linear time. The numbers are far above what a text of an office has, and keep every
text below about a second (measured with 300,000 characters of each construct).
"""

from __future__ import annotations

import re

from plugins.errors.issue import Finding

LONGEST = 300_000  # characters; the longest decree with all its annexes has about 200,000
DEEPEST = 20  # brackets or tags open at one time
TAGS = 2_000
HEADINGS = 500
DEFINITIONS = 200
LINKS = 5_000
MOST_MARKS = 10_000  # 0.3 s; the work grows with the square, so that 72,000 take 8 to 16 s
FORMATTING = re.compile(
    r"<(/?)(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])", re.IGNORECASE
)
BRACKETS = re.compile(r"\\.|[\[\]]", re.DOTALL)
TARGETS = re.compile(r"\\.|\]\(|\)", re.DOTALL)
ELEMENTS = re.compile(r"<(?=[A-Za-z/!?])|>")
NESTED = re.compile(r"(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}\.(?=[ \t]))){11}|(?:[ ]{4}|[ ]{0,3}\t){11}")
# The address of a link up to its first closing bracket: Markdown looks for the end of a title that is opened there and
# never closed up to the end of the text.
LINK = re.compile(r"\]\(([^)]{0,2000})\)")
# Rules and list items without text: Markdown takes them one at a time off the block and looks at all the rest again.
EMPTY_LINE = re.compile(r"^[ \t>]*(?:[-*+_]|\d{1,9}\.)[-*+_ \t]*$", re.MULTILINE)
BLANK_LINE = re.compile(r"\n[ \t]*\n")
BACKTICKS = re.compile(r"(\\*)(`+)")  # one that is not closed is looked for up to the end of its block
LONGEST_WORD = (
    2_000  # characters without a space, such as an address; what servers and browsers take everywhere
)
LONGEST_TAG = 5_000
LONGEST_BLANK = 500
CELLS = 50_000  # of all tables, with the empty ones that Markdown adds to short rows
TAG_START = re.compile(rf"<[A-Za-z][^<>]{{{LONGEST_TAG}}}")
STARS = re.compile(r"[*_]{1000}")
MARKS = frozenset(" \t>-*+0123456789")
SPLIT = "Tách thành nhiều bài, hoặc đưa phần dài vào tệp đính kèm."


def problem_of_length(text: str) -> Finding | None:
    """Return that a text is too long, or None."""
    if len(text) > LONGEST:
        return Finding(f"nội dung dài {len(text)} ký tự, quá giới hạn {LONGEST} ký tự", SPLIT)
    return None


def problem_of_size(text: str) -> Finding | None:
    """Return why a Markdown text would take too long to render, with a location in it; None if it would not."""
    return (
        _unclosed(text, "[", BRACKETS, "ngoặc vuông [")
        or _unclosed(text, "](", TARGETS, "ngoặc tròn của liên kết ](")
        or _unclosed(text, "<", ELEMENTS, "dấu <")
        or _unclosed_formatting(text)
        or _too_long(text)
        or _large_tables(text)
        or _unclosed_titles(text)
        or _unclosed_code(text)
        or _too_many(text)
        or _too_deep(text)
    )


def _unclosed(text: str, opening: str, marks: re.Pattern[str], name: str) -> Finding | None:
    if text.count(opening) <= DEEPEST:
        return None
    depth, first = 0, 0
    for match in marks.finditer(text):
        if match[0][0] == "\\":
            continue
        if match[0] == opening:
            first = match.start() if depth == 0 else first
            depth += 1
            if depth > DEEPEST:
                return Finding(
                    f"có hơn {DEEPEST} {name} mở liền nhau mà không đóng",
                    "Đóng từng dấu, hoặc viết dấu \\ ngay trước dấu không phải để mở.",
                    (text[first : first + 200],),
                )
        else:
            depth = max(0, depth - 1)
    return None


def _unclosed_formatting(text: str) -> Finding | None:
    """Find formatting elements that are never closed: a browser opens all of them again in each block that follows."""
    if text.count("<") <= DEEPEST:
        return None
    found = list(FORMATTING.finditer(text))
    if sum(-1 if match[1] else 1 for match in found) <= DEEPEST:
        return None
    first = next(match[0] for match in found if not match[1])
    return Finding(
        f"có hơn {DEEPEST} thẻ như {first}> mở mà không đóng",
        "Đóng từng thẻ, hoặc viết bằng Markdown.",
        (first,),
    )


def _too_long(text: str) -> Finding | None:
    if len(text) <= LONGEST_WORD // 2:
        return None
    words = text.split()
    if max(map(len, words), default=0) > LONGEST_WORD:
        longest = max(words, key=len)
        if "data:" in longest:
            message = "ảnh được dán thẳng vào nội dung"
            hint = "Lưu ảnh vào cạnh bài viết rồi viết tên tệp, ví dụ: ![Toàn cảnh hội nghị](hoi-nghi.jpg)"
        else:
            message = f"có một chuỗi dài {len(longest)} ký tự không có dấu cách"
            hint = f"Rút ngắn chuỗi ấy; địa chỉ dài nhất {LONGEST_WORD} ký tự."
        return Finding(message, hint, (longest[:200],))
    if " " * LONGEST_BLANK in text or "\t" * LONGEST_BLANK in text:
        return Finding(
            f"có hơn {LONGEST_BLANK} dấu cách liền nhau", "Xóa bớt dấu cách.", (" " * LONGEST_BLANK,)
        )
    if "<" in text and (tag := TAG_START.search(text)) is not None:
        return Finding(
            f"có thẻ HTML dài hơn {LONGEST_TAG} ký tự", "Bỏ thẻ này; viết bằng Markdown.", (tag[0][:200],)
        )
    if ("*" in text or "_" in text) and (stars := STARS.search(text)) is not None:
        return Finding("có hơn 1000 dấu * hoặc _ liền nhau", "Bỏ bớt các dấu ấy.", (stars[0][:200],))
    return None


def _large_tables(text: str) -> Finding | None:
    """Find tables of too many cells: Markdown gives each row as many as the rule has, however few it names."""
    if "|" not in text:
        return None
    cells = 0
    for block in BLANK_LINE.split(text):
        lines = block.split("\n")
        columns = max((line.count("|") + 1 for line in lines if _is_table_rule(line)), default=0)
        cells += columns * len(lines)
        if cells > CELLS:
            return Finding(
                f"các bảng có hơn {CELLS} ô", "Tách bài, hoặc đưa bảng vào tệp đính kèm.", (block[:60],)
            )
    return None


def _is_table_rule(line: str) -> bool:
    """Tell whether a line is the rule below the header of a table, e.g. `--- | :-:`, also in a quotation or a list."""
    rule = line.lstrip(" \t>")
    return "|" in rule and not rule.strip("|:- \t")


def _unclosed_titles(text: str) -> Finding | None:
    if text.count("](") <= DEEPEST:
        return None
    unclosed = [match for match in LINK.finditer(text) if match[1].count('"') % 2 or match[1].count("'") % 2]
    if len(unclosed) <= DEEPEST:
        return None
    return Finding(
        f"có hơn {DEEPEST} liên kết mở dấu nháy trong ngoặc tròn mà không đóng",
        'Đóng dấu nháy trước dấu ), ví dụ: [Kế hoạch](ke-hoach.pdf "Kế hoạch năm"); hoặc bỏ dấu nháy.',
        (unclosed[0][0],),
    )


def _unclosed_code(text: str) -> Finding | None:
    if text.count("`") <= DEEPEST:
        return None
    for block in BLANK_LINE.split(text):
        if block.count("`") > DEEPEST and (places := _open_backticks(block))[DEEPEST:]:
            return Finding(
                f"có hơn {DEEPEST} dấu ` mở mà không đóng",
                "Bỏ các dấu ` (chúng đánh dấu mã máy tính), hoặc đóng từng dấu.",
                (block[places[0] : places[0] + 200],),
            )
    return None


def _open_backticks(block: str) -> list[int]:
    """Return where backticks stand that no run of the same length closes; one behind a backslash opens nothing."""
    runs = [(match.start(), len(match[2]), len(match[1]) % 2) for match in BACKTICKS.finditer(block)]
    last = {length: number for number, (_, length, _) in enumerate(runs)}
    places = []
    number = 0
    while number < len(runs):
        start, length, escaped = runs[number]
        opening = length - escaped
        if opening and last.get(opening, -1) <= number:
            places.append(start)
        elif opening:
            number = next(later for later in range(number + 1, len(runs)) if runs[later][1] == opening)
        number += 1
    return places


def _too_many(text: str) -> Finding | None:
    if len(text) <= MOST_MARKS and not (
        text.count("\n") > DEFINITIONS or text.count("[") > DEFINITIONS or text.count("<") > TAGS
    ):
        return None  # as nearly every text: none of the counts below can be reached
    if len(empty := EMPTY_LINE.findall(text)) > DEFINITIONS:
        message = f"nội dung có hơn {DEFINITIONS} dòng kẻ hoặc gạch đầu dòng không có chữ"
        return Finding(message, "Xóa các dòng trống ấy.", (f"\n{empty[0]}", empty[0]))
    counted = (
        ("thẻ HTML", "<", TAGS),
        ("tiêu đề nhỏ", "\n#", HEADINGS),
        ("tiêu đề nhỏ", "\n==", HEADINGS),
        ("dòng kẻ", "\n--", HEADINGS),
        ("chữ viết tắt", "*[", DEFINITIONS),
        ("định nghĩa", "\n:", DEFINITIONS),
        ("chú thích cuối bài", "[^", HEADINGS),
        ("liên kết", "](", LINKS),
        ("dấu ~~", "~~", HEADINGS),
        ("định nghĩa liên kết", "]:", TAGS),
        ("đoạn văn", "\n\n", MOST_MARKS),
        ("dấu `", "`", MOST_MARKS),
        ("dấu \\", "\\", MOST_MARKS),
        ("chỗ xuống dòng bằng hai dấu cách", "  \n", MOST_MARKS),
        ("dấu nháy", '"', 2 * MOST_MARKS),
    )
    for name, mark, most in counted:
        if text.count(mark) > most:
            return Finding(f"nội dung có hơn {most} {name}", SPLIT, (mark,))
    return None


def _too_deep(text: str) -> Finding | None:
    for line in text.split("\n"):
        if line[:1] in MARKS and NESTED.match(line):
            return Finding(
                "dòng lồng hoặc thụt vào quá 10 cấp",
                "Bỏ bớt dấu cách, dấu > hoặc gạch đầu dòng ở đầu dòng.",
                (f"\n{line}", line),
            )
    return None

"""Marks within a line: what editors type that Python-Markdown would show as it is, or take for something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import chain, count
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import BlockQuoteProcessor, HashHeaderProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from plugins.contract.body.lists import ANY_SIGN
from plugins.errors.issue import Finding
from plugins.vietnamese.text import slug_of

# A span of code, which ends in its own paragraph.
CODE = re.compile(r"(?<![\\`])(`+)(?!`)((?:[^\n]|\n(?![ \t]*\n))+?)(?<!`)\1(?!`)")
MULTIPLIED = re.compile(r"(?<=\d )\*(\d+)\*(?= \d)")  # 10 *20* 30
# Runs of asterisks, and what has to be passed over: escaped characters, code, tags, rules, bullets, abbreviations.
# Behind the marker of an item, `-` and `+` are minus and plus and not further markers: `1. - 5 triệu`, `2. + 3 triệu`,
# and `# 5` is a number; `#### Mục` is a heading.
MARK_AFTER_MARKER = re.compile(
    rf"^([ \t]*{ANY_SIGN}[ \t\u00a0]+)(?=(?:[-+*]{{1,6}}|#{{1,6}}(?=[ \t]+\d))[ \t]+[^-+*\s])",
    re.MULTILINE,
)
# `*****` below a name is the class of a hotel and not a horizontal rule.
STARS_BELOW_TEXT = re.compile(r"(?<=\S)([ \t]*\n[ ]{0,3})([*_](?:[ \t]*[*_]){2,})(?=[ \t]*(?:\n|$))")
STARS = re.compile(
    rf"{CODE.pattern}|\\.|https?://[^\s<>*\\]*(?:\*+[^\s<>*\\.,;:!?)]+)*|<[^<>\n]*>|^[ \t>]*(?:\*[ \t]*){{3,}}$|^(?:[ \t>]|[-+*] |\d+\. )*\*(?=[ \t]|\[[^\]\n]*\][ ]?:)|(?P<run>\*+)",
    re.DOTALL | re.MULTILINE,
)
LONGEST_RUN = 3
BOLD = 2
LONGEST_TARGET = 500
LINK_END = re.compile(r"\]\([^()\n]*\)")
QUOTES = {*"\"'“”‘’()"}
HAS_TEXT = re.compile(r"[^\W_]|[^\w\s/.,:;|()\[\]*<>-]|\.\.")  # a word or a symbol, not the `/` of **/**/2024
BOLD_MARK = re.compile(r"(?<![^\s(“])\*\*[-:;,.]\*\*(?![^\s).,;:”])")  # **:**, as converters of Word make it
PADDED_BOLD = re.compile(
    r"(?<![\w*\\])\*\*(?P<before>[ ]*)(?P<text>[^\s*](?:[^*\n]*[^\s*])?)(?P<after>[ ]*)\*\*(?![\w*])"
)
BROKEN_LINE = re.compile(r"(?<!\\)\\$(?=\n)", re.MULTILINE)
# A comparison: `> 5 triệu`, `> -5 độ`, `> ½`, `>= 80`. `> 5. Nội dung` is a quotation.
MORE_THAN = re.compile(r"[ ]{0,3}>[ ]?(?:=|[-−+±$€]?[ ]?(?:[½⅓⅔¼¾]|(?=\d)(?!\d{1,9}\\?[.)][ ])))")
AT_LEAST = re.compile(r"^((?:[ \t]|>[ ])*)>(?=[ ]?=)", re.MULTILINE)  # no quotation begins so
# Possessive: spaces between two markers could be split in two ways, and 24 markers took 7 s.
AFTER_MARKER = re.compile(
    rf"^([ \t]*+(?:(?:{ANY_SIGN}|:|\[\^[^\]\n]+\]:)[ \t\u00a0]++)++)(?=>)",
    re.MULTILINE,
)
# A span of code at the edge of a word, or an apostrophe.
APOSTROPHE = re.compile(rf"(?<![^\W\d_])(?:{CODE.pattern})|(?<=[^\W\d_])`(?=[^\W\d_])")
TABLE_ROW = re.compile(r"^[ \t]*\||\|[ \t]*$|^[ \t>]*:?-+:?[ \t]*\|", re.MULTILINE)
CELL_BORDER = re.compile(r"\s\|\s")  # `a|b` is code
# One or two of these below a line are an empty value of a pasted column, and no underlined heading.
SHORT_RULE = re.compile(r"(?<=\S)([ \t]*\n[ \t]*)(--?|==?)(?=[ \t]*(?:\n|$))")
# A line of nothing but these: the two patterns above look at every character, this one at the beginnings of lines.
LINE_OF_SIGNS = re.compile(r"\n[ \t]*[-=*_][-=*_ \t]*(?=\n|$)")
SHARE = re.compile(r"(?<![\\\w])\\\\(?=\w[\w.-]*\\)")  # \\may-chu\thu-muc, of Windows
ESCAPED_LESS = re.compile(r"(?<!\\)((?:\\\\)*)\\<")  # Markdown's own escapes leave it out
LITERAL_RULES = {"-": "\\-", "--": "\\-\\-", "=": "&#61;", "==": "&#61;&#61;"}
ALSO_ESCAPED = "\"$%&',/:;=?@^|~"  # by CommonMark, not by Markdown's own list
LOOSE_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")  # at the edge of a word
# Underscores that form no pair around words, and what is to be passed over: code, targets, URLs, tags, emphasis.
UNDERSCORES = re.compile(
    rf"{CODE.pattern}|\\.|\]\([^()\n]*\)|https?://[^\s<>]*|<[^<>\n]*>|\[\^[^\]\n]*\]|^[ \t>]*(?:_[ \t]*){{3,}}$"
    r"|(?<![\w\\])(?P<mark>_{1,2}(?=[^\s_)\]}”’.,;:!?…/|])|(?<=[)\]*])_(?=[.,;:!?…])|_{3}(?=[^\W_]|[“‘\"\[*]))"
    r"(?=[^_]*[^\W_])(?>\]\([^()\n]*\)|https?://[^\s<>]*[^\s<>_.,]|<[^<>\n]*>|[^_]|(?<=[^\W_])_(?=[^\W_]))*+"
    r"(?<=[^\s_(\[{“‘/|])(?P=mark)(?!\w)"
    r"|[^\W_]_(?=[^\W_])|(?P<run>_+)",
    re.MULTILINE,
)
STRUCK = r"(?<!\w)(~~)(?![\s~])(.+?)(?<!\s)~~(?!\w)"  # not `7h~~8h`
BARE_URL = r"(?<![\w/\x03])(https?://[^\s<>\"\x02\x03]*[^\s<>\"\x02\x03.,;:!?…’”\]'*_~|])"
NO_END_OF_URL = ".,;:!?…’”]'*_~|"
BLANK = re.compile(r"(\n[ \t]*\n)")
# A target, which may hold a quotation mark: Markdown would take that for the beginning of a title.
WHOLE_TARGET = re.compile(r"(?<=\]\()(?:[^\s()<>]|\([^\s()<>]*\))*+(?=\)|[ ]+[\"'])")
BALANCED_URL = re.compile(r"[^()]*(?:\([^()]*\)[^()]*)*")
DEFINITION = re.compile(
    rf"^(?P<indent>(?:[ \t>]|{ANY_SIGN}[ \t\u00a0])*)(?P<star>\*?)\[(?P<label>[^\]^\n][^\]\n]*)\]:",
    re.MULTILINE,
)
# A definition that is no text such as `[Ảnh]: Đình Sơn`: its target is a URL, a path, a file or a place in the text.
DEFINED_TARGET = re.compile(
    r"^[ ]{0,3}\[(?P<label>[^\]^\n][^\]\n]*)\]:[ \t]*<?(?:(?:https?://|mailto:|\.{0,2}/|\#)\S+"
    r"|(?!\S*\.(?:vn|com|org|net)\b)[\w./-]*\w\.[a-z][a-z0-9]{1,4}>?)"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^)\n]*\)))?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
CODED_LABEL = re.compile(r"^[ ]{0,3}\[([^\[\]\n]*`[^\[\]\n]*)\]:[ \t]*([^\s()<>]+)[ \t]*$", re.MULTILINE)
USE = re.compile(r"\[([^\[\]]+)\](?!\()")
LABEL = re.compile(r"\[([^\[\]]+)\]")
MOST_SIDE_BY_SIDE = 50
SIDE_BY_SIDE = re.compile(rf"(?<![!\]]){LABEL.pattern}(?:[ ]?{LABEL.pattern})+(?![:(\[])")
TASK = re.compile(r"\[(?P<done>[ xX])\][ \t]+(?=\S)")
IDS_OF_THE_THEME = {"noi-dung", "thong-ke"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
NOTE_ID = re.compile(r"(?P<kind>#?fn(?:ref\d*)?:)(?P<name>.*)", re.DOTALL)
PLAIN_NAME = re.compile(r"[\w.-]+")  # names of notes that need no change in an id or a URL
GIVEN_ID = re.compile(r"\{[ ]?#([\w-]*\w[\w-]*)[ ]?\}$")
PLACEHOLDER = re.compile("\x02[^\x03]*\x03")  # what stands in Markdown's tree for an escaped character
# `> [!NOTE]` of GitHub.
ALERTS = {
    "NOTE": "Lưu ý",
    "TIP": "Mẹo",
    "IMPORTANT": "Quan trọng",
    "WARNING": "Cảnh báo",
    "CAUTION": "Thận trọng",
}
ALERT = re.compile(rf"^([ \t]*>[ ]?)\[!({'|'.join(ALERTS)})\][ \t]*$", re.MULTILINE | re.IGNORECASE)
BOX = {" ": "☐ ", "x": "☑ "}


def normalise_marks(text: str, whole: str) -> str:
    """Return a part of a Markdown text in which asterisks that form no pair are escaped, as are unused definitions.

    `whole` is the text that it is a part of, in which definitions may be used.
    """
    if "\\\\" in text:
        text = SHARE.sub(r"\\\\\\\\", text)
    if "\\<" in text:
        text = _outside_code(ESCAPED_LESS, lambda match: f"{match[1]}&lt;", text)
    if "`" in text:
        text = "".join(_literal_backticks(block) if "`" in block else block for block in BLANK.split(text))
    if "](" in text and ("'" in text or '"' in text):
        text = _outside_code(WHOLE_TARGET, lambda target: _without_quotes(target[0]), text)
    if "[!" in text:
        text = ALERT.sub(lambda match: f"{match[1]}**{ALERTS[match[2].upper()]}**\n{match[1].rstrip()}", text)
    if LINE_OF_SIGNS.search(text):
        text = SHORT_RULE.sub(lambda match: f"{match[1]}{LITERAL_RULES[match[2]]}", text)
        text = STARS_BELOW_TEXT.sub(lambda match: match[1] + re.sub(r"([*_])", r"\\\1", match[2]), text)
    if "_" in text and LOOSE_UNDERSCORE.search(text):
        text = "".join(_literal_underscores(block) if "_" in block else block for block in BLANK.split(text))
    if "*" in text:
        text = MULTIPLIED.sub(r"\\*\1\\*", _outside_code(PADDED_BOLD, _unpadded, text))
        text = "".join(_literal_stars(block) if "*" in block else block for block in BLANK.split(text))
    if "]:" in whole:
        text = _without_unused(_with_coded_labels(text, whole), whole)
    text = MARK_AFTER_MARKER.sub(r"\1\\", text)
    if ">" in text:
        text = "".join(_more_than(block) if ">" in block else block for block in BLANK.split(text))
    return BROKEN_LINE.sub("  ", text) if "\\\n" in text else text


def _without_quotes(target: str) -> str:
    return target.replace("'", "%27").replace('"', "%22")


def more_than_problem(text: str) -> Finding | None:
    """Return the paragraph of a text that begins with `> 5` and may be a quotation or a comparison; None if there is none."""
    if ">" not in text:
        return None
    for block in BLANK.split(text):
        lines = block.strip("\n").split("\n")
        first = MORE_THAN.match(lines[0])
        if (
            first
            and not first[0].endswith("=")
            and "<br" not in block  # nobody compares with an address of several lines
            and all(MORE_THAN.match(line) or line.lstrip()[:1] != ">" for line in lines)
        ):
            return Finding(
                f"“{lines[0].strip()[:40]}” có thể là “lớn hơn”, cũng có thể là lời trích",
                "Lớn hơn thì viết “trên 5” hoặc \\> 5; lời trích thì thêm phía trên một dòng chỉ có dấu >.",
                (lines[0],),
            )
    return None


def _more_than(block: str) -> str:
    """Return a paragraph in which `>` is escaped where it compares: behind a marker, and before a number below text."""
    lines = AT_LEAST.sub(r"\1\\>", AFTER_MARKER.sub(r"\1\\", block)).split("\n")
    for number in range(1, len(lines)):
        above = lines[number - 1].lstrip()
        if above and above[0] != ">" and MORE_THAN.match(lines[number].lstrip()):
            lines[number] = lines[number].replace(">", "\\>", 1)
    return "\n".join(lines)


def _literal_backticks(block: str) -> str:
    """Return a paragraph in which backticks that are typed for apostrophes are escaped, and those across cells of a table.

    `Cư M`gar, Ea H`leo` would lose them, and in a table Markdown would take the cells between them for one.
    """
    block = APOSTROPHE.sub(lambda match: "\\`" if match[0] == "`" else match[0], block)
    if "`" not in block or not TABLE_ROW.search(block):
        return block
    return CODE.sub(
        lambda code: code[0].replace("`", "\\`") if CELL_BORDER.search(code[0]) else code[0], block
    )


def _literal_underscores(block: str) -> str:
    """Return a paragraph in which underscores that embrace no word are escaped, as in `Ngày sinh: __/__/____`."""
    parts, end = [], 0
    for match in UNDERSCORES.finditer(block):
        if match["run"] is not None:
            parts += [block[end : match.start()], "\\_" * len(match["run"])]
            end = match.end()
    return "".join([*parts, block[end:]])


def _literal_stars(block: str) -> str:
    """Return a paragraph in which asterisks that form no pair are escaped, as in `0790*****123` and `khách sạn 3*, 4*`.

    A pair opens before a word and closes behind one, as in CommonMark; also `(*)` opens nothing.
    """
    waiting: dict[int, list[int]] = {}  # by length, positions in `runs` of those that may open a pair
    runs = [match for match in STARS.finditer(block) if match["run"]]
    paired: set[int] = set()
    for number, match in enumerate(runs):
        before, after = block[: match.start()][-1:], block[match.end() : match.end() + 1]
        if before in QUOTES and after in QUOTES:  # “*” là số ước
            continue
        length = len(match["run"])
        openers = waiting.setdefault(length, [])
        if openers and _may_close(before, after, length):
            opener = openers.pop()
            start = runs[opener].start()
            if not (
                HAS_TEXT.search(block, start, match.start()) or BOLD_MARK.match(block, start)
            ):  # **/**/2024
                continue
            paired |= {opener, number}
            for others in waiting.values():
                while others and others[-1] > opener:
                    others.pop()
        elif length <= LONGEST_RUN and (
            _may_open(before, after, length) or _goes_on_behind_link(block, match, after)
        ):
            openers.append(number)
    parts, end = [], 0
    for number, match in enumerate(runs):
        if number not in paired:
            parts += [block[end : match.start()], "\\*" * len(match["run"])]
            end = match.end()
    return "".join([*parts, block[end:]])


def _may_open(before: str, after: str, length: int) -> bool:
    if not after or after.isspace():
        return False
    if after in ")]}”’,.;:!?…":  # **…………**, **.gov.vn**, (**?**)
        return length == BOLD and (not before or before.isspace() or before in "([{“‘\"'")
    if before.isalpha():  # ngày**05/3/2024**tại; `Ng**n` is a mask
        return length == BOLD and (after.isdigit() or after.isupper())
    return not (before.isalnum() or before in set(")]”’"))


def _goes_on_behind_link(block: str, run: re.Match[str], after: str) -> bool:
    """Return whether asterisks directly behind a link are followed by the end of its sentence: `[Báo](…)*. Ảnh: Sơn.*`."""
    if after not in set(".,;:!?…"):
        return False
    begin = block.rfind("](", max(0, run.start() - LONGEST_TARGET), run.start())
    return begin >= 0 and LINK_END.fullmatch(block, begin, run.start()) is not None


def _may_close(before: str, after: str, length: int) -> bool:
    return (
        bool(before) and not (before.isspace() or before in "([{“‘") and (length > 1 or not after.isalnum())
    )


def _with_coded_labels(text: str, whole: str) -> str:
    """Return a text whose references with code in their label are links: Markdown would take the code out first."""
    for label, target in _coded_labels(whole) if "[" in text else ():
        if label.split()[0] not in text:
            continue
        words_of_label = r"\s+".join(map(re.escape, label.split()))
        text = re.sub(rf"^[ ]{{0,3}}\[{words_of_label}\]:.*$", "", text, flags=re.MULTILINE)
        link = r"[\1](" + target.replace("\\", r"\\") + ")"
        text = re.sub(rf"\[({words_of_label})\](?![\[(:])", link, text)
    return text


@lru_cache(maxsize=2)
def _coded_labels(whole: str) -> list[tuple[str, str]]:
    return CODED_LABEL.findall(whole)


def unused_definitions(text: str, prepared: str) -> Iterator[Finding]:
    """Yield a warning if definitions of links are not in the prepared text since nothing uses them."""
    if "]:" not in text:
        return
    kept = {line.strip() for line in prepared.split("\n")}
    lines = [match[0].strip() for match in DEFINED_TARGET.finditer(text) if "`" not in match["label"]]
    if unused := [line for line in lines if line not in kept]:
        more = f" và {len(unused) - 1} dòng như thế" if len(unused) > 1 else ""
        message = f"định nghĩa liên kết không dùng đến: “{unused[0][:60]}”{more}; trang không hiện"
        hint = "Xóa đi, hoặc viết chữ trong ngoặc vuông ấy ở chỗ cần liên kết."
        yield Finding(message, hint, (unused[0],), is_warning=True)


def _without_unused(text: str, whole: str) -> str:
    """Return a text in which definitions that nothing uses are text, if they may be: `[Ảnh]: Sơn` would vanish."""
    used, defined = _labels_of(whole)
    text = DEFINED_TARGET.sub(lambda match: match[0] if label_of(match["label"]) in used else "", text)

    def kept(match: re.Match[str]) -> str:
        if match["star"]:
            others = whole.replace(match[0] + text[match.end() :].partition("\n")[0], "", 1)
            is_used = re.search(rf"(?<!\w){re.escape(match['label'])}(?!\w)", others) is not None
        else:
            is_used = label_of(match["label"]) in used
        return match[0] if is_used else f"{match['indent']}\\{match['star']}[{match['label']}]:"

    text = DEFINITION.sub(kept, text)

    def apart(match: re.Match[str]) -> str:
        labels = LABEL.findall(match[0])
        known = all(label.isdigit() and label in defined for label in labels)
        if len(labels) > MOST_SIDE_BY_SIDE or not known or len(set(labels)) < len(labels):
            return match[0]
        return LABEL.sub(lambda label: f"{label[0]}[{label[1]}]", match[0])

    return SIDE_BY_SIDE.sub(apart, text)  # Markdown would take [1][2] for a text and its label


@lru_cache(maxsize=2)
def _labels_of(whole: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the labels that a text uses and those that it defines. Kept, since every block of the text asks."""
    used = frozenset(label_of(label) for label in USE.findall(DEFINITION.sub("", whole)))
    return used, frozenset(
        label_of(match["label"]) for match in DEFINITION.finditer(whole) if not match["star"]
    )


def label_of(text: str) -> str:
    """Return the label of a definition or reference in the form in which Markdown compares them."""
    return " ".join(text.split()).casefold()


def _unpadded(match: re.Match[str]) -> str:
    if match["before"] and match["after"]:  # 2 ** 3 ** 4
        return match[0]
    return f"{match['before']}**{match['text']}**{match['after']}"


def _outside_code(pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str], text: str) -> str:
    if "`" not in text:
        return pattern.sub(replace, text)
    parts, end = [], 0
    for code in CODE.finditer(text):
        parts += [pattern.sub(replace, text[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*parts, pattern.sub(replace, text[end:])])


class UsualMarks(Extension):
    """`~~struck~~`, bare URLs as links, `- [ ] task`, ids of headings and notes; a heading needs a space behind its `#`; a blank line ends a quotation."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Markdown's
        """Register patterns and processors; URLs after Markdown's own links."""
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, *ALSO_ESCAPED]
        md.inlinePatterns.register(SimpleTagInlineProcessor(STRUCK, "del"), "struck", 55)
        md.inlinePatterns.register(_BareUrl(BARE_URL, md), "bare_url", 85)
        md.parser.blockprocessors.register(_Heading(md.parser), "hashheader", 70)
        md.parser.blockprocessors.register(_Quotation(md.parser), "quote", 20)
        md.treeprocessors.register(_Tasks(md), "tasks", 28)
        md.treeprocessors.register(_Headings(md), "headings", 5)
        md.treeprocessors.register(_NoteIds(md), "note_ids", 4)


class _BareUrl(InlineProcessor):
    ANCESTOR_EXCLUDES = ("a", "code")

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override] # noqa: ARG002, N802 - Markdown's own signature
        url = m[1]
        if ")" in url and (balanced := BALANCED_URL.match(url)):
            url = balanced[0].rstrip(NO_END_OF_URL)
        link = Element("a", {"href": url})
        link.text = AtomicString(self.unescape(url))
        return link, m.start(0), m.start(0) + len(url)


class _Heading(HashHeaderProcessor):
    RE = re.compile(
        r"(?:^|\n)(?P<level>#{1,6})(?=[ \t\n]|$)(?P<header>(?:\\.|[^\\])*?)(?:[ \t]#+)?[ \t]*(?:\n|$)"
    )


class _Quotation(BlockQuoteProcessor):
    """A quotation that ends at a blank line: Markdown's own takes the next one into it."""

    def lastChild(self, parent: Element) -> Element | None:  # noqa: ARG002, N802 - Markdown's own signature
        return None


class _Headings(Treeprocessor):
    """Gives each heading an id, from `{#id}` or its text, and the level below the heading that it stands under.

    A page has one title, so `# …` becomes a second-level heading, and `#### …` below `## …` one of the third. A single
    `# …` is the title, below which `## …` is on the second level too; several are parts.
    """

    def run(self, root: Element) -> None:
        taken = set(IDS_OF_THE_THEME)
        numbers: dict[str, int] = {}  # the last number behind a name that more headings have
        above: list[int] = []  # levels as written
        headings = [element for element in root.iter() if element.tag in HEADINGS]
        has_parts = sum(heading.tag == "h1" for heading in headings) > 1
        for heading in headings:
            level = int(heading.tag[1]) if has_parts else max(2, int(heading.tag[1]))
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
            heading.tag = f"h{min(len(above) + 1, 6)}"
            name = _given_id(heading) or slug_of(PLACEHOLDER.sub("", "".join(heading.itertext()))) or "muc"
            base = name.rstrip("0123456789").rstrip("-")
            while name in taken:
                numbers[base] = numbers.get(base, 1) + 1
                name = f"{base}-{numbers[base]}"
            taken.add(name)
            heading.set("id", name)


def _given_id(heading: Element) -> str:
    """Return the id that stands at the end of a heading, and take it off the text."""
    last = heading[-1] if len(heading) else None
    text = ((heading.text if last is None else last.tail) or "").rstrip()
    match = GIVEN_ID.search(text)
    if match is None:
        return ""
    if last is None:
        heading.text = text[: match.start()].rstrip()
    else:
        last.tail = text[: match.start()].rstrip()
    return slug_of(match[1])


class _NoteIds(Treeprocessor):
    """Gives notes such as `[^báo cáo quý I]` ids without spaces and brackets, which no id may have."""

    def run(self, root: Element) -> None:
        found = [
            (element, key, match)
            for element in root.iter()
            for key in ("id", "href")
            if (match := NOTE_ID.fullmatch(element.get(key, ""))) is not None
        ]
        names = {match["name"]: match["name"] for _, _, match in found if PLAIN_NAME.fullmatch(match["name"])}
        for element, key, match in found:
            name = match["name"]
            if name not in names:
                base = slug_of(name) or "ghi-chu"
                free = (text for text in chain([base], (f"{base}-{n}" for n in count(2))))
                names[name] = next(text for text in free if text not in names.values())
            element.set(key, match["kind"] + names[name])


class _Tasks(Treeprocessor):
    def run(self, root: Element) -> None:
        for item in root.iter("li"):
            holder = item if (item.text or "").strip() or not len(item) else item[0]
            if match := TASK.match((holder.text or "").lstrip()):
                holder.text = BOX[match["done"].lower()] + (holder.text or "").lstrip()[match.end() :]

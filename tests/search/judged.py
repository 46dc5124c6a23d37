"""60 queries over the texts of `corpus.py`, with the results that a citizen would accept, and figures about a search.

The reasons, in this order: texts with the accents as typed before texts with the same letters only; the phrase in the
title, all words in the title, the phrase in the text, the words near each other, the words anywhere; the language of
the page that is searched from, here Vietnamese; the newer text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

FIRST = 5

Search = Callable[[str], list[str]]


@dataclass(frozen=True)
class Judged:
    """A query and what is expected of its results; all texts are named by their paths."""

    query: str
    best: tuple[str, ...]  # any of them may stand first
    good: tuple[str, ...] = ()  # may stand among the first five, besides best
    never: tuple[str, ...] = ()  # must not come up among the first five
    note: str = ""


def judged(query: str, note: str, best: str, good: str = "", never: str = "") -> Judged:
    """Return a judgement; the texts are named by their slugs, separated by spaces. `good` may repeat `best`."""

    def paths(slugs: str) -> tuple[str, ...]:
        return tuple(f"/{slug}/" for slug in slugs.split())

    others = tuple(path for path in paths(good) if path not in paths(best))
    return Judged(query, paths(best), others, paths(never), note)


BIRTH = "khai-sinh-2026 khai-sinh-luu-dong"
DIGITAL = "chuyen-doi-so-2026 chuyen-doi-so-2024"
POWER = "cat-dien-6-2026 ngung-dien-2025 cat-dien-2023"
MAY = "tiep-cong-dan-5-2026 tiep-cong-dan-5-2025 tiep-cong-dan-5-2023"

JUDGED: tuple[Judged, ...] = (
    # Accents: typed or not.
    judged(
        "ban dau gia",
        "no accents typed: the phrase in a title, newest first; bàn, bản, đầu, giá scattered do not count",
        "dau-gia-dat-2025",
        "dau-gia-dat-2021 dau-gia-xe-2023",
        "ban-doc-hoi ban-do-quy-hoach",
    ),
    judged(
        "bán",
        "accents typed: bạn, bản and ban are other words",
        "hang-rong-2026",
        "dau-gia-dat-2025 dau-gia-dat-2021 dau-gia-xe-2023",
        "ban-doc-hoi ban-do-quy-hoach",
    ),
    judged("bạn", "as typed in a title before bán and bản", "ban-doc-hoi", never="hang-rong-2026"),
    judged("bò", "cattle, not avocado and not throwing away", "bo-giong", never="trong-bo bo-rac"),
    judged("bơ", "avocado; the only exact one, so what follows has other accents", "trong-bo"),
    judged("bỏ", "throwing away", "bo-rac", never="bo-giong"),
    judged("dầu ăn", "oil, neither beans nor the beginning", "dau-an", never="dau-xanh"),
    judged("đậu", "beans", "dau-xanh", never="dau-an"),
    judged("già", "old people, not the price", "nguoi-gia-neo-don", never="gia-dien-2025 gia-heo-hoi"),
    judged("giá điện", "the price of electricity, not a family's", "gia-dien-2025"),
    judged(
        "cat dien",
        "no accents: the phrase before “cát … diện”, which only has both words",
        "cat-dien-6-2026",
        POWER,
    ),
    judged(
        "dan",
        "a whole word in titles, newest first; “đang” only begins like it",
        "tiep-cong-dan-6-2026",
        f"{MAY} chuyen-doi-so-2024 tiem-phong-dai dau-gia-dat-2021",
        "cau-treo",
    ),
    judged(
        "so do",
        "sổ đỏ and sơ đồ are alike without accents; the newer one first",
        "so-do-2026",
        "so-do-tru-so gcn-lan-dau-2024",
    ),
    judged(
        "sổ đỏ",
        "as typed in a title; the official name of the same paper may follow",
        "so-do-2026",
        "gcn-lan-dau-2024",
        "so-do-tru-so",
    ),
    judged("sơ đồ", "as typed, although the red book is newer", "so-do-tru-so", "so-do-2026"),
    judged(
        "tam tru",
        "the phrase in a title, newest first, before “trụ … tạm” of a newer text",
        "tam-tru-2025",
        "tam-tru-nha-tro tru-dien-tam",
    ),
    judged(
        "tạm trú",
        "as typed: “trụ” is another word and comes later",
        "tam-tru-2025",
        "tam-tru-nha-tro tru-dien-tam",
    ),
    # Spellings and ways of writing.
    judged(
        "kĩ thuật",
        "i and y are two spellings of one word",
        "ky-thuat-dieu ki-thuat-nuoi-ca",
    ),
    judged("kỹ thuật", "both spellings, the newer text first", "ky-thuat-dieu", "ki-thuat-nuoi-ca"),
    judged(
        "hoà giải",
        "the mark on a or on o is one spelling: the newer text first",
        "hoa-giai-2026",
        "hoa-giai-2021",
    ),
    judged("hòa giải", "the same as with the mark on a", "hoa-giai-2026", "hoa-giai-2021"),
    judged("TIÊM VẮC-XIN", "capitals, and a hyphen", "vac-xin-soi-2026", "vac-xin-covid-2021"),
    judged(
        "KHAI SINH",
        "capitals; “triển khai sinh hoạt” has the same syllables, but is older",
        "khai-sinh-2026",
        f"{BIRTH} sinh-hoat-he khai-giang-2026",
    ),
    judged(
        unicodedata.normalize("NFD", "giấy chứng nhận quyền sử dụng đất"),
        "accents as characters of their own",
        "gcn-lan-dau-2024",
        "so-do-2026",
    ),
    judged("vắc xin", "a space instead of the hyphen", "vac-xin-soi-2026", "vac-xin-covid-2021"),
    judged(
        "covid 19",
        "a space instead of the hyphen; Vietnamese before English",
        "covid-tai-nha-2022",
        "vac-xin-covid-2021 en/covid-visitors",
    ),
    judged(
        "TP HCM",
        "a space instead of the point; the written-out name is the same city",
        "xe-khach-tphcm",
        "kham-benh-mien-phi",
    ),
    judged(
        "phan thiết",
        "half of the accents typed; Vietnamese before the newer English text",
        "xe-buyt-phan-thiet",
        "en/bus",
    ),
    # Slips of the fingers.
    judged("chuyen doii so", "a letter twice", "chuyen-doi-so-2026", DIGITAL),
    judged("khai sinhh", "a letter twice, as Telex leaves it", "khai-sinh-2026", BIRTH),
    judged("khaisinh", "the space is missing", "khai-sinh-2026", BIRTH),
    judged(
        "tieem vawcs xin",
        "Telex keys that no input method has turned into accents",
        "vac-xin-soi-2026",
        "vac-xin-covid-2021",
    ),
    # Other words for the same.
    judged(
        "cúp điện",
        "another word for cắt điện and ngừng cung cấp điện",
        "cat-dien-6-2026 ngung-dien-2025",
        POWER,
        "khai-thac-cat gia-dien-2025",
    ),
    judged("ngừng cung cấp điện", "the phrase in a title before its synonyms", "ngung-dien-2025", POWER),
    judged(
        "tả heo châu phi",
        "heo is the south's word for lợn",
        "dich-ta-lon-2025",
        "dich-ta-lon-2019",
        "gia-heo-hoi",
    ),
    judged("pccc", "short for phòng cháy, chữa cháy", "phong-chay-2026", "chay-rung-2024"),
    # Phrases, order and distance.
    judged(
        '"chuyển đổi số"', "in quotes: the phrase only", "chuyen-doi-so-2026", DIGITAL, "doi-so-phu-huynh"
    ),
    judged(
        "chuyển đổi số",
        "the phrase in a title before its words in a newer title",
        "chuyen-doi-so-2026",
        f"{DIGITAL} doi-so-phu-huynh",
    ),
    judged(
        "khai sinh",
        "the phrase, not “khai giảng … học sinh” of a newer text",
        "khai-sinh-2026",
        f"{BIRTH} sinh-hoat-he",
    ),
    judged(
        "trợ cấp người cao tuổi",
        "the phrase in a title before the same words in another order and newer",
        "tro-cap-cao-tuoi-2026",
        "cao-tuoi-2026",
    ),
    judged("tuyển quân", "the phrase, not “quán … tuyến”", "tuyen-quan-2027", never="kiem-tra-quan-an"),
    judged(
        "học phí",
        "the phrase in a title before “học, mức phí” of a newer one",
        "hoc-phi-2025",
        "lop-boi-2026",
    ),
    judged(
        "máy cày thôn 4",
        "the phrase in a text before its words scattered over a newer one",
        "to-hop-tac",
        "lam-dat-vu-moi",
    ),
    judged("cầu treo", "in a title before a newer text that only mentions it", "cau-treo", "he-cuoi-tuan"),
    judged(
        "làm giấy khai sinh cho con cần giấy tờ gì",
        "a question: most of its words decide",
        "khai-sinh-2026",
        "khai-sinh-luu-dong",
    ),
    # Newer before older.
    judged(
        "lịch tiếp công dân tháng 5",
        "of three with the phrase the newest; that of June is not asked for",
        "tiep-cong-dan-5-2026",
        MAY,
    ),
    judged("mưa bão", "the newer of two equals", "mua-bao-2026", "mua-bao-2020"),
    judged("phòng cháy", "the newer of two equals", "phong-chay-2026", "chay-rung-2024"),
    judged("bảo hiểm y tế", "the newer of two equals", "bhyt-ho-gia-dinh", "bhyt-hoc-sinh"),
    # Numbers and addresses.
    judged(
        "86/KH-UBND", "the number of a document as written", "ke-hoach-86", never="thong-bao-86 ke-hoach-68"
    ),
    judged("86/KH", "the beginning of a number", "ke-hoach-86", never="thong-bao-86 ke-hoach-68"),
    judged("KH-UBND 86", "the parts of a number in another order", "ke-hoach-86", "ke-hoach-68"),
    judged("1204", "with or without a point", "ho-van-hoa-1204 quyet-dinh-1204"),
    judged(
        "1.204", "as written before the same number without a point", "ho-van-hoa-1204", "quyet-dinh-1204"
    ),
    judged("3,5 tỷ", "a decimal is one word: neither 35 nor 5", "duong-thon-5", never="thu-ngan-sach-35"),
    judged(
        "vanphong@xamau.example",
        "a mail address is found where it is given",
        "thu-dien-tu lien-he",
    ),
    # Languages and standing pages.
    judged(
        "wifi",
        "a word of both languages: Vietnamese before the newer English text",
        "wifi-nha-van-hoa",
        "en/wifi",
    ),
    judged("birth registration", "English words: an English text", "en/birth-registration"),
    judged("power cut", "English words: an English text", "en/power-cut"),
    judged("số điện thoại liên hệ", "a standing page answers", "lien-he"),
)


def mean_reciprocal_rank(search: Search) -> float:
    """Return the mean of 1/rank of the first best result: 1 if a best text always stands first."""
    total = 0.0
    for case in JUDGED:
        ranks = (rank for rank, path in enumerate(search(case.query), start=1) if path in case.best)
        if first := next(ranks, None):
            total += 1 / first
    return total / len(JUDGED)


def precision_at_5(search: Search) -> float:
    """Return the mean share of acceptable texts among the first five, of as many as there can be."""
    total = 0.0
    for case in JUDGED:
        accepted = {*case.best, *case.good}
        total += len(accepted & {*search(case.query)[:FIRST]}) / min(FIRST, len(accepted))
    return total / len(JUDGED)


def failures(search: Search) -> list[str]:
    """Return a line for every query whose first result is not a best one, or with a result that must not come up."""
    lines = []
    for case in JUDGED:
        found = search(case.query)[:FIRST]
        if not found or found[0] not in case.best:
            lines.append(
                f"{case.query}: first {found[0] if found else 'nothing'}, not {' or '.join(case.best)}"
            )
        lines += [f"{case.query}: {path} among the first {FIRST}" for path in found if path in case.never]
    return lines

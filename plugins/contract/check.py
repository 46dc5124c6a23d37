"""The contract alone, without building: what `invoke check` runs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from plugins.agency.publication import find_agency_file
from plugins.agency.reading import read_agency
from plugins.contract.body import ARTICLE_ENDINGS
from plugins.contract.entry import entry_of
from plugins.contract.faults import ContractError, Fault
from plugins.contract.publication import moment_of
from plugins.contract.reader import is_standing_page, names_of
from plugins.contract.site_rules import faults_of_site
from plugins.contract.source import SourceReader

OTHER_TEXTS = (".docx", ".doc", ".odt", ".rtf", ".txt", ".htm", ".html", ".rst")


def check(settings: dict[str, Any]) -> tuple[int, list[Fault]]:
    """Read all content below the setting PATH; return how many files were read, and every fault and reminder.

    Nothing is written. `settings` are Pelican's, as read from `pelicanconf.py`.
    """
    content = Path(settings["PATH"])
    if not content.is_dir():
        return 0, [
            Fault(
                str(content),
                1,
                "không có thư mục này",
                "Viết đúng tên thư mục nội dung, ví dụ: --path content",
            )
        ]
    agency_file = find_agency_file(settings)
    try:
        agency = read_agency(agency_file, agency_file.name)
    except ContractError as error:
        return 0, list(error.faults)
    settings["AGENCY"], settings["AGENCY_SECTIONS"] = agency, agency.sections
    settings["BUILD_MOMENT"] = moment_of(settings)
    faults = [
        Fault(
            agency_file.name,
            1,
            f"“{name}” còn để trống: {getattr(agency, name)}",
            "Điền khi đã biết.",
            reminder=True,
        )
        for name in agency.placeholders()
    ]
    reader = SourceReader(names_of(settings), settings["MARKDOWN"])
    entries = []
    paths = list(_content_files(content, settings))
    for path in paths:
        if path.endswith(OTHER_TEXTS):
            faults.append(
                Fault(
                    path,
                    1,
                    "tệp này không phải Markdown nên không được đăng",
                    "Chép chữ vào một tệp .md (tạo bằng: uv run invoke new).",
                    reminder=True,
                )
            )
        elif path.endswith(ARTICLE_ENDINGS):
            is_page = is_standing_page(path, settings)
            try:
                entries.append(entry_of(reader.read(content / path, path, is_page=is_page), path, settings))
            except ContractError as error:
                faults += error.faults
    faults += faults_of_site(entries, content)
    return sum(path.endswith(ARTICLE_ENDINGS) for path in paths), sorted(faults)


def _content_files(content: Path, settings: dict[str, Any]) -> Iterator[str]:
    """Yield the files that Pelican would look at, relative to the content folder, in order."""
    ignored = settings["IGNORE_FILES"]
    excluded = set(settings["ARTICLE_EXCLUDES"]) - set(settings["PAGE_PATHS"])
    for folder, subfolders, files in os.walk(content, followlinks=True):
        place = Path(folder).relative_to(content)
        subfolders[:] = sorted(
            name
            for name in subfolders
            if (place / name).as_posix() not in excluded
            and not any(fnmatch(name, pattern) for pattern in ignored)
        )
        for name in sorted(files):
            if not any(fnmatch(name, pattern) for pattern in ignored):
                yield (place / name).as_posix()

"""Errors that are meant for people, in the log of Pelican."""

from __future__ import annotations

import logging

from plugins.errors.issue import UserError


def without_traceback(record: logging.LogRecord) -> bool:
    """Leave of a logged refusal its own text, which names file, line and remedy; let everything through."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, UserError):
        record.msg, record.args, record.exc_info = str(error), (), None
    return True

"""Logging: one bounded line a record, control characters escaped, no bodies, no secrets."""

from __future__ import annotations

import logging
import logging.config
import re

LONGEST = 2_000
LONGEST_TRACE = 8_000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def escaped(text: str, longest: int = LONGEST) -> str:
    """Text that cannot forge a second line or move a terminal's cursor, cut to a length."""
    clean = _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text[: longest + 1])
    return clean if len(clean) <= longest else f"{clean[:longest]}..."


class BoundedFormatter(logging.Formatter):
    """Time, level, logger, the number shown on the error page, and the escaped message."""

    default_time_format = "%Y-%m-%dT%H:%M:%S"

    def format(self, record: logging.LogRecord) -> str:
        """One line, followed by an indented and bounded traceback for a failure."""
        moment = self.formatTime(record, self.default_time_format)
        reference = getattr(getattr(record, "request", None), "reference", "")
        number = f" [{reference}]" if reference else ""
        message = escaped(record.getMessage())
        line = f"{moment} {record.levelname} {record.name}{number} {message}"
        if record.exc_info and record.exc_info[0]:
            trace = self.formatException(record.exc_info)[-LONGEST_TRACE:]
            line += "".join(f"\n    {escaped(part)}" for part in trace.splitlines())
        return line


def set_up(level: str) -> None:
    """Send every log to stderr through the bounded formatter."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"bounded": {"()": BoundedFormatter}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "bounded"}},
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {
                # A missing page is no event for the operator; a failing one is.
                "django.request": {"level": "ERROR"},
                "django.security.DisallowedHost": {"level": "CRITICAL"},
                "uvicorn": {"handlers": [], "level": "WARNING", "propagate": True},
            },
        }
    )

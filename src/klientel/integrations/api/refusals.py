"""How a refusal is told to a program: as `application/problem+json`, with pointers to inputs."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from klientel.kit.refused import Invalid, Refused
from klientel.records.fields.base import Reading
from klientel.workspaces.words import PLAIN

MEDIA_TYPE = "application/problem+json"
#: what a status means in a word that programs compare, and in one that people read
CODES: Mapping[int, tuple[str, str]] = {
    400: ("bad-request", gettext_noop("The request cannot be read")),
    401: ("unauthorized", gettext_noop("No valid token")),
    403: ("forbidden", gettext_noop("Not allowed")),
    404: ("not-found", gettext_noop("Not found")),
    405: ("method-not-allowed", gettext_noop("Not possible at this address")),
    409: ("conflict", gettext_noop("Somebody else was faster")),
    412: ("stale", gettext_noop("Changed in the meantime")),
    413: ("too-large", gettext_noop("Too large")),
    415: ("not-json", gettext_noop("JSON is needed")),
    416: ("no-such-range", gettext_noop("Not these bytes")),
    422: ("invalid", gettext_noop("Not accepted")),
    428: ("version-needed", gettext_noop("The version is missing")),
    429: ("too-many", gettext_noop("Too many requests")),
    500: ("internal", gettext_noop("This did not work")),
    507: ("disk-full", gettext_noop("No room on the server")),
}


class Unreadable(Refused):
    """What was sent is no JSON, or a cursor is none of ours (400)."""

    status = 400


class NoToken(Refused):
    """No token, or one that opens nothing (401)."""

    status = 401


class TooLarge(Refused):
    """The body is larger than the API takes (413)."""

    status = 413


class NotJson(Refused):
    """The body is of another media type (415)."""

    status = 415


class VersionNeeded(Refused):
    """A change does not say which version it is made on (428)."""

    status = 428


class Stale(Refused):
    """The record is another version by now (412); `more` holds both."""

    status = 412

    def __init__(self, reason: str, **more: Any) -> None:
        super().__init__(reason)
        self.more = more


def problem(refusal: Refused, reading: Reading | None) -> dict[str, Any]:
    """A refusal as JSON in the active language; its `base`, if any, goes before each pointer."""
    base = getattr(refusal, "base", "")
    code, title = CODES.get(refusal.status, CODES[422])
    told = told_problem(refusal.status, _said(refusal, reading))
    told |= {"type": f"urn:klientel:problem:{code}", "title": _(title)}
    if isinstance(refusal, Invalid):
        told["errors"] = [
            {"pointer": f"{base}/{_escaped(name)}" if name else base, "detail": _said(one, reading)}
            for name, one in refusal.errors.items()
        ]
    elif refusal.field:
        pointer = f"{base}/{_escaped(refusal.field)}"
        told["errors"] = [{"pointer": pointer, "detail": told["detail"]}]
    return told | getattr(refusal, "more", {})


def told_problem(status: int, detail: str, **more: Any) -> dict[str, Any]:
    """A problem of a status with a sentence."""
    code, title = CODES.get(status, CODES[422])
    return {
        "type": f"urn:klientel:problem:{code}",
        "title": _(title),
        "status": status,
        "detail": detail,
        **more,
    }


def _said(refusal: Refused, reading: Reading | None) -> str:
    words = reading.words if reading is not None else PLAIN
    text = refusal.text()
    # what a program sent may stand in the sentence, braces included
    with suppress(KeyError, ValueError, IndexError, AttributeError, TypeError):
        text = str(words.fill(text))
    return text


def _escaped(name: str) -> str:
    """As JSON Pointer writes a name (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")

"""Reading the JSON of a request: strict, exact, and never an exception of the wrong sort."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop

from klientel.integrations.api.refusals import NotJson, TooLarge, Unreadable

#: bytes of one request; a hundred operations of a batch fit
LARGEST = 1_000_000
DEEPEST = 20
_MEDIA_TYPES = ("application/json", "application/merge-patch+json")


def body_of(request: Any) -> Any:
    """The JSON that a request carries, numbers with decimals exact; an empty object for none.

    Raises `TooLarge`, `NotJson` or `Unreadable`.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LARGEST:
        raise TooLarge(gettext_noop("This is too large: at most {most} bytes."), most=LARGEST)
    raw = request.body
    if not raw.strip():
        return {}
    if request.content_type not in _MEDIA_TYPES:
        raise NotJson(gettext_noop("Send application/json."))
    return read(raw)


def read(raw: bytes) -> Any:
    """Bytes as JSON; raises `Unreadable` for what is none, is too deep, or no text can hold."""
    try:
        found = json.loads(
            raw.decode("utf-8"),
            parse_float=Decimal,
            parse_constant=_refuse,
            object_pairs_hook=_object,
        )
        _check(found, 0)
    except (ValueError, RecursionError):
        raise Unreadable(gettext_noop("This is no valid JSON.")) from None
    return found


def _refuse(_text: str) -> None:
    raise ValueError


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a name that is said twice could mean either."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _check(part: Any, depth: int) -> None:
    """Refuse lone surrogates and NUL, which no database can keep, and what is nested too deeply."""
    if depth > DEEPEST:
        raise ValueError
    if isinstance(part, str):
        if "\x00" in part:
            raise ValueError
        part.encode()
    elif isinstance(part, dict):
        for name, one in part.items():
            _check(name, depth + 1)
            _check(one, depth + 1)
    elif isinstance(part, list):
        for one in part:
            _check(one, depth + 1)

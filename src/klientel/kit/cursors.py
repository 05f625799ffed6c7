"""Keyset cursors: the place in a sorted list, as a short url-safe text that keeps its types."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from klientel.kit.refused import Refused

MAX_LENGTH = 4096
_MAX_VALUES = 16


class BadCursor(Refused, ValueError):
    """The text is no cursor of ours."""

    def __init__(self) -> None:
        super().__init__("This place in the list is no longer known. Please start from the top.")


def encode(values: tuple[Any, ...]) -> str:
    """A cursor from values of type str, int, Decimal, date, datetime, UUID, bool or None."""
    tagged = json.dumps([_tagged(value) for value in values], separators=(",", ":"))
    cursor = base64.urlsafe_b64encode(tagged.encode()).rstrip(b"=").decode()
    if len(cursor) > MAX_LENGTH or len(values) > _MAX_VALUES:
        raise ValueError("these values are too long for a cursor")
    return cursor


def decode(cursor: str) -> tuple[Any, ...]:
    """The values of a cursor in their types; raises `BadCursor` for anything else."""
    if not cursor or len(cursor) > MAX_LENGTH or not cursor.isascii():
        raise BadCursor
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        tagged = json.loads(raw)
        if not isinstance(tagged, list) or len(tagged) > _MAX_VALUES:
            raise BadCursor
        return tuple(_value(item) for item in tagged)
    except (ValueError, InvalidOperation, binascii.Error, RecursionError) as error:
        raise BadCursor from error


def _tagged(value: Any) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return "b1" if value else "b0"
        case str():
            return "s" + value
        case int():
            return f"i{value}"
        case Decimal() if value.is_finite():
            return f"n{value}"
        case datetime():
            return "t" + value.isoformat()
        case date():
            return "d" + value.isoformat()
        case UUID():
            return "u" + value.hex
    raise TypeError(f"a cursor cannot hold {value!r}")


def _value(item: Any) -> Any:
    if item is None:
        return None
    if not isinstance(item, str) or not item:
        raise BadCursor
    return _READERS.get(item[0], _unknown)(item[1:])


def _text(text: str) -> str:
    # A lone surrogate or NUL would only fail later, inside the database.
    if "\x00" in text:
        raise BadCursor
    text.encode()
    return text


def _integer(text: str) -> int:
    # What no integer column can hold would fail inside the database.
    number = int(text)
    if not -(2**63) <= number < 2**63:
        raise BadCursor
    return number


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite() or abs(number.adjusted()) > 60:
        raise BadCursor
    return number


def _boolean(text: str) -> bool:
    if text not in ("0", "1"):
        raise BadCursor
    return text == "1"


def _unknown(text: str) -> Any:
    raise BadCursor


_READERS: dict[str, Callable[[str], Any]] = {
    "s": _text,
    "i": _integer,
    "n": _decimal,
    "b": _boolean,
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
    "u": UUID,
}

"""How a record is named: by its id, or by its number with or without the title behind it."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from klientel.kit.refused import NotFound
from klientel.records.models import RecordRef
from klientel.records.types import RecordType

_MOST_DIGITS = 12
#: a number whose prefix the record itself decides; such a prefix ends in a dash
_NUMBERED = re.compile(rf"([A-Z]{{1,6}}-)([0-9]{{1,{_MOST_DIGITS}}})(?:-.*)?", re.ASCII | re.DOTALL)


def named_by(record_type: RecordType, key: str) -> dict[str, Any]:
    """The condition on rows that a key of an address or a caller stands for.

    `0198…` is an id; `A-412-relaunch` and `142-mueller` are a number, which is the type's prefix
    and the digits after it. Raises `NotFound` for what can name no record of the type.
    """
    try:
        return {"pk": UUID(key)}
    except ValueError:
        pass
    if record_type.numbered is not None:
        found = _NUMBERED.fullmatch(key.upper())
        if found is None:
            raise NotFound()
        return {"ref": f"{found[1]}{found[2]}"}
    if record_type.ref_prefix is None:
        raise NotFound()
    prefix = record_type.ref_prefix
    head = key[: len(prefix)].upper()
    number = key[len(prefix) :].partition("-")[0]
    is_number = number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS
    if head != prefix.upper() or not is_number:
        raise NotFound()
    return {"ref": f"{prefix}{number}"}


def lookup_of(
    record_type: RecordType, workspace_id: UUID, column: str, value: Any
) -> dict[str, Any]:
    """The condition on the type's own table for what `named_by` answered.

    Numbers are looked up in the spine: its index holds them for every type, so none needs its own.
    """
    if column != "ref":
        return {column: value}
    spine = RecordRef.objects.in_workspace(workspace_id)
    return {"pk": spine.filter(type=record_type.name, ref=value).values("pk")[:1]}

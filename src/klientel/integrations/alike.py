"""Rows that fit no record exactly, but are nearly certainly there already: found and dealt with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from klientel.integrations.matching import Key, keys_of, match
from klientel.kit.refused import Refused
from klientel.records.duplicates.many import nearly_there
from klientel.records.recipes import ALIKE, CleanRow, Options
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor


def records_alike(
    actor: Actor,
    record_type: RecordType,
    rows: Sequence[CleanRow],
    found: dict[Key, list[Any]],
    options: Options,
    *,
    dry: bool,
) -> dict[int, Any]:
    """By line, the record that a row nearly certainly means though it shares no key with it.

    Asked for a check, and where it makes a difference.
    """
    compared = record_type.compared
    if compared is None or not (dry or options.alike != ALIKE[0]):
        return {}
    entries = {}
    for row in rows:
        try:
            if match(keys_of(row, options.match_on), found) is not None:
                continue
        except Refused:
            continue
        values = {
            record_type.field(name).column: value
            for name, value in row.values.items()
            if record_type.field(name).column in compared.columns and value is not None
        }
        entries[row.line] = compared.entry(compared.typed(values))
    return nearly_there(actor, record_type, entries)

"""What a table was taken out of: the kind of file, its sheets, and what a person should know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from klientel.kit.refused import Refused


@dataclass(frozen=True)
class Source:
    """Where the rows come from, as it is stored with a run.

    `kind` is text, workbook, cards or pasted. `sheets` are names with whether people see them,
    `begins` is the row of the sheet with the names of the columns, from 1. `remarks` say what was
    left out or is otherwise than it looks, as refusals are kept: msgid and values.
    """

    kind: str = "text"
    sheet: str = ""
    sheets: Sequence[tuple[str, bool]] = ()
    begins: int = 1
    remarks: Sequence[Refused] = field(default_factory=tuple)

    def to_json(self) -> dict[str, Any]:
        """The form in which a run keeps it."""
        return {
            "kind": self.kind,
            "sheet": self.sheet,
            "sheets": [list(one) for one in self.sheets],
            "begins": self.begins,
            "remarks": [[one.reason, dict(one.values)] for one in self.remarks],
        }


def source_from_json(stored: Mapping[str, Any]) -> Source:
    """The stored source; that of a text file for runs from before there were others."""
    return Source(
        kind=stored.get("kind", "text"),
        sheet=stored.get("sheet", ""),
        sheets=[(name, bool(is_hidden)) for name, is_hidden in stored.get("sheets", ())],
        begins=int(stored.get("begins", 1)),
        remarks=[Refused(reason, None, **values) for reason, values in stored.get("remarks", ())],
    )

"""Values that are no column of their record, but rows of another table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Subquery


@dataclass(frozen=True)
class Beside:
    """Where the database finds values that are no column of their records.

    `rows` are those of one field in a table with a `record_id`, one row for each value, and
    `column` is the value's there; records without a value have no row. `python` is the type of what
    the column gives, and `name` what records are annotated with to be grouped or added up by it. Of
    a `mark` only whether there is a row counts.
    """

    rows: Any
    column: str
    python: type
    name: str
    is_mark: bool = False

    def brought(self, records: Any) -> Any:
        """The records with the value of each under `name`."""
        mine = self.rows.filter(record_id=OuterRef("pk"))
        value = Exists(mine) if self.is_mark else Subquery(mine.values(self.column)[:1])
        return records.annotate(**{self.name: value})

    def of(self, records: Any) -> Any:
        """Those of the rows whose record is among some records."""
        return self.rows.filter(Exists(records.filter(pk=OuterRef("record_id"))))

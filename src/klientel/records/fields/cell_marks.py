"""What is known of how the cells of a column of a file are written."""

from __future__ import annotations

from typing import Protocol

from klientel.kit.numbers import DecimalMark


class CellMarks(Protocol):
    """How the cells of a column of a file are written, as far as that was found out or chosen."""

    @property
    def date_format(self) -> str: ...

    @property
    def decimal_mark(self) -> DecimalMark | None: ...

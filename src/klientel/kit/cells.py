"""A table taken out of another kind of file: one line of JSON per row, its number and its cells."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from klientel.kit.dialects import Dialect
from klientel.kit.tables import Limits, Row, RowProblem


def write_cells(file: TextIO, rows: Iterable[tuple[int, Sequence[str]]]) -> int:
    """Write rows with the number a person finds them under; returns how many columns are filled."""
    width = 0
    for number, cells in rows:
        width = max(width, len(cells))
        file.write(json.dumps([number, cells], ensure_ascii=True))
        file.write("\n")
    return width


def read_cells(
    path: str | os.PathLike[str], dialect: Dialect, limits: Limits | None = None
) -> Iterator[Row]:
    """The rows, one at a time, as wide as the columns of the dialect."""
    limits = limits or Limits()
    width = len(dialect.columns)
    with Path(path).open(encoding="ascii") as file:
        for line in file:
            number, cells = json.loads(line)
            if len(cells) > width:
                del cells[width:]
            elif len(cells) < width:
                cells.extend([""] * (width - len(cells)))
            too_long = next((n for n, one in enumerate(cells) if len(one) > limits.cell), None)
            if too_long is not None:
                problem = RowProblem(
                    "long_cell",
                    "Column {column} has {length} characters; at most {max} are possible.",
                    column=too_long + 1,
                    length=len(cells[too_long]),
                    max=limits.cell,
                )
                yield Row(number, [], problem)
                continue
            yield Row(number, cells)

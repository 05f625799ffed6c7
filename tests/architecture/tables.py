"""Tables that say who may do what, kept as text: read, compared and, when asked, written anew."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).parent
#: `KLIENTEL_TEST_TABLES=write` writes what the program does; whoever commits it has read each line
IS_WRITING = os.environ.get("KLIENTEL_TEST_TABLES") == "write"

Key = tuple[str, ...]
Row = tuple[str, ...]


def kept(name: str, keys: int) -> dict[Key, Row]:
    """The lines of a table: the first `keys` words say what is asked, the others the answers."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    return {tuple(row[:keys]): tuple(row[keys:]) for row in rows}


def compare(name: str, keys: int, found: Mapping[Key, Row]) -> None:
    """Fail, with what to do about it, where the program does something else than the table says."""
    table = kept(name, keys)
    if IS_WRITING:
        _write(name, found)
    broken = {key: row for key, row in found.items() if any(cell[:3] == "500" for cell in row)}
    assert not broken, f"the program fails at\n{written(broken)}"
    gone = sorted(set(table) - set(found))
    assert not gone, f"Nothing answers to these any more; take them out of {name}: {gone}"
    new = {key: row for key, row in found.items() if key not in table}
    assert not new, (
        f"{name} does not know these yet. Read each answer: may exactly these people do that? "
        f"If so, put the lines into the table (KLIENTEL_TEST_TABLES=write does it):\n{written(new)}"
    )
    differs = {key: row for key, row in found.items() if table[key] != row}
    said = {key: table[key] for key in differs}
    assert not differs, f"{name} says\n{written(said)}\nthe program does\n{written(differs)}"


def written(rows: Mapping[Key, Row]) -> str:
    """Rows as they stand in a table, their columns in line."""
    cells = [[*key, *row] for key, row in rows.items()]
    if not cells:
        return ""
    widths = [max(len(row[place]) for row in cells) for place in range(len(cells[0]))]
    return "\n".join(
        " ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )


def _write(name: str, found: Mapping[Key, Row]) -> None:
    """Write the table anew; lines that are still true stay as they are, so that diffs are short."""
    path = HERE / name
    lines = path.read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("#")]
    said = {tuple(line.split()): line for line in lines if not line.startswith("#")}
    fresh = written(found).splitlines()
    kept_lines = [said.get(tuple(line.split()), line) for line in fresh]
    path.write_text("\n".join([*head, *kept_lines]) + "\n", encoding="utf-8")

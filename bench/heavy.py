"""What takes long: the search for duplicates, bulk edits, exports and merges, in processor time.

Wall-clock time says little on a shared machine; user and system time of the process that does the
work is steady. The most memory that process held is given beside it.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from typing import Any

from bench.datasets import DataSet
from bench.figures import Figure


def duplicates(data: DataSet) -> Iterator[Figure]:
    """All accounts and contacts compared with all."""
    told = _done(data, "duplicates")
    note = f"{told['count']:,} records"
    label = "search for duplicates"
    yield Figure("duplicates", label, told["first"], unit="s", aim=60, note=note)
    yield Figure("duplicates_again", f"{label}, again", told["again"], unit="s", aim=60)
    yield _memory("duplicates", label, told, aim=500)


def bulk(data: DataSet) -> Iterator[Figure]:
    """10,000 records changed at once, and that taken back."""
    told = _done(data, "bulk")
    note = f"{told['count']:,} records"
    yield Figure("bulk", "bulk edit", told["change"], unit="s", aim=30, note=note)
    yield Figure("bulk_undo", "undo of the bulk edit", told["undo"], unit="s", aim=30, note=note)
    yield _memory("bulk", "bulk edit", told, aim=250)


def export(data: DataSet) -> Iterator[Figure]:
    """All accounts as files."""
    told = _done(data, "export")
    for form in ("csv", "xlsx"):
        note = f"{told[f'bytes_{form}'] / 1e6:.1f} MB"
        label = f"export of all accounts, {form}"
        yield Figure(f"export_{form}", label, told[form], unit="s", aim=30, note=note)
    yield _memory("export", "export", told, aim=200)


def merge(data: DataSet) -> Iterator[Figure]:
    """Pairs of customers made one, and two again; for each."""
    told = _done(data, "merge")
    for name, label in (("merge", "merge of two customers"), ("unmerge", "taking them apart")):
        each = round(1000 * told[name] / told["count"], 1)
        yield Figure(name, label, each, unit="ms", aim=100)


def _memory(name: str, label: str, told: dict[str, Any], aim: float) -> Figure:
    note = f"{told['memory_before']} MB before it began"
    return Figure(
        f"{name}_memory", f"{label}, most memory", told["memory"], unit="MB", aim=aim, note=note
    )


def _done(data: DataSet, name: str) -> dict[str, Any]:
    answer = data.run("bench.heavy_work", name, stdout=subprocess.PIPE)
    told: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return told

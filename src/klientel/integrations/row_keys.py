"""The key of a row: its source, its content and its n-th occurrence in the file."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence


class RowKeys:
    """Gives rows of one file their keys, in order.

    The same file read twice gives the same keys, and true repeats inside it differ. What was seen
    lies in a private table on disk, so that a million rows need no more memory than a thousand.
    """

    def __init__(self, source: str) -> None:
        self._start = hashlib.sha256(source.encode() + b"\0")
        # An empty name is SQLite's own way to ask for a temporary file that ends with us.
        self._seen = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._seen.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-16000;"
            "CREATE TABLE seen (content BLOB PRIMARY KEY, times INTEGER) WITHOUT ROWID; BEGIN;"
        )

    def keys(self, rows: Sequence[Sequence[str]]) -> list[str]:
        """The keys of the next rows: 64 hexadecimal digits each. At most a chunk at once."""
        digests = [self._digest(cells) for cells in rows]
        short = [digest[:16] for digest in digests]
        marks = ", ".join("?" * len(short))
        known = f"SELECT content, times FROM seen WHERE content IN ({marks})"  # noqa: S608
        times: dict[bytes, int] = dict(self._seen.execute(known, short))
        keys = []
        for digest, content in zip(digests, short, strict=True):
            times[content] = nth = times.get(content, 0) + 1
            keys.append(hashlib.sha256(digest + nth.to_bytes(4)).hexdigest())
        self._seen.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?)", times.items())
        return keys

    def _digest(self, cells: Sequence[str]) -> bytes:
        content = self._start.copy()
        text = "\x1f".join([" ".join(cell.split()) for cell in cells])
        content.update(text.encode(errors="replace"))
        return content.digest()

    def close(self) -> None:
        """Let go of the table."""
        self._seen.close()

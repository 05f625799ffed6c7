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

    def key(self, cells: Sequence[str]) -> str:
        """The key of the next row: 64 hexadecimal digits."""
        content = self._start.copy()
        content.update(
            "\x1f".join(" ".join(cell.split()) for cell in cells).encode(errors="replace")
        )
        digest = content.digest()
        times: int = self._seen.execute(
            "INSERT INTO seen VALUES (?, 1) ON CONFLICT DO UPDATE SET times = times + 1 "
            "RETURNING times",
            (digest[:16],),
        ).fetchone()[0]
        return hashlib.sha256(digest + times.to_bytes(4)).hexdigest()

    def close(self) -> None:
        """Let go of the table."""
        self._seen.close()

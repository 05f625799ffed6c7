"""Notices commits of other processes: LISTEN on PostgreSQL, the file's `data_version` on SQLite.

A pulse is one daemon thread with a database connection of its own (LISTEN needs a direct one, not
a transaction pooler's). When its connection breaks it calls back once, in case something was
missed, and connects anew.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from django.db import connection

from klientel.events.wakeup import CHANNEL

logger = logging.getLogger(__name__)

#: seconds between two looks at SQLite's data_version (a look costs 4 microseconds)
SQLITE_INTERVAL = 0.075
_AFTER_FAILURE = 2.0


class Pulse:
    """Calls `on_change` from its own thread whenever another connection may have committed."""

    def __init__(self, on_change: Callable[[], None]):
        self._on_change = on_change
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="klientel-pulse", daemon=True)

    def start(self) -> Self:
        """Start the thread; returns the pulse."""
        self._thread.start()
        return self

    def stop(self, *, wait: bool = True) -> None:
        """Ask the thread to end, and wait for it a moment."""
        self._stopping.set()
        if wait and self._thread is not threading.current_thread():
            self._thread.join(timeout=3)

    def _run(self) -> None:
        watch = self._watch_postgresql if connection.vendor == "postgresql" else self._watch_sqlite
        while not self._stopping.is_set():
            try:
                watch()
            except Exception:
                logger.warning("the pulse lost its connection and tries again", exc_info=True)
                self._stopping.wait(_AFTER_FAILURE)
                self._on_change()

    def _watch_postgresql(self) -> None:
        import psycopg

        given: dict[str, Any] = connection.get_connection_params()
        wanted = ("dbname", "user", "password", "host", "port", "service")
        options = {
            key: value
            for key, value in given.items()
            if key in wanted or key.startswith(("ssl", "connect_"))
        }
        with psycopg.connect(**options, autocommit=True) as direct:
            direct.execute(f"LISTEN {CHANNEL}")
            self._on_change()
            while not self._stopping.is_set():
                if any(True for _ in direct.notifies(timeout=1, stop_after=1)):
                    self._on_change()

    def _watch_sqlite(self) -> None:
        name = str(connection.settings_dict["NAME"])
        if ":memory:" in name or "mode=memory" in name or not Path(name).is_file():
            self._stopping.wait()
            return
        direct = sqlite3.connect(f"file:{Path(name).resolve().as_posix()}?mode=ro", uri=True)
        try:
            before = None
            while not self._stopping.wait(SQLITE_INTERVAL):
                (version,) = direct.execute("PRAGMA data_version").fetchone()
                if version != before:
                    before = version
                    self._on_change()
        finally:
            direct.close()

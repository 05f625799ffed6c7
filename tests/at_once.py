"""Two writes of which the second waits for the first (PostgreSQL)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction


def both_at_once(first: Callable[[], Any], second: Callable[[], Any]) -> None:
    """Run `second` when `first` has written, and let `first` end when `second` waits for it."""
    written = threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                first()
                written.set()
                _until_somebody_waits()
        finally:
            written.set()
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(10)
    second()
    thread.join(10)


def _until_somebody_waits() -> None:
    pause = threading.Event()
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        pause.wait(0.01)

"""Identifiers: time-ordered UUIDs for rows."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

from klientel.kit import clock
from klientel.kit.refused import NotFound

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_VERSION_7 = 0x7 << 76
_VARIANT = 0b10 << 62
_COUNTER_BITS = 42
_COUNTER_LIMIT = 1 << _COUNTER_BITS
_TIME_LIMIT = 1 << 48


class _Stream:
    """Hands out UUIDv7 values that grow as long as the time it is given does not fall.

    The 74 free bits are a 42-bit counter, started at random in every millisecond, and 32 random
    bits (RFC 9562, 6.2, method 1 with a random start).
    """

    def __init__(self, *, never_falls: bool) -> None:
        self._lock = threading.Lock()
        self._never_falls = never_falls
        self.forget()

    def forget(self) -> None:
        """Start anew, with a lock of its own (after a fork the old one may be held for ever)."""
        self._lock = threading.Lock()
        self._last_ms = -1
        self._counter = 0

    def next(self, ms: int) -> UUID:
        with self._lock:
            if ms == self._last_ms or (self._never_falls and ms < self._last_ms):
                self._counter += 1
                if self._counter == _COUNTER_LIMIT:
                    self._last_ms += 1
                    self._counter = 0
            else:
                self._last_ms = ms
                # The top bit stays 0, so that a busy millisecond has room to count up.
                self._counter = int.from_bytes(os.urandom(6), "big") >> 7
            ms, counter = self._last_ms, self._counter
        high, low = counter >> 30, counter & 0x3FFFFFFF
        tail = int.from_bytes(os.urandom(4), "big")
        return UUID(int=ms << 80 | _VERSION_7 | high << 64 | _VARIANT | low << 32 | tail)


_true = _Stream(never_falls=True)
# Ids for a time that was told (an import of history, a stopped clock) must not push the true ones
# into the future, so they count by themselves.
_told = _Stream(never_falls=False)

if hasattr(os, "register_at_fork"):  # pragma: no branch - absent on Windows only
    os.register_at_fork(after_in_child=_true.forget)
    os.register_at_fork(after_in_child=_told.forget)


def uuid7(at: datetime | None = None) -> UUID:
    """A new UUIDv7 (RFC 9562) for the present, or for the aware instant `at`.

    Within a process each id of the present is greater than the one before, whatever the system
    clock does; ids for one and the same `at` made in a row grow, too. An instant before 1970 or
    after the year 10889 has no UUIDv7 (ValueError).
    """
    if at is None:
        instant = clock.now()
        stream = _told if clock.is_told() else _true
    else:
        if at.tzinfo is None:
            raise ValueError("a naive datetime is not an instant")
        instant = at
        stream = _told
    ms = (instant - _EPOCH) // _MILLISECOND
    if not 0 <= ms < _TIME_LIMIT:
        raise ValueError("a UUIDv7 begins in 1970")
    return stream.next(ms)


def id_in(value: object) -> UUID | None:
    """The id that somebody sent or a fact holds as text; None for none and for anything else."""
    if isinstance(value, UUID):
        return value
    if not isinstance(value, str) or not value:
        return None
    try:
        return UUID(value)
    except ValueError:
        return None


def id_needed(value: object) -> UUID:
    """The id that somebody sent; `NotFound` for what names nothing."""
    found = id_in(value)
    if found is None:
        raise NotFound()
    return found


def time_of(uuid: UUID) -> datetime:
    """The instant a UUIDv7 was made for, to the millisecond, in UTC."""
    if uuid.version != 7:
        raise ValueError("only a UUIDv7 tells its time")
    return _EPOCH + timedelta(milliseconds=uuid.int >> 80)

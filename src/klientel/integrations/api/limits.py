"""How often a token may call: so many requests a minute, counted by all processes together.

A process takes requests by the dozen from a row of the database and gives them out itself, so that
most requests write nothing. What it took and did not use in a minute is lost, which costs a token
nothing but the last dozen of very many.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.utils.translation import gettext_noop

from klientel.kit import clock
from klientel.team.models import Throttle
from klientel.team.throttle import TooMany

PER_MINUTE = 600
#: taken from the database at once
PORTION = 20
WINDOW = 60
#: tokens whose portion a process remembers
_MOST = 10_000


@dataclass
class _Held:
    """What a process holds of a token's requests in one minute."""

    window: int
    left: int = 0
    #: what all processes had not yet taken when this one last did
    beyond: int = PER_MINUTE


class Limited(TooMany):
    """Too many calls of one token; `headers` tell when it may come back."""

    def __init__(self, reset: int, headers: dict[str, str]) -> None:
        text = gettext_noop("Too many requests. Please wait {seconds} seconds.")
        super().__init__(text, seconds=reset)
        self.headers = {**headers, "Retry-After": str(reset)}


class Limiter:
    """Gives out a token's requests; one for each process."""

    def __init__(self, most: int = PER_MINUTE, portion: int = PORTION) -> None:
        self.most = most
        self._portion = portion
        self._held: dict[UUID, _Held] = {}
        self._lock = threading.Lock()

    def take(self, token: UUID, count: int = 1) -> dict[str, str]:
        """Take requests; returns the headers that tell what is left, or raises `TooMany`."""
        now = int(clock.now().timestamp())
        window = now // WINDOW
        with self._lock:
            held = self._held.get(token)
            if held is None or held.window != window:
                if len(self._held) >= _MOST:
                    self._held.clear()
                held = self._held[token] = _Held(window, 0, self.most)
            is_taken = held.left >= count or self._fetch(token, held, count)
            if is_taken:
                held.left -= count
            reset = WINDOW - now % WINDOW
            headers = {
                "RateLimit-Limit": str(self.most),
                "RateLimit-Remaining": str(held.left + held.beyond),
                "RateLimit-Reset": str(reset),
            }
        if not is_taken:
            raise Limited(reset, headers)
        return headers

    def _fetch(self, token: UUID, held: _Held, count: int) -> bool:
        """Take more from the database: a portion, or what is just needed where less is left."""
        begin = datetime.fromtimestamp(held.window * WINDOW, UTC)
        needed = count - held.left
        for some in dict.fromkeys((max(needed, self._portion), needed)):
            taken = Throttle.take_some(f"api {token.hex}", some, self.most, begin)
            if taken is not None:
                held.left += some
                held.beyond = self.most - taken
                return True
        return False

    def forget(self) -> None:
        """Forget what this process holds (tests)."""
        self._held.clear()


limiter = Limiter()

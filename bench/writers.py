"""People who write while something goes wrong, and remember what was acknowledged."""

from __future__ import annotations

import http.client
import json
import threading
import time
from dataclasses import dataclass, field

from bench.pages import LIST
from bench.visitor import Forms, Unexpected, Visitor
from klientel.kit.ids import uuid7

_CUT_OFF = (OSError, http.client.HTTPException)


@dataclass
class History:
    """What was sent and what was answered."""

    created: list[str] = field(default_factory=list)
    perhaps_created: list[str] = field(default_factory=list)
    edits: list[str] = field(default_factory=list)
    edited: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def questions(self) -> dict[str, object]:
        """What `bench.verdict` is to look for."""
        return {
            "created": self.created,
            "perhaps_created": self.perhaps_created,
            "edits": self.edits,
            "edited": self.edited,
        }

    def create(self, visitor: Visitor, label: str) -> bool:
        """Add one account; False when the connection was cut."""
        key = str(uuid7())
        with self._lock:
            self.perhaps_created.append(key)
        try:
            answer = visitor.post(f"{LIST}/new", {"name": f"{label} {key[-8:]}", "token": key})
        except Unexpected as problem:
            self.errors.append(str(problem)[:300])
            return True
        except _CUT_OFF:
            return False
        with self._lock:
            self.perhaps_created.remove(key)
            self.created.append(key)
            self.seconds.append(answer.seconds)
        return True

    def edit(self, visitor: Visitor, account: str, value: str) -> bool:
        """Change the city of one account; False when the connection was cut."""
        last, sent = self.edited.setdefault(account, ("", []))
        sent.append(value)
        path = f"{LIST}/{account}/fields/city"
        try:
            if not last:
                form = Forms.of(visitor.get(path, HX_Request="true").text).forms[0]
                last = json.loads(form.values["expected"]) or ""
                self.edited[account] = (last, sent)
            form_values = {"city": value, "expected": json.dumps(last)}
            answer = visitor.post(path, form_values, fragment=True)
        except Unexpected as problem:
            # After a cut it is not known which of two values stands there: look again.
            self.edited[account] = ("", sent)
            if "409" not in str(problem):
                self.errors.append(str(problem)[:300])
            return True
        except _CUT_OFF:
            return False
        self.edited[account] = (value, [])
        with self._lock:
            self.edits.append(value)
            self.seconds.append(answer.seconds)
        return True


def write_until_cut(
    history: History, visitors: list[Visitor], accounts: list[str], seconds: float, label: str
) -> list[threading.Thread]:
    """Start one thread per visitor: creates and edits, until the server is gone or time is up."""
    until = time.perf_counter() + seconds

    def work(visitor: Visitor, account: str) -> None:
        number = 0
        while time.perf_counter() < until:
            number += 1
            if number % 2:
                going = history.create(visitor, label)
            else:
                going = history.edit(visitor, account, f"{label} {account[-4:]} {number}")
            if not going:
                return

    threads = [
        threading.Thread(target=work, args=(visitor, accounts[place]), daemon=True)
        for place, visitor in enumerate(visitors)
    ]
    for thread in threads:
        thread.start()
    return threads

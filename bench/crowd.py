"""Eight clients at once on two web processes, and what memory they cost."""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Callable, Iterator

from bench.figures import Figure, of_seconds
from bench.pages import LIST, Stage, new_forms
from bench.visitor import Answer, Unexpected, Visitor

CLIENTS = 8
SECONDS = 10.0


def crowd(stage: Stage) -> Iterator[Figure]:
    """Pages a second: lists, record pages, and nine reads to one write."""
    visitors = [stage.visitor(f"member{number}") for number in range(CLIENTS)]
    # What everybody may see, since some records are for one team or for named people only.
    lists = [_addresses(visitor) for visitor in visitors]
    addresses = [one for one in lists[0] if all(one in others for others in lists)]
    seconds = SECONDS * stage.samples / 300
    kinds: tuple[tuple[str, str, float, _Turn], ...] = (
        ("crowd_list", "list pages", 250, lambda v, n: v.get(LIST)),
        ("crowd_record", "record pages", 300, lambda v, n: v.get(addresses[n % len(addresses)])),
        ("crowd_mixed", "nine reads to one write", 200, _mixed(addresses, visitors[0])),
    )
    for name, label, aim, turn in kinds:
        times, errors, lasted = together(visitors, turn, seconds)
        rate = len(times) / lasted
        one = of_seconds(name, "", times)
        note = f"p50 {one.p50:.0f}, p95 {one.p95:.0f} ms, {len(errors)} errors"
        if errors:
            note += f": {errors[0]}"
        yield Figure(
            name, f"8 clients: {label}", round(rate, 1), unit="pages/s", aim=aim, note=note
        )
    memory = stage.server.memory()
    yield Figure("memory_load", "memory after that, 2 workers", round(memory), unit="MB", aim=600)


_Turn = Callable[[Visitor, int], Answer]


def together(
    visitors: list[Visitor], turn: _Turn, seconds: float
) -> tuple[list[float], list[str], float]:
    """Let every visitor take turns for a while; gives times, errors and how long it took."""
    times: list[float] = []
    errors: list[str] = []
    until = time.perf_counter() + seconds

    def work(visitor: Visitor, place: int) -> None:
        number = place * 1_000
        while time.perf_counter() < until:
            number += 1
            try:
                times.append(turn(visitor, number).seconds)
            except (Unexpected, OSError) as error:
                errors.append(str(error)[:200])

    threads = [
        threading.Thread(target=work, args=(visitor, place))
        for place, visitor in enumerate(visitors)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, errors, time.perf_counter() - began


def _addresses(visitor: Visitor) -> list[str]:
    found = re.findall(r'data-href="(/bench/accounts/[^"?]+)', visitor.get(LIST).text)
    if not found:
        raise Unexpected("the list shows no accounts")
    return found


def _mixed(addresses: list[str], visitor: Visitor) -> _Turn:
    forms = new_forms(visitor, f"{LIST}/new")
    # the form is looked at now: later the visitor's connection belongs to one of the threads
    next(forms)
    lock = threading.Lock()
    drawn = random.Random(7)

    def turn(visitor: Visitor, number: int) -> Answer:
        lot = drawn.random()
        if lot < 0.1:
            with lock:
                token = next(forms)
            values = {"name": f"Gemischt {token[-12:]}", "token": token}
            return visitor.post(f"{LIST}/new", values)
        return visitor.get(LIST if lot < 0.5 else addresses[number % len(addresses)])

    return turn

"""Tasks of the tests; a task must be a function of a module."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django_tasks import task

from klientel.events.jobs import actor_of_job, progress
from klientel.kit.refused import Refused

calls: list[Any] = []
during: list[Callable[[], None]] = []


@task
def note(word: str = "") -> str:
    calls.append(word)
    return word.upper()


@task(priority=50)
def urgent() -> None:
    calls.append("urgent")


@task
def fail(word: str = "") -> None:
    calls.append(word)
    raise ValueError("no such thing")


@task
def refuse() -> None:
    calls.append("refused")
    raise Refused("The file is empty.")


@task
def count_to(total: int) -> int:
    for done in range(1, total + 1):
        calls.append(done)
        for act in during:
            act()
        progress.set(done, total)
    return total


@task
def who() -> str:
    return actor_of_job().name

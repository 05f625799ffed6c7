"""What was read is kept until anything is written, by whomever."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction

from klientel.kit.counting import bounded, numbers
from klientel.kit.unchanged import data_mark, while_unchanged
from klientel.workspaces.models import Workspace

pytestmark = pytest.mark.django_db(transaction=True)


def rows() -> Any:
    return Workspace.objects.all()


def counted() -> tuple[int, int]:
    """How many workspaces there are, and how many statements it took to say so."""
    asked: list[str] = []

    def watch(execute: Any, sql: str, *given: Any) -> Any:
        asked.append(sql)
        return execute(sql, *given)

    with connection.execute_wrapper(watch):
        (found,) = numbers([bounded(rows(), 100)])
    return found, sum("COUNT(*)" in one for one in asked)


def counted_again() -> tuple[int, int]:
    """The same of a second look, in a moment in which nobody wrote: PostgreSQL's marks move with
    every database of its server, and other tests may be writing to theirs.
    """
    for _try in range(100):
        before = data_mark()
        counted()
        found = counted()
        if data_mark() == before:
            return found
    pytest.fail("The mark never stood still.")


def elsewhere(do: Callable[[], Any]) -> None:
    """Do it in a thread, which has a connection of its own."""

    def run() -> None:
        try:
            do()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join()


def test_a_count_is_asked_again_only_after_a_write() -> None:
    assert counted() == (0, 1)
    assert counted_again() == (0, 0)
    Workspace.objects.create(slug="one", name="One")
    assert counted() == (1, 1)
    assert counted_again() == (1, 0)


def test_what_another_connection_wrote_is_seen_at_once() -> None:
    counted()
    elsewhere(lambda: Workspace.objects.create(slug="two", name="Two"))
    assert counted() == (1, 1)
    elsewhere(lambda: Workspace.objects.filter(slug="two").update(name="Second"))
    assert counted() == (1, 1), "any write may change what is counted"
    assert counted_again() == (1, 0)


def test_what_is_taken_back_is_never_kept() -> None:
    assert counted() == (0, 1)
    with transaction.atomic():
        Workspace.objects.create(slug="three", name="Three")
        assert counted() == (1, 1)
        assert counted() == (1, 1)
        transaction.set_rollback(True)
    assert counted()[0] == 0


def test_what_cannot_be_a_key_is_read_each_time() -> None:
    read: list[int] = []
    for _round in range(2):
        while_unchanged(("statement", (["a", "list"],)), lambda: read.append(1))
    assert len(read) == 2

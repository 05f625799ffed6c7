"""A write that the database broke off for another's sake is done once more, and then given up."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from klientel.records import actions
from klientel.records.actions.create import Draft
from klientel.records.actions.together import written_together
from klientel.records.one_reading import current_reading
from tests.cast import Firm
from tests.sample_room.models import Boat


class _Broken(Exception):
    sqlstate = "40P01"


class Unlucky:
    """Work that is broken off a few times."""

    def __init__(self, times: int, sqlstate: str = "40P01") -> None:
        self.left = times
        self.done = 0
        self.cause = _Broken()
        self.cause.sqlstate = sqlstate

    def __call__(self) -> str:
        self.done += 1
        if self.left:
            self.left -= 1
            raise OperationalError("deadlock detected") from self.cause
        return "written"


@pytest.mark.django_db(transaction=True)
def test_a_deadlock_is_tried_again_once() -> None:
    once = Unlucky(1)
    assert written_together(once) == "written"
    assert once.done == 2
    twice = Unlucky(2)
    with pytest.raises(OperationalError):
        written_together(twice)
    assert twice.done == 2


@pytest.mark.django_db(transaction=True)
def test_what_is_part_of_a_larger_write_or_another_error_is_not_tried_again() -> None:
    inside, another = Unlucky(1), Unlucky(1, "57014")
    with pytest.raises(OperationalError), transaction.atomic():
        written_together(inside)
    with pytest.raises(OperationalError):
        written_together(another)
    assert (inside.done, another.done) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_every_writer_is_tried_again(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    from klientel.records import writer

    true_insert, broken = writer.insert, Unlucky(1)

    def insert(*given: object) -> None:
        broken()
        true_insert(*given)

    monkeypatch.setattr(writer, "insert", insert)
    boat = actions.create(firm.olga, "boat", {"name": "Möwe", "tags": "alt"})
    assert broken.done == 2
    assert Boat.objects.visible_to(firm.olga).get().pk == boat.pk
    assert len(Boat.objects.visible_to(firm.olga).get().tags) == 1


@pytest.mark.django_db
def test_a_reading_that_nobody_gave_is_made_once_for_a_write(firm: Firm) -> None:
    def queries(count: int) -> int:
        drafts = [Draft({"name": f"Ott {n}", "relationship": "client"}) for n in range(count)]
        with CaptureQueriesContext(connection) as asked:
            actions.create_many(firm.olga, "account", drafts)
        return len(asked)

    queries(1)
    assert queries(11) == queries(2)
    first = written_together(lambda: (current_reading(firm.olga), current_reading(firm.olga)))
    assert first[0] is first[1]

"""The seal: what is changed, removed or slipped in shows; erasing a person does not break it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from klientel.events.models import Event, EventSeal
from klientel.events.seal import seal, seal_all, verify
from klientel.events.tests.conftest import Cast, happen
from klientel.events.worker import run_until_idle
from klientel.kit import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def events(cast: Cast) -> list[Event]:
    made = [happen(cast.anna, facts={"price": str(n)}, record_id=uuid4()) for n in range(5)]
    assert seal(cast.workspace.pk) == 5
    return made


def log(cast: Cast) -> Any:
    return Event.objects.in_workspace(cast.workspace.pk)


def test_a_sealed_log_is_whole(cast: Cast, events: list[Event]) -> None:
    first = verify(cast.workspace.pk)
    assert (first.is_whole, first.sealed, first.unsealed) == (True, 5, 0)
    happen(cast.ben)
    assert verify(cast.workspace.pk).unsealed == 1
    assert seal(cast.workspace.pk) == 1
    second = verify(cast.workspace.pk)
    assert second.is_whole
    assert second.sealed == 6
    assert second.head != first.head


@pytest.mark.parametrize(
    "change",
    [
        {"facts": {"price": "0"}},
        {"actor_name": "Somebody else"},
        {"verb": "thing.moved"},
        {"record_id": None},
        {"occurred_at": clock.now() - timedelta(days=1)},
        {"via": "api"},
        {"token": "Invented"},
    ],
)
def test_a_changed_event_shows(cast: Cast, events: list[Event], change: dict[str, Any]) -> None:
    log(cast).filter(pk=events[2].pk).update(**change)
    verdict = verify(cast.workspace.pk)
    assert verdict.broken_at == 3
    assert "changed" in verdict.why


def test_a_removed_seal_shows(cast: Cast, events: list[Event]) -> None:
    seals = EventSeal.objects.in_workspace(cast.workspace.pk)
    seals.filter(event_id=events[1].pk).delete()
    verdict = verify(cast.workspace.pk)
    assert (verdict.broken_at, verdict.why) == (2, "a seal is missing")


def test_an_end_that_was_cut_off_shows_against_a_kept_head(cast: Cast, events: list[Event]) -> None:
    kept = verify(cast.workspace.pk).head
    happen(cast.ben)
    seal(cast.workspace.pk)
    assert verify(cast.workspace.pk, kept).is_whole
    for event in log(cast).order_by("-pk")[:2]:
        EventSeal.objects.in_workspace(cast.workspace.pk).filter(event_id=event.pk).delete()
        one = log(cast).filter(pk=event.pk)
        one._raw_delete(one.db)
    assert verify(cast.workspace.pk).is_whole
    verdict = verify(cast.workspace.pk, kept)
    assert (verdict.is_whole, verdict.broken_at) == (False, 5)
    assert "cut off" in verdict.why


def test_check_prints_the_head_and_compares_a_kept_one(cast: Cast, events: list[Event]) -> None:
    from klientel.config.cli.check import _data_findings

    head = verify(cast.workspace.pk).head
    told = list(_data_findings(repair=False, kept={}))
    assert any(well and f"acme:{head}" in sentence for well, sentence in told)
    told = list(_data_findings(repair=False, kept={"acme": "0" * 64, "nowhere": head}))
    wrong = [sentence for well, sentence in told if not well]
    assert len(wrong) == 2
    assert "cut off" in wrong[0]


def test_each_batch_begins_behind_the_one_before(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("klientel.events.seal.BATCH", 2)
    for _ in range(5):
        happen(cast.anna)
    with CaptureQueriesContext(connection) as queries:
        assert seal(cast.workspace.pk, everything=True) == 5
    reads = [one["sql"] for one in queries if "NOT EXISTS" in one["sql"]]
    assert len(reads) == 3
    assert ['"events_event"."id" >= ' in sql for sql in reads] == [False, True, True]
    assert verify(cast.workspace.pk).is_whole


def test_a_sealed_event_cannot_be_removed(cast: Cast, events: list[Event]) -> None:
    one = log(cast).filter(pk=events[1].pk)

    def remove() -> None:
        with transaction.atomic():
            one._raw_delete(one.db)
            connection.check_constraints()

    with pytest.raises(IntegrityError):
        remove()


def test_exchanged_events_show(cast: Cast, events: list[Event]) -> None:
    seals = EventSeal.objects.in_workspace(cast.workspace.pk)
    one, two = seals.order_by("position")[:2]
    seals.filter(pk=one.pk).update(position=99)
    seals.filter(pk=two.pk).update(position=1)
    seals.filter(pk=one.pk).update(position=2)
    assert verify(cast.workspace.pk).broken_at == 1


def test_erasing_facts_leaves_the_chain_whole(cast: Cast, events: list[Event]) -> None:
    before = verify(cast.workspace.pk).head
    mine = log(cast).filter(pk__in=[event.pk for event in events[:2]])
    seals = EventSeal.objects.in_workspace(cast.workspace.pk)
    seals.filter(event_id__in=[event.pk for event in events[:2]]).update(salt=b"")
    mine.update(facts={}, actor_name="")
    after = verify(cast.workspace.pk)
    assert after.is_whole
    assert after.head == before
    mine.update(facts={"price": "invented"})
    assert verify(cast.workspace.pk).broken_at == 1


def test_each_workspace_has_its_own_chain(cast: Cast, other: Cast) -> None:
    happen(cast.anna)
    happen(other.anna)
    assert seal_all.call() == 2
    run_until_idle()
    assert verify(cast.workspace.pk).sealed == verify(other.workspace.pk).sealed == 1
    assert seal_all.call() == 0


def test_an_event_with_an_old_id_is_sealed_at_night(cast: Cast) -> None:
    with clock.travel(timedelta(days=-30)):
        happen(cast.anna)
    assert seal(cast.workspace.pk) == 0
    assert seal(cast.workspace.pk, everything=True) == 1

"""The log as people read it: only what they may know of, in order, in sentences that never fail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from klientel.events.feed import history_of, sentence
from klientel.events.models import Event
from klientel.events.tests.conftest import Cast, happen
from klientel.kit import clock
from klientel.kit.cursors import BadCursor
from klientel.kit.refused import NotFound
from klientel.workspaces.words import PLAIN

pytestmark = pytest.mark.django_db


def test_history_is_newest_first_and_pages(cast: Cast, sees: Any) -> None:
    thing = uuid4()
    sees[cast.anna.member_id] = {thing}
    now = clock.now()
    made = [
        happen(cast.anna, record_id=thing, occurred_at=now - timedelta(days=n)) for n in range(5)
    ]
    same = happen(cast.anna, record_id=thing, occurred_at=now)
    first = history_of(cast.anna, thing, limit=4)
    second = history_of(cast.anna, thing, before=first.next_cursor, limit=4)
    found = [*first.rows, *second.rows]
    assert [event.pk for event in found] == [same.pk, *(event.pk for event in made)]
    assert second.next_cursor is None


def test_the_history_of_an_invisible_record_does_not_exist(
    cast: Cast, other: Cast, sees: Any
) -> None:
    thing = uuid4()
    sees[cast.anna.member_id] = {thing}
    happen(cast.anna, record_id=thing)
    with pytest.raises(NotFound):
        history_of(cast.ben, thing)
    sees[other.anna.member_id] = {thing}
    assert not history_of(other.anna, thing).rows


@pytest.mark.parametrize("cursor", ["x", "", "W10", "AAAA"])
def test_a_strange_cursor_is_refused(cast: Cast, sees: Any, cursor: str) -> None:
    sees[cast.anna.member_id] = {cast.workspace.pk}
    with pytest.raises(BadCursor):
        history_of(cast.anna, cast.workspace.pk, before=cursor)


def test_a_sentence_names_who_what_and_the_facts(cast: Cast) -> None:
    thing = uuid4()
    event = happen(cast.anna, record_id=thing, facts={"price": "12"})
    assert sentence(event, PLAIN, {thing: "Website"}) == "Anna finished Website for 12"


@pytest.mark.parametrize(
    ("verb", "facts", "expected"),
    [
        ("thing.done", {}, "Anna finished … for …"),
        ("thing.done", {"price": None, "old": "fact"}, "Anna finished … for …"),
        ("thing.done", {"price": {"a": [1]}}, "Anna finished … for {'a': [1]}"),
        ("gone.verb", {"x": 1}, "Anna: gone.verb"),
    ],
)
def test_a_sentence_never_fails(verb: str, facts: Any, expected: str) -> None:
    event = Event(verb=verb, actor_name="Anna", facts=facts)
    assert sentence(event, PLAIN, {}) == expected

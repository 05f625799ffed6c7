"""Of what records of every type tell people: it is theirs now, or they follow it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from klientel.events.notices import (
    Notice,
    Telling,
    about_records,
    changed,
    notices,
    watchers_of,
)
from klientel.kit.ids import id_in
from klientel.records.answering import answering_for
from klientel.records.types import record_types

if TYPE_CHECKING:
    from klientel.events.models import Event


def _given(events: Sequence[Event]) -> Iterator[Telling]:
    """Whoever answers for a record from now on: for a new one, or since its owner changed."""
    fresh = [event for event in events if event.verb == _created(event)]
    yield from about_records(fresh, answering_for)
    for event in events:
        pair = changed(event, "owner")
        member = id_in(pair[1]) if pair else None
        if member is not None:
            yield Telling(event.pk, member)


def _created(event: Event) -> str:
    known = event.record_type in record_types
    return record_types.get(event.record_type).verb("created") if known else ""


def _followed(events: Sequence[Event]) -> Iterator[Telling]:
    yield from about_records(events, watchers_of)


def _doubles(events: Sequence[Event]) -> Iterator[Telling]:
    """Whoever answers for one of two that look like one hears of their own."""
    pairs = [(event, event.record_id, id_in((event.facts or {}).get("other"))) for event in events]
    both = {key for _event, *two in pairs for key in two if key is not None}
    people = answering_for(events[0].workspace_id, both) if both else {}
    for event, *two in pairs:
        for key in two:
            for member in sorted(people.get(key, ())) if key else ():
                yield Telling(event.pk, member, key)


def introduce() -> None:
    """Tell of them."""
    notices.register(
        Notice(
            name="record.given",
            label=_("Something is handed over to me"),
            why=_("It is yours now: you are responsible for it."),
            verbs=("*",),
            who=_given,
            for_me=True,
            sentence=gettext_noop("{actor} handed {record} over to you"),
            order=30,
        ),
        Notice(
            name="record.double",
            label=_("A record of mine looks like a duplicate"),
            why=_("You answer for one of the two."),
            verbs=("record.looks_double",),
            who=_doubles,
            order=75,
        ),
        Notice(
            name="record.watched",
            label=_("Changes of what I follow"),
            why=_("You follow it."),
            verbs=("*",),
            who=_followed,
            order=90,
        ),
    )

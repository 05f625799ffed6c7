"""Lets the rules of a sample firm have lived: the engine does, at its time, what they ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby, pairwise
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import translation

from klientel.automations.engine.acting import Firm
from klientel.automations.engine.going_on import go_on_with
from klientel.automations.engine.hearing import hear
from klientel.automations.engine.index import awaited_verbs, index_of
from klientel.automations.engine.timing import look
from klientel.events.ids_in_time import floor_id
from klientel.events.reading_back import told_back_from
from klientel.kit import clock

if TYPE_CHECKING:
    from klientel.events.models import Event

#: events that are heard in one go, as by the subscriber
_AT_ONCE = 50


def live(workspace_id: UUID, moments: Sequence[datetime]) -> None:
    """Let it be each of some moments in order: what became due is started, what was told is heard.

    What was told between two of them is heard at the time of which it tells. Rules must be on
    since the first. Safe to repeat: a run is there once for its rule, occasion and record.
    """
    for since, until in pairwise(moments):
        for at, events in _told(workspace_id, since, until):
            with clock.fixed(at):
                for start in range(0, len(events), _AT_ONCE):
                    hear(events[start : start + _AT_ONCE])
                _go_on(workspace_id)
        with clock.fixed(until):
            look(workspace_id)
            _go_on(workspace_id)


def _told(
    workspace_id: UUID, since: datetime, until: datetime
) -> Iterator[tuple[datetime, list[Event]]]:
    """What rules listen to, by the time at which it was written."""
    verbs = {*index_of(workspace_id).by_verb, *awaited_verbs(workspace_id)}
    pieces = told_back_from(workspace_id, verbs, since, floor_id(until))
    events = [event for piece in pieces for event in piece]
    events.sort(key=lambda event: event.pk)
    for at, some in groupby(events, key=lambda event: event.recorded_at):
        yield at, list(some)


def _go_on(workspace_id: UUID) -> None:
    with translation.override(Firm.of(workspace_id).workspace.language):
        while go_on_with(workspace_id)[1]:
            pass

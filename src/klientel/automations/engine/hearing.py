"""Hears events: makes the runs of the rules that they start, and lets runs go on that wait."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from klientel.automations.engine import index as indexed
from klientel.automations.engine.acting import Firm
from klientel.automations.engine.matching import starts_of
from klientel.automations.engine.starting import start_all
from klientel.automations.engine.waiting import wake
from klientel.events.subscribers import subscribe

if TYPE_CHECKING:
    from klientel.events.models import Event


@subscribe(
    indexed.SUBSCRIBER,
    "*",
    # all of one dispatch: what rules ask is read and put together anew for each call
    batch=200,
    wants_in=indexed.wanted_in,
)
def hear(events: Sequence[Event]) -> None:
    """Make what some events of one workspace start; once, however often it hears of them.

    Runs in the transaction that marks the deliveries. What runs do is left to a job.
    """
    workspace_id = events[0].workspace_id
    wake(workspace_id, events)
    index = indexed.index_of(workspace_id)
    heard = [event for event in events if indexed.heard_by(index, event.verb)]
    if heard:
        firm = Firm.of(workspace_id)
        start_all(firm, starts_of(firm, index, heard))

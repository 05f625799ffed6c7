"""Whoever asked for background work is told how it ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from klientel.desk.queries import told
from klientel.events.models import Job
from klientel.events.notices import Notice, Telling, notices
from klientel.kit.ids import id_in

if TYPE_CHECKING:
    from klientel.events.models import Event

_WHY = _("You asked for this work.")


def _who(events: Sequence[Event]) -> Iterator[Telling]:
    for event in events:
        member = id_in((event.facts or {}).get("asked_by"))
        if member is not None:
            yield Telling(event.pk, member)


def _place(event: Event, slug: str) -> str:
    """Where the result is seen, as the room says that brought the work; else the tray."""
    facts = event.facts or {}
    if not facts.get("task"):
        return ""
    job = Job(name=facts["task"], args=facts.get("args") or {})
    return told(job, slug).href or f"/{slug}/jobs"


def introduce() -> None:
    """Tell of it."""
    notices.register(
        Notice(
            name="job.failed",
            label=_("An import or other background work of mine fails"),
            why=_WHY,
            verbs=("job.failed",),
            who=_who,
            for_me=True,
            place=_place,
            order=51,
        ),
        Notice(
            name="job.ended",
            label=_("An import or other background work of mine is done"),
            why=_WHY,
            verbs=("job.ended",),
            who=_who,
            place=_place,
            order=85,
        ),
    )

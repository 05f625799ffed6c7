"""Whoever asked for background work is told how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from klientel.desk.queries import told
from klientel.events.models import Job
from klientel.events.notices import Notice, notices, told_in

if TYPE_CHECKING:
    from klientel.events.models import Event

_WHY = _("You asked for this work.")


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
            who=told_in("asked_by"),
            for_me=True,
            place=_place,
            order=51,
        ),
        Notice(
            name="job.ended",
            label=_("An import or other background work of mine is done"),
            why=_WHY,
            verbs=("job.ended",),
            who=told_in("asked_by"),
            place=_place,
            order=85,
        ),
    )

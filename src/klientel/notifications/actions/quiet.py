"""Saying between which hours and on which days nothing rings and no mail leaves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.events import log
from klientel.kit.refused import Forbidden, Refused
from klientel.notifications.actions.rights import USE, member_of
from klientel.notifications.models import Inbox
from klientel.notifications.verbs import QUIET_BACK
from klientel.records.actions.catalogue import action
from klientel.records.actions.undoers import each, register
from klientel.records.fields import ChoicesField, Option, TextField
from klientel.records.repeating_words import WEEKDAYS
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event

DAYS = tuple(Option(str(number), name) for number, name in enumerate(WEEKDAYS))
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?::00)?")


@action(
    "inbox.set_quiet",
    label=_("Set quiet hours"),
    permission=USE,
    on="",
    icon="moon",
    inputs=[
        TextField(name="begins", label=_("From"), required=True, max_length=8),
        TextField(name="ends", label=_("Until"), required=True, max_length=8),
        ChoicesField(name="days", label=_("Quiet days"), options=DAYS),
    ],
)
def set_quiet(actor: Actor, *, begins: str, ends: str, days: Sequence[str]) -> UUID | None:
    """Let the actor's quiet hours be those from one time of day to another, in their time zone,
    over midnight where the second is the earlier; and their quiet days these.

    Returns the event's id for the way back, None where it is so already. Raises `Refused` for what
    is no time, and for two times that are the same.
    """
    said = {
        "quiet_from": _time(begins, "begins"),
        "quiet_until": _time(ends, "ends"),
        "quiet_days": sorted(int(day) for day in days),
    }
    if said["quiet_from"] == said["quiet_until"]:
        raise Refused("Quiet hours must begin and end at different times.", "ends")
    if len(set(days)) == len(DAYS):
        raise Refused("At least one day must not be quiet: else no mail would ever leave.", "days")
    return _put(actor, said)


def _time(text: str, name: str) -> time:
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise Refused("“{value}” is no time of day. Write it like 18:00.", name, value=text[:20])
    return time(int(found[1]), int(found[2]))


def _put(actor: Actor, said: Mapping[str, Any], batch: UUID | None = None) -> UUID | None:
    member = member_of(actor)
    fresh = Inbox(workspace_id=actor.workspace_id, member_id=member)
    Inbox.objects.bulk_create([fresh], ignore_conflicts=True)
    rows = Inbox.objects.in_workspace(actor.workspace_id).filter(member_id=member)
    before = rows.values(*said).get()
    if before == said:
        return None
    # these columns alone: what rings and mails meanwhile writes the others
    rows.update(**said)
    facts = {"before": _kept(before), "after": _kept(said)}
    return log.record(actor, "inbox.quiet_set", record_type="inbox", facts=facts, batch=batch).pk


def _kept(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: f"{value:%H:%M}" if isinstance(value, time) else value for name, value in said.items()
    }


def _back(actor: Actor, event: Event, batch: UUID) -> None:
    if event.member_id != actor.member_id:
        raise Forbidden("Everybody chooses their own notifications.")
    before = event.facts["before"]
    said = {
        "quiet_from": _time(before["quiet_from"], "begins"),
        "quiet_until": _time(before["quiet_until"], "ends"),
        "quiet_days": list(before["quiet_days"]),
    }
    _put(actor, said, batch)


register(QUIET_BACK, each(_back), right=None)

"""Work items as tests add, read and name them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from klientel.events.models import Event
from klientel.kit.ids import uuid7
from klientel.records import actions
from klientel.records.models import RecordRef
from klientel.views.actions.bulk import change_many
from klientel.views.models import BulkRun
from klientel.views.search import search
from klientel.work.models import WorkItem
from tests.cast import Firm


def add(firm: Firm, title: str = "Relaunch", who: str = "olga", **values: Any) -> WorkItem:
    made = actions.create(firm.actor(who), "work", {"title": title, **values})
    return read(firm, made)


def read(firm: Firm, item: Any) -> WorkItem:
    return WorkItem.objects.in_workspace(firm.workspace.pk).get(pk=item.pk)


def member(firm: Firm, name: str) -> str:
    return str(firm.members[name].pk)


def many(firm: Firm, items: list[WorkItem], who: str = "olga", **given: Any) -> BulkRun:
    asked = {"type": "work", "way": "set", "all": "", "state": "", "key": str(uuid7())}
    ids = ",".join(str(one.pk) for one in items)
    return change_many(firm.actor(who), **{**asked, "ids": ids, **given})


def verbs_of(firm: Firm, batch: UUID) -> list[str]:
    events = Event.objects.in_workspace(firm.workspace.pk).filter(batch=batch)
    return [event.verb for event in events.order_by("id") if event.record_id]


def sees(firm: Firm, name: str, item: WorkItem) -> set[bool]:
    """Whether table, spine and search agree; one answer in the set."""
    actor = firm.actor(name)
    return {
        WorkItem.objects.visible_to(actor).filter(pk=item.pk).exists(),
        RecordRef.objects.visible_to(actor).filter(pk=item.pk).exists(),
        item.pk in {hit.id for hit in search(actor, item.title)},
    }

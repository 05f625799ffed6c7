"""Meetings as tests plan them, and the mails that tell of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from klientel.crm.actions.meeting import plan
from klientel.crm.models import Meeting
from klientel.events.models import Event
from klientel.records import actions
from klientel.sending.models import Message
from tests.cast import Firm

SOON = datetime(2027, 1, 5, 9, tzinfo=UTC)


def account(firm: Firm, **more: str) -> Any:
    values = {"name": "Nord Media", "relationship": "client", "owner": "Olga", **more}
    return actions.create(firm.olga, "account", values)


def planned(firm: Firm, at: Any, **more: Any) -> Meeting:
    given = {"name": "Jour fixe", "starts_at": SOON, "minutes": "60", **more}
    return plan(firm.olga, at, **given)


def mails(firm: Firm) -> list[Message]:
    return list(Message.objects.filter(workspace_id=firm.workspace.pk).order_by("id"))


def last(firm: Firm, verb: str) -> Event:
    return Event.objects.in_workspace(firm.workspace.pk).filter(verb=verb).latest("id")

"""Lets a firm live with ready rules on: moves the clock, and tells what came of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils import translation

from klientel.automations.engine.timing import let_go_on, look_at_the_clock
from klientel.automations.gallery import gallery
from klientel.automations.models import Rule, Run
from klientel.automations.pages import make_ready
from klientel.events.models import Event
from klientel.events.worker import run_until_idle
from klientel.kit import clock
from klientel.records import actions
from klientel.records.reading import reading_for
from klientel.work.models import WorkItem
from tests.cast import Firm

#: a Monday
START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


def on(firm: Firm, key: str) -> Rule:
    with translation.override("de"):
        ready = gallery.get(key)
        assert ready is not None
        return make_ready(firm.olga, ready, reading_for(firm.workspace))


def work() -> None:
    """Everything that is due now is heard and done."""
    look_at_the_clock.call()
    run_until_idle()
    let_go_on.call()
    run_until_idle()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def tasks(firm: Firm) -> list[WorkItem]:
    rows = WorkItem.objects.in_workspace(firm.workspace.pk).filter(kind="task")
    return list(rows.order_by("id"))


def titles(firm: Firm) -> list[str]:
    return [one.title for one in tasks(firm)]


def told(firm: Firm) -> list[str]:
    rows = Event.objects.in_workspace(firm.workspace.pk).filter(verb="rule.told")
    return [one.facts["text"] for one in rows.order_by("id")]


def account(firm: Firm, name: str = "Nord", **values: Any) -> Any:
    usual = {"relationship": "client", "owner": str(firm.members["wim"].pk)}
    return actions.create(firm.olga, "account", {"name": name, **usual, **values})


def item(firm: Firm, kind: str, **values: Any) -> Any:
    return actions.create(firm.olga, "work", {"title": "Relaunch", "kind": kind, **values})


def lived(firm: Firm, *moments: str) -> None:
    """Everything is done at each of some moments, in order."""
    for moment in moments:
        with clock.fixed(at(moment)):
            work()


def states(firm: Firm) -> set[Any]:
    return {one.state for one in Run.objects.in_workspace(firm.workspace.pk)}

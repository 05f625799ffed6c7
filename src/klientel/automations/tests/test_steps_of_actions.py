"""Verbs that menus leave to pages of their own are steps of rules, too."""

from __future__ import annotations

from typing import Any

import pytest

from klientel.automations.checking import settled
from klientel.automations.definition import Definition, Step, When
from klientel.automations.models import Run
from klientel.automations.placeholders import Place
from klientel.automations.steps import steps
from klientel.automations.tests.rules import made
from klientel.automations.wording import Wording
from klientel.discussion.models import Watcher
from klientel.events.worker import run_until_idle
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.catalogue import run
from klientel.records.reading import reading_for
from klientel.records.types import record_types
from klientel.work.models import Step as CheckStep
from klientel.work.models import Template, WorkItem
from tests.cast import Firm

pytestmark = pytest.mark.django_db
SPAM = When("changed", {"field": "title"})


def item(firm: Firm, **values: Any) -> Any:
    return actions.create(firm.olga, "work", {"title": "Relaunch", "kind": "task", **values})


def done(firm: Firm, one: Any, do: str, **values: Any) -> Any:
    """What a rule makes of an item that it does one step with."""
    reading = reading_for(firm.workspace)
    definition = Definition("work", (SPAM,), then=(Step("s1", do, values),))
    settled(firm.olga, definition, reading)
    rule = made(firm, definition)
    assert Wording(firm.olga, reading).step(
        definition.then[0], Place(record_types.get("work"), reading)
    )
    actions.change(firm.olga, "work", one.pk, {"title": f"Nach {do}"})
    run_until_idle()
    ran = Run.objects.in_workspace(firm.workspace.pk).get(rule_id=rule.pk)
    assert ran.state == Run.State.DONE, ran.reason
    return WorkItem.objects.in_workspace(firm.workspace.pk).get(pk=one.pk)


def checklist(firm: Firm, one: Any) -> list[tuple[str, bool]]:
    rows = CheckStep.objects.in_workspace(firm.workspace.pk).filter(item_id=one.pk)
    return [(row.text, row.done_at is not None) for row in rows.order_by("position")]


def test_a_rule_deletes(firm: Firm) -> None:
    assert done(firm, item(firm), "work.trash").trashed_at is not None


def test_a_rule_adds_and_ticks_steps_by_their_words(firm: Firm) -> None:
    one = item(firm)
    done(firm, one, "work.add_step", text="Prüfen: {{ record.title }}")
    assert checklist(firm, one) == [("Prüfen: Nach work.add_step", False)]
    run(firm.olga, "work.tick_step", one.pk, step="prüfen: nach work.add_step")
    assert checklist(firm, one) == [("Prüfen: Nach work.add_step", True)]


def test_a_step_that_is_not_there_is_refused_in_words(firm: Firm) -> None:
    with pytest.raises(Refused, match="There is no step “Nichts” here"):
        run(firm.olga, "work.tick_step", item(firm).pk, step="Nichts")


def test_a_rule_begins_work_from_a_template(firm: Firm) -> None:
    run(firm.olga, "work.save_template", item(firm, title="Kampagne").pk, name="Kampagne")
    template = Template.objects.in_workspace(firm.workspace.pk).get()
    account = actions.create(firm.olga, "account", {"name": "Nord"})
    one = item(firm, account=str(account.pk))
    given = {"template": str(template.pk), "title": "Neu", "account": {"from": "account"}}
    done(firm, one, "template.use", **given)
    begun = WorkItem.objects.in_workspace(firm.workspace.pk).get(title="Neu")
    assert begun.account_id == account.pk


def test_a_rule_fulfils_an_order_with_its_lines(firm: Firm) -> None:
    account = actions.create(firm.olga, "account", {"name": "Nord"})
    order = item(firm, kind="order", account=str(account.pk))
    done(firm, order, "order.add_line", name="Beratung", quantity="2")
    assert done(firm, order, "order.fulfil").category == "done"


def test_a_rule_makes_something_repeat_and_follows_it(firm: Firm) -> None:
    one = item(firm, due="2026-12-01")
    done(firm, one, "work.repeat", every="1", unit="month", on="date", day="1")
    done(firm, one, "record.follow")
    followers = Watcher.objects.in_workspace(firm.workspace.pk).filter(record_id=one.pk)
    assert firm.members["olga"].pk in followers.values_list("member_id", flat=True)


def test_every_type_can_be_deleted_by_a_rule_and_nothing_is_shared_by_one(firm: Firm) -> None:
    assert all(f"{one.name}.trash" in steps for one in record_types)
    assert "share.create" not in steps

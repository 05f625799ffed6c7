"""Rules and their runs; for Bea the rule is for a team that is not hers."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from klientel.automations.models import Rule, Run
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.records import actions
from tests.architecture.things.scene import Scene, makes


def _said(kind: str, **params: Any) -> str:
    then = [{"key": "a1", "do": "comment", "values": {"text": "Hello"}}]
    when = [{"kind": kind, **({"params": params} if params else {})}]
    return json.dumps({"about": "account", "when": when, "then": then})


@makes("rule.create")
def definition(at: Scene) -> dict[str, Any]:
    return {"name": "Greet", "definition": _said("created"), **at.whose}


def made(at: Scene, **said: Any) -> Any:
    return at.do("rule.create", **{**definition(at), **said})


@makes("rule.delete", "rule.switch_on", "rule.copy", "rule.take_over")
def rule(at: Scene) -> dict[str, Any]:
    return {"rule": made(at).number}


@makes("rule.switch_off")
def running(at: Scene) -> dict[str, Any]:
    return {"rule": made(at, is_on="1").number}


@makes("rule.restore")
def deleted(at: Scene) -> dict[str, Any]:
    given = rule(at)
    at.do("rule.delete", **given)
    return given


@makes("rule.change")
def other_rule(at: Scene) -> dict[str, Any]:
    return {**rule(at), **definition(at), "name": "Greet them"}


@makes("rule.bring_back")
def changed(at: Scene) -> dict[str, Any]:
    said = other_rule(at)
    at.do("rule.change", **said)
    return {"rule": said["rule"], "version": "1"}


@makes("rule.start")
def pressed(at: Scene) -> dict[str, Any]:
    """A button of a rule, for all roles, on an account that everyone may see."""
    record = at.do("account.create", **_ACCOUNT)
    return {**_button(at), "record": str(record.pk)}


@makes("rule.start_many")
def pressed_for_many(at: Scene) -> dict[str, Any]:
    """Here the rule is for everyone, and for Bea the account is out of sight."""
    return {**_button(at, audience="everyone", team=""), "ids": at.about}


@makes("rule.retry")
def failed(at: Scene) -> dict[str, Any]:
    return _run(at, Run.State.FAILED)


@makes("rule.stop_runs")
def going_on(at: Scene) -> dict[str, Any]:
    """A rule with a run that waits."""
    given = rule(at)
    Run(
        workspace=at.firm.workspace, rule=Rule.objects.in_workspace(at.firm.workspace.pk).get(),
        version=1, occasion=uuid7(), trigger="created", state=Run.State.WAITING,
    ).save()  # fmt: skip
    return given


@makes("rule.undo_run")
def ended(at: Scene) -> dict[str, Any]:
    """A run that changed an account."""
    given = _run(at, Run.State.DONE)
    actions.change(at.olga, "account", at.account.pk, {"city": "Kiel"}, batch=UUID(given["run"]))
    return given


_ACCOUNT = {
    "name": "Segelverein", "relationship": "customer", "kind": "organisation", "stage": "new",
}  # fmt: skip


def _button(at: Scene, **whose: str) -> dict[str, Any]:
    said = _said("button", label="Greet", roles=[])
    return {"rule": made(at, definition=said, is_on="1", **whose).number}


def _run(at: Scene, state: Run.State) -> dict[str, Any]:
    row = Run(
        workspace=at.firm.workspace, rule=made(at, is_on="1"), version=1, occasion=uuid7(),
        trigger="created", state=state, ended_at=clock.now(),
    )  # fmt: skip
    row.save()
    return {"run": str(row.pk)}

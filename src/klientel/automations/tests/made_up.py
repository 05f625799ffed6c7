"""Rules for tests: made as rows, so that the engine is tested by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

import pytest

from klientel.automations.definition import Definition, Step, When, to_json
from klientel.automations.engine.starting import room
from klientel.automations.models import Rule, RuleVersion, Run
from klientel.automations.scene import Scene
from klientel.automations.steps import Asking, Done, StepKind, steps
from klientel.events.missed import wants_changed
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.conditions import Group, from_json
from klientel.records.fields import TextField
from klientel.records.fields.base import Field
from klientel.workspaces.actor import Actor
from tests.cast import Firm

_numbers = count(1)
_TEXT = TextField(name="text", label="Text", max_length=200)


def step(do: str, key: str = "", /, **values: Any) -> Step:
    """A step; its key is made of its place where none is given."""
    return Step(key or f"k{next(_numbers)}", do, values)


def when(kind: str, **params: Any) -> When:
    return When(kind, params)


def given(*parts: Any, joined: str = "and") -> Group:
    return from_json([joined, *map(list, parts)])


def make_rule(
    firm: Firm,
    about: str,
    triggers: Any,
    then: Any,
    conditions: Group | None = None,
    member: str = "olga",
    **columns: Any,
) -> Rule:
    """A rule that is on since this moment."""
    starts = triggers if isinstance(triggers, tuple) else (triggers,)
    does = tuple(then) if isinstance(then, list | tuple) else (then,)
    definition = Definition(about, starts, conditions or Group(), does)
    owner = firm.members[member]
    rule = Rule(
        workspace=firm.workspace,
        number=next(_numbers),
        about=about,
        definition=to_json(definition),
        member=owner,
        acts_as=owner,
        **{"name": "Rule", "is_on": True, "on_since": clock.now(), **columns},
    )
    rule.save()
    keep_version(rule)
    wants_changed("automations", firm.workspace.pk)
    return rule


def keep_version(rule: Rule) -> None:
    RuleVersion(
        workspace_id=rule.workspace_id,
        rule=rule,
        version=rule.version,
        name=rule.name,
        definition=rule.definition,
    ).save()


def runs_of(rule: Rule) -> list[Run]:
    runs = Run.objects.in_workspace(rule.workspace_id).filter(rule_id=rule.pk)
    return list(runs.order_by("starts_at", "pk"))


class Doings:
    """What the made-up step `test.do` was asked to do; `fails` says how it fails, if it shall."""

    def __init__(self) -> None:
        self.done: list[tuple[Any, str]] = []
        self.fails: BaseException | None = None

    def do(self, actor: Actor, scene: Scene, values: Mapping[str, Any]) -> Done:
        if self.fails is not None:
            raise self.fails
        self.done.append((getattr(scene.record, "pk", None), str(values.get("text") or "")))
        return Done("did it", scene.record)


def _change(actor: Actor, scene: Scene, values: Mapping[str, Any]) -> Done:
    assert scene.about is not None
    name, _mark, value = str(values["text"]).partition("=")
    row = actions.change(actor, scene.about.name, scene.record, {name: value})
    return Done("changed it", row)


def _inputs(_asking: Asking) -> list[Field]:
    return [_TEXT]


@pytest.fixture
def doings() -> Iterator[Doings]:
    """Two made-up steps: `test.do` notes that it was done, `test.set` sets a field."""
    made = Doings()
    said = lambda asking: "do something"  # noqa: E731
    steps.register(
        StepKind(name="test.do", label="Do it", icon="zap", said=said, inputs=_inputs, run=made.do),
        StepKind(name="test.set", label="Set", icon="zap", said=said, inputs=_inputs, run=_change),
    )
    room.clear()
    yield made
    steps.remove("test.do")
    steps.remove("test.set")


__all__ = ["Refused"]

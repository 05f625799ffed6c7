"""The tools that act: each action of the catalogue as one, and `act` for any of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from klientel.events.batches import events_of_step
from klientel.integrations.agents import words
from klientel.integrations.agents.reading_tools import in_sentences, type_of
from klientel.integrations.agents.rehearsal import rehearsed
from klientel.integrations.agents.tool import Asked, Schema, Tool, takes, text, tool, truth
from klientel.integrations.api.calls import Answer, Call, wrong
from klientel.integrations.api.description import fields_schema
from klientel.integrations.api.once import fingerprint, once_by_key
from klientel.integrations.api.writes import act_alone, act_on_record
from klientel.integrations.models import AgentCall
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.records.actions import actions
from klientel.records.actions.catalogue import Action
from klientel.records.actions.together import written_together
from klientel.records.fields.base import Reading
from klientel.records.types import record_types


def tool_of(one: Action) -> Tool:
    """An action as a tool of its own."""
    return Tool(
        tool_name(one.name),
        one.label,
        one.label,
        lambda call: _action_takes(one, call.reading),
        lambda call, given: act(call, one, given),
        adds=one.adds,
        action=one.name,
    )


def tool_name(action: str) -> str:
    """How an action is called as a tool: many clients take no points in names."""
    return action.replace(".", "_")


def needs_version(one: Action) -> bool:
    """Whether an action writes over fields, so that it must say which version it is made on."""
    return bool(one.on) and one.name == record_types.get(one.on).verb("change")


def _action_takes(one: Action, reading: Reading) -> Schema:
    """The inputs stand apart from what every action takes, since a firm names its own fields."""
    fields = one.inputs_in(reading.workspace)
    inputs = fields_schema(fields, reading)
    if needed := [field.name for field in fields if field.is_needed]:
        inputs["required"] = needed
    parts: dict[str, Schema] = {}
    if one.on:
        parts["record"] = text(words.KEY)
        parts["version"] = _version_schema()
    if fields:
        parts["inputs"] = inputs
    must = ["record"] if one.on else []
    must += ["version"] if needs_version(one) else []
    must += ["inputs"] if needed else []
    return takes(" ".join(must), **parts, **_for_all())


def _version_schema() -> Schema:
    return {"type": "integer", "description": str(words.VERSION)}


def _for_all() -> dict[str, Schema]:
    return {"dry_run": truth(words.DRY_RUN), "idempotency_key": text(words.IDEMPOTENCY)}


def _act_takes(_call: Call) -> Schema:
    return takes(
        "action",
        action=text(words.ACTION),
        record=text(words.KEY),
        version=_version_schema(),
        inputs={"type": "object", "description": str(words.INPUTS)},
        **_for_all(),
    )


@tool("act", label=gettext_lazy("Act"), text=words.ACT, takes=_act_takes)
def act_by_name(call: Call, given: Mapping[str, Any]) -> Any:
    """Any action by its name in the catalogue."""
    name = Asked.of(given, _act_takes(call)).get("action")
    found = next((one for one in actions if one.name == name), None)
    if found is None:
        raise wrong("action", gettext_noop("There is no action “{name}”."), name=name[:60])
    rest = {part: value for part, value in given.items() if part != "action"}
    if not found.on:
        rest = {part: value for part, value in rest.items() if value is not None}
    return act(call, found, rest)


def act(call: Call, one: Action, given: Mapping[str, Any]) -> Any:
    """Do an action, or with `dry_run` only say what it would do."""
    # permission before inputs: whoever may not do it learns nothing of what it takes
    call.actor.must_act()
    one.right.must_hold(call.actor)
    asked = Asked.of(given, _shape(one))
    batch = uuid7()
    acting = _as_one_step(call, asked, batch)

    def work() -> Answer:
        answer = _done(acting, one, asked)
        told = _told(acting, batch)
        return Answer({**(answer.body or {"record": None, "id": None}), "events": told})

    if asked.get("dry_run", False):
        body = rehearsed(call.reading.workspace, work).body
        return {"dry_run": True, "summary": _would(body["events"]), **body}

    def noted() -> Answer:
        answer = work()
        token = call.bearer.token
        AgentCall.note(batch, token.workspace_id, token.name, one.name)
        return answer

    return _once(acting, one, asked, noted).body


def _shape(one: Action) -> Schema:
    """What is checked before the action itself judges its inputs, field by field."""
    inputs: Schema = {"type": "object"}
    parts = {"record": text(""), "version": _version_schema()} if one.on else {}
    must = ["record"] if one.on else []
    must += ["version"] if needs_version(one) else []
    return takes(" ".join(must), **parts, inputs=inputs, **_for_all())


def _as_one_step(call: Call, asked: Asked, batch: UUID) -> Call:
    version = asked.get("version")
    return replace(
        call,
        bearer=replace(call.bearer, actor=replace(call.actor, batch=batch)),
        body={"inputs": asked.get("inputs", {})},
        if_match="" if version is None else f'"{version}"',
    )


def _done(call: Call, one: Action, asked: Asked) -> Answer:
    if not one.on:
        return act_alone(call, one.name)
    record_type = type_of(call, asked.get("record"), one.on)
    return act_on_record(call, record_type.slug, asked.get("record"), one.name)


def _told(call: Call, batch: UUID) -> list[dict[str, Any]]:
    """The events of a call in words, the first first, with the fields that they changed."""
    since = clock.now() - timedelta(minutes=10)
    events = list(reversed(events_of_step(call.actor, batch, since)))
    said = in_sentences(call, events)
    return [
        {
            "text": said[one.pk],
            "verb": one.verb,
            "record": str(one.record_id) if one.record_id else None,
            "changes": (one.facts or {}).get("changes", {}),
        }
        for one in events
    ]


def _would(events: list[dict[str, Any]]) -> str:
    if not events:
        return _("This would be accepted. The history would tell nothing of it.")
    told = " · ".join(one["text"] for one in events[:20])
    return _("Nothing was written. This would happen: {told}").format(told=told)


def _once(call: Call, one: Action, asked: Asked, run: Callable[[], Answer]) -> Answer:
    key = asked.get("idempotency_key")
    if not key:
        return written_together(run)
    whole = json.dumps(dict(asked.given), sort_keys=True, default=str)
    return once_by_key(call, key, fingerprint("agent", one.name, whole), run)

"""The reference of the API in the settings: each call with its inputs and an example."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from klientel.integrations.api.description import (
    Operation,
    action_named,
    describe,
    of_linked,
    operations,
    types_of,
)
from klientel.integrations.api.examples import Example, example_of
from klientel.kit.refused import NotFound
from klientel.records.fields.base import Field, Reading
from klientel.records.reading import reading_for
from klientel.team.actions.token import MAKE
from klientel.team.pages.frame import show
from klientel.ui.html import Html, el, join
from klientel.workspaces.actor import Lent


@dataclass(frozen=True)
class Input:
    """One thing that a call takes: where, what it is called, what it means and of which sort."""

    place: str
    name: str
    text: Html
    sort: str
    is_needed: bool = False


@dataclass(frozen=True)
class Described:
    """One call as the page shows it."""

    method: str
    path: str
    label: str
    text: Html
    inputs: list[Input]
    #: the fields of the answer, where that is no record
    gives: list[Input]
    example: Example


@require_safe
def reference_page(request: Any, workspace: str) -> HttpResponse:
    """What is about no record type, or all that is about the one of `?type=`."""
    request.actor.must(MAKE)
    reading = reading_for(request.workspace)
    types = types_of(request.actor, reading)
    asked = request.GET.get("type", "")
    chosen = [one for one in types if one.slug == asked]
    if asked and not chosen:
        raise NotFound
    # what a token of this person could do: it is never asked for proof
    actor = _as_token(request.actor)
    found = [
        one for one in operations(actor, chosen) if (one.record_type is not None) == bool(chosen)
    ]
    context = {
        "calls": [_described(one, reading) for one in found if one.action is None],
        "actions": [_described(one, reading) for one in found if one.action is not None],
        "types": [(one.slug, reading.say(one.label_plural)) for one in types],
        "asked": asked,
        "fields": [_field(one, reading) for one in chosen[0].fields] if chosen else [],
    }
    return show(request, "integrations/api_reference.html", "api_reference", context)


@require_safe
def description_file(request: Any, workspace: str) -> HttpResponse:
    """The same description that the API gives a token, for tools that make clients of it."""
    request.actor.must(MAKE)
    told = describe(_as_token(request.actor), reading_for(request.workspace))
    content = json.dumps(told, ensure_ascii=False, default=str, indent=1)
    answer = HttpResponse(content, content_type="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="klientel-openapi.json"'
    return answer


def _as_token(actor: Any) -> Any:
    return replace(actor, lent=actor.lent or Lent())


def _described(one: Operation, reading: Reading) -> Described:
    example = example_of(one, reading)
    label = action_named(one.action, reading) if one.action else str(one.endpoint.label)
    if one.part is not None:
        label = reading.say(one.part.label)
    return Described(
        one.endpoint.method, one.path, label, _marked(str(one.endpoint.text)),
        _inputs(one, reading), _given(one, reading), example,
    )  # fmt: skip


def _inputs(one: Operation, reading: Reading) -> list[Input]:
    found = [
        Input("query", each.name, _marked(str(each.text)), str(each.schema.get("type", "")))
        for each in [*one.endpoint.parameters, *of_linked(one)]
    ]
    if one.action is not None:
        found += [_field(each, reading) for each in one.action.inputs_in(reading.workspace)]
    return found


def _given(one: Operation, reading: Reading) -> list[Input]:
    fields = one.part.fields if one.part is not None else ()
    return [_field(replace(each, editable=False), reading) for each in fields]


def _field(one: Field, reading: Reading) -> Input:
    schema = one.taken(reading) if one.editable else one.schema(reading)
    kinds = schema.get("type", "")
    sort = kinds if isinstance(kinds, str) else " | ".join(kinds)
    values = schema.get("enum") or ()
    label = reading.say(one.label)
    text = join([label, *(part for value in values if value for part in (" ", el("code", value)))])
    return Input("", one.name, text, sort, one.is_needed)


def _marked(text: str) -> Html:
    """Text in which what stands between backticks is code."""
    parts = text.split("`")
    return join(el("code", part) if place % 2 else part for place, part in enumerate(parts))

"""The editor of a rule: put together in a form that writes nothing before somebody saves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from klientel.automations import actions, draft
from klientel.automations.checking import errors_in_words, looked_at
from klientel.automations.definition import Definition, When, from_json, to_json
from klientel.automations.editor_parts import Parts
from klientel.automations.figures import Figures, figures_of
from klientel.automations.gallery import gallery
from klientel.automations.models import Rule
from klientel.automations.models.rule import USUAL_LIMIT
from klientel.automations.pages import base, found_rule, paused_words, way_back
from klientel.automations.places import named_places
from klientel.automations.policy import MANAGE
from klientel.automations.wording import Wording, lines
from klientel.kit.ids import uuid7
from klientel.kit.refused import Conflict, Refused
from klientel.records.fields.base import Reading
from klientel.records.types import record_types
from klientel.ui.answers import go_on
from klientel.views.doors import staff
from klientel.views.render import errors_of, is_fragment, page_reading, render

_SAID = ("name", "description", "audience", "team", "max_runs_per_hour")


@staff("GET", "POST")
def new_rule_page(request: Any) -> HttpResponse:
    """The editor of a rule that is not there yet; POST makes it."""
    request.actor.must(MANAGE)
    if request.method == "POST":
        return _saved(request, None)
    ready = gallery.get(request.GET.get("ready", ""))
    reading = page_reading(request)
    if ready is not None:
        said = {"name": reading.say(ready.label), "made_from": ready.key}
        return _editor(request, None, ready.definition(reading), said)
    about = request.GET.get("about", "")
    begun = Definition(about if about in record_types else _usual_about(), (When("created"),))
    return _editor(request, None, begun, {})


def _usual_about() -> str:
    """What most rules are about: records whose state goes on until they are done."""
    done = (one.name for one in record_types if one.done_action)
    return next(done, next((one.name for one in record_types), ""))


@staff("GET", "POST")
def rule_page(request: Any, number: int) -> HttpResponse:
    """One rule: the editor for who may write rules, the sentence and its parts for others."""
    rule = found_rule(request, number)
    if request.method == "POST":
        request.actor.must(MANAGE)
        return _saved(request, rule)
    if not request.actor.may(MANAGE):
        return _reading_page(request, rule)
    return _editor(request, rule, from_json(rule.definition), _said_of(rule))


@staff("POST")
def draft_page(request: Any) -> HttpResponse:
    """The form after a button of it was pressed, or something was chosen; writes nothing."""
    request.actor.must(MANAGE)
    return _redrawn(request)


def _redrawn(request: Any) -> HttpResponse:
    number = request.POST.get("rule", "")
    rule = found_rule(request, int(number)) if number.isdigit() and len(number) < 9 else None
    definition = draft.read(request.POST)
    definition = draft.pressed(definition, request.POST.get("do", ""))
    settled, errors = looked_at(definition, page_reading(request))
    told = errors_in_words(errors, page_reading(request)) if request.POST.get("checked") else {}
    return _editor(request, rule, settled, _typed(request), told)


def _saved(request: Any, rule: Rule | None) -> HttpResponse:
    """Save what the form holds; what is wrong comes back with everything that was typed."""
    typed = _typed(request)
    reading = page_reading(request)
    definition = draft.read(request.POST)
    if request.POST.get("do"):
        return _redrawn(request)
    settled, errors = looked_at(definition, reading)
    told = errors_in_words(errors, reading)
    said = {
        **{name: typed[name] for name in _SAID},
        "includes_imports": typed["includes_imports"],
        "definition": json.dumps(to_json(settled)),
    }
    try:
        if rule is None:
            saved = actions.create_rule(
                request.actor,
                **said,
                is_on=bool(request.POST.get("is_on")),
                key=typed["key"],
                made_from=typed["made_from"],
            )
        else:
            seen = typed["version"]
            saved = actions.change_rule(request.actor, rule=rule.number, version=seen, **said)
    except Conflict as conflict:
        rule.refresh_from_db() if rule is not None else None
        typed["version"] = str(conflict.current or "")
        return _editor(request, rule, settled, typed, errors_of(request, conflict), status=409)
    except Refused as refusal:
        told = {**told, **errors_of(request, refusal)}
        return _editor(request, rule, settled, typed, told, status=refusal.status)
    address = f"{base(request)}/{saved.number}"
    return go_on(request, address, _("The rule was saved."), undo=way_back(request))


def _typed(request: Any) -> dict[str, Any]:
    """What the form says of a rule beside its definition."""
    given = request.POST
    return {
        **{name: given.get(name, "") for name in _SAID},
        "includes_imports": given.get("includes_imports", ""),
        "version": given.get("version", ""),
        "key": given.get("key", "") or str(uuid7()),
        "made_from": given.get("made_from", ""),
    }


def _said_of(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "description": rule.description,
        "audience": rule.audience,
        "team": str(rule.team_id or ""),
        "max_runs_per_hour": str(rule.max_runs_per_hour),
        "includes_imports": "1" if rule.includes_imports else "",
        "version": str(rule.version),
        "made_from": rule.made_from,
    }


def _editor(
    request: Any,
    rule: Rule | None,
    definition: Definition,
    said: Mapping[str, Any],
    errors: Mapping[str, str] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    reading = page_reading(request)
    parts = Parts(request, reading, definition, errors or {})
    here = f"{base(request)}/{rule.number}" if rule is not None else f"{base(request)}/new"
    shown = parts.context()
    context = {
        **shown,
        **_frame(request, rule),
        "told": parts.wording.sentence(definition, _team_said(said, reading)),
        "said": {"key": str(uuid7()), "max_runs_per_hour": str(USUAL_LIMIT), **said},
        "checked": bool(errors),
        "address": here,
        "audiences": [(one.value, one.label) for one in Rule.Audience],
        "teams": [(str(key), name) for key, name in reading.directory.teams.items() if key],
        "summary": _summary(errors or {}, named_places(shown)),
    }
    as_piece = is_fragment(request)
    template = "automations/form.html" if as_piece else "automations/editor.html"
    return render(request, template, context, status=status, fragment=as_piece)


def _team_said(said: Mapping[str, Any], reading: Reading) -> UUID | None:
    """The team whose records alone the rule is for, as the form says it."""
    if said.get("audience") != Rule.Audience.TEAM:
        return None
    team = str(said.get("team", ""))
    return next((key for key in reading.directory.teams if key and str(key) == team), None)


def _frame(request: Any, rule: Rule | None) -> dict[str, Any]:
    """What stands around the form: the rule as it is kept, and its runs."""
    if rule is None:
        return {"rule": None, "rules_at": base(request), "figures": Figures(), "paused": ""}
    figures = figures_of(request.actor, [rule.pk]).get(rule.pk, Figures())
    members = page_reading(request).directory.members
    return {
        "rule": rule,
        "rules_at": base(request),
        "figures": figures,
        "paused": paused_words(request, rule),
        "acts_as": members.get(rule.acts_as_id, ""),
        "is_mine": rule.acts_as_id == request.actor.member_id,
    }


def _summary(errors: Mapping[str, str], named: Mapping[str, str]) -> list[tuple[str, str]]:
    """The errors with the places that they are about, by name, for the head of the form."""
    return [
        (f"at-{place}" if place else "", f"{named[place]}: {text}" if place in named else text)
        for place, text in errors.items()
    ]


def _reading_page(request: Any, rule: Rule) -> HttpResponse:
    wording = Wording(request.actor, page_reading(request))
    definition = from_json(rule.definition)
    context = {
        **_frame(request, rule),
        "told": wording.sentence(definition, rule.for_team),
        "lines": list(lines(wording, definition)),
    }
    return render(request, "automations/rule.html", context)

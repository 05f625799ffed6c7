"""Pressing the button of a rule: one sentence to agree to, and the way to what it did."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from klientel.automations.actions.pressing import start_rule_for_many
from klientel.automations.actions.running import start_rule, trigger_for
from klientel.automations.buttons import ICON, buttons_of
from klientel.automations.models import Rule, Run
from klientel.automations.pages import found_rule
from klientel.automations.run_pages import address
from klientel.kit.ids import uuid7
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.records.actions.once import form_key
from klientel.records.types import record_types
from klientel.ui.answers import back, go_on
from klientel.views.doors import find, staff
from klientel.views.render import address_of, errors_of, is_fragment, page_reading, render
from klientel.views.selection import Selection


@staff("GET", "POST")
def press_page(request: Any, number: int) -> HttpResponse:
    """GET asks whether the rule shall start for a record, POST starts it."""
    rule = _pressed(request, number)
    given = request.POST if request.method == "POST" else request.GET
    about = record_types.get(rule.about).in_workspace(request.workspace)
    request.actor.must(about.permission("view"))
    record = find(request.actor, about, given.get("record", ""))
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        key = request.POST.get("key", "")
        try:
            start_rule(request.actor, rule=rule.number, record=str(record.pk), key=key)
        except (NotFound, Forbidden):
            raise
        except Refused as refusal:
            errors, status = errors_of(request, refusal), refusal.status
        else:
            return _started(request, rule, key, address_of(request, record))
    sentence = _("The rule “{name}” starts for {record}.").format(
        name=rule.name, record=about.named(record)
    )
    context = {
        "subject": about.named(record),
        "action": f"/{request.workspace.slug}/automations/{rule.number}/press",
        "back": address_of(request, record),
        "hidden": [("record", record.pk)],
    }
    return _asked(request, rule, sentence, context, errors, status)


@staff("POST")
def press_many_page(request: Any, number: int) -> HttpResponse:
    """Ask whether the rule shall start for the chosen rows, and start it once that is agreed to."""
    rule = _pressed(request, number)
    about = record_types.get(rule.about).in_workspace(request.workspace)
    request.actor.must(about.permission("view"))
    chosen = Selection.of(about, request.POST)
    here = f"/{request.workspace.slug}/{about.slug}"
    hidden = {
        "ids": chosen.text,
        "all": "1" if chosen.ids is None else "",
        "state": chosen.query,
    }
    errors: dict[str, str] = {}
    status = 200
    if request.POST.get("sure"):
        key = request.POST.get("key", "")
        try:
            count = start_rule_for_many(request.actor, rule=rule.number, key=key, **hidden)
        except (NotFound, Forbidden):
            raise
        except Refused as refusal:
            errors, status = errors_of(request, refusal), refusal.status
        else:
            told = ngettext(
                "“{name}” starts for {count} record", "“{name}” starts for {count} records", count
            ).format(name=rule.name, count=count)
            return go_on(request, back(request, here), told, leads=address(request, rule))
    reading = page_reading(request)
    count = chosen.count(request.actor, reading)
    sentence = ngettext(
        "The rule “{name}” starts for {count} record.",
        "The rule “{name}” starts for {count} records.",
        count,
    ).format(name=rule.name, count=reading.format.integer(count))
    context = {
        "subject": reading.format.integer(count),
        "action": f"/{request.workspace.slug}/automations/{rule.number}/press-many",
        "back": here,
        "hidden": [*hidden.items(), ("sure", "1")],
    }
    return _asked(request, rule, sentence, context, errors, status)


def _pressed(request: Any, number: int) -> Rule:
    """The rule of a button, for those who may press it."""
    rule = found_rule(request, number)
    if not rule.about or rule.about not in record_types:
        raise NotFound()
    trigger_for(request.actor, rule)
    return rule


def _started(request: Any, rule: Rule, key: str, otherwise: str) -> HttpResponse:
    runs = Run.objects.visible_to(request.actor).filter(rule_id=rule.pk, occasion=form_key(key))
    told = _("“{name}” was started").format(name=rule.name)
    leads = address(request, rule, runs.first())
    return go_on(request, back(request, otherwise), told, leads=leads)


def _asked(
    request: Any,
    rule: Rule,
    sentence: str,
    context: dict[str, Any],
    errors: dict[str, str],
    status: int,
) -> HttpResponse:
    labels = [one.label for one in buttons_of(request.workspace) if one.number == rule.number]
    fragment = is_fragment(request)
    return render(
        request,
        "views/action_panel.html" if fragment else "views/action.html",
        {
            **context,
            "title": labels[0] if labels else rule.name,
            "submit": pgettext("rule", "Start"),
            "icon_name": ICON,
            "sentence": sentence,
            "controls_list": [],
            "errors": [("", text) for text in errors.values()],
            "form_key": str(uuid7()),
        },
        status=status,
        fragment=fragment,
    )

"""The pages of rules: their list with the gallery beside it, and what is done with one of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from klientel.automations import actions
from klientel.automations.definition import from_json, to_json
from klientel.automations.engine import ending
from klientel.automations.figures import Figures, figures_of
from klientel.automations.gallery import ReadyRule, gallery
from klientel.automations.models import Rule
from klientel.automations.policy import MANAGE, VIEW
from klientel.automations.queries import page_of_rules, rules_found_by
from klientel.automations.wording import Wording
from klientel.events.trail import own_event
from klientel.kit.refused import NotFound, Refused
from klientel.records.fields.base import Reading
from klientel.ui.answers import back, go_on
from klientel.views.doors import staff
from klientel.views.render import page_reading, render, said


@staff("GET")
def rules_page(request: Any) -> HttpResponse:
    """The rules that the person finds, those that are on first, and the ready ones."""
    request.actor.must(VIEW)
    reading = page_reading(request)
    after = request.GET.get("after", "")
    page = page_of_rules(request.actor, after)
    return render(request, "automations/rules.html", {
        "rules": _lines(request, page.rows, reading),
        "count": rules_found_by(request.actor).count(),
        "more": f"?{urlencode({'after': page.next_cursor})}" if page.next_cursor else "",
        "is_first": not after,
        "ready": _ready(request, reading) if request.actor.may(MANAGE) else [],
        "written_in": _firms_language(request),
        "may_manage": request.actor.may(MANAGE),
        "rules_at": base(request),
    })  # fmt: skip


def _firms_language(request: Any) -> str:
    """The language that ready rules write in, by its own name; empty where the reader reads it."""
    firms = request.workspace.language[:2]
    if firms == (translation.get_language() or "")[:2]:
        return ""
    return dict(settings.LANGUAGES).get(firms, firms)


def base(request: Any) -> str:
    """The address of the list."""
    return f"/{request.workspace.slug}/automations"


def _lines(request: Any, rules: Sequence[Rule], reading: Reading) -> list[dict[str, Any]]:
    wording = Wording(request.actor, reading)
    definitions = [from_json(one.definition) for one in rules]
    wording.learn(definitions)
    figures = figures_of(request.actor, [one.pk for one in rules])
    return [
        {
            "number": one.number,
            "name": one.name,
            "href": f"{base(request)}/{one.number}",
            "words": wording.sentence(definition, one.for_team),
            "is_on": one.is_on,
            "paused": paused_words(request, one),
            "owner": reading.directory.members.get(one.acts_as_id, ""),
            "team": one.team.name if one.team_id and one.team else "",
            "figures": figures.get(one.pk, Figures()),
        }
        for one, definition in zip(rules, definitions, strict=True)
    ]


def paused_words(request: Any, rule: Rule) -> str:
    """Why a rule stopped by itself, in words; empty for one that did not."""
    if rule.paused_at is None:
        return ""
    return ending.said(rule.paused_reason, request.words) or _("It stopped by itself.")


def _ready(request: Any, reading: Reading) -> list[dict[str, Any]]:
    """The ready rules in words, each with the rule that was made from it."""
    mine = rules_found_by(request.actor).exclude(made_from="").order_by("is_on", "-name", "-pk")
    made = {one.made_from: one for one in mine.only("made_from", "number", "is_on")}
    wording = Wording(request.actor, reading)
    shown = []
    for one in gallery.offered(reading):
        rule = made.get(one.key)
        shown.append(
            {
                "key": one.key,
                "icon": one.icon,
                "name": reading.say(one.label),
                "words": wording.sentence(one.definition(reading)),
                "href": f"{base(request)}/{rule.number}" if rule else "",
                "is_on": bool(rule and rule.is_on),
            }
        )
    return shown


@staff("POST")
def ready_page(request: Any) -> HttpResponse:
    """Make a rule from a ready one, and switch it on."""
    request.actor.must(MANAGE)
    one = gallery.get(request.POST.get("key", ""))
    if one is None:
        raise NotFound()
    reading = page_reading(request)
    try:
        # the texts of its steps are the firm's, whoever pressed
        with translation.override(request.workspace.language):
            rule = make_ready(request.actor, one, reading)
    except Refused as refusal:
        return go_on(request, base(request), said(request, refusal))
    told = _("“{name}” is on.").format(name=rule.name)
    return go_on(request, base(request), told, undo=way_back(request))


def make_ready(actor: Any, one: ReadyRule, reading: Reading) -> Rule:
    """The rule made from a ready one: the one that is there already, or a new one; it is on."""
    mine = rules_found_by(actor).filter(made_from=one.key).order_by("pk").first()
    if mine is not None:
        return actions.switch_on(actor, rule=mine.number)
    return actions.create_rule(
        actor,
        name=reading.say(one.label),
        definition=json.dumps(to_json(one.definition(reading))),
        is_on=True,
        made_from=one.key,
    )


@staff("POST")
def switch_page(request: Any, number: int) -> HttpResponse:
    """Switch a rule on or off (`do`)."""
    request.actor.must(MANAGE)
    is_on = request.POST.get("do") == "on"
    act = actions.switch_on if is_on else actions.switch_off
    return _done(request, lambda: act(request.actor, rule=number), number)


@staff("POST")
def take_over_page(request: Any, number: int) -> HttpResponse:
    """Let a rule act with the rights of who asks."""
    request.actor.must(MANAGE)
    try:
        rule = actions.take_over(request.actor, rule=number)
    except NotFound:
        raise
    except Refused as refusal:
        return go_on(request, f"{base(request)}/{number}", said(request, refusal))
    told = _("“{name}” acts with your rights now.").format(name=rule.name)
    return go_on(request, f"{base(request)}/{rule.number}", told)


@staff("POST")
def delete_page(request: Any, number: int) -> HttpResponse:
    """Delete a rule; the list says how that is undone."""
    request.actor.must(MANAGE)
    return _done(request, lambda: actions.delete_rule(request.actor, rule=number), number)


@staff("POST")
def copy_page(request: Any, number: int) -> HttpResponse:
    """Make another rule like one, and open it."""
    request.actor.must(MANAGE)
    rule = found_rule(request, number)
    name = _("{name} (copy)").format(name=rule.name)[:120]
    try:
        copied = actions.copy_rule(request.actor, rule=number, name=name)
    except Refused as refusal:
        return go_on(request, f"{base(request)}/{number}", said(request, refusal))
    return go_on(request, f"{base(request)}/{copied.number}", undo=way_back(request))


def _done(request: Any, act: Callable[[], Rule], number: int) -> HttpResponse:
    try:
        rule = act()
    except NotFound:
        raise
    except Refused as refusal:
        return go_on(request, f"{base(request)}/{number}", said(request, refusal))
    is_there = rule.deleted_at is None and "page" in request.POST
    to = f"{base(request)}/{number}" if is_there else _list_again(request)
    told = (
        _("“{name}” was deleted.")
        if rule.deleted_at is not None
        else _("“{name}” is on.")
        if rule.is_on
        else _("“{name}” is off.")
    )
    return go_on(request, to, told.format(name=rule.name), undo=way_back(request))


def _list_again(request: Any) -> str:
    """The page of the list that somebody was on, or its first."""
    here = back(request, base(request))
    return here if urlsplit(here).path == base(request) else base(request)


def found_rule(request: Any, number: int) -> Rule:
    """The rule of an address; `NotFound` for one out of sight."""
    request.actor.must(VIEW)
    rule: Rule | None = rules_found_by(request.actor).filter(number=number).first()
    if rule is None:
        raise NotFound()
    return rule


def way_back(request: Any) -> str:
    """Where what the person did last is undone."""
    event = own_event(request.actor)
    if event is None:
        return ""
    return reverse("undo", kwargs={"workspace": request.workspace.slug, "token": event.pk})

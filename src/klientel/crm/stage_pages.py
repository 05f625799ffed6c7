"""The settings page of the stages: what they are called and mean, their order, which are used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from klientel.crm.actions import stage as verbs
from klientel.crm.choices import BEFORE, MEANINGS, TONES, StageOption
from klientel.crm.fields import draw_status
from klientel.crm.models import Account
from klientel.crm.stages import stages_of
from klientel.kit.refused import NotFound, Refused
from klientel.records.actions.catalogue import reading_as
from klientel.records.fields.base import Reading
from klientel.team.pages.frame import done, errors_of, show
from klientel.team.sections import Section, add
from klientel.views.render import page_reading
from klientel.workspaces.policy import MANAGERS, permission

_NEW = {"name": "", "meaning": BEFORE, "tone": "accent"}


def register() -> None:
    """Add the page to the settings, and the right to change what it holds."""
    permission("stage.manage", gettext_lazy("Set the stages"), MANAGERS)
    add(
        Section(
            "stages",
            gettext_lazy("Stages"),
            gettext_lazy("The life cycle of {client.pl} and {customer.pl}: names, order, meaning"),
            "settings_stages",
            "flag",
            "stage.manage",
            55,
            "lists",
        )
    )


@require_http_methods(["GET", "HEAD", "POST"])
def stages_page(request: Any, workspace: str) -> HttpResponse:
    """All stages in order. `do` names what is wanted: add, move or reopen."""
    request.actor.must("stage.manage")
    reading, errors, values = page_reading(request), {}, dict(_NEW)
    if request.method == "POST":
        try:
            with reading_as(reading):
                _do(request)
            return done(request, "settings_stages")
        except NotFound:
            raise
        except Refused as refusal:
            errors = errors_of(refusal)
            values = {name: request.POST.get(name, "") for name in _NEW}
    stages, counts = stages_of(request.workspace), _counts(request)
    rows = [_row(one, counts, reading) for one in stages.every]
    living = [row for row in rows if not row["is_retired"]]
    for place, row in enumerate(living, 1):
        row |= {"up": place - 1, "down": place + 1 if place < len(living) else 0}
    context = {
        "living": living,
        "retired": [row for row in rows if row["is_retired"]],
        "values": values,
        "errors": errors,
        **_offered(reading),
    }
    return show(request, "crm/stages.html", "stages", context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def stage_page(request: Any, workspace: str, stage: str) -> HttpResponse:
    """One stage: its name, meaning and tone, and the way to use it no more."""
    request.actor.must("stage.manage")
    reading = page_reading(request)
    stages = stages_of(request.workspace)
    one = stages.get(stage)
    if one is None:
        raise NotFound()
    values = {"name": reading.say(one.label), "meaning": one.meaning, "tone": one.tone, "to": ""}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            with reading_as(reading):
                _do(request, stage=one.value)
            return done(request, "settings_stages")
        except Refused as refusal:
            errors = errors_of(refusal)
            values |= {name: request.POST[name] for name in values if name in request.POST}
    others = [(other.value, reading.say(other.label)) for other in stages.living if other != one]
    count = _counts(request).get(one.value, 0)
    context = {
        "one": _row(one, {one.value: count}, reading),
        "others": [("", _("Please choose")), *others],
        "values": values,
        "errors": errors,
        **_offered(reading),
    }
    return show(request, "crm/stage.html", "stages", context, status=422 if errors else 200)


def _do(request: Any, **on: str) -> None:
    given, actor = request.POST, request.actor
    shown = {name: given.get(name, "") for name in _NEW}
    stage = on.get("stage") or given.get("stage", "")
    ways: dict[str, Callable[[], Any]] = {
        "add": lambda: verbs.add(actor, **shown),
        "change": lambda: verbs.change(actor, stage=stage, **shown),
        "move": lambda: verbs.move(actor, stage=stage, place=given.get("place", "")),
        "retire": lambda: verbs.retire(actor, stage=stage, to=given.get("to", "")),
        "reopen": lambda: verbs.reopen(actor, stage=stage),
    }
    wanted = ways.get(given.get("do", ""))
    if wanted is None:
        raise Refused("There is nothing to do.")
    wanted()


def _counts(request: Any) -> dict[str, int]:
    """How many accounts are in each stage: all of the firm's, whoever sees them."""
    rows = Account.objects.in_workspace(request.actor.workspace_id).filter(trashed_at__isnull=True)
    return dict(rows.order_by().values_list("stage").annotate(count=Count("pk")))


def _row(one: StageOption, counts: dict[str, int], reading: Reading) -> dict[str, Any]:
    count = counts.get(one.value, 0)
    return {
        "key": one.value,
        "name": reading.say(one.label),
        "shown": draw_status(one, reading),
        "meaning": next(reading.say(m.label) for m in MEANINGS if m.value == one.meaning),
        "count": count,
        "told": reading.format.integer(count),
        "href": f"/{reading.workspace.slug}/accounts?stage={one.value}",
        "is_retired": one.is_retired,
    }


def _offered(reading: Reading) -> dict[str, Any]:
    return {
        "meanings": [(one.value, reading.say(one.label)) for one in MEANINGS],
        "tones": [(one.value, reading.say(one.label)) for one in TONES],
    }

"""The settings page of the lead score: what gives points, and whom a change would move."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render as plain
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from klientel.crm.actions.profile import usual_of, weights_of
from klientel.crm.actions.score import INPUTS, as_values, set_weights
from klientel.crm.models import Account
from klientel.crm.relationship.score import RULES, Weights, score_of
from klientel.crm.relationship.seen import seen_of
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import clean_inputs, reading_as
from klientel.records.reading import address
from klientel.team.pages.frame import done, errors_of, show
from klientel.team.sections import Section, add
from klientel.views.render import page_reading
from klientel.workspaces.policy import MANAGERS, permission

#: prospects that a preview looks at, and movers that it names
SAMPLE, MOVERS = 300, 8
_TOLD = gettext_noop("{prospect.pl.up} whose score would change: {count} of {all}")


def register() -> None:
    """Add the page to the settings, and the right to change what it holds."""
    permission("score.manage", gettext_lazy("Set up lead scoring"), MANAGERS)
    add(
        Section(
            "score",
            gettext_lazy("Lead score"),
            gettext_lazy("What earns {prospect.pl} points, and how fast these fade"),
            "settings_score",
            "trending-up",
            "score.manage",
            60,
            "lists",
        )
    )


@require_http_methods(["GET", "HEAD", "POST"])
def score_page(request: Any, workspace: str) -> HttpResponse:
    """The points of every rule; saved together, since they are weighed against each other."""
    request.actor.must("score.manage")
    values: dict[str, Any] = as_values(weights_of(request.actor.workspace_id))
    errors: dict[str, str] = {}
    if request.method == "POST":
        given = {one.name: request.POST.get(one.name, "") for one in INPUTS}
        try:
            with reading_as(page_reading(request)):
                set_weights(request.actor, **given)
            return done(request, "settings_score")
        except Refused as refusal:
            errors, values = errors_of(refusal), given
    context = {
        "fit": _rows(request, values, errors, is_fit=True),
        "lively": _rows(request, values, errors, is_fit=False),
        "half_life": {"value": values["half_life"], "error": errors.get("half_life", "")},
        "errors": errors,
        **_moved(request, values),
    }
    return show(request, "crm/score.html", "score", context, status=422 if errors else 200)


@require_safe
def score_preview(request: Any, workspace: str) -> HttpResponse:
    """Whom the points typed so far would move."""
    request.actor.must("score.manage")
    given = {one.name: request.GET.get(one.name, "") for one in INPUTS}
    return plain(request, "crm/score_moved.html", _moved(request, given))


def _rows(
    request: Any, values: dict[str, Any], errors: dict[str, str], *, is_fit: bool
) -> list[dict[str, Any]]:
    say = page_reading(request).say
    return [
        {
            "name": rule.name,
            "label": say(rule.label),
            "value": values[rule.name],
            "usual": rule.points,
            "error": errors.get(rule.name, ""),
        }
        for rule in RULES
        if rule.is_fit is is_fit
    ]


def _moved(request: Any, given: dict[str, Any]) -> dict[str, Any]:
    """How the scores of the newest prospects would change; nothing while a number is wrong."""
    actor, reading = request.actor, page_reading(request)
    try:
        with reading_as(reading):
            wanted = Weights.of(clean_inputs(INPUTS, given, actor))
    except Refused:
        return {"moved": [], "told": _("A number is missing or wrong.")}
    today = clock.today(request.workspace.time_zone)
    rows = Account.objects.visible_to(actor).filter(relationship=Account.Relationship.PROSPECT)
    ids = list(rows.order_by("-updated_at", "pk").values_list("pk", flat=True)[:SAMPLE])
    now, industries = weights_of(actor.workspace_id), usual_of(request.workspace).industries
    found = []
    for seen in seen_of(actor.workspace_id, ids, today, request.workspace.time_zone):
        before = score_of(seen, now, industries, today)[0]
        after = score_of(seen, wanted, industries, today)[0]
        if before != after:
            found.append((seen.account, before, after))
    found.sort(key=lambda one: (-abs(one[2] - one[1]), one[0].name))
    slug = request.workspace.slug
    moved = [
        {
            "name": account.name,
            "href": address(slug, "account", account.pk, account.ref, account.name),
            "before": before,
            "after": after,
            "rises": after > before,
        }
        for account, before, after in found[:MOVERS]
    ]
    counts = {"count": reading.format.integer(len(found)), "all": reading.format.integer(len(ids))}
    return {"moved": moved, "told": reading.words.say(_TOLD, **counts)}

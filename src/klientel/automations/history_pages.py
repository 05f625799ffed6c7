"""The versions of a rule: what each changed, and the way back to one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from klientel.automations import actions
from klientel.automations.definition import from_json
from klientel.automations.models import RuleVersion
from klientel.automations.pages import base, found_rule, way_back
from klientel.automations.policy import MANAGE
from klientel.automations.wording import Wording, lines
from klientel.kit.refused import Refused
from klientel.records.fields.base import Reading
from klientel.ui.answers import go_on
from klientel.views.doors import staff
from klientel.views.render import page_reading, render, said

SIZE = 25
Line = tuple[str, str]


@staff("GET", "POST")
def history_page(request: Any, number: int) -> HttpResponse:
    """The versions, newest first; POST returns to one."""
    rule = found_rule(request, number)
    if request.method == "POST":
        return _brought_back(request, number)
    before = request.GET.get("before", "")
    rows = RuleVersion.objects.visible_to(request.actor).filter(rule_id=rule.pk)
    if before.isdigit() and len(before) < 9:
        rows = rows.filter(version__lt=int(before))
    # one more than is shown: what the last one changed is told by the one before it
    found = list(rows.order_by("-version")[: SIZE + 1])
    reading = page_reading(request)
    context = {
        "rule": rule,
        "rules_at": base(request),
        "versions": _shown(request, found, reading, rule.version),
        "older": f"?before={found[SIZE - 1].version}" if len(found) > SIZE else "",
        "may_manage": request.actor.may(MANAGE),
    }
    return render(request, "automations/history.html", context)


def _shown(
    request: Any, found: Sequence[RuleVersion], reading: Reading, current: int
) -> list[dict[str, Any]]:
    wording = Wording(request.actor, reading)
    wording.learn([from_json(one.definition) for one in found])
    told = {one.version: list(_lines(wording, one)) for one in found}
    shown = []
    for place, one in enumerate(found[:SIZE]):
        former = found[place + 1] if place + 1 < len(found) else None
        was = told[former.version] if former is not None else []
        mine = told[one.version]
        shown.append(
            {
                "version": one.version,
                "at": reading.format.instant(one.created_at),
                "who": reading.directory.members.get(one.member_id, ""),
                "name": one.name,
                "added": [line for line in mine if line not in was],
                "gone": [line for line in was if line not in mine],
                "is_first": former is None,
                "is_current": one.version == current,
            }
        )
    return shown


def _lines(wording: Wording, one: RuleVersion) -> list[Line]:
    """The parts of a version in words, its name and settings among them."""
    settings = one.settings or {}
    found = [(_("Name"), one.name)]
    if one.description:
        found.append((_("What it is for"), one.description))
    found.append((_("Runs in an hour"), str(settings.get("max_runs_per_hour", ""))))
    if settings.get("includes_imports"):
        found.append((_("Imports"), _("start it, too")))
    return [*found, *lines(wording, from_json(one.definition))]


def _brought_back(request: Any, number: int) -> HttpResponse:
    request.actor.must(MANAGE)
    here = f"{base(request)}/{number}/history"
    try:
        wanted = request.POST.get("version", "")
        actions.bring_back(request.actor, rule=number, version=wanted)
    except Refused as refusal:
        return go_on(request, here, said(request, refusal))
    told = _("The rule is what it was in version {version}.").format(version=wanted)
    return go_on(request, f"{base(request)}/{number}", told, undo=way_back(request))

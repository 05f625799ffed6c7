"""The test run of a rule: what it would have done lately, and what it would do to one record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from klientel.automations.definition import from_json
from klientel.automations.engine.rehearsal import DAYS, Fired, rehearse, try_on
from klientel.automations.engine.trying import WouldStep
from klientel.automations.models import Rule
from klientel.automations.pages import found_rule
from klientel.automations.policy import MANAGE
from klientel.automations.runs_shown import started_words
from klientel.automations.wording import Wording
from klientel.kit.refused import NotFound, Refused
from klientel.records.models import RecordRef
from klientel.records.reading import learn
from klientel.records.types import record_types
from klientel.views.render import page_reading, render, said

#: records that are offered for a try
_OFFERED = 30


@dataclass(frozen=True)
class Line:
    """One start that there would have been, with its steps."""

    when: str
    started: str
    title: str
    href: str
    steps: Sequence[WouldStep]


@require_safe
def rehearsal_page(request: Any, workspace: str, number: int) -> HttpResponse:
    """What the rule would have done in the last 30 days, newest first; nothing is written."""
    request.actor.must(MANAGE)
    rule = found_rule(request, number)
    asked = request.GET.get("page", "1")
    page = int(asked) if asked.isdigit() and len(asked) < 6 else 1
    here = f"/{request.workspace.slug}/automations/{rule.number}/rehearsal"
    context: dict[str, Any] = {"rule": rule, "here": here, "days": DAYS, "error": ""}
    try:
        found = rehearse(
            request.actor, from_json(rule.definition), page=page,
            includes_imports=rule.includes_imports, team_id=rule.for_team,
        )  # fmt: skip
    except Refused as refusal:
        return render(
            request, "automations/rehearsal.html",
            {**context, "error": said(request, refusal), "lines": [], "found": None, "tried": None},
        )  # fmt: skip
    context |= {
        "found": found,
        "lines": _lines(request, rule, found.fired),
        "since": page_reading(request).format.instant(found.since),
        "next": f"?page={page + 1}" if page < found.pages else "",
        "previous": f"?page={page - 1}" if page > 1 else "",
        **_tried(request, rule),
    }
    return render(request, "automations/rehearsal.html", context)


def _lines(request: Any, rule: Rule, fired: Sequence[Fired]) -> list[Line]:
    reading = page_reading(request)
    wording, definition = Wording(request.actor, reading), from_json(rule.definition)
    started = {
        kind: started_words(wording, definition, kind) for kind in {f.trigger for f in fired}
    }
    learn(request.actor, reading, {one.record.pk for one in fired if one.record is not None})
    lines = []
    for one in fired:
        link = reading.linked.get(one.record.pk) if one.record is not None else None
        lines.append(
            Line(
                reading.format.instant(one.at, True),
                started[one.trigger],
                link.title if link else "",
                link.href if link else "",
                one.steps,
            )
        )
    return lines


def _tried(request: Any, rule: Rule) -> dict[str, Any]:
    """What the rule would do to the record that was chosen, and which can be."""
    if not rule.about:
        return {"offered": [], "chosen": "", "tried": None}
    spine = RecordRef.objects.visible_to(request.actor).filter(type=rule.about)
    offered = [
        (str(pk), title or "–")
        for pk, title in spine.order_by("-updated_at").values_list("pk", "title")[:_OFFERED]
    ]
    chosen = request.GET.get("record", "")
    tried = None
    if chosen in {key for key, _title in offered}:
        record_type = record_types.get(rule.about)
        record = record_type.model.objects.visible_to(request.actor).filter(pk=chosen).first()
        if record is None:
            raise NotFound
        tried = try_on(request.actor, from_json(rule.definition), record)
    return {"offered": [("", _("Choose")), *offered], "chosen": chosen, "tried": tried}

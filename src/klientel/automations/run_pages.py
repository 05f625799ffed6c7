"""The runs of a rule, and one run with its steps: read, tried again, taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from klientel.automations.actions.running import retry_run, undo_run
from klientel.automations.actions.stopping import open_runs
from klientel.automations.models import Rule, Run
from klientel.automations.outcome import IS_MET
from klientel.automations.pages import found_rule
from klientel.automations.policy import MANAGE
from klientel.automations.queries import rules_found_by
from klientel.automations.runs_shown import (
    STEPS,
    lines_of,
    may_read_steps,
    next_step,
    step_lines,
)
from klientel.automations.steps import steps
from klientel.events.batches import may_be_undone
from klientel.kit import cursors
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.records.actions.undo_in_pieces import Undone
from klientel.ui.answers import back, go_on
from klientel.views.render import page_reading, render, said

SIZE = 50
State = Run.State
#: the filters of the list by their names in its address
_OUTCOMES = {
    "open": (State.READY, State.RUNNING, State.WAITING),
    "done": (State.DONE,),
    "failed": (State.FAILED,),
    "stopped": (State.STOPPED,),
}


def _found_run(request: Any, rule: Rule, key: UUID) -> Run:
    run: Run | None = Run.objects.visible_to(request.actor).filter(pk=key, rule_id=rule.pk).first()
    if run is None:
        raise NotFound()
    return run


def address(request: Any, rule: Rule, run: Run | None = None) -> str:
    """The address of a rule's runs, or of one of them."""
    runs = f"/{request.workspace.slug}/automations/{rule.number}/runs"
    return f"{runs}/{run.pk}" if run else runs


@require_safe
def runs_page(request: Any, workspace: str, number: int) -> HttpResponse:
    """The runs of a rule, newest first, narrowed by how they ended."""
    rule = found_rule(request, number)
    outcome = request.GET.get("outcome", "")
    rows = Run.objects.visible_to(request.actor).filter(rule_id=rule.pk)
    if outcome in _OUTCOMES:
        rows = rows.filter(state__in=_OUTCOMES[outcome])
    if before := request.GET.get("before", ""):
        rows = rows.filter(_older(before))
    found = list(rows.order_by("-starts_at", "-pk")[: SIZE + 1])
    more = found[SIZE - 1] if len(found) > SIZE else None
    reading = page_reading(request)
    context = {
        "rule": rule,
        "lines": lines_of(request.actor, reading, found[:SIZE], rule),
        "filters": _filters(request, rule, outcome),
        "runs_href": address(request, rule),
        "is_narrowed": outcome in _OUTCOMES,
        "next": _next(outcome, more),
        "is_first": not before,
        **_may(request, rule),
    }
    return render(request, "automations/runs.html", context)


def _may(request: Any, rule: Rule) -> dict[str, Any]:
    """Whether the person may change the rule, and how many runs they may stop then."""
    may_change = request.actor.may(MANAGE)
    is_open = open_runs(request.actor.workspace_id, rule.pk)
    return {"may_change": may_change, "open_count": is_open.count() if may_change else 0}


def _older(before: str) -> Q:
    values = cursors.decode(before)
    if len(values) != 2 or not isinstance(values[0], datetime) or not isinstance(values[1], UUID):
        raise cursors.BadCursor
    at, pk = values
    return Q(starts_at__lte=at) & (Q(starts_at__lt=at) | Q(pk__lt=pk))


def _next(outcome: str, last: Run | None) -> str:
    if last is None:
        return ""
    asked = {"outcome": outcome} if outcome in _OUTCOMES else {}
    return "?" + urlencode({**asked, "before": cursors.encode((last.starts_at, last.pk))})


def _filters(request: Any, rule: Rule, outcome: str) -> list[dict[str, Any]]:
    labels = {
        "": _("All"),
        "open": _("Under way"),
        "done": _("Done"),
        "failed": _("Failed"),
        "stopped": pgettext("rule", "Stopped"),
    }
    return [
        {
            "label": label,
            "href": address(request, rule) + (f"?outcome={name}" if name else ""),
            "current": name == (outcome if outcome in _OUTCOMES else ""),
        }
        for name, label in labels.items()
    ]


@require_safe
def run_page(request: Any, workspace: str, number: int, key: UUID) -> HttpResponse:
    """One run: what started it, each step with what it was given and what came of it."""
    rule = found_rule(request, number)
    run = _found_run(request, rule, key)
    reading = page_reading(request)
    line = lines_of(request.actor, reading, [run], rule)[0]
    is_read = may_read_steps(request.actor, reading, run)
    begin = _begin(request)
    has_changed = run.undone_at is None and may_be_undone(run.workspace_id, run.pk)
    context = {
        "rule": rule,
        "run": run,
        "line": line,
        "steps": step_lines(request.actor, reading, run, rule, begin) if is_read else [],
        "begin": begin,
        "earlier": f"?from={max(0, begin - STEPS)}" if begin else "",
        "later": f"?from={begin + STEPS}" if is_read and len(run.log) > begin + STEPS else "",
        "is_read": is_read,
        "is_unmet": is_read and run.facts.get(IS_MET) is False,
        "stands_at": _stands_at(request, run, rule) if is_read else "",
        "runs_href": address(request, rule),
        "href": address(request, rule, run),
        "may_change": request.actor.may(MANAGE),
        "may_retry": run.state in (State.FAILED, State.STOPPED)
        and run.undone_at is None
        and not run.is_too_deep,
        "may_undo": has_changed,
        "may_stop": run.is_open and not has_changed,
        "started_by": _parent(request, run),
    }
    return render(request, "automations/run.html", context)


def _begin(request: Any) -> int:
    """The step that a page of them begins with: a number of an address, or the first."""
    asked = request.GET.get("from", "")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 0


def _stands_at(request: Any, run: Run, rule: Rule) -> str:
    """What the step is called at which a run failed or waits."""
    step = next_step(run, rule) if run.state in (State.FAILED, State.READY) else None
    if step is None:
        return ""
    try:
        return page_reading(request).say(steps.get(step.do).label)
    except Refused:
        return step.do


def _parent(request: Any, run: Run) -> dict[str, str]:
    """The run whose step started this one, as far as its rule is in sight."""
    if run.parent_id is None:
        return {}
    other = Run.objects.visible_to(request.actor).filter(pk=run.parent_id).first()
    rule = rules_found_by(request.actor).filter(pk=other.rule_id).first() if other else None
    return {"href": address(request, rule, other), "name": rule.name} if rule else {}


@require_POST
def retry_page(request: Any, workspace: str, number: int, key: UUID) -> HttpResponse:
    """Let a run go on from the step at which it failed."""
    rule = found_rule(request, number)
    run = _found_run(request, rule, key)
    here = back(request, address(request, rule, run))
    try:
        retry_run(request.actor, run=str(run.pk))
    except Forbidden:
        raise
    except Refused as refusal:
        return go_on(request, here, said(request, refusal))
    return go_on(request, here, _("The run is tried again."))


@require_POST
def undo_page(request: Any, workspace: str, number: int, key: UUID) -> HttpResponse:
    """Take back what a run did; one that is under way ends."""
    rule = found_rule(request, number)
    run = _found_run(request, rule, key)
    here = back(request, address(request, rule, run))
    try:
        undone = undo_run(request.actor, run=str(run.pk))
    except Forbidden:
        raise
    except Refused as refusal:
        return go_on(request, here, said(request, refusal))
    if undone.is_later:
        return go_on(request, here, _("This is being undone."))
    return go_on(request, here, _told(undone, was_open=run.is_open))


def _told(undone: Undone, *, was_open: bool) -> str:
    """What came of an undo, in words."""
    if was_open and not undone.count:
        return _("The run was stopped.")
    told = ngettext("{n} change was undone.", "{n} changes were undone.", undone.count)
    told = told.format(n=undone.count)
    if undone.skipped:
        told += " " + _("Edited since, and left as it is: {titles}").format(
            titles=", ".join(undone.skipped[:3])
        )
    return told

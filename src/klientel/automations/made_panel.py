"""What rules have just made because of a record: said on its page, with the way there and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from klientel.automations.buttons import makes_for
from klientel.automations.models import Rule, Run
from klientel.automations.policy import MANAGE
from klientel.automations.queries import rules_found_by
from klientel.automations.runs_shown import STEPS, StepLine, step_lines
from klientel.automations.steps import steps as kinds
from klientel.kit import clock
from klientel.records.types import record_types
from klientel.ui.html import Html
from klientel.views.panels import EVERY, Panel, panels
from klientel.views.render import page_reading, piece

#: so long something is news; the history has the rest
NEWS = timedelta(hours=1)
#: runs that are told of, and records of each
RUNS = 3
MADE = 3


@dataclass(frozen=True)
class Made:
    """One run: its rule's name, where it is told, what it made, and where that is taken back."""

    rule: str
    href: str
    steps: list[StepLine]
    undo: str


def has_news(request: Any, record: Any) -> bool:
    """Whether the record changed so lately that a rule about its type may have followed."""
    if record.updated_at <= clock.now() - NEWS:
        return False
    return makes_for(request.workspace, record_types.of(record).name)


def made_panel(request: Any, record: Any) -> Html:
    """The lines, of rules and records in the reader's sight; one query where there are none."""
    runs = _runs(request, record)
    if not runs:
        return Html("")
    known = rules_found_by(request.actor).filter(pk__in={run.rule_id for run in runs})
    rules = {rule.pk: rule for rule in known}
    found = [_made(request, run, rules[run.rule_id]) for run in runs if run.rule_id in rules]
    lines = [one for one in found if one.steps]
    return piece(request, "automations/made.html", lines=lines) if lines else Html("")


def _runs(request: Any, record: Any) -> list[Run]:
    rows = Run.objects.visible_to(request.actor).filter(
        record_id=record.pk, starts_at__gt=clock.now() - NEWS, undone_at=None
    )
    return [run for run in rows.order_by("-starts_at")[: 2 * RUNS] if any(_made_by(run))][:RUNS]


def _made_by(run: Run) -> list[bool]:
    """Of each step that is told whether it made a record."""
    return ["record" in one and kinds.makes(one.get("do", "")) for one in run.log[:STEPS]]


def _made(request: Any, run: Run, rule: Rule) -> Made:
    steps = step_lines(request.actor, page_reading(request), run, rule)
    href = f"/{request.workspace.slug}/automations/{rule.number}/runs/{run.pk}"
    undo = f"{href}/undo" if request.actor.may(MANAGE) else ""
    told = zip(steps, _made_by(run), strict=True)
    made = [one for one, is_made in told if is_made and one.link]
    return Made(rule.name, href, made[:MADE], undo)


def introduce() -> None:
    """Show it above the tabs of every record, before anything else."""
    label = gettext_lazy("Made by rules")
    panels.register(
        Panel(
            name="made_by_rules",
            on=EVERY,
            slot="lead",
            label=label,
            render=made_panel,
            order=1,
            is_shown=has_news,
        )
    )

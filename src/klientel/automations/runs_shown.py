"""Runs as people read them: how each ended, for which record, and what every step did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klientel.automations.definition import Definition, Step, from_json
from klientel.automations.engine.ending import said
from klientel.automations.engine.index import about_of
from klientel.automations.models import Rule, RuleVersion, Run
from klientel.automations.outcome import HAPPENED, outcome_said
from klientel.automations.policy import MANAGE
from klientel.automations.position import frames_of, steps_in
from klientel.automations.steps import Asking, StepKind, steps
from klientel.automations.triggers import triggers
from klientel.automations.wording import Wording
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records.fields.base import Reading
from klientel.records.fields.linked import Linked
from klientel.records.reading import learn
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor

State = Run.State
#: steps of a run on one page
STEPS = 50
#: tone and icon of a state
_LOOKS = {
    State.READY: ("accent", "clock"),
    State.RUNNING: ("accent", "refresh-cw"),
    State.WAITING: ("", "clock"),
    State.DONE: ("ok", "check"),
    State.STOPPED: ("", "minus"),
    State.FAILED: ("bad", "circle-alert"),
}


@dataclass
class Line:
    """One run in a list. `link` is None for a record that the reader may not know of, or none."""

    run: Run
    state: str
    tone: str
    icon: str
    started: str
    when: str
    link: Linked | None = None
    reason: str = ""
    steps: int = 0
    is_hidden: bool = False


@dataclass
class StepLine:
    """One step of a run: what it is called, what it was given, and what came of it."""

    label: str
    icon: str
    text: str = ""
    when: str = ""
    link: Linked | None = None
    row: Linked | None = None
    given: Sequence[tuple[str, str]] = field(default_factory=list)
    #: what a wait ended with
    came: str = ""
    more: str = ""


def lines_of(actor: Actor, reading: Reading, runs: Sequence[Run], rule: Rule) -> list[Line]:
    """The lines of some runs of a rule; the records that they are about are read at once."""
    learn(actor, reading, {run.record_id for run in runs if run.record_id})
    now, wording = from_json(rule.definition), Wording(actor, reading)
    said_now = {kind: started_words(wording, now, kind) for kind in {run.trigger for run in runs}}
    return [
        _line(reading, run, said_now[run.trigger] if run.version == rule.version else "")
        for run in runs
    ]


def _line(reading: Reading, run: Run, started: str) -> Line:
    tone, icon = _LOOKS[State(run.state)]
    link = reading.linked.get(run.record_id) if run.record_id else None
    state = state_words(run, reading)
    if run.undone_at is not None:
        tone, icon = "", "undo-2"
    return Line(
        run,
        state,
        tone,
        icon,
        _("Another rule") if run.parent_id is not None else started or _kind_words(run, reading),
        reading.format.instant(run.starts_at, True),
        link,
        said(run.reason, reading.words, reading.format),
        sum(one.get("more", 1) for one in run.log),
        is_hidden=run.record_id is not None and link is None,
    )


def state_words(run: Run, reading: Reading) -> str:
    """How a run ended, or what it waits for."""
    if run.undone_at is not None:
        return _("undone")
    is_later = run.state in (State.WAITING, State.READY) and run.next_at is not None
    if is_later and run.next_at is not None and run.next_at > clock.now():
        return _("goes on {when}").format(when=reading.format.instant(run.next_at, True))
    words = {
        State.READY: _("about to start"),
        State.RUNNING: _("is running"),
        State.WAITING: _("waits"),
        State.DONE: _("done"),
        State.STOPPED: _("stopped"),
        State.FAILED: _("failed"),
    }
    return words[State(run.state)]


def started_words(wording: Wording, definition: Definition, kind: str) -> str:
    """What a trigger of that kind is in a rule: as it says it, where it has one such alone."""
    mine = [one for one in definition.when if one.kind == kind]
    told = wording.when(mine[0], definition) if len(mine) == 1 else ""
    if told or kind not in triggers:
        return told[:1].upper() + told[1:]
    return wording.reading.say(triggers.get(kind).label)


def _kind_words(run: Run, reading: Reading) -> str:
    """What started a run of a rule that has been changed since."""
    return reading.say(triggers.get(run.trigger).label) if run.trigger in triggers else ""


def definition_of(run: Run, rule: Rule) -> Definition:
    """The rule as it was for the run."""
    if run.version != rule.version:
        kept = RuleVersion.objects.in_workspace(run.workspace_id)
        row = kept.filter(rule_id=rule.pk, version=run.version).first()
        if row is not None:
            return from_json(row.definition)
    return from_json(rule.definition)


def may_read_steps(actor: Actor, reading: Reading, run: Run) -> bool:
    """Whether what the steps were given may be read: by who sees the record, or writes rules."""
    if run.record_id is not None:
        return run.record_id in reading.linked
    return bool(actor.may(MANAGE))


def step_lines(
    actor: Actor, reading: Reading, run: Run, rule: Rule, begin: int = 0
) -> list[StepLine]:
    """What a page of steps did, in order. Of one about a record that the reader may not know of
    only that it was done: what it wrote was written with the eyes of whom the rule acts as.
    """
    definition = definition_of(run, rule)
    some = run.log[begin : begin + STEPS]
    named = [set(_named(one)) for one in some]
    learn(actor, reading, {key for names in named for key in names})
    return [
        _step_line(reading, definition, one, is_hidden=not names <= reading.linked.keys())
        for one, names in zip(some, named, strict=True)
    ]


def _named(one: Any) -> Iterable[UUID]:
    """The records that a line names beside that of the run: for which it was done, and made."""
    for text in (one.get("row"), _made(one)):
        with suppress(ValueError, TypeError):
            yield UUID(text)


def _step_line(
    reading: Reading, definition: Definition, one: Any, *, is_hidden: bool = False
) -> StepLine:
    if "more" in one:
        count = int(one["more"])
        return StepLine(
            "", "", more=ngettext("{n} more step", "{n} more steps", count).format(n=count)
        )
    kind = _kind(one.get("do", ""))
    label = reading.say(kind.label) if kind else one.get("do", "")
    icon = kind.icon if kind else "circle-dashed"
    at = datetime.fromisoformat(one["at"]) if one.get("at") else None
    when = reading.format.instant(at, True) if at else ""
    if is_hidden:
        return StepLine(label, icon, text=_("out of sight"), when=when)
    step = definition.step(one.get("key", ""))
    row, link = (_linked(reading, one.get("row")), _linked(reading, _made(one)))
    about = about_of(definition, reading)
    if row is not None and row.type in record_types:
        about = record_types.get(row.type).in_workspace(reading.workspace)
    asking = Asking(about, step.values if step else {}, reading, step)
    labels = _labels(kind, asking)
    return StepLine(
        label=label,
        icon=icon,
        text=_beside(one.get("text", ""), link),
        came=outcome_said(asking, one[HAPPENED]) if HAPPENED in one else "",
        when=when,
        link=link if link != row else None,
        row=row,
        given=[(labels.get(name, name), text) for name, text in (one.get("given") or {}).items()],
    )


def _made(one: Any) -> Any:
    return (one.get("record") or {}).get("id")


def _beside(text: str, link: Linked | None) -> str:
    """What is said beside a link, without the title that this says."""
    return text.removesuffix(link.title).rstrip(": ") if link else text


def _kind(name: str) -> StepKind | None:
    with suppress(Refused):
        return steps.get(name)
    return None


def _labels(kind: StepKind | None, asking: Asking) -> dict[str, str]:
    if kind is None:
        return {}
    with suppress(Refused):
        return {one.name: asking.reading.say(one.label) for one in kind.inputs(asking)}
    return {}


def _linked(reading: Reading, key: Any) -> Linked | None:
    with suppress(ValueError, TypeError):
        return reading.linked.get(UUID(key))
    return None


def next_step(run: Run, rule: Rule) -> Step | None:
    """The step at which a run stands."""
    definition = definition_of(run, rule)
    for frame in reversed(frames_of(run.todo)):
        some = steps_in(definition, frame.inside)
        if frame.at < len(some):
            return some[frame.at]
    return None

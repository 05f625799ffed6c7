"""What a run tells of its steps: kept as JSON in the firm's language, bounded, read by its page."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from klientel.automations.definition import Step
from klientel.automations.models import Rule, Run
from klientel.automations.outcome import HAPPENED
from klientel.automations.steps import Asking, Done, StepKind, steps
from klientel.automations.steps.flow import WAIT_FOR
from klientel.events import log
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.kit.text import clip
from klientel.records.fields.base import Field, Reading
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor

#: entries of one run; those of a long for-each are counted then
MOST_ENTRIES = 200
_LONGEST = 300


@dataclass(frozen=True)
class Entry:
    """One line: which step, what it was given in words, what came of it, and the record it made.

    `row` is the id of the record for whose sake a for-each did it.
    """

    key: str
    do: str
    text: str = ""
    row: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    record: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        asking: Asking,
        step: Step,
        values: Mapping[str, Any],
        done: Done,
        row: str = "",
    ) -> Entry:
        """The line of a step that was done."""
        given = in_words(steps.get(step.do), asking, values)
        return cls(step.key, step.do, clip(done.text, _LONGEST), row, given, _linked(done.record))

    def to_json(self) -> dict[str, Any]:
        """The line as it is kept; what is empty is left out."""
        kept = {"key": self.key, "do": self.do, "text": self.text, "row": self.row}
        told = {name: value for name, value in kept.items() if value}
        return told | {
            name: dict(value)
            for name, value in (("given", self.given), ("record", self.record))
            if value
        }


def note(run: Run, entry: Entry) -> None:
    """Write a line down; what is too much is only counted."""
    lines = list(run.log)
    if len(lines) < MOST_ENTRIES:
        lines.append({**entry.to_json(), "at": clock.now().isoformat()})
    elif lines[-1].get("more"):
        lines[-1] = {"more": lines[-1]["more"] + 1}
    else:
        lines.append({"more": 1})
    run.log = lines


def tell_outcome(run: Run, verb: str) -> None:
    """Say in the line of the wait that a run ends what it ended with: a verb, or empty for none."""
    lines = list(run.log)
    for place in range(len(lines) - 1, -1, -1):
        if lines[place].get("do") == WAIT_FOR:
            lines[place] = {**lines[place], HAPPENED: verb}
            break
    run.log = lines


def in_words(kind: StepKind, asking: Asking, values: Mapping[str, Any]) -> dict[str, str]:
    """The values that a step was given, each as a reader of the firm reads it."""
    shown = {}
    for one in kind.inputs(asking):
        value = values.get(one.name)
        if value not in (None, "", [], {}):
            shown[one.name] = clip(" ".join(_shown(one, value, asking.reading).split()), _LONGEST)
    return {name: text for name, text in shown.items() if text}


def _shown(one: Field, value: Any, reading: Reading) -> str:
    with suppress(Refused, ValueError, TypeError, ArithmeticError, LookupError):
        return str(one.shown(one.clean(value, reading), reading))
    return str(value)


def _linked(record: Any) -> dict[str, str]:
    if record is None or getattr(record, "record_type", "") not in record_types:
        return {}
    # its title is read when it is shown, by whoever may know of it
    return {"type": record.record_type, "id": str(record.pk)}


def tell_made(actor: Actor, run: Run, rule: Rule, done: Done) -> None:
    """Let the open pages of a run's record know that a rule made something because of it.

    What it made is not named: it may be out of sight of who sees the record.
    """
    if done.record is None or run.record_id is None or done.record.pk == run.record_id:
        return
    facts = {"rule": str(rule.pk), "name": rule.name}
    log.record(
        actor, "rule.made", record_type=run.record_type, record_id=run.record_id, facts=facts
    )

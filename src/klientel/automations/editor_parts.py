"""What the editor shows of a rule: its triggers, conditions and steps as forms of chips."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from klientel.automations.checking import about_type
from klientel.automations.condition_parts import group_part
from klientel.automations.definition import Definition, Step, When, to_json
from klientel.automations.placeholders import Place, known_in, written_text
from klientel.automations.steps import Asking, StepKind, steps
from klientel.automations.triggers import Asked, triggers
from klientel.automations.values import (
    FORMULA,
    FROM,
    is_source,
    sources_for,
    spelled_formula,
    takes_formula,
    takes_text,
)
from klientel.automations.wording import Wording
from klientel.kit.refused import Refused
from klientel.records.fields.base import Field, Reading
from klientel.records.types import RecordType, record_types
from klientel.views.inputs import Control, control_of

Errors = Mapping[str, str]


@dataclass
class Input:
    """One input of a step: what is typed, or where it is taken from."""

    control: Control
    place: str
    sources: list[tuple[str, str]] = field(default_factory=list)
    chosen: str = ""
    takes_days: bool = False
    days: str = ""
    is_working: bool = False
    formula: str = ""
    placeholders: list[tuple[str, str]] = field(default_factory=list)
    is_added: bool = False
    #: what else is asked depends on it
    decides: bool = False


class Parts:
    """The parts of one rule, for the person whose page it is."""

    def __init__(self, request: Any, reading: Reading, definition: Definition, errors: Errors):
        self.request = request
        self.reading = reading
        self.definition = definition
        self.errors = errors
        self.about = about_type(definition.about, reading)
        self.wording = Wording(request.actor, reading)

    def context(self) -> dict[str, Any]:
        """Everything that the form of a rule shows."""
        self.wording.learn([self.definition])
        place = Place(self.about, self.reading, has_hook=self._has_hook)
        return {
            "definition": json.dumps(to_json(self.definition), ensure_ascii=False),
            "about": self.definition.about,
            "abouts": self._abouts(),
            "whens": [self._when(one, n) for n, one in enumerate(self.definition.when)],
            "new_whens": [
                (one.name, self.reading.say(one.label))
                for one in triggers
                if one.is_for(self.about, self.reading)
            ],
            "given": group_part(self.wording, self.definition.given, place, "given", self.errors),
            "steps": self._steps(self.definition.then, place),
            "otherwise": self._steps(self.definition.otherwise, place),
            "offered": self._offered(self.about),
            "told": self.wording.sentence(self.definition),
            "errors": self.errors,
        }

    @property
    def _has_hook(self) -> bool:
        return any(one.kind == "hook" for one in self.definition.when)

    def _abouts(self) -> list[tuple[str, str]]:
        found = [
            (one.name, one.called(self.reading))
            for one in record_types
            if self.request.actor.may(one.permission("view"))
        ]
        found.sort(key=lambda pair: pair[1])
        return [("", _("Nothing particular")), *found]

    # Triggers -------------------------------------------------------------------------------------

    def _when(self, when: When, number: int) -> dict[str, Any]:
        place = f"when.{number}"
        found: dict[str, Any] = {
            "place": place,
            "number": number,
            "kind": when.kind,
            "error": self.errors.get(place, ""),
            "controls": [],
            "label": self.wording.when(when, self.definition),
            "icon": "zap",
        }
        try:
            kind = triggers.get(when.kind)
        except Refused as refusal:
            return {**found, "error": refusal.text()}
        asked = Asked(self.about, when.params, self.reading)
        fields = kind.params(asked)
        found["icon"] = kind.icon
        found["controls"] = [self._control(one, when.params, place) for one in fields]
        return found

    def _control(self, one: Field, values: Mapping[str, Any], place: str) -> Control:
        """The control of a field whose value is kept as `Field.api` gives it, or was typed."""
        value = values.get(one.name)
        error = self.errors.get(f"{place}.{one.name}", "")
        control = _drawn(one, one.default if value is None else value, self.reading, bool(error))
        control.name = f"{place}.{one.name}"
        control.error = error
        return control

    # Steps ----------------------------------------------------------------------------------------

    def _steps(self, found: Sequence[Step], place: Place) -> list[dict[str, Any]]:
        shown, last = [], len(found) - 1
        for n, one in enumerate(found):
            ends = {"number": n + 1, "is_first": n == 0, "is_last": n == last}
            shown.append({**self._step(one, place), **ends})
            place = place.after(one.all())
        return shown

    def _step(self, step: Step, place: Place) -> dict[str, Any]:
        here = f"step.{step.key}"
        shown: dict[str, Any] = {
            "key": step.key,
            "place": here,
            "error": self.errors.get(here, ""),
            "label": _("Unknown step"),
            "icon": "circle-alert",
            "inputs": [],
            "offers": [],
            "given": None,
            "branches": [],
        }
        try:
            kind = steps.get(step.do)
        except Refused as refusal:
            return {**shown, "error": refusal.text()}
        asking = Asking(place.about, step.values, self.reading, step)
        within = replace(place, about=kind.about_within(asking)) if kind.about_within else place
        shown |= {
            "label": self.reading.say(kind.label),
            "icon": kind.icon,
            "inputs": list(self._inputs(kind, step, replace(place, is_outside=kind.is_outside))),
            "offers": [(one.name, self.reading.say(one.label)) for one in kind.offers(asking)],
            "branches": [self._branch(step, name, within.after((step,))) for name in kind.holds],
        }
        if kind.asks:
            group = f"{here}.given"
            shown["given"] = group_part(self.wording, step.given, within, group, self.errors)
        return shown

    def _branch(self, step: Step, name: str, within: Place) -> dict[str, Any]:
        return {
            "place": f"{step.key}.{name}",
            "is_otherwise": name == "otherwise",
            "steps": self._steps(getattr(step, name), within),
            "offered": self._offered(within.about),
        }

    def _inputs(self, kind: StepKind, step: Step, place: Place) -> Iterable[Input]:
        asking = Asking(place.about, step.values, self.reading, step)
        begun = {name: one for name, one in step.values.items() if name.startswith("_")}
        offered = {one.name for one in kind.offers(replace(asking, values=begun))}
        for one in kind.inputs(asking):
            yield self._input(one, step, place, is_added=one.name in offered and not one.required)

    def _input(self, one: Field, step: Step, place: Place, *, is_added: bool) -> Input:
        here = f"step.{step.key}"
        value = step.values.get(one.name)
        literal = None if is_source(value) else value
        if isinstance(literal, str) and takes_text(one) and "{{" in literal:
            literal = written_text(literal, place)
        made = Input(
            control=self._control(one, {one.name: literal}, here),
            place=f"{here}.{one.name}",
            is_added=is_added,
            decides=one.name.startswith("_"),
        )
        if one.name.startswith("_") or steps.get(step.do).run is None:
            return made
        sources = sources_for(one, place)
        made.sources = [(source.name, source.label) for source in sources]
        if takes_formula(one, place):
            made.sources.append((FORMULA, _("a formula")))
        if isinstance(value, Mapping):
            self._fill(made, value, {s.name for s in sources if s.takes_days}, place)
        if takes_text(one):
            known = known_in(place).values()
            written = written_text("\n".join("{{ " + p.name + " }}" for p in known), place)
            made.placeholders = list(
                zip(written.split("\n"), (p.label for p in known), strict=True)
            )
        return made

    def _fill(self, made: Input, value: Mapping[str, Any], dated: set[str], place: Place) -> None:
        if FORMULA in value:
            made.chosen = FORMULA
            stored = str(value[FORMULA])
            made.formula = spelled_formula(stored, place) or stored
            return
        made.chosen = str(value.get(FROM, ""))
        made.takes_days = made.chosen in dated
        made.days = str(value.get("days", "") or "")
        made.is_working = bool(value.get("working"))

    def _offered(self, about: RecordType | None) -> list[tuple[str, list[tuple[str, str]]]]:
        """The kinds of steps by their headings; what is done with the record itself goes first."""
        say = self.reading.say
        found: dict[str, list[tuple[str, str]]] = {}
        fitting = steps.for_type(about, self.reading)
        own = about.name if about is not None else ""
        fitting.sort(key=lambda one: (one.order, bool(one.on) and one.on != own))
        for one in fitting:
            found.setdefault(self._heading(one), []).append((one.name, say(one.label)))
        return list(found.items())

    def _heading(self, kind: StepKind) -> str:
        """What a step acts on where it acts on a record, or what it is for."""
        if kind.on:
            return record_types.get(kind.on).called(self.reading)
        return self.reading.say(kind.section)


def _drawn(one: Field, value: Any, reading: Reading, is_wrong: bool) -> Control:
    """A control with a kept value, or with what was typed where that could not be understood."""
    if not is_wrong:
        try:
            known = one.empty() if value is None else one.from_api(value)
            return control_of(one, known, reading)
        except (Refused, ValueError, TypeError, ArithmeticError, AttributeError):
            pass
    typed = value if isinstance(value, str) else ""
    return control_of(one, one.empty(), reading, typed=typed)

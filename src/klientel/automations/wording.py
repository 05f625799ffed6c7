"""A rule as one natural sentence, and its parts in words, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from klientel.automations.checking import about_type
from klientel.automations.definition import Definition, Step, When
from klientel.automations.placeholders import Place
from klientel.automations.steps import Asking, steps
from klientel.automations.steps.flow import BRANCH
from klientel.automations.subjects import parted, subjects, type_asked
from klientel.automations.triggers import Asked, triggers
from klientel.automations.values import is_source, said
from klientel.kit.refused import Refused
from klientel.records.conditions import Asking as Questions
from klientel.records.conditions import Condition, Group, names_in, pieces
from klientel.records.fields.base import Field, Reading
from klientel.records.reading import learn
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor


class Wording:
    """Says rules to one reader. What conditions and values name is read once for each rule."""

    def __init__(self, actor: Actor, reading: Reading) -> None:
        self.actor = actor
        self.reading = reading

    # The whole ------------------------------------------------------------------------------------

    def sentence(self, definition: Definition, team: UUID | None = None) -> str:
        """The whole rule as one sentence; empty for one that says nothing yet. With a `team` it is
        only for the records of that."""
        self.learn([definition])
        begun = self.begun(definition)
        done = self.steps(definition.then, definition)
        if not begun and not done:
            return ""
        pattern = (
            _("{when}, {steps}.")
            if definition.given or self._is_clause(definition) or not begun
            else pgettext("begins without a verb", "{when}, {steps}.")
        )
        if definition.otherwise:
            done = _("{steps}; if the conditions are not met, {otherwise}").format(
                steps=done or "…", otherwise=self.steps(definition.otherwise, definition)
            )
        told = pattern.format(when=begun or "…", steps=done or "…").replace("….", "…")
        # a day (“on 03.12.”) or a quoted sentence has a full stop already: one of them is enough
        told = re.sub(r"\.([“”»]?)\.$", r"\1.", told)
        if team is not None and definition.about:
            name = self.reading.directory.teams.get(team, "…")
            told += " " + _("Only for records of the team {team}.").format(team=name)
        return told[:1].upper() + told[1:]

    def learn(self, definitions: Sequence[Definition]) -> None:
        """Read the names of the records that rules mention, in one statement."""
        wanted: set[UUID] = set()
        for one in definitions:
            wanted |= names_in(one.given)
            for step in one.steps():
                wanted |= names_in(step.given)
                for value in step.values.values():
                    if isinstance(value, str) and len(value) == 36:
                        with suppress(ValueError):
                            wanted.add(UUID(value))
        learn(self.actor, self.reading, wanted)

    def begun(self, definition: Definition) -> str:
        """What starts a rule, and under which conditions."""
        told = [self.when(one, definition) for one in definition.when]
        begun = _(" or ").join(one for one in told if one)
        if not definition.given:
            return begun
        about = about_type(definition.about, self.reading)
        conditions = self.conditions(definition.given, about)
        if len(told) == 1 and definition.given.joined == "and" and self._is_clause(definition):
            return _("{when} and {conditions}").format(when=begun, conditions=conditions)
        return _("{when}, provided that {conditions}").format(when=begun, conditions=conditions)

    def _is_clause(self, definition: Definition) -> bool:
        with suppress(Refused, IndexError):
            return triggers.get(definition.when[-1].kind).is_clause
        return False

    # Its parts ------------------------------------------------------------------------------------

    def when(self, when: When, definition: Definition) -> str:
        """One trigger: `once an order is fulfilled`."""
        about = about_type(definition.about, self.reading)
        try:
            return triggers.get(when.kind).said(Asked(about, when.params, self.reading))
        except Refused:
            return _("once something happens that is not known here any more")
        except (ValueError, TypeError, ArithmeticError):
            return ""

    def conditions(self, group: Group, about: RecordType | None) -> str:
        """Conditions as subordinate clauses: `“Stage” is Active and “City” of … is Hamburg`."""
        told = [
            f"({self.conditions(one, about)})"
            if isinstance(one, Group)
            else self.condition(one, about)
            for one in group.parts
        ]
        return (_(" or ") if group.joined == "or" else _(" and ")).join(told)

    def condition(self, condition: Condition, about: RecordType | None) -> str:
        """One condition as a subordinate clause."""
        if not condition.operator:
            # it is being put together: nobody has chosen yet what is asked
            return "…"
        found = self.parts_of(condition, about)
        if found is None:
            return _("a condition is met that is not known here any more")
        field, asked = found
        verb, _space, rest = asked.partition(" ")
        # Translators: German puts the verb of such a clause last.
        told = _("{field} {verb} {rest}").format(field=field, verb=verb, rest=rest)
        return " ".join(told.split())

    def parts_of(self, condition: Condition, about: RecordType | None) -> tuple[str, str] | None:
        """The field of a condition with its subject, and what is asked of it."""
        if about is None:
            return None
        subject, name = parted(condition.field)
        try:
            record_type = type_asked(about, condition, self.reading)
            label = subjects.get(subject).label
        except Refused:
            return None
        plain = Condition(name, condition.operator, condition.operand)
        found = pieces(Questions(record_type, self.reading), plain)
        if found is None or not label:
            return found
        return self.reading.words.fill(str(label), field=found[0]), found[1]

    def steps(self, found: Sequence[Step], definition: Definition) -> str:
        """Steps in order, as one sequence."""
        about = about_type(definition.about, self.reading)
        place = Place(about, self.reading, has_hook=any(w.kind == "hook" for w in definition.when))
        return self._sequence(found, place)

    def _sequence(self, found: Sequence[Step], place: Place) -> str:
        told = [text for one in found if (text := self.step(one, place))]
        if not told:
            return ""
        first, *rest = told
        return first + "".join(_(", then {step}").format(step=text) for text in rest)

    def step(self, step: Step, place: Place, *, alone: bool = False) -> str:
        """One step; what it holds is left out where it is shown `alone`."""
        try:
            kind = steps.get(step.do)
        except Refused:
            return _("a step follows that is not known here any more")
        asking = Asking(place.about, step.values, self.reading, step)
        within = place
        if kind.about_within is not None:
            within = replace(place, about=kind.about_within(asking))
        if step.do == BRANCH:
            return self._branch(step, place, alone=alone)
        shown = self.shown(step, place)
        told = kind.said(replace(asking, shown=shown))
        if kind.asks and step.given:
            conditions = self.conditions(step.given, within.about)
            told = _("{step}, provided that {conditions}").format(step=told, conditions=conditions)
        if alone or not step.then:
            return told
        return _("{step}: {steps}").format(step=told, steps=self._sequence(step.then, within))

    def _branch(self, step: Step, place: Place, *, alone: bool) -> str:
        conditions = self.conditions(step.given, place.about)
        if alone:
            return _("only if {conditions}").format(conditions=conditions or "…")
        told = _("only if {conditions}: {steps}").format(
            conditions=conditions or "…", steps=self._sequence(step.then, place) or "…"
        )
        if step.otherwise:
            told = _("{told}; otherwise {steps}").format(
                told=told, steps=self._sequence(step.otherwise, place)
            )
        return told

    def shown(self, step: Step, place: Place) -> dict[str, str]:
        """The values of a step in words, by input."""
        kind = steps.get(step.do)
        place = replace(place, is_outside=kind.is_outside)
        fields = kind.inputs(Asking(place.about, step.values, self.reading, step))
        return {one.name: self._value(one, step, place) for one in fields}

    def _value(self, one: Field, step: Step, place: Place) -> str:
        value = step.values.get(one.name)
        told = said(one, value, place)
        if told and not is_source(value) and one.reckons_as in ("day", "moment"):
            return _("on {day}").format(day=told)
        return told


def lines(wording: Wording, definition: Definition) -> Iterator[tuple[str, str]]:
    """The parts of a rule in order, each with a mark by which two versions are compared."""
    wording.learn([definition])
    about = about_type(definition.about, wording.reading)
    for one in definition.when:
        yield pgettext("rule", "When"), wording.when(one, definition)
    for part in definition.given.parts:
        told = (
            wording.conditions(part, about)
            if isinstance(part, Group)
            else wording.condition(part, about)
        )
        yield pgettext("rule", "And"), told
    place = Place(about, wording.reading)
    for step in definition.then:
        yield pgettext("rule", "Then"), wording.step(step, place)
    for step in definition.otherwise:
        yield pgettext("rule", "Otherwise"), wording.step(step, place)

"""One of the options that the firm names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from klientel.records.fields import ChoiceField
from klientel.records.fields.base import Operator, Reading
from klientel.records.fields.choice import Option
from klientel.records.own_fields import asked
from klientel.records.own_fields.choices import told_by_lines
from klientel.records.own_fields.field import OwnField
from klientel.records.own_fields.labels import as_text
from klientel.records.own_fields.offered import Options, OwnKind, Saying
from klientel.ui.html import Html, pattern

_MARK = pattern('<span class="option-mark" data-colour="{}">{}</span>')


def _draw_mark(option: Option, reading: Reading) -> Html:
    """An option with the colour that the firm gave it, which is a dot beside its name."""
    return _MARK(option.tone, reading.say(option.label))


@dataclass(kw_only=True)
class OwnChoice(OwnField, ChoiceField):
    """One of the firm's options; an option that was taken away stays readable."""

    of = ChoiceField
    slot = "text"
    gone: Sequence[Option] = ()
    draw: Callable[[Option, Reading], Html] | None = _draw_mark

    def option(self, value: Any, reading: Reading) -> Option | None:
        every = (*self.choices(reading), *self.gone)
        return next((one for one in every if one.value == value), None)

    def ranks(self, reading: Reading) -> Sequence[Any]:
        return [one.value for one in (*self.choices(reading), *self.gone)]

    def parse_condition(self, raw: str, operator: Operator, reading: Reading) -> Any:
        """What was taken away is still asked for by its value: records have it."""
        gone = {one.value for one in self.gone}
        parts = [] if operator.takes == "none" else raw.split(",")
        kept = [part for part in parts if part in gone]
        rest = ",".join(part for part in parts if part not in gone)
        if not kept:
            return super().parse_condition(raw, operator, reading)
        return [*kept, *(super().parse_condition(rest, operator, reading) if rest else ())]

    def buckets(self, reading: Reading) -> Sequence[tuple[Any, str]]:
        every = (*self.choices(reading), *self.gone)
        return [(one.value, reading.say(one.label)) for one in every]

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        spec = super().input(value, reading)
        kept = next((one for one in self.gone if one.value == value), None)
        if kept is not None:
            spec["options"].append({"value": kept.value, "label": reading.say(kept.label)})
        return spec


def options_told(options: Options) -> dict[str, Any]:
    """The options on offer, and those that were taken away."""
    listed = options.get("choices", ())
    made = {
        is_gone: [
            Option(one["value"], as_text(one["label"]), one.get("colour", "grey"))
            for one in listed
            if bool(one.get("is_gone")) is is_gone
        ]
        for is_gone in (False, True)
    }
    return {"options": made[False], "gone": made[True]}


def options_kept(saying: Saying, _kind: OwnKind) -> dict[str, Any]:
    """New options of their lines; those that are there are changed by an action of their own."""
    if saying.field.options:
        return dict(saying.field.options)
    return {"choices": told_by_lines(saying.said["choices"])}


KIND = OwnKind(
    "choice",
    _("Choice"),
    "circle-dot",
    lambda _options: OwnChoice,
    place=90,
    told=options_told,
    inputs=(asked.CHOICES,),
    kept=options_kept,
    has_choices=True,
)

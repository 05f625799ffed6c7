"""The kinds of field that a firm can add, as classes: each a kind of ours with its rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.kit.text import fold
from klientel.records.fields import (
    ChoiceField,
    ChoicesField,
    DayField,
    EmailField,
    InstantField,
    LongTextField,
    MemberField,
    MoneyField,
    NumberField,
    PercentField,
    PhoneField,
    RatingField,
    RecordLinkField,
    TextField,
    TruthField,
    UrlField,
)
from klientel.records.fields.base import Field, Operator, Reading
from klientel.records.fields.beside import Beside
from klientel.records.fields.choice import Option
from klientel.records.fields.programs import DECIMAL, Schema
from klientel.records.fields.ranges import Range, cut
from klientel.records.own_fields.field import OwnField
from klientel.ui.html import NOTHING, Html, pattern

_LONGEST_KEPT = 1_000
_MARK = pattern('<span class="option-mark" data-colour="{}">{}</span>')


def _draw_mark(option: Option, reading: Reading) -> Html:
    """An option with the colour that the firm gave it, which is a dot beside its name."""
    return _MARK(option.tone, reading.say(option.label))


@dataclass(kw_only=True)
class OwnText(OwnField, TextField):
    """Found by its folded form: upper case and umlauts make no difference."""

    of = TextField
    slot = "text"

    def looked_for(self, value: Any) -> Sequence[Any]:
        folded = fold(str(value))[:_LONGEST_KEPT] if value else ""
        return (folded or str(value)[:_LONGEST_KEPT],) if value else ()

    def parse_condition(self, raw: str, operator: Operator, reading: Reading) -> Any:
        # a part of an address or a number is none itself
        return None if operator.takes == "none" else TextField.parse(self, raw, reading)

    def asked_of_rows(self) -> Sequence[Operator]:
        return (
            Operator("has", _("contains"), "one", lambda _f, v: Q(text__contains=_folded(v))),
            Operator("is", _("is"), "one", lambda _f, v: Q(text=_folded(v))),
            Operator(
                "starts", _("starts with"), "one", lambda _f, v: Q(text__startswith=_folded(v))
            ),
            *(one for one in self.plain.operators() if one.takes == "none"),
        )


def _folded(text: str) -> str:
    return fold(text) or text


@dataclass(kw_only=True)
class OwnLongText(OwnField, LongTextField):
    """Found by the search alone: whole pages are no use in a filter."""

    of = LongTextField
    sortable: bool = False
    filterable: bool = False


@dataclass(kw_only=True)
class OwnEmail(OwnText, EmailField):
    """Of a record, perhaps of somebody else: two that share it are not the same for that."""

    of = EmailField
    tells_twins = False
    max_length: int = 254


@dataclass(kw_only=True)
class OwnPhone(OwnText, PhoneField):
    """As with addresses, nobody is taken for another because of it."""

    of = PhoneField
    tells_twins = False
    max_length: int = 40


@dataclass(kw_only=True)
class OwnUrl(OwnText, UrlField):
    """A web address."""

    of = UrlField
    max_length: int = 500


@dataclass(kw_only=True)
class OwnNumber(OwnField, NumberField):
    """Kept as text in JSON, where a number would become a floating one."""

    of = NumberField
    slot = "number"
    python = Decimal

    def stored(self, value: Any) -> Any:
        return str(value)

    def read(self, stored: Any) -> Any:
        number = Decimal(stored)
        if self.places:
            return number
        whole = int(number)
        # one that was typed when the field kept more places stays what it is
        return whole if whole == number else number

    def schema(self, reading: Reading) -> Schema:
        return dict(DECIMAL)

    def api(self, value: Any) -> Any:
        return None if value is None else str(value)

    def from_api(self, value: Any) -> Any:
        return None if value is None else self.read(value)

    def typed(self, value: Any, reading: Reading) -> Any:
        return value

    def ranges(self, reading: Reading) -> Sequence[tuple[Range, str]]:
        return _ranges(self, reading, Decimal(1))


def _ranges(
    one: OwnNumber | OwnMoney, reading: Reading, smallest: Decimal
) -> list[tuple[Range, str]]:
    """Ranges of what a field holds now, from its smallest value to its largest."""
    values = one.filled_rows().order_by("number").values_list("number", flat=True)
    lowest, highest = values.first(), values.last()
    if lowest is None or highest is None:
        return []
    told = _("{low} to under {high}")
    return [
        (found, str(told).format(low=one.shown(found.low, reading),
                                 high=one.shown(found.high, reading)))
        for found in cut(lowest, highest, smallest)
    ]  # fmt: skip


def _places(number: Decimal | int) -> int:
    """Its decimal places."""
    exponent = Decimal(number).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


@dataclass(kw_only=True)
class OwnPercent(OwnNumber, PercentField):
    """A share of a hundred."""

    of = PercentField

    def shown(self, value: Any, reading: Reading) -> str:
        """With all its places, even if the field keeps fewer of them by now."""
        if value is None:
            return ""
        share = Decimal(value) / 100
        return reading.format.percent(share, max(self.places, _places(value)))


@dataclass(kw_only=True)
class OwnRating(OwnNumber, RatingField):
    """Stars; filtered by how many at least."""

    of = RatingField
    groupable: bool = True


@dataclass(kw_only=True)
class OwnMoney(OwnField, MoneyField):
    """An amount in the firm's currency."""

    of = MoneyField
    slot = "number"
    python = Decimal

    def ranges(self, reading: Reading) -> Sequence[tuple[Range, str]]:
        return _ranges(self, reading, Decimal(1))


@dataclass(kw_only=True)
class OwnDay(OwnField, DayField):
    """A day."""

    of = DayField
    slot = "day"
    python = date


@dataclass(kw_only=True)
class OwnInstant(OwnField, InstantField):
    """A moment; shown whole, since it is mostly one that was agreed on."""

    of = InstantField
    slot = "moment"
    python = datetime
    relative: bool = False


@dataclass(kw_only=True)
class OwnTruth(OwnField, TruthField):
    """A tick; only those that are set have a row, and only they say something."""

    of = TruthField
    slot = "number"
    python = bool
    sortable: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        # it would have to be ticked
        self.required = False

    def is_empty(self, value: Any) -> bool:
        return not value

    def cell(self, value: Any, reading: Reading) -> Html:
        return super().cell(value, reading) if value else NOTHING

    def looked_for(self, value: Any) -> Sequence[Any]:
        return (Decimal(1),) if value else ()

    def beside(self) -> Beside | None:
        return replace(self._place(), is_mark=True)

    def operators(self) -> Sequence[Operator]:
        return (Operator("is", _("is"), "one", self._is),)

    def _is(self, _field: Field, value: Any) -> Q:
        return self._having(Q()) if value else ~self._some(Q())

    def meets(self, operator: Operator, row: Any, operand: Any, reading: Reading) -> bool:
        return bool(self.kept_beside(self.value(row))) is bool(operand)


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


@dataclass(kw_only=True)
class OwnChoices(OwnChoice, ChoicesField):
    """Several of the firm's options, each with a row."""

    of = ChoicesField
    is_word = False
    repeats = False
    groupable: bool = False
    sortable: bool = False

    def looked_for(self, value: Any) -> Sequence[Any]:
        return list(value or ())

    def ranks(self, reading: Reading) -> Sequence[Any]:
        return ()

    def shown(self, value: Any, reading: Reading) -> str:
        every = [value] if isinstance(value, str) else value or ()
        found = (self.option(one, reading) for one in every)
        return ", ".join(reading.say(one.label) for one in found if one)

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        return ChoicesField.input(self, value, reading)


@dataclass(kw_only=True)
class OwnMember(OwnField, MemberField):
    """A person of the firm."""

    of = MemberField
    slot = "key"
    python = UUID


@dataclass(kw_only=True)
class OwnLink(OwnField, RecordLinkField):
    """Another record."""

    of = RecordLinkField
    slot = "key"
    python = UUID

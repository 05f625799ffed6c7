"""Fields whose values are reckoned from others by a formula: what they are made of, and settings.

The result lies in the record like any other own value, so lists filter, sort and group by it as
they do by what somebody typed. `reckoning.py` says when it is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from klientel.kit.formulas import (
    Mistake,
    Shape,
    read_formula,
    spelled,
    stored_formula,
)
from klientel.kit.refused import Refused
from klientel.records.fields.base import Field, Reading
from klientel.records.models import FieldDefinition
from klientel.records.own_fields import asked
from klientel.records.own_fields.inputs import by_label, by_name, labels_of, spellings
from klientel.records.own_fields.kinds.day import OwnDay
from klientel.records.own_fields.kinds.instant import OwnInstant
from klientel.records.own_fields.kinds.money import OwnMoney
from klientel.records.own_fields.kinds.number import OwnNumber
from klientel.records.own_fields.kinds.percent import OwnPercent
from klientel.records.own_fields.kinds.text import OwnText
from klientel.records.own_fields.kinds.truth import OwnTruth
from klientel.records.own_fields.offered import Options, OwnKind, Saying
from klientel.records.own_fields.reckoned import Reckoned
from klientel.records.own_fields.reckoning import reckon_anew

if TYPE_CHECKING:
    from klientel.records.types import RecordType
    from klientel.workspaces.models import Workspace


@dataclass(kw_only=True)
class NumberFormula(Reckoned, OwnNumber):
    """A number."""


@dataclass(kw_only=True)
class PercentFormula(Reckoned, OwnPercent):
    """A share of one, shown as percent."""

    @property
    def rounded_to(self) -> int:
        return self.places + 2

    def made_of(self, result: Any) -> Any:
        return result * 100


@dataclass(kw_only=True)
class MoneyFormula(Reckoned, OwnMoney):
    """An amount in the firm's currency."""


@dataclass(kw_only=True)
class TextFormula(Reckoned, OwnText):
    """A text."""


@dataclass(kw_only=True)
class DayFormula(Reckoned, OwnDay):
    """A day."""


@dataclass(kw_only=True)
class MomentFormula(Reckoned, OwnInstant):
    """A moment."""

    def made_of(self, result: Any) -> Any:
        return result.astimezone(UTC)


@dataclass(kw_only=True)
class TruthFormula(Reckoned, OwnTruth):
    """Yes, or nothing."""


_BY_SHAPE: dict[str, Any] = {
    Shape.NUMBER: NumberFormula,
    Shape.MONEY: MoneyFormula,
    Shape.TEXT: TextFormula,
    Shape.DAY: DayFormula,
    Shape.MOMENT: MomentFormula,
    Shape.TRUTH: TruthFormula,
}


def _own(options: Options) -> Any:
    if options.get("result") == Shape.NUMBER and options.get("as_percent"):
        return PercentFormula
    return _BY_SHAPE.get(str(options.get("result")), TextFormula)


def _told(options: Options) -> dict[str, Any]:
    told = {
        "formula": str(options.get("formula", "")),
        "result": str(options.get("result", "")),
        "reads": tuple(options.get("reads", ())),
        "depends_on_today": bool(options.get("depends_on_today")),
    }
    if options.get("result") == Shape.NUMBER:
        told["places"] = int(options.get("places", 0))
    return told


def _kept(saying: Saying, _kind: OwnKind) -> dict[str, Any]:
    """What the formula says, once it is sure that it can be reckoned; raises `Refused`."""
    before, said = saying.field.options, saying.said
    looks = {"places": int(said["places"]), "as_percent": bool(said["as_percent"])}
    text = said["formula"].strip()
    if not text and before:
        return {**before, **looks}
    record_type, reading = saying.record_type, saying.reading
    try:
        read = read_formula(
            text,
            by_label(record_type, reading),
            labels=labels_of(record_type, reading),
            language=reading.format.locale,
        )
    except Mistake as mistake:
        raise mistake.at(asked.FORMULA.name) from None
    kept = {
        "formula": read.stored,
        "reads": sorted(read.reads),
        "result": read.shape.value,
        "depends_on_today": read.depends_on_today,
        **looks,
    }
    _must_fit(record_type, saying.field, kept, before, reading)
    return kept


def _fits(
    record_type: RecordType, field: FieldDefinition, before: Options, reading: Reading
) -> None:
    """Refuse options that come back but fit no more: a field of them is gone, or reads this one."""
    try:
        stored_formula(str(field.options.get("formula", "")), by_name(record_type))
    except Mistake:
        raise Refused("A field that this formula reads is not there any more.") from None
    _must_fit(record_type, field, field.options, before, reading)


def _must_fit(
    record_type: RecordType,
    field: FieldDefinition,
    options: Options,
    before: Options,
    reading: Reading,
) -> None:
    """Refuse a formula that would read its own result, and another result under its readers."""
    formulas = {one.name: one for one in record_type.added if isinstance(one, Reckoned)}
    reads = {name: one.reads for name, one in formulas.items()}
    reads[field.name] = tuple(options.get("reads", ()))
    way = way_back(field.name, reads)
    if way is not None:
        names = [reading.say(record_type.field(name).label) for name in way]
        raise Refused(
            "A formula cannot read its own result: {way}.",
            asked.FORMULA.name,
            way=" → ".join([field.label, *names, field.label]),
        )
    was = before.get("result")
    readers = [one for one in formulas.values() if field.name in one.reads]
    if readers and was is not None and was != options.get("result"):
        raise Refused(
            "“{name}” uses this field, which would give something of another kind. Change "
            "that formula first.",
            asked.FORMULA.name,
            name=reading.say(readers[0].label),
        )


def way_back(start: str, reads: Mapping[str, tuple[str, ...]]) -> list[str] | None:
    """The formulas by which one reads itself, in order; empty for at once, None for not at all.

    Every formula is looked at once, however many ways lead to it.
    """
    seen: set[str] = set()
    waiting: list[tuple[str, list[str]]] = [(start, [])]
    while waiting:
        name, way = waiting.pop()
        for other in reads.get(name, ()):
            if other == start:
                return way
            if other in reads and other not in seen:
                seen.add(other)
                waiting.append((other, [*way, other]))
    return None


def _held(said: FieldDefinition, record_type: RecordType, reading: Reading) -> dict[str, Any]:
    """The formula as its reader spells it."""
    names = spellings(record_type, reading)
    text = spelled(str(said.options.get("formula", "")), names, reading.format.locale)
    return {**said.options, asked.FORMULA.name: text}


def makes(workspace: Workspace, type_name: str) -> Iterator[int]:
    """Reckon what fields reckon anew, for all records of a type."""
    return reckon_anew(workspace, type_name)


def _form() -> Sequence[Field]:
    """Cents are usual: a quotient would be cut to whole numbers otherwise."""
    places = replace(asked.PLACES, default=2, required=True)
    return [replace(asked.FORMULA, required=True), places, replace(asked.AS_PERCENT, required=True)]


KIND = OwnKind(
    "formula",
    _("Formula"),
    "square-function",
    _own,
    place=240,
    told=_told,
    inputs=(asked.FORMULA, asked.PLACES, asked.AS_PERCENT),
    kept=_kept,
    form=_form,
    held=_held,
    fits=_fits,
    makes=makes,
)

"""Fields that show a field of the records that one is linked with: settings, and their classes.

A relation to one record gives that record's value as it is, so numbers can be added up and days
stand on calendars; all else is told in words, those of several records one behind the other. The
value is kept as roll-ups keep theirs, and follows the other end in the same way (`rolling.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from klientel.kit.formulas import Shape
from klientel.kit.refused import Refused
from klientel.kit.text import clip
from klientel.records.fields import PercentField
from klientel.records.fields.base import Field, Reading
from klientel.records.own_fields.inputs import shape_of
from klientel.records.own_fields.kinds.day import OwnDay
from klientel.records.own_fields.kinds.instant import OwnInstant
from klientel.records.own_fields.kinds.money import OwnMoney
from klientel.records.own_fields.kinds.number import OwnNumber
from klientel.records.own_fields.kinds.percent import OwnPercent
from klientel.records.own_fields.kinds.relation import OwnRelation
from klientel.records.own_fields.kinds.rollup import (
    OF,
    WHAT,
    asked_of_relations,
    far_of,
    is_told,
    makes,
)
from klientel.records.own_fields.kinds.text import OwnText
from klientel.records.own_fields.offered import Options, OwnKind, Saying
from klientel.records.own_fields.rolled import Rolled
from klientel.records.types import RecordType

#: characters of what several records say together
_LONGEST = 500
_PERCENT = "percent"
_WORDS = "words"

_LABEL = _("Which field")


@dataclass(kw_only=True)
class LookedUp(Rolled):
    """Mixed in before an own kind: the value of the one linked record."""

    def summed(self, values: Sequence[Any]) -> Any:
        return next((value for value in values if value is not None), None)


@dataclass(kw_only=True)
class NumberLookedUp(LookedUp, OwnNumber):
    """A number."""


@dataclass(kw_only=True)
class PercentLookedUp(LookedUp, OwnPercent):
    """A share of a hundred."""


@dataclass(kw_only=True)
class MoneyLookedUp(LookedUp, OwnMoney):
    """An amount in the firm's currency."""


@dataclass(kw_only=True)
class DayLookedUp(LookedUp, OwnDay):
    """A day."""


@dataclass(kw_only=True)
class MomentLookedUp(LookedUp, OwnInstant):
    """A moment."""


@dataclass(kw_only=True)
class WordsLookedUp(LookedUp, OwnText):
    """What linked records show, each word once, in the order of the links."""

    takes_words: ClassVar[bool] = True

    def summed(self, values: Sequence[Any]) -> str:
        return clip(", ".join(dict.fromkeys(value for value in values if value)), _LONGEST)


_CLASSES: dict[str, Any] = {
    Shape.NUMBER: NumberLookedUp,
    Shape.MONEY: MoneyLookedUp,
    Shape.DAY: DayLookedUp,
    Shape.MOMENT: MomentLookedUp,
    _PERCENT: PercentLookedUp,
    _WORDS: WordsLookedUp,
}


def _own(options: Options) -> Any:
    return _CLASSES.get(str(options.get("result")), WordsLookedUp)


def _told(options: Options) -> dict[str, Any]:
    told: dict[str, Any] = {
        "through": str(options.get("through", "")),
        "of_field": str(options.get("of", "")),
        "reads": tuple(options.get("reads", ())),
    }
    if options.get("result") in (Shape.NUMBER, _PERCENT):
        told["places"] = int(options.get("places", 0))
    return told


def _result_of(one: Field, relation: OwnRelation) -> str:
    if relation.is_united:
        return _WORDS
    if isinstance(one, PercentField):
        return _PERCENT
    shape = shape_of(one)
    return shape.value if shape in _CLASSES else _WORDS


def _kept(saying: Saying, _kind: OwnKind) -> dict[str, Any]:
    """Asked once, as the relation itself is."""
    if saying.field.options:
        return dict(saying.field.options)
    through, _mark, of = saying.said[WHAT.name].partition(OF)
    relation = saying.record_type.by_name.get(through)
    far = far_of(relation, saying.reading) if isinstance(relation, OwnRelation) else None
    one = far.by_name.get(of) if far is not None else None
    if far is None or one is None or not is_told(one) or not isinstance(relation, OwnRelation):
        raise Refused("Choose a field of the linked records.", WHAT.name)
    return {
        "through": through,
        "of": of,
        "reads": [through],
        "reads_far": [far.name, of],
        "result": _result_of(one, relation),
        "places": int(getattr(one, "places", 0)),
    }


def _form(record_type: RecordType, reading: Reading) -> Sequence[Field]:
    """Each field at the other end of each relation of the type."""
    return [asked_of_relations(record_type, reading, is_told, _LABEL)]


KIND = OwnKind(
    "lookup",
    _("Field of linked records"),
    "eye",
    _own,
    place=230,
    told=_told,
    inputs=(WHAT,),
    kept=_kept,
    form_of=_form,
    needs="relation",
    makes=makes,
)

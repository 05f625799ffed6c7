"""Fields that sum up a field of the records that one is linked with: settings, and their classes.

The result lies in the record like any other own value, so lists filter and sort by it (decision
28). `rolling.py` says when it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from klientel.kit.formulas import Shape
from klientel.kit.refused import Refused
from klientel.records.fields import ChoiceField, TextField
from klientel.records.fields.base import Field, Reading
from klientel.records.fields.choice import Option
from klientel.records.models import FieldDefinition
from klientel.records.own_fields.inputs import shape_of
from klientel.records.own_fields.kinds.day import OwnDay
from klientel.records.own_fields.kinds.instant import OwnInstant
from klientel.records.own_fields.kinds.money import OwnMoney
from klientel.records.own_fields.kinds.number import OwnNumber
from klientel.records.own_fields.kinds.relation import OwnRelation
from klientel.records.own_fields.labels import as_text
from klientel.records.own_fields.offered import Options, OwnKind, Saying
from klientel.records.own_fields.rolled import COUNT, ORDERED, WAYS, Rolled
from klientel.records.own_fields.rolling_anew import roll_anew
from klientel.records.types import record_types

if TYPE_CHECKING:
    from klientel.records.types import RecordType
    from klientel.workspaces.models import Workspace

#: decimal places of an average of whole numbers
_PLACES_OF_AVERAGE = 2
#: between a relation and the field at its other end
OF = ":"

WHAT = TextField(name="what", label=_("Of what"), max_length=130, lasting=True)
HOW = ChoiceField(
    name="how",
    label=_("How it is summed up"),
    options=[Option(name, one.label) for name, one in WAYS.items()],
    lasting=True,
    help=_("It is the same for everybody: records that a reader may not see are in it, too."),
)


@dataclass(kw_only=True)
class NumberRolled(Rolled, OwnNumber):
    """A number."""


@dataclass(kw_only=True)
class MoneyRolled(Rolled, OwnMoney):
    """An amount in the firm's currency."""


@dataclass(kw_only=True)
class DayRolled(Rolled, OwnDay):
    """A day."""


@dataclass(kw_only=True)
class MomentRolled(Rolled, OwnInstant):
    """A moment."""


_BY_SHAPE: dict[str, Any] = {
    Shape.NUMBER: NumberRolled,
    Shape.MONEY: MoneyRolled,
    Shape.DAY: DayRolled,
    Shape.MOMENT: MomentRolled,
}


def _own(options: Options) -> Any:
    return _BY_SHAPE.get(str(options.get("result")), NumberRolled)


def _told(options: Options) -> dict[str, Any]:
    told: dict[str, Any] = {
        "through": str(options.get("through", "")),
        "of_field": str(options.get("of", "")),
        "how": str(options.get("how", COUNT)),
        "reads": tuple(options.get("reads", ())),
    }
    if _own(options) is NumberRolled:
        told["places"] = int(options.get("places", 0))
    return told


def is_told(one: Field) -> bool:
    """Whether the records linked with one are told when it changes there: what people set."""
    return one.editable and not one.is_several and shape_of(one) is not None


def can_be_summed(one: Field) -> bool:
    """Whether it is told, and has an order: no sum is made of other sums."""
    return is_told(one) and shape_of(one) in ORDERED


def far_of(relation: OwnRelation, reading: Reading) -> RecordType | None:
    """The type that a relation leads to, as the firm has it."""
    to = relation.to[0]
    return record_types.get(to).in_workspace(reading.workspace) if to in record_types else None


def _kept(saying: Saying, _kind: OwnKind) -> dict[str, Any]:
    """Asked once, as the relation itself is."""
    if saying.field.options:
        return dict(saying.field.options)
    through, _mark, of = saying.said["what"].partition(OF)
    how = saying.said["how"]
    relation = saying.record_type.by_name.get(through)
    far = far_of(relation, saying.reading) if isinstance(relation, OwnRelation) else None
    if far is None:
        raise Refused("Choose what is to be summed up.", WHAT.name)
    if not how:
        raise Refused("This must not be empty.", HOW.name)
    kept = {"through": through, "how": how, "reads": [through]}
    if how == COUNT:
        return {**kept, "of": "", "result": Shape.NUMBER.value, "places": 0}
    one = far.by_name.get(of)
    if one is None or not can_be_summed(one):
        raise Refused("Choose a field whose values are to be summed up.", WHAT.name)
    shape = shape_of(one)
    if shape is None or shape not in WAYS[how].of:
        raise Refused("Dates have no sum and no average.", HOW.name)
    places = int(getattr(one, "places", 0))
    return {
        **kept,
        "of": of,
        "result": shape.value,
        "places": max(places, _PLACES_OF_AVERAGE) if how == "average" else places,
        "reads_far": [far.name, of],
    }


def _form(record_type: RecordType, reading: Reading) -> Sequence[Field]:
    """Each relation of the type, and each field at its other end that can be summed up."""
    what = asked_of_relations(record_type, reading, can_be_summed, WHAT.label, is_alone=True)
    ways = [Option(name, one.label) for name, one in WAYS.items()]
    how = ChoiceField(
        name=HOW.name, label=HOW.label, options=ways, required=True, lasting=True, help=HOW.help
    )
    return [what, how]


def asked_of_relations(
    record_type: RecordType,
    reading: Reading,
    fits: Callable[[Field], bool],
    label: Any,
    *,
    is_alone: bool = False,
) -> Field:
    """Which field at the other end of which relation; `is_alone` offers the relations as well."""
    listed = []
    for relation in record_type.added:
        far = far_of(relation, reading) if isinstance(relation, OwnRelation) else None
        if far is None:
            continue
        called = reading.say(relation.label)
        listed += [Option(relation.name, as_text(called))] if is_alone else []
        listed += [
            Option(f"{relation.name}{OF}{one.name}", as_text(f"{called}: {reading.say(one.label)}"))
            for one in far.fields
            if fits(one)
        ]
    return ChoiceField(
        name=WHAT.name, label=label, options=listed, required=True, lasting=True,
        help="" if listed else _("There is no relation yet. Add one first."),
    )  # fmt: skip


def makes(workspace: Workspace, type_name: str) -> Iterator[int]:
    """Write what fields make of linked records anew, for all records of a type."""
    return roll_anew(workspace, type_name)


def reads_far(said: FieldDefinition, field: FieldDefinition) -> bool:
    """Whether a field sums up another one, of whatever type."""
    far: Any = said.options.get("reads_far")
    return isinstance(far, list) and far == [field.type, field.name]


KIND = OwnKind(
    "rollup",
    _("Roll-up of a relation"),
    "rows-3",
    _own,
    place=220,
    told=_told,
    inputs=(WHAT, HOW),
    kept=_kept,
    form_of=_form,
    needs="relation",
    makes=makes,
)

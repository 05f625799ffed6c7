"""Links between records that are seen, and changed, from both ends.

Each end is a field of its own, under a name of its own. A record keeps whom it is linked with in
its own values, as with every other field; whoever writes one end writes the other in the same
transaction (`actions/linking.py`), so that lists of both are filtered without a join.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.kit.text import clean_line
from klientel.records.fields import ChoiceField, RecordLinksField
from klientel.records.fields.base import Field, Operator, Reading, Text
from klientel.records.fields.cell_marks import CellMarks
from klientel.records.fields.choice import Option
from klientel.records.fields.linked import Linked
from klientel.records.fields.several import PARTED
from klientel.records.models import FieldDefinition, RecordRef
from klientel.records.own_fields import asked
from klientel.records.own_fields.field import OwnField
from klientel.records.own_fields.labels import as_text
from klientel.records.own_fields.offered import Options, OwnKind, Saying
from klientel.records.types import record_types
from klientel.ui.html import NOTHING, Html, join, pattern

if TYPE_CHECKING:
    from klientel.workspaces.actor import Actor

#: records that one is linked with by a field
MOST = 100
#: names in a cell of a table
_IN_CELL = 3
_LONGEST_CELL = 8_000

_LINK = pattern('<a class="quiet" href="{}">{}</a>')
_MORE = pattern('<span class="quiet">+{}</span>')


@dataclass(kw_only=True)
class OwnRelation(OwnField, RecordLinksField):
    """Other records, at most `most` of them, in the order in which they were linked.

    `back` is the name of the field that leads back from those of the type `to`. Nobody is told of
    a record that they cannot see, and what they cannot see is not lost when they save.
    """

    of = RecordLinksField
    kind: ClassVar[str] = "relation"
    #: to a formula it is how many there are
    reckons_as: ClassVar[str] = "number"
    is_in_place: ClassVar[bool] = True
    slot = "key"
    python = UUID
    ways: ClassVar[tuple[str, ...]] = ("add", "remove", "set")
    filterable: bool = True
    most: int = MOST
    back: str = ""

    @property
    def is_united(self) -> bool:
        return self.most > 1

    @property
    def is_gathered(self) -> bool:
        return self.most == 1

    # its value ----------------------------------------------------------------------------------

    def parse(self, raw: Any, reading: Reading) -> Any:
        return self.within(_keys(raw, self.name))

    def merged(self, way: str, before: Any, value: Any) -> list[str]:
        there = list(before or ())
        if way == "remove":
            return [key for key in there if key not in value]
        meant = [*there, *value] if way == "add" and self.most > 1 else value
        return self.within(in_order(there, meant))

    def looked_for(self, value: Any) -> Sequence[Any]:
        return [UUID(key) for key in value or ()]

    def agree(self, actor: Actor, pairs: Sequence[tuple[Any, dict[str, Any]]]) -> None:
        """Keep what the actor cannot see, follow merged records, leave out what is gone."""
        mine = [(record, values) for record, values in pairs if self.name in values]
        held = {record.pk: self.value(record) for record, _values in mine}
        taken = {key for record, values in mine
                 for key in {*held[record.pk]} - {*values[self.name]}}  # fmt: skip
        wanted = {key for _record, values in mine for key in values[self.name]}
        into = _into(actor, wanted)
        seen = _seen(actor, taken)
        for record, values in mine:
            meant = [into[key] for key in values[self.name] if key in into]
            meant = [key for key in meant if key != str(record.pk)]
            unseen = {key for key in held[record.pk] if key in taken and key not in seen}
            if self.most == 1 and meant:
                # where there is but one, another one takes its place
                unseen = set()
            values[self.name] = in_order(held[record.pk], meant, unseen)

    def reckoned(self, value: Any, reading: Reading) -> Any:
        return Decimal(len(value or ()))

    # asking -------------------------------------------------------------------------------------

    def parse_condition(self, raw: str, operator: Operator, reading: Reading) -> Any:
        return None if operator.takes == "none" else self.links(_keys(raw, self.name))

    def asked_of_rows(self) -> Sequence[Operator]:
        return (
            Operator("any", _("is one of"), "many", lambda _f, v: Q(key__in=v)),
            Operator("not", _("is none of"), "many", lambda _f, v: ~Q(key__in=v)),
            Operator("empty", _("is empty"), "none", lambda _f, _v: Q()),
            Operator("filled", _("is filled"), "none", lambda _f, _v: Q()),
        )

    # showing ------------------------------------------------------------------------------------

    def _known(self, value: Any, reading: Reading) -> Iterator[Linked]:
        """Those of the records that the reader sees and that do not lie in the trash."""
        for key in self.links(value):
            found = reading.linked.get(key)
            if found is not None and not found.is_trashed:
                yield found

    def links(self, value: Any) -> list[UUID]:
        every = [value] if isinstance(value, str | UUID) else value or ()
        return [UUID(str(key)) for key in every]

    def shown(self, value: Any, reading: Reading) -> str:
        return ", ".join(one.title for one in self._known(value, reading))

    def cell(self, value: Any, reading: Reading) -> Html:
        known = list(self._known(value, reading))
        drawn = _drawn(known[:_IN_CELL])
        left = len(known) - _IN_CELL
        return join([drawn, _MORE(left)], " ") if left > 0 else drawn

    def fact(self, value: Any, reading: Reading) -> Html:
        return _drawn(list(self._known(value, reading)))

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        spec = [{"value": str(one.id), "label": one.title} for one in self._known(value, reading)]
        if self.most > 1:
            joined = ",".join(one["value"] for one in spec)
            return {"type": "records", "value": joined, "options": spec, "to": self.to}
        first = spec[0] if spec else {"value": "", "label": ""}
        return {
            "type": "record", "value": first["value"], "shown": first["label"], "to": self.to,
        }  # fmt: skip

    def export(self, value: Any, reading: Reading) -> Any:
        return f"{PARTED} ".join(one.title for one in self._known(value, reading))

    def typed(self, value: Any, reading: Reading) -> Any:
        return self.export(value, reading)

    def cell_reader(self, marks: CellMarks, reading: Reading) -> Any:
        # found by the recipe, for all rows of a chunk at once
        return lambda text: clean_line(text, _LONGEST_CELL)


def _drawn(known: Sequence[Linked]) -> Html:
    if not known:
        return NOTHING
    return join([_LINK(one.href, one.title) for one in known], ", ")


def _keys(raw: Any, name: str) -> list[str]:
    """The ids of what was typed or sent, as text; raises `Refused` for what is none."""
    if isinstance(raw, UUID):
        return [str(raw)]
    parts = raw if isinstance(raw, list | tuple) else str(raw or "").split(",")
    try:
        return [str(UUID(str(part).strip())) for part in parts if str(part).strip()]
    except ValueError:
        raise Refused("This is not a record.", name) from None


def in_order(
    before: Sequence[str], meant: Sequence[str], unseen: Collection[str] = ()
) -> list[str]:
    """The records meant, and those unseen: what was there keeps its place, others come behind."""
    stays = [key for key in before if key in meant or key in unseen]
    return [*stays, *(key for key in dict.fromkeys(meant) if key not in stays)]


def _into(actor: Actor, keys: Collection[str]) -> dict[str, str]:
    """What records have become by their ids: themselves, or what they were merged into.

    Those in the trash are left out: they come back with their links by themselves.
    """
    if not keys:
        return {}
    spine = RecordRef.objects.in_workspace(actor.workspace_id).filter(pk__in=list(keys))
    there = spine.filter(Q(trashed_at__isnull=True) | Q(merged_into__isnull=False))
    return {str(pk): str(into or pk) for pk, into in there.values_list("pk", "merged_into")}


def _seen(actor: Actor, keys: Collection[str]) -> set[str]:
    """Those of the records that the actor sees outside of the trash."""
    if not keys:
        return set()
    spine = RecordRef.objects.visible_to(actor).filter(pk__in=list(keys))
    return set(map(str, spine.values_list("pk", flat=True)))


# its settings -----------------------------------------------------------------------------------


def _told(options: Options) -> dict[str, Any]:
    return {
        "to": (str(options.get("to", "")),),
        "most": int(options.get("most", MOST)),
        "back": str(options.get("back", "")),
    }


def _kept(saying: Saying, _kind: OwnKind) -> dict[str, Any]:
    """Asked once: whom a field leads to, and how many, is never changed under its values."""
    if saying.field.options:
        return dict(saying.field.options)
    name = saying.said["to"]
    if name not in record_types or not record_types.get(name).in_lists:
        raise Refused("Choose the list whose records it leads to.", "to")
    if not saying.said["back_label"].strip():
        raise Refused("This must not be empty.", asked.BACK_LABEL.name)
    return {"to": name, "most": 1 if saying.said["is_one"] else MOST}


def _other_end(field: FieldDefinition, said: Mapping[str, Any]) -> FieldDefinition:
    """The field that leads back, not saved, still without its lasting name."""
    return FieldDefinition(
        id=uuid7(),
        workspace_id=field.workspace_id,
        type=field.options["to"],
        kind=field.kind,
        label=said["back_label"].strip(),
        options={"to": field.type, "most": 1 if said["is_one_back"] else MOST},
    )


def _form() -> Sequence[Field]:
    listed = [Option(one.name, one.label_plural) for one in record_types if one.in_lists]
    return [
        ChoiceField(name="to", label=asked.TO.label, options=listed, required=True, lasting=True),
        replace(asked.BACK_LABEL, required=True),
        replace(asked.IS_ONE, required=True),
        replace(asked.IS_ONE_BACK, required=True),
    ]


def _explained(said: FieldDefinition, other: str) -> tuple[Text, dict[str, Text]]:
    to = str(said.options.get("to", ""))
    label = record_types.get(to).label_plural if to in record_types else to
    return (
        _("Leads to {list}. There it is called “{name}”, and both are deleted together."),
        {"list": label, "name": as_text(other)},
    )


KIND = OwnKind(
    "relation",
    _("Relation, seen from both ends"),
    "arrow-left-right",
    lambda _options: OwnRelation,
    place=210,
    told=_told,
    inputs=(asked.TO, asked.BACK_LABEL, asked.IS_ONE, asked.IS_ONE_BACK),
    kept=_kept,
    form=_form,
    other_end=_other_end,
    explained=_explained,
    takes_preset=False,
)

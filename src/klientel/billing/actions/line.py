"""The positions of an order: adding, changing, moving and removing them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.billing.actions.positions import (
    line_named,
    lines_of,
    must_have_positions,
    said_of,
)
from klientel.billing.delivered import delivered_of
from klientel.billing.models import OrderLine, Product
from klientel.billing.quantity_field import QuantityField
from klientel.billing.units import OPTIONS, PIECE
from klientel.kit.ids import uuid7
from klientel.kit.refused import Conflict, NotFound, Refused
from klientel.records.actions import action, change
from klientel.records.actions.catalogue import current_reading
from klientel.records.actions.once import form_key
from klientel.records.fields import ChoiceField, DayField, RecordLinkField, TextField, TruthField
from klientel.records.fields.base import Reading
from klientel.work.actions.telling import add_row, tell_of
from klientel.work.models import WorkItem
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import update_rows
from klientel.workspaces.rows import known_as

MOST_LINES = 200

_LINE = TextField(name="line", label=_("Line item"), required=True, max_length=40)
_PRODUCT = RecordLinkField(name="product", label=_("Product or service"), to=("product",))
_NAME = TextField(name="name", label=_("What"), max_length=200)
_QUANTITY = QuantityField(name="quantity", label=_("Quantity"))
_UNIT = ChoiceField(name="unit", label=_("Unit"), options=OPTIONS)
_NOTE = TextField(name="note", label=_("Note"), max_length=300)
_DUE = DayField(name="due_on", label=_("Due"))


class _NoteOrNot(TextField):
    """A note that may be left unsaid: None for what was not sent, which is not an empty one."""

    def clean(self, raw: Any, reading: Reading) -> str | None:
        return None if raw is None else super().clean(raw, reading)


_NEW_NOTE = _NoteOrNot(name="note", label=_("Note"), max_length=300)
_SAID = (_NAME, _QUANTITY, _UNIT, _NEW_NOTE)
#: what stood there when somebody began to write, by field; left out for what is not compared
_SEEN = tuple(replace(one, name=f"seen_{one.name}") for one in _SAID)


@action(
    "order.add_line",
    label=_("Add a line item"),
    on="work",
    permission="work.edit",
    hidden=True,
    as_step=True,
    inputs=(_PRODUCT, _NAME, _QUANTITY, _UNIT, _NOTE, _DUE, TextField(name="key", label=_("Key"))),
    technical=("key",),
)
def add_line(
    actor: Actor,
    item: WorkItem,
    *,
    product: UUID | None = None,
    name: str = "",
    quantity: Decimal | None = None,
    unit: str = "",
    note: str = "",
    due_on: date | None = None,
    key: str = "",
) -> OrderLine:
    """Add a position behind the others; the same `key` again finds it.

    A product gives its name and unit where none is said, and one of it is meant. The day becomes
    the order's own, in the same step; of an order that has one it is noted beside the position.
    Raises `Refused` for nothing at all, for a full order, for a kind of work without positions,
    and for a day that the order cannot have.
    """
    must_have_positions(actor, item)
    pk = form_key(key)
    there = lines_of(actor, item).filter(pk=pk).first()
    if there is not None:
        return known_as(OrderLine, there)
    known = _product(actor, product)
    name = name or (known.name if known else "")
    if not name:
        raise Refused("Say what is ordered.", "name")
    last = lines_of(actor, item).last()
    if lines_of(actor, item).count() >= MOST_LINES:
        raise Refused("An order has {most} line items at most.", "name", most=MOST_LINES)
    is_first_day = due_on is not None and item.due_at is None
    if due_on is not None and not is_first_day:
        note = note or current_reading(actor).format.date_long(due_on)
    line = OrderLine(
        id=pk, workspace_id=actor.workspace_id, item_id=item.pk,
        place=last.place + 1 if last else 1, product_id=known.pk if known else None, name=name,
        quantity=Decimal(1) if quantity is None else quantity,
        unit=unit or (known.unit if known else PIECE), note=note,
    )  # fmt: skip
    add_row(line)
    batch = uuid7() if is_first_day else None
    told(actor, item, "order.line_added", line, None, written(line), batch)
    if due_on is not None and is_first_day:
        change(actor, "work", item.pk, {"due": due_on.isoformat()}, batch=batch)
    return line


def _product(actor: Actor, key: UUID | None) -> Product | None:
    if key is None:
        return None
    found: Product | None = Product.objects.visible_to(actor).filter(pk=key).first()
    if found is None:
        raise Refused("This product does not exist any more.", "product")
    return found


@action(
    "order.change_line",
    label=_("Change a line item"),
    on="work",
    permission="work.edit",
    hidden=True,
    inputs=(_LINE, *_SAID, *_SEEN),
    technical=("line", *(one.name for one in _SEEN)),
)
def change_line(
    actor: Actor,
    item: WorkItem,
    *,
    line: str,
    name: str = "",
    quantity: Decimal | None = None,
    unit: str = "",
    note: str | None = None,
    seen_name: str = "",
    seen_quantity: Decimal | None = None,
    seen_unit: str = "",
    seen_note: str | None = None,
) -> OrderLine:
    """Say a position in other words, how much of it, and what is to be noted.

    What is left empty stays; of the note what is not said at all. Raises `Refused` for less than
    was delivered, and `Conflict` for what is no more as it was seen.
    """
    mine = line_named(actor, item, line)
    was = written(mine)
    wanted = {"name": name, "quantity": quantity, "unit": unit, "note": note}
    seen = {"name": seen_name, "quantity": seen_quantity, "unit": seen_unit, "note": seen_note}
    _must_be_as_seen(mine, wanted, seen)
    mine.name, mine.unit = name or mine.name, unit or mine.unit
    mine.quantity = mine.quantity if quantity is None else quantity
    mine.note = mine.note if note is None else note
    put(actor, item, mine, was)
    return mine


def _must_be_as_seen(line: OrderLine, wanted: Mapping[str, Any], seen: Mapping[str, Any]) -> None:
    """Field by field: two people who change different ones do not disturb each other."""
    unsaid = {"name": "", "quantity": None, "unit": "", "note": None}
    for name, nothing in unsaid.items():
        now = getattr(line, name)
        if nothing in (wanted[name], seen[name]):
            continue
        if now not in (seen[name], wanted[name]):
            raise Conflict(field=name)


def put(
    actor: Actor,
    item: WorkItem,
    line: OrderLine,
    was: dict[str, Any],
    batch: UUID | None = None,
) -> None:
    """Write what differs on a line and tell of it; raises `Refused` for less than was delivered."""
    if written(line) == was:
        return
    done = delivered_of(actor, item).get(line.pk, Decimal(0))
    if line.quantity < done:
        said = current_reading(actor).format.number(done)
        raise Refused("{done} of it are fulfilled already.", "quantity", done=said)
    line.save()
    told(actor, item, "order.line_changed", line, was, written(line), batch)


@action(
    "order.place_line",
    label=_("Move a line item"),
    on="work",
    permission="work.edit",
    hidden=True,
    inputs=(_LINE, TruthField(name="up", label=_("Up"), default=True)),
    technical=("line",),
)
def place_line(actor: Actor, item: WorkItem, *, line: str, up: bool = True) -> OrderLine:
    """Let a position change places with the one above it, or below it."""
    mine = line_named(actor, item, line)
    ordered = list(lines_of(actor, item))
    was = order_of(ordered)
    here = was.index(str(mine.pk))
    there = here - 1 if up else here + 1
    if 0 <= there < len(ordered):
        ordered[here], ordered[there] = ordered[there], ordered[here]
        number(ordered)
        now = order_of(ordered)
        tell_of(
            actor, "order.line_moved", item, entry=str(mine.pk), line=mine.name, was=was, now=now
        )
    return mine


def order_of(lines: Sequence[OrderLine]) -> list[str]:
    """The ids of lines, one after the other, as an event holds them."""
    return [str(one.pk) for one in lines]


@action(
    "order.remove_line",
    label=_("Remove a line item"),
    on="work",
    permission="work.edit",
    hidden=True,
    inputs=(_LINE,),
    technical=("line",),
)
def remove_line(actor: Actor, item: WorkItem, *, line: str) -> WorkItem:
    """Take a position out of an order; one that is gone already stays gone.

    Raises `Refused` for what was delivered, be it a part of it.
    """
    try:
        mine = line_named(actor, item, line)
    except NotFound:
        return item
    drop(actor, item, mine)
    return item


def drop(actor: Actor, item: WorkItem, line: OrderLine, batch: UUID | None = None) -> None:
    """Remove a line; those behind it move up."""
    if delivered_of(actor, item).get(line.pk):
        raise Refused("This was fulfilled already. Take the fulfilment back first.")
    was = written(line)
    line.delete()
    number(list(lines_of(actor, item)))
    told(actor, item, "order.line_removed", line, was, None, batch)


def number(lines: list[OrderLine]) -> None:
    """Let lines stand one after the other, in the order given."""
    moved = [one for place, one in enumerate(lines, start=1) if one.place != place]
    for place, one in enumerate(lines, start=1):
        one.place = place
    update_rows(OrderLine, moved, ["place"])


def written(line: OrderLine) -> dict[str, Any]:
    """What a line says, as its events hold it."""
    return {
        "product": str(line.product_id) if line.product_id else None,
        "name": line.name,
        "quantity": f"{Decimal(line.quantity).normalize():f}",
        "unit": line.unit,
        "note": line.note,
        "place": line.place,
    }


def told(
    actor: Actor,
    item: WorkItem,
    verb: str,
    line: OrderLine,
    was: dict[str, Any] | None,
    now: dict[str, Any] | None,
    batch: UUID | None = None,
) -> None:
    """Write the event of a line that came, changed or went."""
    said = said_of(actor, line.quantity, line.unit, line.name)
    tell_of(actor, verb, item, batch, entry=str(line.pk), line=said, was=was, now=now)

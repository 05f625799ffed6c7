"""A condition is answered for a record in hand as the database answers it.

Each operator, on both databases, for the fields that rooms declare and for every kind that a firm
can add.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest

from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.own_field import add_field, set_choices
from klientel.records.conditions import Asking, Condition, settled
from klientel.records.fields.base import Field, Operator
from klientel.records.own_fields.defined import OWN_KINDS
from klientel.records.reading import reading_for
from klientel.records.tests.own import TYPED
from klientel.records.types import RecordType, record_types
from tests.cast import Firm
from tests.contracts.samples import make, other_values

pytestmark = pytest.mark.django_db

#: operands that fit many kinds, beside those that stand in the records
_USUAL = ("0", "1", "2", "30", "a", "o", "2024-11-23", "2025-06-01", "red", "red,blue",
          "01a21810-d000-760e-8c21-e4dfe7252485")  # fmt: skip


def operands(one: Field, operator: Operator, records: list[Any], asking: Asking) -> Iterator[str]:
    """Texts as somebody would type them; not each of them fits."""
    if operator.takes == "none":
        yield ""
        return
    texts = list(_USUAL)
    for record in records:
        value = one.value(record)
        shown, stored = one.shown(value, asking.reading), one.api(value)
        texts += [shown, shown.upper(), shown.lower(), shown[1:4], str(stored)]
        texts += [str(stored)[:10]] + ([",".join(map(str, stored))] if one.is_several else [])
    texts = list(dict.fromkeys(text.replace("\n", " ") for text in texts if text.strip()))
    yield from texts
    if operator.takes == "range":
        yield from (f"{low}..{high}" for low, high in pairwise(texts))
        yield from (f"{text}.." for text in texts)
        yield from (f"..{text}" for text in texts)
    if operator.takes == "many":
        yield from (f"{first},{second}" for first, second in pairwise(texts))


def disagreements(firm: Firm, record_type: RecordType) -> tuple[list[str], set[tuple[str, str]]]:
    """Where a record in hand answers otherwise than its row, and which operators were asked."""
    asking = Asking(record_type, reading_for(firm.workspace))
    rows = record_type.model.objects.visible_to(firm.olga)
    records = list(rows)
    wrong, asked = [], set()
    for one in record_type.fields:
        if not one.filterable:
            continue
        assert one.is_beside() is (one.beside() is not None), one.name
        for operator in one.operators():
            for text in operands(one, operator, records, asking):
                condition = Condition(one.name, operator.name, text)
                known = asking.known(condition)
                if known is None:
                    continue
                asked.add((one.name, operator.name))
                found = set(
                    rows.filter(operator.condition(one, known[2])).values_list("pk", flat=True)
                )
                held = [record.loaded_values() for record in records]
                mine = {
                    one.pk
                    for one in records
                    if known[0].meets(operator, one, known[2], asking.reading)
                }
                before = {
                    row["id"]
                    for row in held
                    if known[0].meets(operator, row, known[2], asking.reading)
                }
                if not found == mine == before:
                    wrong.append(
                        f"{condition}: {len(found)} rows, {len(mine)} in hand, {len(before)} before"
                    )
                again = settled(record_type, condition, asking.reading)
                asked_again = asking.known(again)
                if asked_again is None or asked_again[2] != known[2]:
                    wrong.append(f"{condition} is kept as {again}")
    return wrong, asked


@pytest.mark.parametrize("name", [one.name for one in record_types])
def test_a_record_in_hand_answers_as_its_row_does(firm: Firm, name: str) -> None:
    record_type = record_types.get(name)
    records = [make(firm.olga, record_type, number) for number in (1, 2, 3)]
    for one in record_type.fields:
        if not one.is_changeable:
            continue
        with suppress(Refused):
            values = other_values(firm.olga, record_type, records[0], one)
            for record, value in zip(records[:2], values, strict=False):
                with suppress(Refused):
                    actions.change(firm.olga, name, record.pk, {one.name: value})
    wrong, asked = disagreements(firm, record_type)
    assert not wrong, "\n".join(wrong[:20])
    fields = [one for one in record_type.fields if one.filterable]
    every = {(one.name, operator.name) for one in fields for operator in one.operators()}
    # a field whose values are only ever given by the program may have nothing to be asked with
    assert {pair for pair in every - asked if record_type.field(pair[0]).editable} == set()


def test_every_kind_of_own_field_answers_as_its_rows_do(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a boat has no parts; its length stands for how much of them is done
    monkeypatch.setattr(record_types.get("boat"), "parts_field", "length")
    said = {"places": "1", "choices": "North\nSouth\nEast", "to": "boat", "formula": "{Length}*2"}
    names: dict[str, Any] = {}
    for kind in OWN_KINDS.values():
        if kind.name == "relation":
            said["back_label"] = "The other end"
        elif kind.name == "rollup":
            said |= {"what": f"{names['relation'].name}:length", "how": "sum"}
        made = add_field(firm.olga, type="boat", kind=kind.name, label=f"My {kind.name}", **said)
        names[kind.name] = made
    others = {"text": "Nord", "number": "-3", "money": "0.5", "choice": "East", "choices": "East",
              "rating": "2", "day": "2024-11-23", "email": "b@roth.example"}  # fmt: skip
    first = {names[kind].name: typed for kind, (typed, _shown) in TYPED.items()}
    full = actions.create(firm.olga, "boat", {"name": "Adler", "length": "3", **first})
    actions.create(
        firm.olga, "boat",
        {"name": "Biene", "length": "1.5", names["record"].name: str(full.pk),
         names["relation"].name: str(full.pk),
         **{names[kind].name: typed for kind, typed in others.items()}},
    )  # fmt: skip
    actions.create(firm.olga, "boat", {"name": "Clara"})
    # an option that is no longer offered stays in the records, and in the conditions on it
    kept = '[{"value": "o1", "label": "North"}, {"value": "o2", "label": "South"}]'
    set_choices(firm.olga, field=str(names["choice"].pk), every=kept)
    firm.workspace.refresh_from_db()
    record_type = record_types.get("boat").in_workspace(firm.workspace)
    wrong, asked = disagreements(firm, record_type)
    assert not wrong, "\n".join(wrong[:20])
    own = [one for one in record_type.added if one.filterable]
    unasked = {one.name for one in record_type.added} - {one.name for one in own}
    assert unasked == {names["long_text"].name}
    every = {(one.name, operator.name) for one in own for operator in one.operators()}
    assert every <= asked


def test_before_and_after_a_change_are_asked_alike(firm: Firm) -> None:
    boat = make(firm.olga, record_types.get("boat"), 1)
    boat = type(boat).objects.visible_to(firm.olga).get(pk=boat.pk)
    asking = Asking(record_types.get("boat"), reading_for(firm.workspace))
    field, operator, operand = asking.known(Condition("length", "min", "10")) or ((), (), ())
    assert isinstance(field, Field)
    assert isinstance(operator, Operator)
    boat.length = 12
    assert field.meets(operator, boat, operand, asking.reading)
    assert not field.meets(operator, boat.loaded_values(), operand, asking.reading)

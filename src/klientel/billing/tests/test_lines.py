"""Positions: added once, exact, in order, each step told and taken back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from klientel.billing.actions import line as lines
from klientel.billing.tests.orders import last_event, order, product, rows
from klientel.kit.ids import uuid7
from klientel.kit.refused import Conflict, Forbidden, NotFound, Refused
from klientel.records import actions
from klientel.records.actions.share import share
from klientel.work.actions.kind import change_kind
from klientel.work.actions.place import convert
from klientel.work.tests.items import add, read
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def take_back(firm: Firm, verb: str) -> None:
    actions.undo(firm.olga, last_event(firm, verb).pk)


def test_a_product_says_what_it_is_called_and_in_what_it_is_counted(firm: Firm) -> None:
    item, rye = order(firm), product(firm, "Umsetzung", unit="HUR")
    made = lines.add_line(firm.olga, item, product=rye.pk, quantity="16")
    assert (made.name, made.unit, made.quantity, made.place) == ("Umsetzung", "HUR", 16, 1)


def test_a_line_needs_no_product_but_something_to_be_called(firm: Firm) -> None:
    item = order(firm)
    made = lines.add_line(firm.olga, item, name="Sonderanfertigung")
    assert (made.product_id, made.quantity, made.unit) == (None, 1, "H87")
    with pytest.raises(Refused, match="Say what is ordered"):
        lines.add_line(firm.olga, item)


def test_what_was_ordered_keeps_its_name_when_the_product_gets_another(firm: Firm) -> None:
    item, rye = order(firm), product(firm)
    lines.add_line(firm.olga, item, product=rye.pk)
    actions.change(firm.olga, "product", rye.pk, {"name": "Roggenlaib"})
    assert rows(firm, item)[0].name == "Roggenbrot"


def test_a_form_that_is_sent_twice_adds_one_line(firm: Firm) -> None:
    item, key = order(firm), str(uuid7())
    for _twice in range(2):
        lines.add_line(firm.olga, item, name="Brot", key=key)
    assert len(rows(firm, item)) == 1
    with pytest.raises(Conflict):
        lines.add_line(firm.olga, order(firm), name="Brot", key=key)


@pytest.mark.parametrize("quantity", ["0", "-1", "1.0005", "1e3x", "viele", "10000000000"])
def test_a_quantity_is_a_number_above_nothing_with_three_decimals(
    firm: Firm, quantity: str
) -> None:
    item = order(firm)
    with pytest.raises(Refused):
        lines.add_line(firm.olga, item, name="Brot", quantity=quantity)
    assert rows(firm, item) == []


def test_a_quantity_is_kept_exactly(firm: Firm) -> None:
    item = order(firm)
    lines.add_line(firm.olga, item, name="Gebäck", quantity=Decimal("0.125"), unit="KGM")
    assert rows(firm, item)[0].quantity == Decimal("0.125")


def test_only_kinds_with_positions_have_positions(firm: Firm) -> None:
    task = add(firm)
    with pytest.raises(Refused, match="has no line items"):
        lines.add_line(firm.olga, task, name="Brot")
    change_kind(firm.olga, kind="task", name="Aufgabe", plural="Aufgaben", prefix="TA",
                icon="check-check", has_positions="1")  # fmt: skip
    assert lines.add_line(firm.olga, task, name="Brot").name == "Brot"


def test_what_has_positions_stays_of_a_kind_that_shows_them(firm: Firm) -> None:
    item, bare = order(firm), order(firm)
    made = lines.add_line(firm.olga, item, name="Brot")
    with pytest.raises(Refused, match="has line items"):
        convert(firm.olga, item, kind="task")
    assert read(firm, item).kind == "order"
    convert(firm.olga, bare, kind="task")
    lines.remove_line(firm.olga, item, line=str(made.pk))
    convert(firm.olga, item, kind="task")
    assert (read(firm, bare).kind, read(firm, item).kind) == ("task", "task")


def test_a_kind_goes_on_showing_the_positions_that_work_of_it_has(firm: Firm) -> None:
    task = {"kind": "task", "name": "Aufgabe", "plural": "Aufgaben", "prefix": "TA",
            "icon": "check-check"}  # fmt: skip
    change_kind(firm.olga, **task, has_positions="1")
    shown = last_event(firm, "kind.changed")
    item = add(firm)
    made = lines.add_line(firm.olga, item, name="Brot")
    with pytest.raises(Refused, match="nobody would see") as refused:
        change_kind(firm.olga, **task, has_positions="0")
    assert refused.value.field == "has_positions"
    with pytest.raises(Refused, match="nobody would see"):
        actions.undo(firm.olga, shown.pk)
    lines.remove_line(firm.olga, item, line=str(made.pk))
    actions.undo(firm.olga, shown.pk)
    with pytest.raises(Refused, match="has no line items"):
        lines.add_line(firm.olga, item, name="Brot")


def test_a_kind_that_is_changed_elsewhere_keeps_its_positions(firm: Firm) -> None:
    given = {"kind": "order", "name": "Auftrag", "plural": "Aufträge", "prefix": "B", "icon": "tag"}
    change_kind(firm.olga, **{**given, "icon": "package"})
    item = order(firm)
    assert lines.add_line(firm.olga, item, name="Brot").place == 1
    assert item.ref == "B-1"


def test_lines_change_and_the_old_words_come_back(firm: Firm) -> None:
    item = order(firm)
    made = lines.add_line(firm.olga, item, name="Brot", quantity="2")
    lines.change_line(firm.olga, item, line=str(made.pk), quantity="3", note="geschnitten")
    (now,) = rows(firm, item)
    assert (now.name, now.quantity, now.note) == ("Brot", 3, "geschnitten")
    take_back(firm, "order.line_changed")
    (now,) = rows(firm, item)
    assert (now.name, now.quantity, now.note) == ("Brot", 2, "")


def test_a_note_stays_unless_another_is_said(firm: Firm) -> None:
    item = order(firm)
    made = lines.add_line(firm.olga, item, name="Brot", note="geschnitten")
    lines.change_line(firm.olga, item, line=str(made.pk), quantity="3")
    assert [(one.quantity, one.note) for one in rows(firm, item)] == [(3, "geschnitten")]
    lines.change_line(firm.olga, item, line=str(made.pk), note="")
    assert [(one.quantity, one.note) for one in rows(firm, item)] == [(3, "")]


def test_a_removed_line_comes_back_to_its_place(firm: Firm) -> None:
    item = order(firm)
    made = [lines.add_line(firm.olga, item, name=name) for name in "ABC"]
    lines.remove_line(firm.olga, item, line=str(made[1].pk))
    assert [(one.name, one.place) for one in rows(firm, item)] == [("A", 1), ("C", 2)]
    lines.remove_line(firm.olga, item, line=str(made[1].pk))
    take_back(firm, "order.line_removed")
    assert [(one.name, one.place) for one in rows(firm, item)] == [("A", 1), ("B", 2), ("C", 3)]


def test_lines_change_places_and_back(firm: Firm) -> None:
    item = order(firm)
    made = [lines.add_line(firm.olga, item, name=name) for name in "ABC"]
    lines.place_line(firm.olga, item, line=str(made[2].pk), up=True)
    lines.place_line(firm.olga, item, line=str(made[0].pk), up=True)
    assert [one.name for one in rows(firm, item)] == ["A", "C", "B"]
    take_back(firm, "order.line_moved")
    assert [one.name for one in rows(firm, item)] == ["A", "B", "C"]


def test_a_line_goes_back_to_its_place_whoever_stands_beside_it_now(firm: Firm) -> None:
    item = order(firm)
    made = [lines.add_line(firm.olga, item, name=name) for name in "ABC"]
    lines.place_line(firm.olga, item, line=str(made[2].pk), up=True)
    lines.remove_line(firm.olga, item, line=str(made[1].pk))
    lines.add_line(firm.olga, item, name="D")
    undone = actions.undo(firm.olga, last_event(firm, "order.line_moved").pk)
    assert [one.name for one in rows(firm, item)] == ["A", "C", "D"]
    assert last_event(firm, "order.line_moved").batch == undone.batch, "it can be undone in turn"


def test_a_line_that_was_moved_again_since_stays_there(firm: Firm) -> None:
    item = order(firm)
    made = [lines.add_line(firm.olga, item, name=name) for name in "ABC"]
    lines.place_line(firm.olga, item, line=str(made[2].pk), up=True)
    first = last_event(firm, "order.line_moved")
    lines.place_line(firm.actor("wim"), item, line=str(made[2].pk), up=True)
    with pytest.raises(Refused, match="in the meantime"):
        actions.undo(firm.olga, first.pk)
    assert [one.name for one in rows(firm, item)] == ["C", "A", "B"]


def test_an_added_line_is_taken_back_unless_somebody_changed_it(firm: Firm) -> None:
    item = order(firm)
    made = lines.add_line(firm.olga, item, name="Brot")
    lines.change_line(firm.actor("wim"), item, line=str(made.pk), quantity="5")
    with pytest.raises(Refused, match="in the meantime"):
        take_back(firm, "order.line_added")
    assert len(rows(firm, item)) == 1


def test_a_line_of_another_order_or_firm_is_not_there(firm: Firm, other_firm: Firm) -> None:
    item, theirs = order(firm), lines.add_line(firm.olga, order(firm), name="Brot")
    for key in (str(theirs.pk), "x", str(uuid7())):
        with pytest.raises(NotFound):
            lines.change_line(firm.olga, item, line=key, quantity="2")
    with pytest.raises(NotFound):
        lines.add_line(other_firm.actor("fremd"), item, name="Brot")


def test_who_may_not_write_or_see_adds_nothing(firm: Firm) -> None:
    account = actions.create(firm.olga, "account", {"name": "Nord"})
    share(firm.olga, "account", account.pk, privacy="team", team_id=firm.teams["web"].pk)
    item = order(firm, account=str(account.pk))
    with pytest.raises(Forbidden):
        lines.add_line(firm.actor("bodo"), item, name="Brot")
    with pytest.raises(NotFound):
        lines.add_line(firm.actor("bea"), item, name="Brot")
    assert lines.add_line(firm.actor("wim"), item, name="Brot").name == "Brot"


def test_a_product_that_was_ordered_is_in_use_and_leaves_its_name_behind(firm: Firm) -> None:
    from klientel.records.types import record_types
    from klientel.records.using import in_use

    item, rye = order(firm), product(firm)
    lines.add_line(firm.olga, item, product=rye.pk)
    used = in_use(firm.workspace.pk, record_types.get("product"), [rye.pk])
    assert used == {rye.pk}


def test_a_full_order_says_so(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MOST_LINES", 2)
    item = order(firm)
    for name in "AB":
        lines.add_line(firm.olga, item, name=name)
    with pytest.raises(Refused, match="2 line items at most"):
        lines.add_line(firm.olga, item, name="C")

"""Fulfilling: one purchase for what was delivered, exactly once, and the way back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from klientel.billing.actions import line as lines
from klientel.billing.actions.fulfil import fulfil
from klientel.billing.actions.take_back import take_back
from klientel.billing.delivered import positions_of
from klientel.billing.tests.orders import bought, last_event, order, ordered
from klientel.crm.actions.purchase_trash import trash_purchase
from klientel.crm.models import Account, PurchaseLine
from klientel.kit.ids import uuid7
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.records import actions
from klientel.work.actions import item as verbs
from klientel.work.models import WorkItem
from klientel.work.tests.items import read
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def left(firm: Firm, item: WorkItem) -> list[Decimal]:
    return [one.open for one in positions_of(firm.olga, item)]


def of(firm: Firm, item: WorkItem, *quantities: str) -> dict[str, str]:
    positions = positions_of(firm.olga, item)
    return {str(one.line.pk): text for one, text in zip(positions, quantities, strict=True)}


def account_of(firm: Firm, item: WorkItem) -> Account:
    return Account.objects.in_workspace(firm.workspace.pk).get(pk=item.account_id)


def test_what_was_delivered_is_a_purchase_of_the_account(firm: Firm) -> None:
    item = ordered(firm)
    fulfil(firm.olga, item, day=date(2026, 11, 20), amount="12.50", channel="Telefon")
    (one,) = bought(firm)
    assert (one.account_id, one.bought_on, one.amount) == (
        item.account_id, date(2026, 11, 20), Decimal("12.50"),
    )  # fmt: skip
    assert (one.channel, one.number, one.source_id) == ("Telefon", item.ref, item.pk)
    told = PurchaseLine.objects.in_workspace(firm.workspace.pk).filter(purchase_id=one.pk)
    assert [(row.product, row.quantity) for row in told.order_by("place")] == [
        ("Brot", Decimal(2)), ("Gebäck", Decimal("0.5")),
    ]  # fmt: skip


def test_the_order_is_done_and_the_figures_follow(firm: Firm) -> None:
    item = ordered(firm)
    fulfil(firm.olga, item, amount="10")
    assert (read(firm, item).status, read(firm, item).category) == ("fulfilled", "done")
    account = account_of(firm, item)
    assert (account.purchases_count, account.purchases_total) == (1, Decimal(10))


def test_a_form_that_is_sent_twice_is_one_purchase(firm: Firm) -> None:
    item, key = ordered(firm), str(uuid7())
    for _twice in range(2):
        fulfil(firm.olga, item, key=key)
    assert len(bought(firm)) == 1


def test_who_comes_second_is_told_that_nothing_is_open(firm: Firm) -> None:
    item = ordered(firm)
    fulfil(firm.olga, item)
    with pytest.raises(Refused, match="Nothing of this is open"):
        fulfil(firm.actor("wim"), item)
    assert len(bought(firm)) == 1


def test_a_part_leaves_the_rest_open_and_the_order_as_it_was(firm: Firm) -> None:
    item = ordered(firm)
    fulfil(firm.olga, item, quantities=of(firm, item, "1", "0"), amount="4")
    assert left(firm, item) == [Decimal(1), Decimal("0.5")]
    assert read(firm, item).status == "accepted"
    (told,) = PurchaseLine.objects.in_workspace(firm.workspace.pk)
    assert told.amount == 4, "of a single line the sum is known"
    fulfil(firm.olga, item)
    assert (len(bought(firm)), read(firm, item).status) == (2, "fulfilled")


@pytest.mark.parametrize("quantities", [("3", "0"), ("-1", "0"), ("0", "0"), ("viel", "0")])
def test_nothing_and_too_much_are_refused_in_words(firm: Firm, quantities: tuple[str, str]) -> None:
    item = ordered(firm)
    with pytest.raises(Refused):
        fulfil(firm.olga, item, quantities=of(firm, item, *quantities))
    assert bought(firm) == []


def test_a_line_of_another_order_is_none_of_this_one(firm: Firm) -> None:
    item, other = ordered(firm), ordered(firm)
    with pytest.raises(NotFound):
        fulfil(firm.olga, item, quantities=of(firm, other, "1", "0"))


def test_a_purchase_belongs_to_somebody(firm: Firm) -> None:
    item = order(firm)
    lines.add_line(firm.olga, item, name="Brot")
    with pytest.raises(Refused, match="for whom"):
        fulfil(firm.olga, item)
    verbs.complete(firm.olga, item)
    assert read(firm, item).category == "done"


def test_a_sum_below_nothing_is_no_fulfilment(firm: Firm) -> None:
    with pytest.raises(Refused, match="is a return"):
        fulfil(firm.olga, ordered(firm), amount="-5")


def test_undoing_takes_back_order_and_purchase_together_and_again(firm: Firm) -> None:
    item = ordered(firm)
    fulfil(firm.olga, item, amount="10")
    undone = actions.undo(firm.olga, last_event(firm, "order.fulfilled").pk)
    assert (read(firm, item).status, bought(firm)) == ("accepted", [])
    assert account_of(firm, item).purchases_count == 0
    actions.undo(firm.olga, undone.batch)
    assert (read(firm, item).status, len(bought(firm))) == ("fulfilled", 1)


def test_undoing_the_purchase_alone_takes_the_order_back_as_well(firm: Firm) -> None:
    item = ordered(firm)
    fulfil(firm.olga, item)
    actions.undo(firm.olga, last_event(firm, "purchase.recorded").pk)
    assert (read(firm, item).status, bought(firm)) == ("accepted", [])


def test_undoing_a_part_opens_it_again(firm: Firm) -> None:
    item = ordered(firm)
    fulfil(firm.olga, item, quantities=of(firm, item, "1", "0"))
    actions.undo(firm.olga, last_event(firm, "order.partly_fulfilled").pk)
    assert (left(firm, item), bought(firm)) == ([Decimal(2), Decimal("0.5")], [])


def test_a_deleted_purchase_opens_its_positions_again(firm: Firm) -> None:
    item = ordered(firm)
    fulfil(firm.olga, item)
    trash_purchase(firm.olga, account_of(firm, item), bought(firm)[0].pk)
    assert left(firm, item) == [Decimal(2), Decimal("0.5")]
    fulfil(firm.olga, item)
    assert (len(bought(firm)), read(firm, item).status) == (1, "fulfilled")


def test_no_status_alone_fulfils_an_order_with_open_positions(firm: Firm) -> None:
    item = ordered(firm)
    for end in (
        lambda: verbs.complete(firm.olga, item),
        lambda: verbs.set_status(firm.olga, item, status="fulfilled"),
        lambda: actions.change(firm.olga, "work", item.pk, {"status": "fulfilled"}),
    ):
        with pytest.raises(Refused, match="Line items are still open"):
            end()
    assert read(firm, item).status == "accepted"


def test_what_was_fulfilled_is_not_dropped_by_a_status_alone(firm: Firm) -> None:
    item = ordered(firm)
    fulfil(firm.olga, item)
    with pytest.raises(Refused, match="Take the fulfilment back"):
        verbs.set_status(firm.olga, item, status="cancelled")
    open_one = ordered(firm)
    verbs.set_status(firm.olga, open_one, status="cancelled")
    with pytest.raises(Refused, match="was dropped"):
        fulfil(firm.olga, open_one)


def test_what_was_returned_is_bought_no_more_and_says_why(firm: Firm) -> None:
    item = ordered(firm)
    fulfil(firm.olga, item, amount="10")
    take_back(firm.olga, item, reason="Torte beschädigt")
    assert (read(firm, item).category, bought(firm)) == ("cancelled", [])
    assert account_of(firm, item).purchases_total == 0
    assert last_event(firm, "order.returned").facts["reason"] == "Torte beschädigt"
    with pytest.raises(Refused, match="Nothing of this was fulfilled"):
        take_back(firm.olga, item)


def test_what_was_taken_back_can_be_delivered_anew(firm: Firm) -> None:
    item = ordered(firm)
    fulfil(firm.olga, item)
    take_back(firm.olga, item, then="again")
    assert read(firm, item).category == "active"
    fulfil(firm.olga, item)
    assert (read(firm, item).category, len(bought(firm))) == ("done", 1)


@pytest.mark.parametrize("verb", ["order.taken_back", "purchase.trashed"])
def test_taking_back_is_taken_back_as_a_whole(firm: Firm, verb: str) -> None:
    item = ordered(firm)
    fulfil(firm.olga, item, amount="10")
    take_back(firm.olga, item)
    actions.undo(firm.olga, last_event(firm, verb).pk)
    assert (read(firm, item).status, len(bought(firm))) == ("fulfilled", 1)
    assert account_of(firm, item).purchases_total == 10


@pytest.mark.parametrize("verb", ["order.taken_back", "purchase.trashed"])
def test_what_was_taken_back_and_delivered_anew_does_not_come_back_beside_it(
    firm: Firm, verb: str
) -> None:
    item = ordered(firm)
    fulfil(firm.olga, item, quantities=of(firm, item, "1", "0"), amount="4")
    take_back(firm.olga, item, then="again")
    fulfil(firm.olga, item, amount="10")
    with pytest.raises(Refused, match="More of “Brot” would be fulfilled"):
        actions.undo(firm.olga, last_event(firm, verb).pk)
    assert ([one.amount for one in bought(firm)], left(firm, item)) == ([10], [0, 0])
    assert account_of(firm, item).purchases_total == 10


def test_a_deleted_purchase_does_not_come_back_beside_what_was_delivered_since(firm: Firm) -> None:
    item = ordered(firm)
    fulfil(firm.olga, item, amount="4")
    trash_purchase(firm.olga, account_of(firm, item), bought(firm)[0].pk)
    deleted = last_event(firm, "purchase.trashed").pk
    fulfil(firm.olga, item, quantities=of(firm, item, "0", "0.5"), amount="10")
    with pytest.raises(Refused, match="More of “Gebäck” would be fulfilled"):
        actions.undo(firm.olga, deleted)
    assert account_of(firm, item).purchases_total == 10
    actions.undo(firm.olga, last_event(firm, "purchase.recorded").pk)
    actions.undo(firm.olga, deleted)
    assert account_of(firm, item).purchases_total == 4


def test_delivered_lines_stay_and_cannot_become_less(firm: Firm) -> None:
    item = ordered(firm)
    fulfil(firm.olga, item, quantities=of(firm, item, "1", "0"))
    line = positions_of(firm.olga, item)[0].line
    with pytest.raises(Refused, match="fulfilled already"):
        lines.remove_line(firm.olga, item, line=str(line.pk))
    with pytest.raises(Refused, match="are fulfilled already"):
        lines.change_line(firm.olga, item, line=str(line.pk), quantity=Decimal("0.5"))
    lines.change_line(firm.olga, item, line=str(line.pk), quantity="1")
    assert left(firm, item)[0] == 0


def test_who_may_not_record_purchases_fulfils_nothing(firm: Firm) -> None:
    item = ordered(firm)
    with pytest.raises(Forbidden):
        fulfil(firm.actor("bodo"), item)
    with pytest.raises(Forbidden):
        take_back(firm.actor("sam"), item)


def test_only_the_fulfilled_positions_of_this_firm_count(firm: Firm, other_firm: Firm) -> None:
    item = ordered(firm)
    with pytest.raises(NotFound):
        fulfil(other_firm.actor("fremd"), item)
    assert bought(firm) == []

"""The orders of an account on its page: open first, then done, none of their parts beside them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from klientel.billing import queries
from klientel.billing.actions import line as lines
from klientel.billing.actions.again import again
from klientel.billing.actions.fulfil import fulfil
from klientel.billing.tests.orders import lena, order, ordered, rows
from klientel.kit.ids import uuid7
from klientel.records import actions
from klientel.work.actions import item as verbs
from klientel.work.actions import step as steps
from klientel.work.models import WorkItem
from klientel.work.queries import open_work_of
from klientel.work.tests.items import add, read
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def tab(firm: Firm, account: Any, who: str = "olga", **more: Any) -> str:
    answer = firm.client(who).get(f"/werft/accounts/{account.ref}/orders", follow=True, **more)
    assert answer.status_code == 200
    return answer.content.decode()


def test_open_orders_stand_before_finished_ones_with_what_was_ordered(firm: Firm) -> None:
    account = lena(firm)
    done = ordered(firm, account=str(account.pk), title="Erledigtes")
    fulfil(firm.olga, done)
    ordered(firm, account=str(account.pk), title="Offenes")
    drawn = tab(firm, account)
    assert drawn.index("Offenes") < drawn.index("Erledigtes")
    assert "Brot" in drawn
    assert "orders/new?account=" in drawn


def test_only_kinds_with_positions_are_orders(firm: Firm) -> None:
    account = lena(firm)
    add(firm, "Anruf", account=str(account.pk))
    assert "Anruf" not in tab(firm, account)


def test_finished_orders_come_in_stretches(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "DONE", 2)
    account = lena(firm)
    for number in range(3):
        item = order(firm, account=str(account.pk), title=f"Nummer {number}")
        verbs.complete(firm.olga, item)
    drawn = tab(firm, account)
    assert "Nummer 2" in drawn
    assert "Nummer 0" not in drawn
    before = drawn.partition("?before=")[2][:36]
    rest = firm.client().get(
        f"/werft/accounts/{account.ref}/orders?before={before}",
        headers={"HX-Request": "true"}, follow=True,
    ).content.decode()  # fmt: skip
    assert "Nummer 0" in rest
    assert "Nummer 2" not in rest


def test_the_tab_costs_the_same_with_one_order_and_with_ten(
    firm: Firm, django_assert_max_num_queries: Any
) -> None:
    account, browser = lena(firm), firm.client()
    here = browser.get(f"/werft/accounts/{account.ref}/orders", follow=True).request["PATH_INFO"]
    for count in (1, 10):
        for _each in range(count):
            ordered(firm, account=str(account.pk))
        with django_assert_max_num_queries(24):
            assert browser.get(here).status_code == 200


def test_parts_stand_with_their_order_and_not_beside_it(firm: Firm) -> None:
    account = lena(firm)
    whole = order(firm, account=str(account.pk), title="Ganzes")
    part = add(firm, "Teil", parent=str(whole.pk))
    alone = add(firm, "Allein", account=str(account.pk))
    found = [one.title for one in open_work_of(firm.olga, account.pk)]
    assert sorted(found) == ["Allein", "Ganzes"]
    verbs.complete(firm.olga, whole)
    found = [one.title for one in open_work_of(firm.olga, account.pk)]
    assert sorted(found) == ["Allein", "Teil"], "an open part of what is done is not forgotten"
    assert {part.account_id, alone.account_id} == {account.pk}


def test_a_part_for_somebody_else_stands_on_the_page_of_that_one(firm: Firm) -> None:
    account, other = lena(firm), actions.create(firm.olga, "account", {"name": "Ott"})
    whole = order(firm, account=str(account.pk))
    part = add(firm, "Für Ott", parent=str(whole.pk), account=str(other.pk))
    assert [one.pk for one in open_work_of(firm.olga, other.pk)] == [part.pk]


def test_ordering_again_copies_the_positions_and_delivers_none(firm: Firm) -> None:
    item, key = ordered(firm), str(uuid7())
    steps.add_step(firm.olga, item, text="Backen")
    fulfil(firm.olga, item)
    made = again(firm.olga, item, key=key)
    assert again(firm.olga, item, key=key).pk == made.pk
    assert [(one.name, one.quantity, one.unit) for one in rows(firm, made)] == [
        (one.name, one.quantity, one.unit) for one in rows(firm, item)
    ]
    copy = read(firm, made)
    assert (copy.account_id, copy.category, copy.due_at) == (item.account_id, "open", None)
    fulfil(firm.olga, made)
    assert read(firm, made).category == "done"


def test_a_duplicate_takes_its_positions_along_as_well(firm: Firm) -> None:
    from klientel.work.actions.place import duplicate

    item = ordered(firm)
    copy = duplicate(firm.olga, item, title="Kopie")
    assert len(rows(firm, copy)) == 2


def test_ordering_again_is_one_press_on_the_page(firm: Firm) -> None:
    account = lena(firm)
    item = ordered(firm, account=str(account.pk))
    assert f"/work/{item.pk}/again" in tab(firm, account)
    answer = firm.client().post(f"/werft/work/{item.pk}/again", {"key": str(uuid7())})
    assert answer.status_code == 303
    assert WorkItem.objects.in_workspace(firm.workspace.pk).count() == 2


def test_bookkeeping_sees_orders_and_begins_none(firm: Firm) -> None:
    account = lena(firm)
    ordered(firm, account=str(account.pk))
    drawn = tab(firm, account, "bodo")
    assert "Brot" in drawn
    assert "orders/new" not in drawn
    assert "/again" not in drawn


def test_a_shop_speaks_of_its_orders(firm: Firm) -> None:
    firm.workspace.serves = "customers"
    firm.workspace.save()
    drawn = firm.client().get("/werft/work?kind=order&category=open,active").content.decode()
    assert "Orders</span>" in drawn
    assert "Orders &amp; tasks" not in drawn


def test_the_purchases_say_which_order_they_are_of(firm: Firm) -> None:
    account = lena(firm)
    item = ordered(firm, account=str(account.pk), title="Sonntagsbrot")
    fulfil(firm.olga, item)
    lines.add_line(firm.olga, item, name="Nachtrag")
    drawn = firm.client().get(f"/werft/accounts/{account.ref}/purchases", follow=True)
    assert "Sonntagsbrot" in drawn.content.decode()


def test_ordering_is_what_the_page_of_a_customer_is_most_for_and_talking_that_of_a_client(
    firm: Firm,
) -> None:
    def buttons(relationship: str, who: str = "olga") -> tuple[bool, bool]:
        """Whether a new order, and whether a conversation, is the primary button."""
        values = {"name": f"A {relationship}", "relationship": relationship}
        if relationship == "client":
            values["owner"] = str(firm.members["olga"].pk)
        held = actions.create(firm.olga, "account", values)
        shown = firm.client(who).get(f"/{firm.slug}/accounts/{held.ref}").content.decode()
        found = re.findall(r'<a class="button button-primary[^>]*href="([^"]+)"', shown)
        return any("orders/new" in one for one in found), any("composer" in one for one in found)

    assert buttons("customer") == (True, False)
    assert buttons("client") == (False, True)
    assert buttons("customer", "bodo") == (False, False)

"""The page of an order: how far it is, its positions typed by keys, and how it ends."""

from __future__ import annotations

from typing import Any

import pytest

from klientel.billing.actions import line as lines
from klientel.billing.tests.orders import bought, last_event, lena, order, ordered, product, rows
from klientel.kit.ids import uuid7
from klientel.records import actions
from klientel.work.actions import step as steps
from klientel.work.actions.kind import change_kind
from klientel.work.models import WorkItem
from klientel.work.tests.items import add, read
from tests.cast import Firm

pytestmark = pytest.mark.django_db
SCRIPT = {"HX-Request": "true"}


def page(firm: Firm, item: WorkItem, who: str = "olga") -> str:
    answer = firm.client(who).get(f"/werft/work/{item.pk}", follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def send(firm: Firm, item: WorkItem, where: str = "lines", who: str = "olga", **given: str) -> Any:
    return firm.client(who).post(f"/werft/work/{item.pk}/{where}", given)


def test_a_line_is_typed_as_one_says_it(firm: Firm) -> None:
    item = order(firm)
    product(firm)
    assert send(firm, item, do="add", text="2 roggen").status_code == 303
    (line,) = rows(firm, item)
    assert (line.name, line.quantity, line.product.name) == ("Roggenbrot", 2, "Roggenbrot")


def test_a_picked_product_with_figures_in_its_name_is_that_product(firm: Firm) -> None:
    item, picked = order(firm), product(firm, "Roggenbrot 500 g")
    send(firm, item, do="add", text="Roggenbrot 500 g", product=str(picked.pk), quantity="3")
    (line,) = rows(firm, item)
    assert (line.product_id, line.quantity, line.unit) == (picked.pk, 3, "H87")


def test_what_is_no_product_stands_as_it_was_typed(firm: Firm) -> None:
    item = order(firm)
    send(firm, item, do="add", text="Umsetzung 16 h", product="Umsetzung 16 h")
    (line,) = rows(firm, item)
    assert (line.name, line.quantity, line.unit, line.product_id) == ("Umsetzung", 16, "HUR", None)


def test_a_day_behind_it_is_the_day_of_the_order(firm: Firm) -> None:
    item = order(firm)
    send(firm, item, do="add", text="1 Torte morgen")
    first = read(firm, item)
    assert first.due_at is not None
    assert rows(firm, item)[0].note == ""
    send(firm, item, do="add", text="2 Brot übermorgen")
    assert read(firm, item).due_at == first.due_at
    assert rows(firm, item)[1].note != "", "a second day is noted where it belongs"


def test_a_line_and_its_day_are_one_step(firm: Firm) -> None:
    item = order(firm)
    send(firm, item, do="add", text="1 Torte morgen")
    actions.undo(firm.olga, last_event(firm, "order.line_added").pk)
    assert (read(firm, item).due_at, rows(firm, item)) == (None, [])


def test_a_line_whose_day_is_refused_is_not_added_and_keeps_its_key(firm: Firm) -> None:
    item, key = order(firm, starts_on="2099-01-01"), str(uuid7())
    answer = send(firm, item, do="add", text="1 Torte morgen", key=key)
    assert (answer.status_code, rows(firm, item)) == (422, [])
    assert f'name="key" value="{key}"' in answer.content.decode()
    for _twice in range(2):
        send(firm, item, do="add", text="1 Torte", key=key)
    assert len(rows(firm, item)) == 1


def test_a_key_that_is_another_line_s_is_not_offered_again(firm: Firm) -> None:
    key = str(uuid7())
    send(firm, order(firm), do="add", text="1 Torte", key=key)
    answer = send(firm, order(firm), do="add", text="1 Torte", key=key)
    assert answer.status_code == 409
    assert key not in answer.content.decode()


def test_a_wrong_quantity_is_said_and_nothing_typed_is_lost(firm: Firm) -> None:
    item = order(firm)
    answer = send(firm, item, do="add", text="Brot mit Kruste", quantity="viele")
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "Brot mit Kruste" in told
    assert 'value="viele"' in told
    made = lines.add_line(firm.olga, item, name="Brot")
    wrong = send(firm, item, do="change", line=str(made.pk), name="Anders", quantity="-3")
    assert wrong.status_code == 422
    assert 'value="Anders"' in wrong.content.decode()


def test_two_who_change_one_position_do_not_overwrite_each_other(firm: Firm) -> None:
    item = order(firm)
    made = lines.add_line(firm.olga, item, name="Brot")
    said = {"name": "Brot", "quantity": "1", "unit": made.unit, "note": ""}
    form = {"do": "change", "line": str(made.pk), **said}
    form |= {f"seen_{name}": text for name, text in said.items()}

    def saved(who: str, **new: str) -> Any:
        return send(firm, item, who=who, **{**form, **new})

    assert saved("lena", quantity="5").status_code == 303
    # what she changed and he did not stays hers
    assert saved("olga", note="frisch").status_code == 303
    now = lines.written(rows(firm, item)[0])
    assert (now["quantity"], now["note"]) == ("5", "frisch")
    answer = saved("olga", quantity="7")
    assert answer.status_code == 409
    assert 'value="7"' in answer.content.decode()
    assert lines.written(rows(firm, item)[0]) == now
    # whoever has seen what stands there now may replace it
    assert saved("olga", quantity="7", seen_quantity="5").status_code == 303


def test_what_nobody_knows_how_to_do_is_refused(firm: Firm) -> None:
    assert send(firm, order(firm), do="paint").status_code == 422
    assert send(firm, order(firm), do="remove", line="x").status_code == 303
    assert send(firm, order(firm), do="change", line="x", quantity="1").status_code == 404


def test_products_are_offered_for_what_stands_behind_the_quantity(firm: Firm) -> None:
    product(firm, number="101")
    product(firm, "Stollen", is_active=False)
    browser = firm.client()
    found = browser.get("/werft/orders/products?q=2 roggen", headers=SCRIPT).content.decode()
    assert "Roggenbrot" in found
    assert "101" in found
    for text in ("2 stoll", "", "2 "):
        assert (
            "option"
            not in browser.get(f"/werft/orders/products?q={text}", headers=SCRIPT).content.decode()
        )


def test_the_way_of_an_order_is_a_line_of_its_statuses(firm: Firm) -> None:
    item = ordered(firm)
    drawn = page(firm, item)
    assert 'aria-current="step"' in drawn
    assert 'id="process-in_progress"' in drawn
    assert 'id="process-fulfilled"' not in drawn, "the last step asks what is delivered"
    assert f"/work/{item.pk}/fulfil" in drawn
    assert 'data-key="Shift+E"' in drawn


def test_e_ticks_what_comes_next_where_the_order_ends_otherwise(firm: Firm) -> None:
    item = ordered(firm)
    first = steps.add_step(firm.olga, item, text="Backen")
    second = steps.add_step(firm.olga, item, text="Einpacken")
    assert f'id="tick-{first.pk}" ' in _pressed_by_e(page(firm, item))
    steps.tick_step(firm.olga, item, step=str(first.pk))
    assert f'id="tick-{second.pk}" ' in _pressed_by_e(page(firm, item))
    task = add(firm)
    steps.add_step(firm.olga, task, text="Prüfen")
    assert "tick-" not in _pressed_by_e(page(firm, task))


def _pressed_by_e(drawn: str) -> str:
    """The tag of the control that E presses."""
    before, _key, _behind = drawn.partition('data-key="E"')
    return before.rpartition("<")[2]


def test_a_task_has_no_positions_on_its_page(firm: Firm) -> None:
    assert "line-entry" not in page(firm, add(firm))


def test_bookkeeping_reads_positions_and_changes_none(firm: Firm) -> None:
    item = ordered(firm)
    drawn = page(firm, item, "bodo")
    assert "Gebäck" in drawn
    assert "line-entry" not in drawn
    assert send(firm, item, do="add", text="Brot", who="bodo").status_code == 403


def test_whom_it_is_for_stands_beside_it(firm: Firm) -> None:
    account = lena(firm)
    actions.change(firm.olga, "account", account.pk, {"phone": "0431 123456", "city": "Kiel"})
    drawn = page(firm, order(firm, account=str(account.pk)))
    assert 'id="customer"' in drawn
    assert "Kiel" in drawn


def test_the_form_offers_all_that_is_open_and_keeps_what_was_typed(firm: Firm) -> None:
    item = ordered(firm)
    form = firm.client().get(f"/werft/work/{item.pk}/fulfil", headers=SCRIPT).content.decode()
    first, second = rows(firm, item)
    assert f'name="quantity-{first.pk}" value="2"' in form
    assert f'name="quantity-{second.pk}" value="0.5"' in form
    given = {f"quantity-{first.pk}": "7", f"quantity-{second.pk}": "0", "channel": "Tresen"}
    answer = send(firm, item, "fulfil", **given, key=str(uuid7()))
    told = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="quantity-{first.pk}-error"' in told
    assert 'value="7"' in told
    assert 'value="Tresen"' in told
    assert bought(firm) == []


def test_it_is_fulfilled_on_its_page_and_the_way_back_is_offered(firm: Firm) -> None:
    item = ordered(firm)
    first, second = rows(firm, item)
    key = str(uuid7())
    given = {f"quantity-{first.pk}": "2", f"quantity-{second.pk}": "0.5", "amount": "12.50"}
    for _twice in range(2):
        assert send(firm, item, "fulfil", **given, key=key).status_code == 303
    assert [str(one.amount) for one in bought(firm)] == ["12.50"]
    drawn = page(firm, item)
    assert "take-back" in drawn
    assert send(firm, item, "take-back", reason="Retour", then="dropped").status_code == 303
    assert bought(firm) == []


def test_finishing_it_from_elsewhere_asks_what_is_delivered(firm: Firm) -> None:
    item, browser = ordered(firm), firm.client()
    there = f"/werft/work/{item.pk}/actions/work.complete"
    answer = browser.post(there)
    assert (answer.status_code, answer.headers["Location"]) == (
        303, f"/werft/work/{item.pk}/fulfil",
    )  # fmt: skip
    form = browser.get(there, headers=SCRIPT, follow=True)
    assert "fulfil-line" in form.content.decode()
    asked = browser.post(there, headers=SCRIPT)
    assert asked.headers["HX-Redirect"].endswith("/fulfil")
    task = add(firm)
    browser.post(f"/werft/work/{task.pk}/actions/work.complete")
    assert read(firm, task).category == "done"
    bookkeeping = firm.client("bodo").post(there)
    assert bookkeeping.status_code == 403


def test_an_order_begins_with_whom_it_is_for(firm: Firm) -> None:
    account, browser = lena(firm), firm.client()
    form = browser.get(f"/werft/orders/new?account={account.pk}", headers=SCRIPT).content.decode()
    assert "Lena" in form
    given = {"account": str(account.pk), "token": str(uuid7())}
    for _twice in range(2):
        answer = browser.post("/werft/orders/new", given)
        assert answer.status_code == 303
        assert answer.headers["Location"].endswith("#line-entry")
    (made,) = WorkItem.objects.in_workspace(firm.workspace.pk)
    assert (made.kind, made.account_id) == ("order", account.pk)
    assert made.title


def test_the_same_form_sent_again_says_that_the_order_was_there(firm: Firm) -> None:
    item, browser, key = order(firm), firm.client(), str(uuid7())
    told = [
        browser.post(f"/werft/work/{item.pk}/again", {"key": key}, follow=True).content.decode()
        for _twice in range(2)
    ]
    assert ["was added already" in one for one in told] == [False, True]
    assert WorkItem.objects.in_workspace(firm.workspace.pk).count() == 2


def test_of_several_kinds_with_positions_the_form_asks_which(firm: Firm) -> None:
    browser = firm.client()
    assert 'name="kind"' not in browser.get("/werft/orders/new", headers=SCRIPT).content.decode()
    change_kind(firm.olga, kind="task", name="Einsatz", plural="Einsätze", prefix="TA",
                icon="check-check", has_positions="1")  # fmt: skip
    form = browser.get("/werft/orders/new", headers=SCRIPT).content.decode()
    assert 'name="kind"' in form
    assert "Einsatz" in form
    for kind in ("task", "order"):
        assert browser.post("/werft/orders/new", {"kind": kind}).status_code == 303
    made = WorkItem.objects.in_workspace(firm.workspace.pk).order_by("pk")
    assert [one.kind for one in made] == ["task", "order"]
    assert browser.post("/werft/orders/new", {"kind": "project"}).status_code == 422


def test_an_order_for_somebody_unseen_is_refused_in_words(firm: Firm) -> None:
    answer = firm.client().post("/werft/orders/new", {"account": str(uuid7()), "due": "irgendwann"})
    assert answer.status_code in (404, 422)
    assert not WorkItem.objects.in_workspace(firm.workspace.pk).exists()


def test_an_order_page_costs_the_same_with_one_position_and_with_forty(
    firm: Firm, django_assert_max_num_queries: Any
) -> None:
    item = ordered(firm)
    browser = firm.client()
    address = browser.get(f"/werft/work/{item.pk}", follow=True).request["PATH_INFO"]
    for count in (0, 40):
        for number in range(count):
            lines.add_line(firm.olga, item, name=f"Brot {number}")
        with django_assert_max_num_queries(19):
            assert browser.get(address).status_code == 200


def shop(firm: Firm) -> None:
    """The firm as one whose customers come for what they ordered."""
    firm.workspace.serves = "customers"
    firm.workspace.save()
    firm.workspace.touch_directory()


def test_in_a_shop_an_order_is_ready_before_it_is_collected(firm: Firm) -> None:
    item = order(firm)
    assert "Ready for pickup" not in page(firm, item)
    shop(firm)
    assert "Ready for pickup" in page(firm, item)
    answer = firm.client().post(
        f"/werft/work/{item.pk}/actions/work.set_status", {"status": "ready"}
    )
    assert answer.status_code == 303
    assert (read(firm, item).status, read(firm, item).category) == ("ready", "active")


def test_the_day_of_an_order_in_a_shop_is_that_of_its_pickup(firm: Firm) -> None:
    item = order(firm)
    actions.change(firm.olga, "work", item.pk, {"due": "2027-12-01 08:00"})
    assert "order-pickup" not in page(firm, item)
    assert "Due: <strong>1 Dec 2027" in firm.client().get(f"/werft/work/{item.pk}/receipt").text
    shop(firm)
    assert "Pickup: <strong>1 Dec 2027, 08:00" in page(firm, item)
    assert "Pickup: <strong>1 Dec 2027" in firm.client().get(f"/werft/work/{item.pk}/receipt").text
    actions.change(firm.olga, "work", item.pk, {"status": "fulfilled"})
    assert "order-pickup" not in page(firm, item)


def test_a_firm_that_set_its_own_way_keeps_it_when_it_becomes_a_shop(firm: Firm) -> None:
    given = {"prefix": "AU", "icon": "star", "due_days": "", "checklist": ""}
    change_kind(firm.olga, kind="order", name="order", plural="orders", **given)
    item = order(firm)
    shop(firm)
    assert "Ready for pickup" not in page(firm, item)

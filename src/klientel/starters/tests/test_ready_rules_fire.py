"""Each ready rule does what it says, when the thing really happens."""

from __future__ import annotations

import pytest

from klientel.automations.models import Run
from klientel.kit import clock
from klientel.records import actions
from klientel.records.actions.catalogue import run
from klientel.starters.tests.living import (
    START,
    account,
    at,
    item,
    on,
    states,
    tasks,
    titles,
    told,
    work,
)
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def test_a_fulfilled_order_gives_bookkeeping_a_task(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "invoice_after_fulfilment")
        order = item(firm, "order", account=str(account(firm).pk))
        run(firm.olga, "order.add_line", order.pk, name="Beratung", quantity="1")
        run(firm.olga, "order.fulfil", order.pk)
        work()
        (task,) = tasks(firm)
    assert task.title == f"Rechnung stellen zu {order.ref}: Relaunch"
    assert task.owner_id == firm.members["bodo"].pk
    assert task.account_id == order.account_id


def test_a_solved_request_is_asked_about_and_another_item_is_not(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "ask_after_solving")
        for kind in ("ticket", "return"):
            one = item(firm, kind, owner=str(firm.members["sam"].pk))
            run(firm.olga, "work.set_status", one.pk, status="solved")
        work()
        (task,) = tasks(firm)
    assert task.title == "Nachfragen, wie es lief: Relaunch"
    assert task.owner_id == firm.members["sam"].pk


def test_follow_ups_come_after_three_and_seven_days(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "follow_up")
        one = account(firm)
        run(firm.olga, "interaction.log", one.pk, kind="mail", direction="out", body="Angebot")
        work()
        assert titles(firm) == []
    with clock.fixed(at("2026-11-05T08:05")):
        work()
        assert titles(firm) == ["Nachfassen: Nord"]
    with clock.fixed(at("2026-11-09T08:10")):
        work()
        assert titles(firm) == ["Nachfassen: Nord", "Zum letzten Mal nachfassen: Nord"]


def test_an_answer_cancels_the_follow_ups(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "follow_up")
        one = account(firm)
        run(firm.olga, "interaction.log", one.pk, kind="mail", direction="out", body="Angebot")
        work()
    with clock.fixed(at("2026-11-04T09:00")):
        run(firm.olga, "interaction.log", one.pk, kind="call", direction="in", body="Ja")
        work()
    for day in ("2026-11-05T08:05", "2026-11-09T08:10", "2026-11-12T08:10"):
        with clock.fixed(at(day)):
            work()
    assert titles(firm) == []
    assert states(firm) == {Run.State.DONE}


def test_a_new_client_is_welcomed_once(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "welcome")
        customer = account(firm, relationship="customer")
        work()
        assert titles(firm) == []
        run(firm.olga, "account.promote", customer.pk, manager=str(firm.members["wim"].pk))
        work()
        found = tasks(firm)
    assert [one.title for one in found] == [
        "Nord willkommen heißen", "Erster Bericht für Nord", "Erster Rückblick mit Nord"
    ]  # fmt: skip
    assert [one.steps for one in found] == [5, 0, 0]
    assert {one.account_id for one in found} == {customer.pk}
    assert {one.owner_id for one in found} == {firm.members["wim"].pk}


def test_an_agreement_that_ends_is_spoken_about_sixty_days_before(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "renewal")
        values = {"subject": "PR", "account": str(account(firm).pk), "starts_on": "2026-01-01"}
        actions.create(firm.olga, "agreement", {**values, "ends_on": "2027-01-31"})
    with clock.fixed(at("2026-12-02T07:30")):
        work()
        (task,) = tasks(firm)
    assert task.title == "Über die Verlängerung sprechen: Nord"
    assert task.owner_id == firm.members["wim"].pk


def test_a_silent_client_is_called_after_thirty_days(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "silent_client")
        for name, kind in (("Nord", "client"), ("Süd", "customer")):
            one = account(firm, name, relationship=kind)
            run(firm.olga, "interaction.log", one.pk, kind="call", body="Hallo")
    with clock.fixed(at("2026-12-02T07:30")):
        work()
    assert titles(firm) == ["Kontakt aufnehmen: Nord"]


def test_a_birthday_is_told_the_day_before(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "birthday")
        person = {"last_name": "Falk", "account": str(account(firm).pk), "birthday": "1980-11-10"}
        actions.create(firm.olga, "contact", person)
    with clock.fixed(at("2026-11-09T07:30")):
        work()
    assert titles(firm) == ["Falk morgen gratulieren"]


def test_a_request_of_the_best_becomes_urgent(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "complaint_of_the_best")
        best = account(firm)
        run(firm.olga, "account.return_to_customer", best.pk, ended_on="2026-11-01", reason="x")
        run(firm.olga, "account.promote", best.pk, manager=str(firm.members["wim"].pk), tier="a")
        others = account(firm, "Süd")
        urgent = item(firm, "ticket", account=str(best.pk))
        usual = item(firm, "ticket", account=str(others.pk))
        work()
    urgent.refresh_from_db()
    usual.refresh_from_db()
    assert str(urgent.priority) == "1"
    assert str(usual.priority) != "1"
    assert len(told(firm)) == 1


def test_a_request_without_anybody_is_told_after_four_hours(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "nobody_in_charge")
        item(firm, "ticket")
        taken = item(firm, "ticket")
        work()
    with clock.fixed(at("2026-11-02T09:00")):
        actions.change(firm.olga, "work", taken.pk, {"owner": str(firm.members["sam"].pk)})
    with clock.fixed(at("2026-11-02T12:05")):
        work()
    assert len(told(firm)) == 1


def test_an_order_that_nobody_begins_is_told_after_a_week(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "order_waits")
        item(firm, "order")
        begun = item(firm, "order")
        run(firm.olga, "work.set_status", begun.pk, status="in_progress")
        work()
    with clock.fixed(at("2026-11-09T08:05")):
        work()
    assert len(told(firm)) == 1


def test_overdue_work_goes_to_the_deputy_of_who_is_away(firm: Firm) -> None:
    bea, sam = firm.members["bea"], firm.members["sam"]
    with clock.fixed(START):
        on(firm, "overdue_to_deputy")
        late = item(firm, "task", owner=str(bea.pk), due="2026-11-03")
        run(firm.olga, "absence.plan", member=str(bea.pk), deputy=str(sam.pk),
            from_on="2026-11-02", until_on="2026-11-10")  # fmt: skip
    with clock.fixed(at("2026-11-04T07:30")):
        work()
    late.refresh_from_db()
    assert late.owner_id == sam.pk
    assert told(firm) == ["Seit gestern überfällig: Relaunch"]


def test_the_month_is_closed_on_its_last_working_day(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "month_end")
    with clock.fixed(at("2026-11-30T07:30")):
        work()
        (task,) = tasks(firm)
    assert (task.title, task.owner_id) == ("Monat abschließen", firm.members["bodo"].pk)


def test_who_plans_an_absence_prepares_the_hand_over(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "hand_over")
        wim = firm.actor("wim")
        run(wim, "absence.plan", member=str(wim.member_id), from_on="2026-12-01",
            until_on="2026-12-05")  # fmt: skip
        work()
        (task,) = tasks(firm)
    assert task.owner_id == wim.member_id


def test_each_client_is_reviewed_every_quarter(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "quarter_review")
        account(firm)
        account(firm, "Süd", relationship="customer")
    with clock.fixed(at("2027-02-01T07:30")):
        work()
    assert titles(firm) == ["Rückblick auf das Quartal: Nord"]


def test_new_prospects_go_to_those_of_a_team_in_turn(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "routing")
        new = [account(firm, f"P{n}", relationship="prospect", owner="") for n in range(2)]
        work()
    owners = []
    for one in new:
        one.refresh_from_db()
        owners.append(one.owner_id)
    # the first team by its name is Beratung, in which Bea is alone
    assert owners == [firm.members["bea"].pk] * 2


def test_a_new_decision_maker_is_met(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "new_decider")
        one = account(firm)
        person = {"last_name": "Falk", "account": str(one.pk)}
        contact = actions.create(firm.olga, "contact", person)
        run(firm.olga, "account.name_decider", one.pk, contact=str(contact.pk))
        work()
    assert titles(firm) == ["Neuen Entscheider bei Nord kennenlernen"]


def test_a_person_without_an_address_is_asked_for_it(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "no_email")
        one = account(firm)
        for name, email in (("Falk", ""), ("Berg", "berg@nord.example")):
            person = {"last_name": name, "account": str(one.pk), "email": email}
            actions.create(firm.olga, "contact", person)
        work()
    assert titles(firm) == ["Nach der E-Mail-Adresse von Falk fragen"]

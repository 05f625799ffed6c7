"""Ready rules leave alone what only looks like their case, and do what needs more of a scene."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from klientel.automations.checking import settled
from klientel.automations.definition import Definition, Step, When
from klientel.automations.models import Run
from klientel.crm.actions.consent import note_consent
from klientel.crm.actions.purchase import LineDraft, PurchaseDraft, record_purchases
from klientel.crm.models import Account
from klientel.kit import clock
from klientel.kit.refused import Invalid
from klientel.records import actions
from klientel.records.actions.catalogue import run
from klientel.records.duplicates.finding import look
from klientel.records.reading import reading_for
from klientel.sending.models import Message
from klientel.starters.tests.living import (
    START,
    account,
    at,
    item,
    lived,
    on,
    states,
    tasks,
    titles,
    told,
    work,
)
from klientel.team.actions.absence import remove_absence
from klientel.work.models import Step as CheckStep
from tests.cast import Firm

pytestmark = pytest.mark.django_db
CONSENT = {"purpose": "survey", "answer": "given", "channel": "form", "source": "Formular"}


def bought(firm: Firm, buyer: Account, *days: str) -> None:
    """Purchases of a buyer, one on each of some days."""
    line = LineDraft("Brot", Decimal(5))
    drafts = [PurchaseDraft(buyer.pk, date.fromisoformat(day), Decimal(5), [line]) for day in days]
    record_purchases(firm.olga, drafts)


def person(firm: Firm, name: str, **values: object) -> object:
    return actions.create(firm.olga, "contact", {"last_name": name, **values})


def test_an_order_that_is_not_fulfilled_is_not_invoiced(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "invoice_after_fulfilment")
        order = item(firm, "order", account=str(account(firm).pk))
        run(firm.olga, "work.set_status", order.pk, status="in_progress")
        work()
    assert tasks(firm) == []


def test_a_request_that_waits_is_not_asked_about(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "ask_after_solving")
        run(firm.olga, "work.set_status", item(firm, "ticket").pk, status="waiting")
        work()
    assert tasks(firm) == []


def test_who_agreed_is_asked_by_mail_a_day_later_and_who_did_not_is_left_alone(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "ask_by_mail")
        nord = account(firm)
        for name in ("falk", "berg"):
            one = person(firm, name.title(), account=str(nord.pk), email=f"{name}@nord.example")
            if name == "falk":
                note_consent(firm.olga, one.pk, **CONSENT)
            ticket = item(firm, "ticket", account=str(nord.pk), contact=str(one.pk))
            run(firm.olga, "work.set_status", ticket.pk, status="solved")
        work()
        assert not Message.objects.filter(kind="rule").exists()
    lived(firm, "2026-11-03T08:05")
    (letter,) = Message.objects.filter(kind="rule")
    assert (letter.to, letter.subject) == ("falk@nord.example", "Wie ist es gelaufen?")
    assert "gestern haben wir „Relaunch“ abgeschlossen" in letter.text
    assert states(firm) == {Run.State.DONE}


def test_who_speaks_the_other_language_is_asked_in_it(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "ask_by_mail")
        nord = account(firm)
        one = person(firm, "Fox", account=str(nord.pk), email="fox@nord.example", language="en")
        note_consent(firm.olga, one.pk, **CONSENT)
        ticket = item(firm, "ticket", account=str(nord.pk), contact=str(one.pk))
        run(firm.olga, "work.set_status", ticket.pk, status="solved")
        work()
    lived(firm, "2026-11-03T08:05")
    letter = Message.objects.get(kind="rule")
    assert letter.subject == "How did it go?"
    assert letter.text.startswith("Hello,")


def test_what_came_in_is_not_followed_up(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "follow_up")
        run(firm.olga, "interaction.log", account(firm).pk, kind="mail", direction="in", body="?")
        work()
    lived(firm, "2026-11-05T08:05", "2026-11-09T08:10")
    assert titles(firm) == []
    assert states(firm) == set()


def written(firm: Firm, at_account: Account, **values: object) -> None:
    """A mail of ours, with follow-ups on."""
    on(firm, "follow_up")
    run(firm.olga, "interaction.log", at_account.pk, kind="mail", direction="out", body="Angebot",
        **values)  # fmt: skip
    work()


def open_titles(firm: Firm) -> list[str]:
    return [one.title for one in tasks(firm) if one.category in ("open", "active")]


@pytest.mark.parametrize("hours", [0, 1])
def test_an_answer_on_the_day_of_the_letter_is_followed_up_by_nothing(
    firm: Firm, hours: int
) -> None:
    with clock.fixed(START):
        nord = account(firm)
        written(firm, nord)
    with clock.fixed(START + timedelta(hours=hours)):
        run(firm.olga, "interaction.log", nord.pk, kind="mail", direction="in", body="Ja")
        work()
    lived(firm, "2026-11-05T08:05", "2026-11-09T08:10", "2026-12-12T08:10")
    assert titles(firm) == []
    assert states(firm) == {Run.State.DONE}


def test_an_answer_after_the_first_follow_up_drops_it(firm: Firm) -> None:
    with clock.fixed(START):
        nord = account(firm)
        written(firm, nord)
    lived(firm, "2026-11-05T08:05")
    assert open_titles(firm) == ["Nachfassen: Nord"]
    with clock.fixed(at("2026-11-06T10:00")):
        run(firm.olga, "interaction.log", nord.pk, kind="call", direction="in", body="Ja")
        work()
    (task,) = tasks(firm)
    assert task.status == "cancelled"
    lived(firm, "2026-11-09T08:10", "2026-12-12T08:10")
    assert len(tasks(firm)) == 1


def test_an_answer_after_the_last_follow_up_drops_what_is_still_open(firm: Firm) -> None:
    with clock.fixed(START):
        nord = account(firm)
        written(firm, nord)
    lived(firm, "2026-11-05T08:05")
    with clock.fixed(at("2026-11-06T10:00")):
        run(firm.olga, "work.complete", tasks(firm)[0].pk)
    lived(firm, "2026-11-09T08:10")
    assert open_titles(firm) == ["Zum letzten Mal nachfassen: Nord"]
    with clock.fixed(at("2026-11-10T10:00")):
        run(firm.olga, "interaction.log", nord.pk, kind="call", direction="in", body="Ja")
        work()
    assert [one.status for one in tasks(firm)] == ["done", "cancelled"]
    assert states(firm) == {Run.State.DONE}


def test_a_call_of_ours_and_a_mail_of_somebody_else_are_no_answer(firm: Firm) -> None:
    with clock.fixed(START):
        nord = account(firm)
        falk, berg = (person(firm, name, account=str(nord.pk)) for name in ("Falk", "Berg"))
        written(firm, nord, contact=str(falk.pk))
    with clock.fixed(at("2026-11-03T10:00")):
        run(firm.olga, "interaction.log", nord.pk, kind="call", direction="out",
            outcome="nicht erreicht", contact=str(falk.pk))  # fmt: skip
        run(firm.olga, "interaction.log", nord.pk, kind="mail", direction="in", body="Hallo",
            contact=str(berg.pk))  # fmt: skip
        work()
    lived(firm, "2026-11-05T08:05", "2026-11-09T08:10")
    assert open_titles(firm) == ["Nachfassen: Nord", "Zum letzten Mal nachfassen: Nord"]


def test_the_welcome_says_what_to_do_as_a_checklist(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "welcome")
        nord = account(firm)
        work()
    rows = CheckStep.objects.in_workspace(firm.workspace.pk).order_by("position")
    assert {one.item.title for one in rows.select_related("item")} == {"Nord willkommen heißen"}
    assert next(one.text for one in rows) == "Erstes Gespräch vereinbaren"
    assert {one.account_id for one in tasks(firm)} == {nord.pk}


def test_an_agreement_without_an_end_is_not_spoken_about(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "renewal")
        for end in ("", "2027-06-30"):
            values = {"subject": "PR", "account": str(account(firm).pk), "ends_on": end}
            actions.create(firm.olga, "agreement", {**values, "starts_on": "2026-01-01"})
    lived(firm, "2026-12-02T07:30", "2027-01-15T07:30")
    assert titles(firm) == []


def test_a_client_who_was_spoken_to_is_not_silent(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "silent_client")
        one = account(firm)
        run(firm.olga, "interaction.log", one.pk, kind="call", body="Hallo")
    with clock.fixed(at("2026-11-20T09:00")):
        run(firm.olga, "interaction.log", one.pk, kind="call", body="Noch einmal")
    lived(firm, "2026-12-02T07:30", "2026-12-10T07:30")
    assert titles(firm) == []


def test_nobody_is_congratulated_on_another_day(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "birthday")
        nord = str(account(firm).pk)
        person(firm, "Falk", account=nord, birthday="1980-11-12")
        person(firm, "Berg", account=nord)
    lived(firm, "2026-11-09T07:30", "2026-11-10T07:30")
    assert titles(firm) == []


def test_who_bought_twice_and_then_not_for_ninety_days_is_won_back(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "win_back")
        gone, once, regular, client = (
            account(firm, name, relationship=kind)
            for name, kind in (
                ("Nord", "customer"), ("Süd", "customer"), ("Ost", "customer"), ("West", "client")
            )
        )  # fmt: skip
        bought(firm, gone, "2026-10-01", "2026-11-01")
        bought(firm, once, "2026-11-01")
        bought(firm, regular, "2026-10-01", "2026-11-01")
        bought(firm, client, "2026-10-01", "2026-11-01")
        work()
    with clock.fixed(at("2026-12-20T10:00")):
        bought(firm, regular, "2026-12-20")
        work()
    lived(firm, "2027-01-29T08:00")
    assert titles(firm) == []
    lived(firm, "2027-01-30T08:00", "2027-01-31T08:00")
    (task,) = tasks(firm)
    assert (task.title, task.account_id) == ("Nord zurückgewinnen", gone.pk)
    assert task.owner_id == firm.olga.member_id


def test_overdue_work_of_who_is_here_stays_with_them(firm: Firm) -> None:
    bea = firm.members["bea"]
    with clock.fixed(START):
        on(firm, "overdue_to_deputy")
        late = item(firm, "task", owner=str(bea.pk), due="2026-11-03")
        done = item(firm, "task", owner=str(bea.pk), due="2026-11-03")
        run(firm.olga, "work.complete", done.pk)
    lived(firm, "2026-11-04T07:30")
    late.refresh_from_db()
    assert late.owner_id == bea.pk
    assert told(firm) == ["Seit gestern überfällig: Relaunch"]


def test_the_month_is_not_closed_before_its_last_working_day(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "month_end")
    lived(firm, "2026-11-27T07:30", "2026-11-29T07:30")
    assert titles(firm) == []


def test_the_review_comes_once_a_quarter(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "quarter_review")
        account(firm)
    lived(firm, "2026-12-01T07:30", "2027-01-04T07:30", "2027-02-01T07:30", "2027-02-02T07:30")
    assert titles(firm) == ["Rückblick auf das Quartal: Nord"]


def test_an_absence_that_is_taken_off_asks_for_no_second_hand_over(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "hand_over")
        wim = firm.actor("wim")
        days = {"from_on": "2026-12-01", "until_on": "2026-12-05"}
        made = run(wim, "absence.plan", None, member=str(wim.member_id), **days)
        work()
        remove_absence(wim, made.pk)
        work()
    assert len(tasks(firm)) == 1


def test_a_prospect_that_is_somebodys_and_a_new_client_are_not_given_away(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "routing")
        wim = str(firm.members["wim"].pk)
        mine = account(firm, "Süd", relationship="prospect", owner=wim)
        client = account(firm, "Ost", relationship="client", owner=wim)
        work()
    for one in (mine, client):
        one.refresh_from_db()
        assert str(one.owner_id) == wim
    assert told(firm) == []


def test_a_new_person_who_decides_nothing_is_not_met(firm: Firm) -> None:
    with clock.fixed(START):
        on(firm, "new_decider")
        person(firm, "Falk", account=str(account(firm).pk))
        work()
    assert titles(firm) == []


def test_a_duplicate_is_found_and_looked_at_once(firm: Firm) -> None:
    twin = {"email": "post@nordwind.example"}
    with clock.fixed(START):
        on(firm, "duplicate_found")
        first = account(firm, "Reederei Nordwind GmbH", **twin)
        account(firm, "Bäckerei Lang")
        look(firm.workspace.pk, lambda _done, _all: None)
        work()
        assert titles(firm) == []
        account(firm, "Reederei Nordwind", **twin)
        for _again in range(2):
            look(firm.workspace.pk, lambda _done, _all: None, whole=True)
            work()
    (task,) = tasks(firm)
    assert task.title == "Gibt es Reederei Nordwind GmbH doppelt? Zusammenführen oder trennen"
    assert task.account_id == first.pk


def test_a_task_with_a_checklist_for_each_task_is_a_loop_that_is_refused(firm: Firm) -> None:
    more = Step("s1", "work.add_with_checklist", {"title": "Noch eine", "steps": "Eins"})
    found = Definition("work", (When("created"),), then=(more,))
    with pytest.raises(Invalid) as refused:
        settled(firm.olga, found, reading_for(firm.workspace))
    assert list(refused.value.errors) == ["loop"]

"""What makes consents hold: double opt-in, all of § 7 (3) UWG; and the words before a call."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from klientel.crm import consent_rules
from klientel.crm.actions.consent import strike_consent, withdraw_consent
from klientel.crm.actions.consent_proof import confirm_consent, forget_unconfirmed, note_customer
from klientel.crm.models import Consent, Contact
from klientel.crm.tasks import bring_days_up_to_date
from klientel.crm.tests.consents import account, newest, note, person, standing
from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.undo import undo
from tests.cast import Firm

pytestmark = pytest.mark.django_db
MAIL = "<1@shop.example>"
ALL = {"is_from_sale": True, "is_for_similar": True, "is_told_each_time": True}


@pytest.fixture
def falk(firm: Firm) -> Contact:
    made = person(firm, account(firm))
    actions.change(firm.olga, "contact", made.pk, {"email": "falk@nord.example"})
    made.refresh_from_db()
    return made


def may_write(firm: Firm, purpose: str = "newsletter") -> bool:
    return consent_rules.allows(purpose, firm.workspace.pk, "falk@nord.example")


def entry(firm: Firm) -> Consent:
    row: Consent = Consent.objects.in_workspace(firm.workspace.pk).latest("pk")
    return row


def test_a_double_opt_in_counts_from_its_confirmation_on(firm: Firm, falk: Contact) -> None:
    row = note(firm, falk, "newsletter", asked_by_mail=MAIL, wording_version="2026-03")
    assert standing(firm, falk) == {}
    assert not may_write(firm)
    falk.refresh_from_db()
    assert falk.consent_newsletter is None
    page = firm.client().get(f"/werft/contacts/{falk.pk}").content.decode()
    assert "not confirmed yet" in page
    confirm_consent(firm.olga, falk, entry=row.pk, confirmed_from="192.0.2.7, Firefox")
    falk.refresh_from_db()
    assert falk.consent_newsletter == "given"
    assert may_write(firm)
    kept = entry(firm)
    assert (kept.wording_version, kept.asked_by_mail) == ("2026-03", MAIL)
    assert kept.confirmed_from == "192.0.2.7, Firefox"
    event = newest(firm, falk)
    assert (event.verb, event.facts["mail"]) == ("contact.consent_confirmed", MAIL)
    page = firm.client().get(f"/werft/contacts/{falk.pk}").content.decode()
    assert "not confirmed yet" not in page
    assert "confirmed" in page


def test_confirming_twice_keeps_the_first_time_and_an_undo_lets_it_wait_again(
    firm: Firm, falk: Contact
) -> None:
    row = note(firm, falk, "newsletter", asked_by_mail=MAIL)
    confirm_consent(firm.olga, falk, entry=row.pk)
    first = entry(firm).confirmed_at
    with clock.travel(timedelta(hours=1)):
        confirm_consent(firm.olga, falk, entry=row.pk)
    assert entry(firm).confirmed_at == first
    undo(firm.olga, newest(firm, falk).pk)
    assert entry(firm).is_waiting
    assert not may_write(firm)


def test_what_cannot_be_confirmed_is_said(firm: Firm, falk: Contact) -> None:
    plain = note(firm, falk, "newsletter")
    with pytest.raises(Refused, match="No mail has asked"):
        confirm_consent(firm.olga, falk, entry=plain.pk)
    row = note(firm, falk, "newsletter", asked_by_mail=MAIL)
    later = clock.now() + timedelta(hours=2)
    with pytest.raises(Refused, match="not happened yet"):
        confirm_consent(firm.olga, falk, entry=row.pk, confirmed_at=later)
    with pytest.raises(Refused, match="which mail"):
        note(firm, falk, "newsletter", confirmed_at=clock.now() - timedelta(hours=2))


def test_a_confirmation_from_elsewhere_is_entered_by_hand(firm: Firm, falk: Contact) -> None:
    url = f"/werft/contacts/{falk.pk}/actions/contact.note_consent"
    given = {
        "purpose": "newsletter", "answer": "given", "channel": "form", "source": "Newsletter",
        "asked_by_mail": MAIL, "confirmed_at": "2026-03-01 10:00", "wording_version": "3",
        "key": str(uuid7()),
    }  # fmt: skip
    assert firm.client().post(url, given).status_code == 303
    assert may_write(firm)
    form = firm.client().get(f"/werft/contacts/{falk.pk}/entries/{entry(firm).pk}/confirm_consent")
    assert form.status_code == 200


def test_a_consent_that_waits_does_not_undo_an_objection(firm: Firm, falk: Contact) -> None:
    note(firm, falk, "newsletter", "withdrawn")
    note(firm, falk, "newsletter", asked_by_mail=MAIL)
    assert standing(firm, falk) == {"newsletter": False}


def test_what_nobody_confirms_goes_after_two_weeks(
    firm: Firm, falk: Contact, other_firm: Firm
) -> None:
    note(firm, falk, "newsletter", asked_by_mail=MAIL)
    kept = note(firm, falk, "survey", asked_by_mail=MAIL)
    confirm_consent(firm.olga, falk, entry=kept.pk)
    plain = note(firm, falk, "phone")
    refusal = note(firm, falk, "mail", "withdrawn", asked_by_mail=MAIL)
    with clock.travel(timedelta(days=13)):
        assert forget_unconfirmed(firm.workspace.pk) == 0
    with clock.travel(timedelta(days=15)):
        assert forget_unconfirmed(other_firm.workspace.pk) == 0
        bring_days_up_to_date.func()
    rows = Consent.objects.in_workspace(firm.workspace.pk)
    assert set(rows.values_list("pk", flat=True)) == {kept.pk, plain.pk, refusal.pk}
    told = Event.objects.in_workspace(firm.workspace.pk)
    assert told.get(verb="contact.consent_unanswered").record_id == falk.pk


def test_what_was_confirmed_once_or_struck_out_is_not_forgotten(firm: Firm, falk: Contact) -> None:
    once = note(firm, falk, "newsletter", asked_by_mail=MAIL)
    confirm_consent(firm.olga, falk, entry=once.pk)
    undo(firm.olga, newest(firm, falk).pk)
    struck = note(firm, falk, "survey", asked_by_mail=MAIL)
    strike_consent(firm.olga, falk, entry=struck.pk)
    never = note(firm, falk, "mail", asked_by_mail=MAIL)
    with clock.travel(timedelta(days=15)):
        assert forget_unconfirmed(firm.workspace.pk) == 1
    rows = Consent.objects.in_workspace(firm.workspace.pk)
    assert set(rows.values_list("pk", flat=True)) == {once.pk, struck.pk}
    assert never.pk not in rows.values_list("pk", flat=True)
    assert Consent.objects.in_workspace(firm.workspace.pk).get(pk=once.pk).is_waiting


def test_a_customer_may_be_written_to_when_all_of_it_holds(firm: Firm, falk: Contact) -> None:
    for missing in ALL:
        with pytest.raises(Refused, match="All three"):
            customer(firm, falk, **{**ALL, missing: False})
    with pytest.raises(Refused, match="Without a proof"):
        customer(firm, falk, source="")
    assert not may_write(firm, "mail")
    customer(firm, falk)
    assert may_write(firm, "mail")
    assert not may_write(firm, "newsletter")
    kept = entry(firm)
    assert (kept.basis, kept.is_from_sale, kept.source) == ("customer", True, "Bestellung 17")
    page = firm.client().get(f"/werft/contacts/{falk.pk}").content.decode()
    assert "existing customer (§ 7 (3) UWG)" in page
    # an objection ends it, and only a consent begins anew
    withdraw_consent(firm.olga, falk, entry=kept.pk, channel="mail", source="")
    assert not may_write(firm, "mail")
    with pytest.raises(Refused, match="They have objected"):
        customer(firm, falk)


def customer(firm: Firm, contact: Contact, **more: Any) -> Consent:
    given = {"purpose": "mail", "source": "Bestellung 17", **ALL, **more}
    return note_customer(firm.olga, contact, **given)


def test_no_sale_lets_anybody_call(firm: Firm, falk: Contact) -> None:
    with pytest.raises(Refused):
        customer(firm, falk, purpose="phone")


def test_before_a_call_to_a_consumer_their_consent_is_told(firm: Firm) -> None:
    rike = account(firm, "Rike Sommer", kind="person", relationship="customer")
    contact = person(firm, rike, "Sommer")
    actions.change(firm.olga, "contact", contact.pk, {"first_name": "Rike"})
    words = "Offers by telephone: no consent noted"
    page = f"/werft/accounts/{rike.ref}"
    assert words in firm.client().get(page).content.decode()
    assert words in firm.client().get(f"/werft/contacts/{contact.pk}").content.decode()
    row = note(firm, contact, "phone")
    assert "Offers by telephone: " not in firm.client().get(page).content.decode()
    withdraw_consent(firm.olga, contact, entry=row.pk, channel="phone", source="")
    assert "Offers by telephone: Rike Sommer objected" in firm.client().get(page).content.decode()


def test_of_a_business_only_an_objection_is_told(firm: Firm, falk: Contact) -> None:
    page = f"/werft/accounts/{falk.account.ref}"
    assert "Offers by telephone: " not in firm.client().get(page).content.decode()
    note(firm, falk, "phone", "withdrawn")
    assert "Falk objected" in firm.client().get(page).content.decode()


def test_where_an_account_came_from_is_no_proof_of_a_consent(firm: Firm) -> None:
    rike = account(firm, "Rike Sommer", kind="person", relationship="customer", source="referral")
    form = firm.client().get(f"/werft/accounts/{rike.ref}/actions/account.note_consent")
    found = re.search(r"<input[^>]*name=\"source\"[^>]*>", form.content.decode())
    assert found is not None
    assert "referral" not in found[0]

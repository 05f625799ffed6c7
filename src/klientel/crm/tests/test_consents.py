"""What people agree to: a history that is only added to, with its proof; the newest counts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from klientel.crm.actions import consent as verbs
from klientel.crm.actions.own_person import describe_person
from klientel.crm.models import Consent, Contact
from klientel.crm.tests.consents import PROOF, account, newest, note, person, standing
from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import NotFound, Refused
from klientel.records import actions
from klientel.records.actions.merge import merge
from klientel.records.actions.purge import purge
from klientel.records.actions.undo import undo
from klientel.records.actions.unmerge import unmerge
from klientel.workspaces.actor import Actor
from tests.cast import Firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def falk(firm: Firm) -> Contact:
    return person(firm, account(firm))


def test_the_latest_of_each_purpose_counts_and_nothing_is_overwritten(
    firm: Firm, falk: Contact
) -> None:
    note(firm, falk, "newsletter", said_on="2026-03-01")
    note(firm, falk, "phone", said_on="2026-03-01")
    note(firm, falk, "newsletter", "withdrawn", said_on="2026-06-01")
    # noted later, said before
    note(firm, falk, "newsletter", said_on="2026-05-01")
    assert standing(firm, falk) == {"newsletter": False, "phone": True}
    assert Consent.objects.in_workspace(firm.workspace.pk).count() == 4


def test_of_one_day_what_was_noted_last_counts(firm: Firm, falk: Contact) -> None:
    given = note(firm, falk, "newsletter")
    verbs.withdraw_consent(firm.olga, falk, entry=given.pk, channel="phone", source="")
    assert standing(firm, falk) == {"newsletter": False}


def test_without_an_entry_there_is_no_consent(firm: Firm, falk: Contact) -> None:
    assert standing(firm, falk) == {}
    page = firm.client().get(f"/werft/contacts/{falk.pk}").content.decode()
    assert "Nothing noted" in page


def test_a_consent_needs_its_proof_and_lies_in_the_past(firm: Firm, falk: Contact) -> None:
    with pytest.raises(Refused, match="Without a proof"):
        note(firm, falk, "newsletter", source="")
    tomorrow = clock.today(firm.workspace.time_zone) + timedelta(days=1)
    with pytest.raises(Refused, match="not happened yet"):
        note(firm, falk, "newsletter", said_on=tomorrow.isoformat())
    with pytest.raises(Refused):
        note(firm, falk, "anything")
    note(firm, falk, "newsletter", "withdrawn", source="")


def test_an_undo_strikes_out_and_its_undo_lets_it_count_again(firm: Firm, falk: Contact) -> None:
    row = note(firm, falk, "newsletter")
    undo(firm.olga, newest(firm, falk).pk)
    assert standing(firm, falk) == {}
    assert Consent.objects.in_workspace(firm.workspace.pk).get().struck_at is not None
    page = firm.client().get(f"/werft/contacts/{falk.pk}").content.decode()
    assert "struck out" in page
    undo(firm.olga, newest(firm, falk).pk)
    assert standing(firm, falk) == {"newsletter": True}
    verbs.strike_consent(firm.olga, falk, entry=row.pk)
    assert standing(firm, falk) == {}


def test_a_form_sent_twice_notes_once(firm: Firm, falk: Contact) -> None:
    key, browser = str(uuid7()), firm.client()
    said = {**PROOF, "purpose": "newsletter", "answer": "given", "key": key}
    url = f"/werft/contacts/{falk.pk}/actions/contact.note_consent"
    assert [browser.post(url, said).status_code for _time in range(2)] == [303, 303]
    assert Consent.objects.in_workspace(firm.workspace.pk).count() == 1
    refused = browser.post(url, {**said, "source": "", "key": str(uuid7())})
    assert refused.status_code == 422
    assert "Without a proof" in refused.content.decode()


def test_the_log_keeps_the_proof_and_an_erasure_knows_its_words(firm: Firm, falk: Contact) -> None:
    from klientel.events.verbs import verbs as declared

    note(firm, falk, "newsletter", wording="Ja, ich will Post")
    event = newest(firm, falk)
    assert (event.facts["purpose"], event.facts["wording"]) == ("newsletter", "Ja, ich will Post")
    assert set(declared.get(event.verb).erase) == {"source", "wording", "mail"}


def test_people_removed_for_good_do_not_take_consents_along_silently(
    firm: Firm, falk: Contact
) -> None:
    note(firm, falk, "newsletter")
    actions.trash(firm.olga, "contact", falk.pk)
    with clock.fixed(clock.now() + timedelta(days=31)):
        list(purge(Actor.system(firm.workspace.pk, "the trash")))
    assert not Consent.objects.in_workspace(firm.workspace.pk).exists()
    events = Event.objects.in_workspace(firm.workspace.pk).filter(record_id=falk.pk)
    assert events.get(verb="contact.consents_purged").facts["count"] == 1
    assert events.filter(verb="contact.consent_given").exists()


def test_merged_people_have_the_history_of_both_and_apart_their_own(
    firm: Firm, falk: Contact
) -> None:
    twin = person(firm, falk.account, "Falck")
    note(firm, falk, "newsletter", said_on="2026-01-01")
    note(firm, twin, "newsletter", "withdrawn", said_on="2026-02-01")
    done = merge(firm.olga, "contact", falk.pk, [twin.pk])
    assert standing(firm, falk) == {"newsletter": False}
    unmerge(firm.olga, done.pk)
    assert standing(firm, falk) == {"newsletter": True}
    assert standing(firm, twin) == {"newsletter": False}


def test_an_account_that_is_a_person_agrees_and_celebrates_for_itself(firm: Firm) -> None:
    lena = account(firm, "Dr. Lena Schmidt", kind="person", relationship="customer",
                   email="lena@post.example")  # fmt: skip
    browser = firm.client()
    url = f"/werft/accounts/{lena.pk}"
    assert "Record consent" in browser.get(url).content.decode()
    day = clock.today(firm.workspace.time_zone) + timedelta(days=3)
    browser.post(f"{url}/actions/account.describe_person", {"birthday": f"{day:%d.%m.}"})
    said = {**PROOF, "purpose": "newsletter", "answer": "given", "key": str(uuid7())}
    browser.post(f"{url}/actions/account.note_consent", said)
    contact = Contact.objects.visible_to(firm.olga).get()
    assert (contact.first_name, contact.last_name, contact.salutation, contact.email) == (
        "Lena", "Schmidt", "Dr.", "lena@post.example",
    )  # fmt: skip
    page = browser.get(url).content.decode()
    assert "in 3 days" in page
    assert "Newsletter by e-mail" in page
    event = newest(firm, lena)
    assert event.verb == "account.consent_noted"
    undo(firm.olga, event.batch)
    assert standing(firm, contact) == {}


def test_an_organisation_agrees_to_nothing_itself(firm: Firm, falk: Contact) -> None:
    nord = falk.account
    url = f"/werft/accounts/{nord.pk}"
    assert "account.note_consent" not in firm.client().get(url).content.decode()
    with pytest.raises(Refused, match="Consents are given by its people"):
        verbs.note_consent_of_account(
            firm.olga, nord, purpose="newsletter", answer="given", **PROOF
        )
    with pytest.raises(Refused):
        describe_person(firm.olga, nord, birthday="4.5.")


def test_an_entry_of_somebody_else_is_not_found(firm: Firm, falk: Contact) -> None:
    ott = person(firm, falk.account, "Ott")
    row = note(firm, falk, "newsletter")
    with pytest.raises(NotFound):
        verbs.strike_consent(firm.olga, ott, entry=row.pk)

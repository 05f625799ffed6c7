"""Who belongs to an organisation beside their home is met there, decides and gets bills there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from klientel.crm.actions import affiliation
from klientel.crm.actions.account import name_billing_contact, name_decider
from klientel.crm.actions.meeting import hold, plan
from klientel.crm.models import Account, Contact, Interaction
from klientel.crm.tests.organised import account, again, newest, page, person, rows
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions import share
from klientel.records.actions.merge import merge
from klientel.records.actions.undo import undo
from klientel.records.actions.unmerge import unmerge
from tests.cast import Firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def nord(firm: Firm) -> Account:
    return account(firm, "Nord Media")


@pytest.fixture
def verein(firm: Firm) -> Account:
    return account(firm, "Segelverein")


@pytest.fixture
def falk(firm: Firm, nord: Account, verein: Account) -> Contact:
    """At home at Nord Media, and at the club beside it."""
    one = person(firm, nord)
    affiliation.add_organisation(firm.olga, one, account=verein.pk, position="Kassenwartin")
    return one


def planned(firm: Firm, at: Account, *people: Contact) -> Any:
    before = clock.now() - timedelta(hours=2)
    with_whom = ",".join(str(one.pk) for one in people)
    return plan(firm.olga, at, name="Regatta", starts_at=before, people=with_whom)


def both(account: Account) -> tuple[Any, Any]:
    now = again(account)
    return now.decision_maker_id, now.billing_contact_id


def marks(contact: Contact) -> tuple[bool, bool]:
    now = again(contact)
    return now.is_decision_maker, now.is_billing_contact


def give_both(firm: Firm, at: Account, who: Contact) -> None:
    for name in (name_decider, name_billing_contact):
        name(firm.olga, again(at), contact=who.pk)


def test_a_meeting_that_was_held_keeps_who_is_at_home_elsewhere(
    firm: Firm, verein: Account, falk: Contact
) -> None:
    ott = person(firm, verein, "Ott")
    talk = hold(firm.olga, planned(firm, verein, ott, falk))
    assert (talk.contact_id, talk.people) == (ott.pk, [str(falk.pk)])
    alone = hold(firm.olga, planned(firm, verein, falk))
    assert alone.contact_id == falk.pk
    assert "Regatta" in page(firm, falk)


def test_whoever_notes_a_meeting_need_not_see_the_home_of_who_was_there(
    firm: Firm, nord: Account, verein: Account, falk: Contact
) -> None:
    meeting = planned(firm, verein, falk)
    share(firm.olga, "account", nord.pk, privacy="team", team_id=firm.teams["web"].pk)
    talk = hold(firm.actor("bea"), meeting)
    assert Interaction.objects.visible_to(firm.olga).get(pk=talk.pk).contact_id == falk.pk
    assert "Falk" not in page(firm, verein, "bea")


def test_the_form_for_a_meeting_offers_who_is_there_today(
    firm: Firm, verein: Account, falk: Contact
) -> None:
    address = f"/werft/accounts/{verein.pk}/meetings/new"
    assert str(falk.pk) in firm.client().get(address).content.decode()
    (row,) = rows(firm)
    affiliation.leave_organisation(firm.olga, falk, entry=row.pk, until="2024-12-31")
    assert str(falk.pk) not in firm.client().get(address).content.decode()


def test_the_timeline_can_be_narrowed_to_them_also_once_they_left(
    firm: Firm, verein: Account, falk: Contact
) -> None:
    offer = f"&amp;person={falk.pk}"
    assert offer in page(firm, verein)
    (row,) = rows(firm)
    affiliation.leave_organisation(firm.olga, falk, entry=row.pk, until="2024-12-31")
    assert offer in page(firm, verein)


def test_they_decide_there_and_get_the_bills_and_are_not_marked_at_home(
    firm: Firm, nord: Account, verein: Account, falk: Contact
) -> None:
    give_both(firm, verein, falk)
    assert both(verein) == (falk.pk, falk.pk)
    assert marks(falk) == (False, False)
    shown = page(firm, verein)
    facts = shown[shown.index('id="fact-decision_maker"') :]
    assert "Falk" in facts[: facts.index("</div>")]
    assert 'id="fact-billing_contact"' in shown
    panel = shown[shown.index('id="people"') :]
    assert "decides" in panel[: panel.index("Add person")]
    assert "decides" not in page(firm, nord)[page(firm, nord).index('id="people"') :][:900]
    give_both(firm, nord, falk)
    assert (both(nord), both(verein)) == ((falk.pk, falk.pk), (falk.pk, falk.pk))
    name_decider(firm.olga, again(verein), contact=None)
    assert marks(falk) == (True, True)


def test_who_left_or_never_belonged_is_given_no_duty(
    firm: Firm, nord: Account, verein: Account, falk: Contact
) -> None:
    stranger = person(firm, nord, "Ott")
    (row,) = rows(firm)
    affiliation.leave_organisation(firm.olga, falk, entry=row.pk, until="2024-12-31")
    for one in (stranger, falk):
        with pytest.raises(Refused, match="does not belong"):
            name_decider(firm.olga, verein, contact=one.pk)


@pytest.mark.parametrize("how", ["leaves", "was never there", "is changed", "is deleted"])
def test_whoever_is_no_longer_there_has_no_duty_there_until_it_is_undone(
    firm: Firm, nord: Account, verein: Account, falk: Contact, how: str
) -> None:
    give_both(firm, verein, falk)
    (row,) = rows(firm)
    if how == "leaves":
        affiliation.leave_organisation(firm.olga, falk, entry=row.pk, until="")
    elif how == "was never there":
        affiliation.remove_organisation(firm.olga, falk, entry=row.pk)
    elif how == "is changed":
        affiliation.change_organisation(firm.olga, falk, entry=row.pk, until="2025-12-31")
    else:
        actions.trash(firm.olga, "contact", falk.pk)
    assert both(verein) == (None, None)
    told = newest(firm, falk)
    undo(firm.olga, told.batch or told.pk)
    assert both(verein) == (falk.pk, falk.pk)
    assert marks(falk) == (False, False)


def test_a_home_that_moves_on_takes_no_duty_elsewhere_along(
    firm: Firm, nord: Account, verein: Account, falk: Contact
) -> None:
    third = account(firm, "Dritte GmbH")
    give_both(firm, verein, falk)
    give_both(firm, nord, falk)
    actions.change(firm.olga, "contact", falk.pk, {"account": third.pk})
    assert (both(nord), both(verein)) == ((None, None), (falk.pk, falk.pk))
    assert marks(falk) == (False, False)


def test_who_stays_beside_a_new_home_keeps_the_duty_and_is_marked_where_home_is(
    firm: Firm, nord: Account, verein: Account, falk: Contact
) -> None:
    give_both(firm, nord, falk)
    (row,) = rows(firm)
    affiliation.make_home(firm.olga, falk, entry=row.pk, left_on="")
    assert both(nord) == (falk.pk, falk.pk)
    assert marks(falk) == (False, False)
    undo(firm.olga, newest(firm, falk).batch)
    assert (again(falk).account_id, marks(falk)) == (nord.pk, (True, True))
    affiliation.make_home(firm.olga, again(falk), entry=rows(firm)[0].pk, left_on="")
    give_both(firm, verein, again(falk))
    assert marks(falk) == (True, True)


def test_merged_with_somebody_they_keep_what_they_do_elsewhere(
    firm: Firm, nord: Account, verein: Account, falk: Contact
) -> None:
    twin = person(firm, nord, "Falck")
    give_both(firm, verein, falk)
    done = merge(firm.olga, "contact", twin.pk, [falk.pk])
    assert both(verein) == (twin.pk, twin.pk)
    assert marks(twin) == (False, False)
    unmerge(firm.olga, done.pk)
    assert both(verein) == (falk.pk, falk.pk)

"""One person belongs to several organisations: seen by who sees their home, and by nobody else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.crm.actions import affiliation as verbs
from klientel.crm.actions.account import name_decider
from klientel.crm.actions.interaction import log
from klientel.crm.models import Account, Interaction
from klientel.crm.tests.organised import account, again, newest, page, person, rows
from klientel.kit.ids import uuid7
from klientel.kit.refused import Forbidden, NotFound, Refused
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


def test_both_pages_show_what_somebody_is_elsewhere(
    firm: Firm, nord: Account, verein: Account
) -> None:
    falk = person(firm, nord)
    verbs.add_organisation(firm.olga, falk, account=verein.pk, position="Kassenwartin",
                           since="2020-03-01")  # fmt: skip
    there = page(firm, verein)
    assert "Falk" in there
    assert "Kassenwartin" in there
    assert "mainly at" in there
    assert "1 Mar 2020" in page(firm, falk)


def test_who_left_is_folded_and_who_is_there_is_not(
    firm: Firm, nord: Account, verein: Account
) -> None:
    falk = person(firm, nord)
    row = verbs.add_organisation(firm.olga, falk, account=verein.pk)
    assert "1 former" not in page(firm, verein)
    verbs.leave_organisation(firm.olga, falk, entry=row.pk, until="2024-12-31")
    assert "1 former" in page(firm, verein)
    assert "until 31 Dec 2024" in page(firm, falk)
    undo(firm.olga, newest(firm, falk).pk)
    assert again(row).until is None


def test_a_form_sent_twice_adds_one_and_the_same_place_is_refused(
    firm: Firm, nord: Account, verein: Account
) -> None:
    falk, key = person(firm, nord), str(uuid7())
    for _time in range(2):
        verbs.add_organisation(firm.olga, falk, account=verein.pk, key=key)
    assert len(rows(firm)) == 1
    with pytest.raises(Refused, match="already"):
        verbs.add_organisation(firm.olga, falk, account=verein.pk)
    with pytest.raises(Refused, match="belongs already"):
        verbs.add_organisation(firm.olga, falk, account=nord.pk)
    with pytest.raises(Refused, match="before the beginning"):
        verbs.change_organisation(firm.olga, falk, entry=rows(firm)[0].pk, since="2024-01-01",
                                  until="2023-01-01")  # fmt: skip


def test_a_person_is_shown_elsewhere_only_to_who_sees_their_home(
    firm: Firm, nord: Account, verein: Account
) -> None:
    falk = person(firm, nord, position="Vorständin")
    row = verbs.add_organisation(firm.olga, falk, account=verein.pk)
    share(firm.olga, "account", nord.pk, privacy="team", team_id=firm.teams["web"].pk)
    assert "Falk" in page(firm, verein, "wim")
    assert "Falk" not in page(firm, verein, "bea")
    with pytest.raises(NotFound):
        verbs.add_person_from_elsewhere(firm.actor("bea"), verein, contact=falk.pk)
    share(firm.olga, "account", verein.pk, privacy="team", team_id=firm.teams["beratung"].pk)
    assert "Segelverein" not in page(firm, falk, "wim")
    with pytest.raises(NotFound):
        verbs.remove_organisation(firm.actor("wim"), falk, entry=row.pk)
    with pytest.raises(Refused, match="no access"):
        verbs.add_organisation(firm.actor("wim"), falk, account=verein.pk)


def test_an_entry_of_somebody_else_is_not_found(firm: Firm, nord: Account, verein: Account) -> None:
    falk, ott = person(firm, nord), person(firm, nord, "Ott")
    row = verbs.add_organisation(firm.olga, falk, account=verein.pk)
    with pytest.raises(NotFound):
        verbs.remove_organisation(firm.olga, ott, entry=row.pk)
    with pytest.raises(Forbidden):
        verbs.remove_organisation(firm.actor("bodo"), falk, entry=row.pk)
    url = f"/werft/contacts/{ott.pk}/entries/{row.pk}/remove_organisation"
    assert firm.client().get(url).status_code == 404
    assert firm.client("bodo").post(url.replace(str(ott.pk), str(falk.pk))).status_code == 403


def test_what_was_removed_or_changed_is_taken_back(
    firm: Firm, nord: Account, verein: Account
) -> None:
    falk = person(firm, nord)
    row = verbs.add_organisation(firm.olga, falk, account=verein.pk, position="Kassenwartin")
    verbs.change_organisation(firm.olga, falk, entry=row.pk, position="Vorsitzende")
    undo(firm.olga, newest(firm, falk).pk)
    assert again(row).position == "Kassenwartin"
    verbs.remove_organisation(firm.olga, falk, entry=row.pk)
    told = newest(firm, falk)
    undo(firm.olga, told.pk)
    assert [(one.pk, one.position) for one in rows(firm)] == [(row.pk, "Kassenwartin")]
    with pytest.raises(Refused, match="in the meantime"):
        undo(firm.olga, told.pk)


def test_another_organisation_becomes_the_home_and_all_of_it_is_undone_at_once(
    firm: Firm, nord: Account, verein: Account
) -> None:
    falk = person(firm, nord, position="Leiterin", since="2015-01-01")
    name_decider(firm.olga, nord, contact=falk.pk)
    talk = log(firm.olga, nord, kind="call", body="Budget", contact=str(falk.pk))
    row = verbs.add_organisation(firm.olga, falk, account=verein.pk, position="Vorsitzende")
    verbs.make_home(firm.olga, falk, entry=row.pk, left_on="2026-01-31")
    falk = again(falk)
    assert (falk.account_id, falk.position) == (verein.pk, "Vorsitzende")
    (former,) = rows(firm)
    assert (former.account_id, former.position, str(former.until)) == (
        nord.pk, "Leiterin", "2026-01-31",
    )  # fmt: skip
    assert again(nord).decision_maker_id is None
    assert again(talk).account_id == nord.pk
    event = newest(firm, falk)
    undo(firm.olga, event.batch)
    falk = again(falk)
    assert (falk.account_id, falk.position, str(falk.since)) == (nord.pk, "Leiterin", "2015-01-01")
    assert [one.account_id for one in rows(firm)] == [verein.pk]
    assert again(nord).decision_maker_id == falk.pk


def test_what_is_said_at_either_organisation_stays_there(
    firm: Firm, nord: Account, verein: Account
) -> None:
    falk, stranger = person(firm, nord), person(firm, nord, "Ott")
    verbs.add_organisation(firm.olga, falk, account=verein.pk)
    assert str(falk.pk) in page(firm, verein)
    talk = log(firm.olga, verein, kind="call", body="Regatta", contact=str(falk.pk))
    assert talk.account_id == verein.pk
    assert "Regatta" in page(firm, falk)
    with pytest.raises(Refused, match="does not belong"):
        log(firm.olga, verein, kind="call", body="Nein", contact=str(stranger.pk))
    verbs.remove_organisation(firm.olga, falk, entry=rows(firm)[0].pk)
    assert Interaction.objects.visible_to(firm.olga).get().contact_id == falk.pk


def test_merged_organisations_keep_their_people_and_give_them_back(
    firm: Firm, nord: Account, verein: Account
) -> None:
    twin = account(firm, "Segelverein e.V.")
    falk, ott = person(firm, nord), person(firm, twin, "Ott")
    verbs.add_organisation(firm.olga, falk, account=twin.pk)
    verbs.add_organisation(firm.olga, ott, account=verein.pk)
    done = merge(firm.olga, "account", verein.pk, [twin.pk])
    shown = page(firm, verein)
    assert "Falk" in shown
    # whose home it is now is not there from elsewhere as well
    assert shown.count("mainly at") == 1
    unmerge(firm.olga, done.pk)
    assert {(one.contact_id, one.account_id) for one in rows(firm)} == {
        (falk.pk, twin.pk), (ott.pk, verein.pk),
    }  # fmt: skip


def test_merged_people_belong_to_what_each_belonged_to(
    firm: Firm, nord: Account, verein: Account
) -> None:
    other = account(firm, "Stiftung")
    falk, twin = person(firm, nord), person(firm, nord, "Falck")
    verbs.add_organisation(firm.olga, falk, account=verein.pk, position="Vorsitzende")
    verbs.add_organisation(firm.olga, twin, account=verein.pk, position="Kasse")
    verbs.add_organisation(firm.olga, twin, account=other.pk)
    done = merge(firm.olga, "contact", falk.pk, [twin.pk])
    theirs = [one for one in rows(firm) if one.contact_id == falk.pk]
    assert {one.account_id for one in theirs} == {verein.pk, other.pk}
    unmerge(firm.olga, done.pk)
    assert sorted(one.position for one in rows(firm) if one.contact_id == twin.pk) == ["", "Kasse"]


def test_who_is_in_the_trash_is_not_shown_and_comes_back(
    firm: Firm, nord: Account, verein: Account
) -> None:
    falk = person(firm, nord)
    verbs.add_organisation(firm.olga, falk, account=verein.pk)
    actions.trash(firm.olga, "account", nord.pk)
    assert "Falk" not in page(firm, verein)
    actions.restore(firm.olga, "account", nord.pk)
    assert "Falk" in page(firm, verein)


def test_the_number_of_queries_does_not_grow_with_the_people(firm: Firm, nord: Account) -> None:
    counts: dict[str, list[int]] = {"account": [], "contact": []}
    for number in (1, 12):
        there = account(firm, f"Verband {number}")
        person(firm, there, "Zuhause")
        main = person(firm, nord, f"Haupt {number}")
        for place in range(number):
            one = person(firm, nord, f"Person {number}-{place}")
            verbs.add_organisation(firm.olga, one, account=there.pk)
            elsewhere = account(firm, f"Haus {number}-{place}")
            verbs.add_organisation(firm.olga, main, account=elsewhere.pk)
        browser = firm.client()
        for kind, url in (("account", f"/werft/accounts/{there.pk}"),
                          ("contact", f"/werft/contacts/{main.pk}")):  # fmt: skip
            browser.get(url)
            with CaptureQueriesContext(connection) as queries:
                browser.get(url)
            counts[kind].append(len(queries))
    for few, many in counts.values():
        assert few == many


def test_the_menu_of_an_entry_asks_and_writes(firm: Firm, nord: Account, verein: Account) -> None:
    falk, browser = person(firm, nord), firm.client()
    url = f"/werft/contacts/{falk.pk}/actions/contact.add_organisation"
    key = str(uuid7())
    for _time in range(2):
        browser.post(url, {"account": str(verein.pk), "position": "Kasse", "key": key})
    (row,) = rows(firm)
    edit = f"/werft/contacts/{falk.pk}/entries/{row.pk}/change_organisation"
    assert 'value="Kasse"' in browser.get(edit).content.decode()
    wrong = browser.post(edit, {"position": "Vorsitz", "since": "Unsinn"})
    assert wrong.status_code == 422
    assert 'value="Vorsitz"' in wrong.content.decode()
    answer = browser.post(edit, {"position": "Vorsitz", "since": "", "until": "", "note": ""})
    assert answer.status_code == 303
    assert rows(firm)[0].position == "Vorsitz"
    assert browser.get(edit.replace("change_organisation", "promote")).status_code == 404


def test_somebody_is_added_from_the_page_of_the_other_organisation(
    firm: Firm, nord: Account, verein: Account
) -> None:
    falk, browser = person(firm, nord), firm.client()
    url = f"/werft/accounts/{verein.pk}/actions/account.add_person_from_elsewhere"
    browser.post(url, {"contact": str(falk.pk), "position": "Beirat", "key": str(uuid7())})
    assert rows(firm)[0].position == "Beirat"
    event = newest(firm, verein)
    assert event.verb == "account.person_added"
    assert "Falk" not in str(event.facts)
    undo(firm.olga, event.batch)
    assert rows(firm) == []

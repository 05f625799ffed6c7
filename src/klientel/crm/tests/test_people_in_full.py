"""What is noted of a person: birthday, language, how to reach them, who gets the bills."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from klientel.crm.actions.account import name_billing_contact, name_decider
from klientel.crm.models import Account, Contact
from klientel.integrations.tests.files import imported, write
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.merge import merge
from klientel.records.actions.undo import undo
from klientel.records.actions.unmerge import unmerge
from klientel.workspaces.rows import known_as
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def account(firm: Firm, name: str = "Nord Media", **values: Any) -> Account:
    return known_as(Account, actions.create(firm.olga, "account", {"name": name, **values}))


def person(firm: Firm, at: Account, last_name: str, **values: Any) -> Contact:
    values = {"account": at.pk, "last_name": last_name, **values}
    return known_as(Contact, actions.create(firm.olga, "contact", values))


def again(row: Any) -> Any:
    return type(row).objects.in_workspace(row.workspace_id).get(pk=row.pk)


def listed(firm: Firm, query: str) -> list[str]:
    page = firm.client().get(f"/werft/contacts?{query}").content.decode()
    names = ("Falk", "Ott", "Meyer", "Berg")
    return sorted((name for name in names if name in page), key=page.index)


def born(firm: Firm, days_ahead: int, year: int | None = None) -> str:
    """The birthday of somebody who celebrates in so many days."""
    day = clock.today(firm.workspace.time_zone) + timedelta(days=days_ahead)
    return f"{day:%d.%m.}{year or ''}"


def test_birthdays_of_the_next_days_are_found_with_and_without_a_year(firm: Firm) -> None:
    nord = account(firm)
    for name, birthday in (("Falk", born(firm, 20, 1980)), ("Ott", born(firm, 3)),
                           ("Meyer", born(firm, -5, 1975)), ("Berg", "")):  # fmt: skip
        person(firm, nord, name, birthday=birthday)
    assert set(listed(firm, "birthday.soon=30")) == {"Falk", "Ott"}
    assert listed(firm, "birthday.soon=19") == ["Ott"]
    assert listed(firm, f"birthday.on={born(firm, -5)}") == ["Meyer"]
    assert listed(firm, "birthday.empty=") == ["Berg"]


def test_lists_are_in_the_order_of_the_calendar_not_of_age(firm: Firm) -> None:
    nord = account(firm)
    for name, birthday in (("Falk", "28.12.1950"), ("Ott", "2.1."), ("Meyer", "1.6.1999")):
        person(firm, nord, name, birthday=birthday)
    assert listed(firm, "sort=birthday") == ["Ott", "Meyer", "Falk"]
    assert listed(firm, "sort=-birthday") == ["Falk", "Meyer", "Ott"]


def test_a_wrong_number_of_days_is_told_and_filters_nothing(firm: Firm) -> None:
    person(firm, account(firm), "Falk")
    answer = firm.client().get("/werft/contacts?birthday.soon=bald")
    assert answer.status_code == 200
    assert "A number of days is needed here." in answer.content.decode()


def test_the_page_tells_how_soon_a_birthday_is_and_how_old_somebody_becomes(firm: Firm) -> None:
    day = clock.today(firm.workspace.time_zone) + timedelta(days=4)
    nord = account(firm)
    falk = person(firm, nord, "Falk", birthday=born(firm, 4, day.year - 46), language="de")
    page = firm.client().get(f"/werft/contacts/{falk.pk}").content.decode()
    assert "in 4 days, turns 46" in page
    assert "German" in page


def test_an_edit_of_a_birthday_is_taken_back(firm: Firm) -> None:
    falk = person(firm, account(firm), "Falk", birthday="4.5.1980")
    url = f"/werft/contacts/{falk.pk}/fields/birthday"
    firm.client().post(url, {"birthday": "5.5."})
    assert again(falk).birthday == "--0505"
    wrong = firm.client().post(url, {"birthday": "31.2."})
    assert wrong.status_code == 422
    event = _newest(firm, falk)
    undo(firm.olga, event.pk)
    assert again(falk).birthday == "--05041980"


def _newest(firm: Firm, record: Any) -> Any:
    from klientel.events.feed import history_of

    return history_of(firm.olga, record.pk, limit=1).rows[0]


def test_a_language_is_understood_by_name_and_by_code(firm: Firm) -> None:
    nord = account(firm)
    for typed in ("de", "de-AT", "DE_ch", "German"):
        assert person(firm, nord, "Falk", language=typed).language == "de"
    with pytest.raises(Refused):
        person(firm, nord, "Falk", language="Klingonisch")


def test_one_person_of_an_account_gets_its_bills(firm: Firm) -> None:
    nord, other = account(firm), account(firm, "Andere")
    falk, ott = person(firm, nord, "Falk"), person(firm, nord, "Ott")
    name_decider(firm.olga, nord, contact=falk.pk)
    name_billing_contact(firm.olga, nord, contact=falk.pk)
    name_billing_contact(firm.olga, nord, contact=ott.pk)
    assert (again(falk).is_billing_contact, again(ott).is_billing_contact) == (False, True)
    assert again(falk).is_decision_maker
    with pytest.raises(Refused, match="does not belong"):
        name_billing_contact(firm.olga, other, contact=ott.pk)
    undo(firm.olga, _newest(firm, nord).pk)
    assert (again(falk).is_billing_contact, again(ott).is_billing_contact) == (True, False)


def test_who_leaves_gets_no_bills_there_any_longer_and_again_when_it_is_undone(
    firm: Firm,
) -> None:
    nord = account(firm)
    falk = person(firm, nord, "Falk")
    for name in (name_decider, name_billing_contact):
        name(firm.olga, nord, contact=falk.pk)
    actions.trash(firm.olga, "contact", falk.pk)
    assert (again(nord).billing_contact_id, again(nord).decision_maker_id) == (None, None)
    undo(firm.olga, _newest_trash(firm, falk))
    assert again(nord).billing_contact_id == again(nord).decision_maker_id == falk.pk
    assert again(falk).is_billing_contact


def _newest_trash(firm: Firm, record: Any) -> Any:
    from klientel.events.models import Event

    rows = Event.objects.in_workspace(firm.workspace.pk).filter(verb="contact.trashed")
    event = rows.get(record_id=record.pk)
    return event.batch or event.pk


def test_merged_accounts_keep_who_gets_the_bills(firm: Firm) -> None:
    nord, twin = account(firm), account(firm, "Nord Media GmbH")
    ott = person(firm, twin, "Ott")
    name_billing_contact(firm.olga, twin, contact=ott.pk)
    done = merge(firm.olga, "account", nord.pk, [twin.pk])
    assert again(nord).billing_contact_id == ott.pk
    unmerge(firm.olga, done.pk)
    assert (again(nord).billing_contact_id, again(twin).billing_contact_id) == (None, ott.pk)
    assert again(ott).is_billing_contact


def test_a_file_in_german_brings_people_in_full(firm: Firm, tmp_path: Path) -> None:
    account(firm)
    rows = [
        ("Vorname", "Nachname", "Firma", "Geburtsdatum", "Sprache", "Dort seit", "Kontaktweg"),
        ("Ina", "Falk", "Nord Media", "04.05.1980", "Deutsch", "01.02.2019", "E-Mail"),
        ("Ole", "Ott", "Nord Media", "7.8.", "en", "", "Mobile"),
        ("Kim", "Meyer", "Nord Media", "", "", "", ""),
    ]
    done = imported(firm.olga, write(tmp_path, rows, "leute.csv"), "contact")
    assert done.counts["created"] == {"contact": 3}
    people = Contact.objects.visible_to(firm.olga)
    falk, ott, meyer = (people.get(last_name=name) for name in ("Falk", "Ott", "Meyer"))
    assert (falk.birthday, falk.language, str(falk.since), falk.preferred_channel) == (
        "--05041980", "de", "2019-02-01", "mail",
    )  # fmt: skip
    assert (ott.birthday, ott.language, ott.preferred_channel) == ("--0807", "en", "mobile")
    assert (meyer.birthday, meyer.language) == (None, "")


def test_a_list_is_exported_so_that_it_can_be_read_again(firm: Firm) -> None:
    nord = account(firm)
    person(firm, nord, "Falk", birthday="4.5.1980")
    person(firm, nord, "Ott", birthday="7.8.")
    answer = firm.client().post("/werft/contacts/export", {"state": "cols=name,birthday"})
    text = b"".join(answer.streaming_content).decode()
    assert "1980-05-04" in text
    assert "7 August" in text


def test_a_file_says_what_organisations_are_part_of(firm: Firm, tmp_path: Path) -> None:
    holding = account(firm, "Holding AG")
    rows = [("Firma", "Muttergesellschaft"), ("Tochter GmbH", "Holding AG")]
    imported(firm.olga, write(tmp_path, rows, "firmen.csv"), "account")
    assert Account.objects.visible_to(firm.olga).get(name="Tochter GmbH").parent_id == holding.pk

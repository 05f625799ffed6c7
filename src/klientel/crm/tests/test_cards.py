"""vCards of telephones and mail programs become accounts and people, with all they have."""

from __future__ import annotations

from pathlib import Path

import pytest

from klientel.crm.models import Account, Contact, Interaction
from klientel.integrations.models import ImportRun
from klientel.integrations.sources import source_from_json
from klientel.integrations.tests.files import imported
from klientel.records.reading import reading_of
from tests.cast import Firm

pytestmark = pytest.mark.django_db

EXPORTS = Path(__file__).parent / "exports"


def bring(firm: Firm, name: str) -> ImportRun:
    return imported(firm.olga, EXPORTS / f"{name}.vcf", "address_book")


def people(firm: Firm) -> dict[str, Contact]:
    rows = Contact.objects.visible_to(firm.olga).select_related("account")
    return {one.name: one for one in rows}


def note(firm: Firm) -> str:
    return Interaction.objects.visible_to(firm.olga).get().body


def test_a_card_of_an_iphone_keeps_all_it_has(firm: Firm) -> None:
    run = bring(firm, "ios")
    assert run.counts["created"] == {"account": 1, "contact": 1}
    anna = people(firm)["Anna von der Heide"]
    assert (anna.first_name, anna.last_name, anna.salutation) == ("Anna", "von der Heide", "Dr.")
    assert (anna.email, anna.phone, anna.mobile) == (
        "anna@nord.example",
        "+4940123456",
        "+491712345678",
    )
    assert anna.position == "Leiterin, Vertrieb"
    nord = anna.account
    assert (nord.name, nord.street, nord.postcode) == ("Nord GmbH", "Kai 5, Haus B", "20095")
    assert nord.website == "https://nord.example"
    text = note(firm)
    assert "mag Nüsse nicht\nruft gern an" in text
    for further in ("anna@privat.example", "040 123457", "040 100", "Weg 1", "linkedin"):
        assert further in text
    remarks = [one.text() for one in source_from_json(run.source).remarks]
    assert any(one.startswith("Pictures") for one in remarks)
    assert any(one.startswith("Further numbers") for one in remarks)
    assert (anna.birthday, anna.language) == ("--0517", "de")


def test_a_card_of_an_old_outlook_is_read_in_its_encodings(firm: Firm) -> None:
    bring(firm, "outlook")
    ben = people(firm)["Ben Özdemir"]
    assert (ben.account.name, ben.account.street, ben.account.city) == (
        "Süd AG",
        "Kaiserstraße 1, Hof",
        "München",
    )
    assert (ben.salutation, ben.mobile) == ("Herr", "+49171444444")


def test_people_without_a_company_are_accounts_themselves(firm: Firm) -> None:
    run = bring(firm, "android")
    assert run.counts["created"] == {"account": 2, "contact": 2}
    cleo = people(firm)["Cleo Klein"]
    assert (cleo.account.name, cleo.account.kind) == ("Cleo Klein", "person")
    assert (cleo.phone, cleo.mobile) == ("+4930666666", "+49172555555")
    tags = reading_of(firm.olga).tags
    assert {tags[key][0] for key in tags} >= {"VIP", "Stammkunde"}
    assert cleo.birthday == "--0415"
    assert not Interaction.objects.visible_to(firm.olga).exists()
    remarks = [one.text() for one in source_from_json(run.source).remarks]
    assert any("without a name" in one for one in remarks)


def test_organisations_and_names_in_one_piece_are_told_apart(firm: Firm) -> None:
    bring(firm, "newest")
    west = Account.objects.visible_to(firm.olga).get(name="West e.V.")
    assert (west.kind, west.email, west.phone) == (
        "organisation",
        "info@west.example",
        "+4921188888",
    )
    uta = people(firm)["Uta Graf Berg"]
    assert (uta.salutation, uta.last_name) == ("Prof. Dr.", "Graf Berg")
    assert set(people(firm)) == {"Uta Graf Berg"}


@pytest.mark.parametrize("name", ["ios", "outlook", "android", "newest"])
def test_the_same_cards_again_add_nothing(firm: Firm, name: str) -> None:
    bring(firm, name)
    again = bring(firm, name)
    assert (again.counts["created"], again.counts["updated"]) == ({}, {})

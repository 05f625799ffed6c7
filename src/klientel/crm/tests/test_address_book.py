"""Address books as other programs export them become accounts, people and notes, once."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.crm.models import Account, Interaction
from klientel.crm.tests.address_books import bring, people
from klientel.integrations.engine import carry_out, check
from klientel.integrations.mapping import ColumnPlan
from klientel.integrations.models import ImportRun
from klientel.integrations.problems import problems_of
from klientel.integrations.tests.files import imported, prepared
from klientel.records import actions
from tests.cast import Firm

pytestmark = pytest.mark.django_db

EXPORTS = Path(__file__).parent / "exports"


def bring_file(firm: Firm, name: str) -> ImportRun:
    return imported(firm.olga, EXPORTS / f"{name}.csv", "address_book")


def accounts(firm: Firm) -> dict[str, Account]:
    return {one.name: one for one in Account.objects.visible_to(firm.olga)}


def notes(firm: Firm) -> dict[str, str]:
    rows = Interaction.objects.visible_to(firm.olga).select_related("account")
    return {one.account.name: one.body for one in rows}


def test_an_outlook_export_makes_one_account_of_several_people(firm: Firm) -> None:
    run = bring_file(firm, "outlook")
    assert run.counts["created"] == {"account": 2, "contact": 3}
    nord = accounts(firm)["Nord GmbH"]
    assert (nord.kind, nord.street, nord.postcode, nord.city, nord.source) == (
        "organisation",
        "Kai 5",
        "20095",
        "Hamburg",
        "import",
    )
    anna = people(firm)["Anna von der Heide"]
    assert (anna.account_id, anna.salutation, anna.position) == (
        nord.pk,
        "Frau",
        "Leiterin, Vertrieb",
    )
    assert (anna.phone, anna.mobile) == ("+4940123456", "+491712345678")
    assert len(anna.tags) == 2
    assert anna.birthday == "--05171980"
    assert notes(firm)["Nord GmbH"] == "mag Nüsse nicht"
    solo = accounts(firm)["Cleo Solo"]
    assert (solo.kind, solo.email) == ("person", "cleo@solo.example")
    assert people(firm)["Cleo Solo"].account_id == solo.pk


FILES = {
    "google": {"Praxis Klein": "Eva Maria Klein", "Süd AG": None},
    "old_google": {"Jan van der Meer": "Jan van der Meer"},
    "pipedrive": {"Berg & Partner": "Uta Graf Berg"},
    "hubspot": {"Tann KG": "Tim Tann"},
    "odoo": {"Werk GmbH": "Ida Werk", "Ole Allein": "Ole Allein"},
    "weclapp": {"Ost GmbH": "Oda Ost"},
}


@pytest.mark.parametrize("case", FILES)
def test_exports_of_other_programs_are_recognised(firm: Firm, case: str) -> None:
    expected: dict[str, str | None] = FILES[case]
    bring_file(firm, case)
    found = dict.fromkeys(accounts(firm))
    names = {one.pk: name for name, one in accounts(firm).items()}
    found |= {names[one.account_id]: name for name, one in people(firm).items()}
    assert found == expected


@pytest.mark.parametrize("case", ["outlook", *FILES])
def test_a_second_import_adds_nothing(firm: Firm, case: str) -> None:
    bring_file(firm, case)
    before = (
        len(accounts(firm)),
        len(people(firm)),
        Interaction.objects.visible_to(firm.olga).count(),
    )
    again = bring_file(firm, case)
    assert (again.counts["created"], again.counts["updated"]) == ({}, {})
    assert again.counts["skipped"] == again.rows_total
    after = (
        len(accounts(firm)),
        len(people(firm)),
        Interaction.objects.visible_to(firm.olga).count(),
    )
    assert after == before


def test_googles_labels_say_which_number_is_mobile(firm: Firm) -> None:
    bring_file(firm, "google")
    eva = people(firm)["Eva Maria Klein"]
    assert (eva.mobile, eva.phone) == ("+49171111111", "+4930222222")
    assert (eva.salutation, eva.email) == ("Dr.", "eva@klein.example")
    assert "eva@privat.example" in notes(firm)["Praxis Klein"]
    assert accounts(firm)["Süd AG"].email == "info@sued.example"


def test_numbers_and_postcodes_keep_their_noughts(firm: Firm) -> None:
    bring_file(firm, "weclapp")
    ost = accounts(firm)["Ost GmbH"]
    assert (ost.external_number, ost.postcode) == ("K-001", "01067")


def test_what_is_no_number_is_kept_in_the_note_and_said(firm: Firm, tmp_path: Path) -> None:
    run = bring(
        firm, tmp_path, "Vorname;Nachname;Telefon;E-Mail\nAnna;Adler;abends anrufen;keine\n"
    )
    assert run.counts["created"] == {"account": 1, "contact": 1}
    assert notes(firm)["Anna Adler"] == "abends anrufen\nkeine"
    assert [one.was_imported for one in problems_of(run, is_dry=False)] == [True, True]


def test_a_row_without_any_name_is_refused(firm: Firm, tmp_path: Path) -> None:
    run = bring(firm, tmp_path, "Firma;Nachname;Ort\n;;Kiel\nNord;Ott;Kiel\n")
    assert run.counts["errors"] == 1
    assert "neither a company nor a person" in problems_of(run, is_dry=False)[0].reason


def test_a_check_counts_what_the_import_then_does(firm: Firm) -> None:
    run = prepared(firm.olga, EXPORTS / "outlook.csv", "address_book")
    counts = check(run, firm.olga)
    assert not accounts(firm)
    assert counts.created == carry_out(run, firm.olga).counts["created"]


def test_two_people_of_one_name_with_two_addresses_are_two(firm: Firm, tmp_path: Path) -> None:
    rows = "Vorname;Nachname;E-Mail\nAnna;Adler;a@x.example\nAnna;Adler;b@y.example\nAnna;Adler;\n"
    run = bring(firm, tmp_path, rows)
    assert run.counts["created"] == {"account": 2, "contact": 2}


def test_companies_of_one_name_with_two_numbers_are_two(firm: Firm, tmp_path: Path) -> None:
    rows = "Kundennummer;Firma;Ort\n1;Sparkasse;Kiel\n2;Sparkasse;Hamburg\n1;Sparkasse;Kiel\n"
    assert bring(firm, tmp_path, rows).counts["created"] == {"account": 2}


def test_a_name_of_several_accounts_is_told_apart_by_its_place(firm: Firm, tmp_path: Path) -> None:
    for city in ("Kiel", "Hamburg"):
        actions.create(firm.olga, "account", {"name": "Sparkasse", "city": city})
    run = bring(firm, tmp_path, "Firma;Ort;Nachname\nSparkasse;Kiel;Ott\nSparkasse;;Uhl\n")
    assert run.counts["created"] == {"contact": 1}
    assert "Several records fit" in problems_of(run, is_dry=False)[0].reason


ONE = """\
Firma;Vorname;Nachname;E-Mail;Position;Ort
Nord GmbH;Anna;Adler;anna@nord.example;Chefin;Kiel
"""


def existing(firm: Firm) -> None:
    nord = actions.create(firm.olga, "account", {"name": "NORD GmbH", "city": "Bonn"})
    values = {"first_name": "Anna", "last_name": "Adler", "email": "anna@nord.example"}
    actions.create(firm.olga, "contact", {**values, "account": nord.pk})


def test_existing_people_and_accounts_are_completed(firm: Firm, tmp_path: Path) -> None:
    existing(firm)
    run = bring(firm, tmp_path, ONE)
    assert (run.counts["created"], run.counts["updated"]) == ({}, {"account": 1, "contact": 1})
    assert accounts(firm)["NORD GmbH"].city == "Kiel"
    assert people(firm)["Anna Adler"].position == "Chefin"


def test_only_what_is_empty_is_filled_when_asked(firm: Firm, tmp_path: Path) -> None:
    existing(firm)
    bring(firm, tmp_path, ONE, fill_only=True)
    assert accounts(firm)["NORD GmbH"].city == "Bonn"
    assert people(firm)["Anna Adler"].position == "Chefin"


def test_add_only_leaves_what_is_there(firm: Firm, tmp_path: Path) -> None:
    existing(firm)
    run = bring(
        firm, tmp_path, ONE + "Nord GmbH;Ben;Bär;ben@nord.example;;\n", update_existing=False
    )
    assert (run.counts["created"], run.counts["updated"]) == ({"contact": 1}, {})
    assert people(firm)["Anna Adler"].position == ""


def test_complete_only_adds_nobody(firm: Firm, tmp_path: Path) -> None:
    existing(firm)
    run = bring(firm, tmp_path, ONE + "Nord GmbH;Ben;Bär;b@n.example;;\nSüd;;;;;\n", add_new=False)
    assert (run.counts["created"], run.counts["errors"]) == ({}, 2)
    assert people(firm)["Anna Adler"].position == "Chefin"


def test_of_repeats_only_the_first_counts_when_asked(firm: Firm, tmp_path: Path) -> None:
    rows = ONE + "Nord GmbH;Anna;Adler;anna@nord.example;Praktikantin;Rom\n"
    run = bring(firm, tmp_path, rows, repeats="skip")
    assert (people(firm)["Anna Adler"].position, run.counts["skipped"]) == ("Chefin", 1)
    assert accounts(firm)["Nord GmbH"].city == "Kiel"


def test_columns_that_fit_nothing_are_kept_as_notes(firm: Firm) -> None:
    path = EXPORTS / "weclapp.csv"
    plan = prepared(firm.olga, path, "address_book").mapping["columns"]
    columns = {name: ColumnPlan(one["target"], one["date"]) for name, one in plan.items()}
    columns |= {name: ColumnPlan("note") for name in ("Farbe", "Umsatzsteuer-ID")}
    imported(firm.olga, path, "address_book", columns=columns)
    assert notes(firm)["Ost GmbH"] == "Farbe: blau\nUmsatzsteuer-ID: DE1"


def test_beside_a_person_the_name_is_that_of_the_company(firm: Firm, tmp_path: Path) -> None:
    rows = "Name;Ansprechpartner;Ort\nSonnenschein Reisen;Frau Dr. Eva Klein;Kiel\n"
    bring(firm, tmp_path, rows)
    eva = people(firm)["Eva Klein"]
    assert accounts(firm)["Sonnenschein Reisen"].pk == eva.account_id
    assert eva.salutation == "Frau Dr."


def test_stages_of_other_programs_stop_nothing(firm: Firm, tmp_path: Path) -> None:
    rows = "Firma;Lifecycle Stage;Phase;Owner\nNord GmbH;SQL;MQL;Jane Doe\n"
    run = bring(firm, tmp_path, rows)
    assert (run.counts["created"], run.counts["errors"]) == ({"account": 1}, 0)


def test_more_rows_of_a_chunk_cost_no_more_queries(firm: Firm, tmp_path: Path) -> None:
    def rows(first: int, count: int) -> str:
        told = (
            f"Firma {n};Vor;Nach {n};n{n}@x.example;Notiz {n}" for n in range(first, first + count)
        )
        return "\n".join(["Firma;Vorname;Nachname;E-Mail;Notiz", *told]) + "\n"

    def queries(text: str) -> int:
        path = tmp_path / "a.csv"
        path.write_text(text, encoding="utf-8")
        run = prepared(firm.olga, path, "address_book")
        with CaptureQueriesContext(connection) as told:
            carry_out(run, firm.olga)
        return len(told)

    queries(rows(0, 5))
    few, many = queries(rows(100, 10)), queries(rows(200, 100))
    # PostgreSQL copies many rows at once, with fewer statements
    assert many <= few


COMPANIES = {
    "Vorname;Nachname\nMüller Sanitär;GmbH\n": "Müller Sanitär GmbH",
    "Vorname;Nachname\n;Segelverein Kiel e.V.\n": "Segelverein Kiel e.V.",
    "Name\nStadtwerke Kiel\n": "Stadtwerke Kiel",
}


@pytest.mark.parametrize("rows", COMPANIES)
def test_a_company_that_stands_where_people_stand_is_one(
    firm: Firm, tmp_path: Path, rows: str
) -> None:
    bring(firm, tmp_path, rows)
    (one,) = accounts(firm).values()
    assert (one.name, one.kind) == (COMPANIES[rows], "organisation")
    assert not people(firm)


def test_groups_that_google_made_by_itself_are_no_tags(firm: Firm, tmp_path: Path) -> None:
    bring(firm, tmp_path, "Firma;Labels\nNord GmbH;* starred ::: myContacts ::: Messe\n")
    assert len(accounts(firm)["Nord GmbH"].tags) == 1


def test_a_street_is_put_together_of_its_columns(firm: Firm, tmp_path: Path) -> None:
    rows = "Firma;Straße;Hausnummer;Adresszusatz\nNord GmbH;Kai;5a;Hof\n"
    bring(firm, tmp_path, rows)
    assert accounts(firm)["Nord GmbH"].street == "Kai 5a, Hof"


def test_headings_of_places_of_life_are_understood(firm: Firm, tmp_path: Path) -> None:
    rows = (
        "Vorname;Nachname;E-Mail (Privat);E-Mail (Arbeit);Telefon (Arbeit);Telefon (Mobil);"
        "Contact owner\nAnna;Adler;p@x.example;a@x.example;040 1234567;0171 2345678;Jane Doe\n"
    )
    run = bring(firm, tmp_path, rows)
    anna = people(firm)["Anna Adler"]
    assert (anna.email, anna.phone, anna.mobile) == (
        "a@x.example",
        "+49401234567",
        "+491712345678",
    )
    assert "p@x.example" in notes(firm)["Anna Adler"]
    assert run.counts["errors"] == 0

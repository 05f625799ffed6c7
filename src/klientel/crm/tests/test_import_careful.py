"""What is recognised by its name alone is not believed as much as what a number tells apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from klientel.crm.address_book_known import Known
from klientel.crm.models import Account, Contact
from klientel.integrations import engine
from klientel.integrations.actions import run as runs
from klientel.integrations.counting import counts_from_json
from klientel.integrations.models import ImportRun
from klientel.integrations.suspects import suspects_of
from klientel.integrations.tests.files import imported, prepared, write
from klientel.records import actions
from klientel.records.actions.create import Draft
from klientel.workspaces.rows import known_as
from tests.cast import Firm

pytestmark = pytest.mark.django_db

HEAD = ("Kundennummer", "Name", "E-Mail", "Ort", "Branche")
NORD = ("7", "Nord GmbH", "info@nord.example", "Kiel", "Werft")


@pytest.fixture(params=["one chunk", "a chunk for each row"], autouse=True)
def chunks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param != "one chunk":
        monkeypatch.setattr(engine, "CHUNK", 1)


def account(firm: Firm, **values: str) -> Account:
    return known_as(Account, actions.create(firm.olga, "account", values))


def bring(firm: Firm, folder: Path, *rows: tuple[str, ...], **changes: object) -> ImportRun:
    """The check must foresee what the import does."""
    path = write(folder, [HEAD, *rows])
    told = counts_from_json(
        runs.check(firm.olga, prepared(firm.olga, path, "account", **changes)).dry_counts
    )
    run = imported(firm.olga, path, "account", **changes)
    did = counts_from_json(run.counts)
    assert (told.created, told.updated, told.skipped, told.errors) == (
        did.created, did.updated, did.skipped, did.errors,
    )  # fmt: skip
    return run


def names(firm: Firm) -> list[tuple[str, str, str]]:
    rows = Account.objects.visible_to(firm.olga).order_by("external_number", "email", "city")
    return [(one.external_number, one.email, one.city) for one in rows]


def test_a_name_alone_fills_gaps_and_replaces_nothing(firm: Firm, tmp_path: Path) -> None:
    kept = account(firm, name="Nord GmbH", city="Flensburg")
    run = bring(firm, tmp_path, NORD)
    assert (run.counts["created"], run.counts["updated"]) == ({}, {"account": 1})
    assert names(firm) == [("7", "info@nord.example", "Flensburg")]
    kept.refresh_from_db()
    assert kept.industry == "Werft"


@pytest.mark.parametrize(
    "known", [{"external_number": "7"}, {"email": "INFO@nord.example"}], ids=["number", "mail"]
)
def test_a_number_or_address_replaces_as_the_cells_say(
    firm: Firm, tmp_path: Path, known: dict[str, str]
) -> None:
    account(firm, name="Nord GmbH", city="Flensburg", **known)
    bring(firm, tmp_path, NORD)
    assert names(firm) == [("7", "info@nord.example", "Kiel")]


@pytest.mark.parametrize(
    "known",
    [{"external_number": "8"}, {"email": "info@nord-koeln.example"},
     # a surer key rules out what a less sure one says
     {"external_number": "8", "email": "info@nord.example"}],
    ids=["number", "mail", "number against mail"],
)  # fmt: skip
def test_a_namesake_with_another_number_or_address_is_another_and_is_asked_about(
    firm: Firm, tmp_path: Path, known: dict[str, str]
) -> None:
    kept = account(firm, name="Nord GmbH", city="Köln", **known)
    path = write(tmp_path, [HEAD, NORD])
    checked = runs.check(firm.olga, prepared(firm.olga, path, "account"))
    assert suspects_of(checked).get().record_id == kept.pk
    bring(firm, tmp_path, NORD)
    assert len(names(firm)) == 2
    kept.refresh_from_db()
    assert (kept.city, kept.industry) == ("Köln", "")


def test_whoever_chooses_the_namesake_updates_it_for_good(firm: Firm, tmp_path: Path) -> None:
    account(firm, name="Nord GmbH", city="Köln", email="info@nord-koeln.example")
    run = runs.check(firm.olga, prepared(firm.olga, write(tmp_path, [HEAD, NORD]), "account"))
    runs.choose_suspect(firm.olga, run, suspects_of(run).get().pk, "update")
    engine.carry_out(run, firm.olga)
    assert names(firm) == [("7", "info@nord.example", "Kiel")]


def test_two_of_one_name_in_a_file_stay_two_and_are_known_again(firm: Firm, tmp_path: Path) -> None:
    other = ("8", "Nord GmbH", "info@nord-koeln.example", "Köln", "")
    assert bring(firm, tmp_path, NORD, other).counts["created"] == {"account": 2}
    again = bring(firm, tmp_path, NORD, other)
    assert (again.counts["created"], again.counts["updated"]) == ({}, {})
    assert again.counts["skipped"] == 2


def test_a_second_import_keeps_what_was_written_by_hand_meanwhile(
    firm: Firm, tmp_path: Path
) -> None:
    row = ("", "Nord GmbH", "", "Kiel", "Werft")
    bring(firm, tmp_path, row)
    one = Account.objects.visible_to(firm.olga).get()
    actions.change(firm.olga, "account", one.pk, {"city": "Flensburg"})
    again = bring(firm, tmp_path, row)
    assert (again.counts["updated"], again.counts["skipped"]) == ({}, 1)
    assert names(firm) == [("", "", "Flensburg")]


def test_several_namesakes_are_told_apart_or_the_row_is_refused(firm: Firm, tmp_path: Path) -> None:
    account(firm, name="Nord GmbH", external_number="8", city="Köln")
    account(firm, name="Nord GmbH", city="Bonn")
    run = bring(firm, tmp_path, NORD)
    assert run.counts["updated"] == {"account": 1}, "the one that has no other number"
    run = bring(firm, tmp_path, ("", "Nord GmbH", "", "Kiel", "Werft"))
    assert run.counts["errors"] == 1


def test_whoever_wants_it_replaces_by_the_name_alone(firm: Firm, tmp_path: Path) -> None:
    account(firm, name="Nord GmbH", city="Flensburg", email="post@nord.example")
    bring(firm, tmp_path, NORD, careful=False)
    assert names(firm) == [("7", "info@nord.example", "Kiel")]


BOOK = ("Firma", "Vorname", "Nachname", "E-Mail", "Position", "Ort")


@pytest.mark.parametrize("careful", [True, False])
def test_people_and_companies_of_an_address_book_are_treated_alike(
    firm: Firm, tmp_path: Path, careful: bool
) -> None:
    nord = account(firm, name="Nord GmbH", city="Flensburg")
    for last, email in (("Bär", ""), ("Aal", "aal@nord.example")):
        values = {"account": nord.pk, "first_name": "Ina", "last_name": last, "email": email,
                  "position": "Inhaberin"}  # fmt: skip
        actions.create(firm.olga, "contact", values)
    rows = [BOOK, ("Nord GmbH", "Ina", "Bär", "", "Lager", "Kiel")]
    imported(firm.olga, write(tmp_path, rows), "address_book", careful=careful)
    nord.refresh_from_db()
    assert nord.city == ("Flensburg" if careful else "Kiel")
    by_name = Contact.objects.visible_to(firm.olga).get(last_name="Bär")
    assert by_name.position == ("Inhaberin" if careful else "Lager")
    mailed = [BOOK, ("Nord GmbH", "Ina", "Aal", "aal@nord.example", "Versand", "Kiel")]
    imported(firm.olga, write(tmp_path, mailed), "address_book", careful=careful)
    nord.refresh_from_db()
    assert nord.city == "Kiel", "the address of its person says which company it is"
    by_mail = Contact.objects.visible_to(firm.olga).get(last_name="Aal")
    assert by_mail.position == "Versand"


def test_namesakes_in_a_file_do_not_hide_whom_an_address_tells(firm: Firm, tmp_path: Path) -> None:
    account(firm, name="Müller", email="kim@mueller.example", external_number="9")
    first, second = ("1", "Müller", "", "Kiel", ""), ("2", "Müller", "", "Köln", "")
    known = ("", "Müller", "kim@mueller.example", "Ulm", "Werft")
    run = bring(firm, tmp_path, first, second, known)
    assert run.counts["errors"] == 0
    assert ("9", "kim@mueller.example", "Ulm") in names(firm)


EAST = ("8", "Nord GmbH", "", "Köln", "")


def test_of_two_namesakes_that_fit_one_record_the_second_is_another(
    firm: Firm, tmp_path: Path
) -> None:
    """The first takes the record, with a number that the second has not."""
    account(firm, name="Nord GmbH", city="Flensburg")
    first = ("7", "Nord GmbH", "", "Kiel", "Werft")
    run = bring(firm, tmp_path, first, EAST)
    assert names(firm) == [("7", "", "Flensburg"), ("8", "", "Köln")]
    assert (run.counts["created"], run.counts["updated"]) == ({"account": 1}, {"account": 1})


def test_what_a_row_gave_to_a_record_is_known_to_the_rows_after_it(
    firm: Firm, tmp_path: Path
) -> None:
    account(firm, name="Nord GmbH", city="Flensburg")
    rows = [("7", "Nord GmbH", "", "", ""), ("7", "Nord AG", "info@nord.example", "", "")]
    bring(firm, tmp_path, *rows)
    assert names(firm) == [("7", "info@nord.example", "Flensburg")]


def test_a_name_that_a_record_and_a_row_before_bear_is_refused(firm: Firm, tmp_path: Path) -> None:
    account(firm, name="Nord GmbH", external_number="8", city="Köln")
    run = bring(firm, tmp_path, NORD, ("", "Nord GmbH", "", "Bonn", ""))
    assert (run.counts["created"], run.counts["errors"]) == ({"account": 1}, 1)


def test_a_number_in_a_row_before_is_surer_than_the_name_of_a_record(
    firm: Firm, tmp_path: Path
) -> None:
    account(firm, name="Nord GmbH", city="Flensburg")
    rows = [HEAD, ("7", "Nord Alt", "", "Kiel", ""), ("7", "Nord GmbH", "", "", "Werft")]
    imported(firm.olga, write(tmp_path, rows), "account")
    assert names(firm) == [("", "", "Flensburg"), ("7", "", "Kiel")]


COMPANIES = ("Kundennummer", "Firma", "Ort")


def test_two_companies_of_an_address_book_that_fit_one_account_stay_two(
    firm: Firm, tmp_path: Path
) -> None:
    account(firm, name="Nord GmbH")
    path = write(tmp_path, [COMPANIES, ("7", "Nord GmbH", "Kiel"), ("8", "Nord GmbH", "Köln"),
                            ("7", "Nord GmbH", "Kiel")])  # fmt: skip
    run = prepared(firm.olga, path, "address_book")
    told = counts_from_json(runs.check(firm.olga, run).dry_counts)
    run = imported(firm.olga, path, "address_book")
    assert names(firm) == [("7", "", "Kiel"), ("8", "", "Köln")]
    assert (told.created, told.errors) == ({"account": 1}, 0)
    assert (run.counts["created"], run.counts["errors"]) == ({"account": 1}, 0)


def test_of_thousands_of_one_name_an_address_book_reads_those_it_may_mean(
    firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = [{"name": "Privatkunde", "external_number": f"alt {n}"} for n in range(30)]
    actions.create_many(firm.olga, "account", [Draft(one, None) for one in values])
    known = account(firm, name="Privatkunde")
    read: list[int] = []

    def counted(*given: Any) -> list[Any]:
        found = found_as_ever(*given)
        read.append(len(found))
        return found

    found_as_ever = Known._found
    monkeypatch.setattr(Known, "_found", counted)
    rows = [(str(number), "Privatkunde", "Kiel") for number in range(3)]
    run = imported(firm.olga, write(tmp_path, [COMPANIES, *rows]), "address_book")
    assert (run.counts["created"], run.counts["updated"]) == ({"account": 2}, {"account": 1})
    assert max(read) == 1
    known.refresh_from_db()
    assert known.external_number == "0"

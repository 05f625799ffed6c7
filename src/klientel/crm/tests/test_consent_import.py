"""Consents out of address books: with day and proof, once, taken back, and never against a no."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from klientel.crm import address_book_consents
from klientel.crm.actions import consent as verbs
from klientel.crm.models import Consent, Contact
from klientel.crm.tests.address_books import bring, people
from klientel.crm.tests.consents import note, standing
from klientel.events.feed import history_of
from klientel.integrations.actions.run import suggest_plan
from klientel.integrations.engine import check
from klientel.integrations.models import ImportRun
from klientel.integrations.problems import problems_of, reason_of
from klientel.integrations.tests.files import prepared
from klientel.integrations.undoing import carry_out as take_back
from klientel.kit import clock
from klientel.kit.text import fold
from klientel.records.reading import reading_for, reading_of
from tests.cast import Firm

pytestmark = pytest.mark.django_db

HEAD = "Vorname;Nachname;Firma;E-Mail;Newsletter;Einwilligung am"
INA = "Ina;Roth;Nord GmbH;ina@nord.example"


def file(*rows: str, head: str = HEAD) -> str:
    return "\n".join([head, *rows]) + "\n"


def entries(firm: Firm) -> list[Consent]:
    return list(Consent.objects.in_workspace(firm.workspace.pk).order_by("pk"))


def remarks(firm: Firm, run: ImportRun) -> list[str]:
    reading = reading_for(firm.workspace, language="en")
    return [reason_of(one, reading) for one in problems_of(run, is_dry=False)]


def ina(firm: Firm) -> Contact:
    return people(firm)["Ina Roth"]


def test_columns_are_proposed_by_their_names(firm: Firm, tmp_path: Path) -> None:
    path = tmp_path / "adressen.csv"
    path.write_text(file(f"{INA};ja;01.02.2025"), encoding="utf-8")
    run = prepared(firm.olga, path, "address_book")
    plan = suggest_plan(run, reading_of(firm.olga))
    targets = [plan.columns[name].target for name in ("Newsletter", "Einwilligung am")]
    assert targets == ["consent_newsletter", "consent_day"]


def test_a_yes_is_noted_with_its_day_and_its_proof(firm: Firm, tmp_path: Path) -> None:
    run = bring(firm, tmp_path, file(f"{INA};ja;01.02.2025"), source="Mailchimp")
    (row,) = entries(firm)
    assert (row.purpose, row.is_given, row.channel) == ("newsletter", True, "import")
    assert row.said_on.isoformat() == "2025-02-01"
    assert row.source == "Import: Mailchimp, adressen.csv"
    assert ina(firm).consent_newsletter == "given"
    assert run.counts["created"] == {"account": 1, "contact": 1, "consent": 1}
    event = history_of(firm.olga, row.contact_id, limit=1).rows[0]
    assert (event.verb, event.facts["source"]) == ("contact.consent_given", row.source)


def test_without_a_day_it_is_said_on_the_day_of_the_import(firm: Firm, tmp_path: Path) -> None:
    bring(firm, tmp_path, file(f"{INA};x;"))
    (row,) = entries(firm)
    assert row.said_on == clock.today(firm.workspace.time_zone)
    assert row.source == "Import: adressen.csv"


def test_a_proof_of_the_file_goes_before(firm: Firm, tmp_path: Path) -> None:
    head = f"{HEAD};Quelle der Einwilligung"
    bring(firm, tmp_path, file(f"{INA};ja;01.02.2025;Messe 2025", head=head))
    assert [row.source for row in entries(firm)] == ["Messe 2025"]


def test_the_same_file_twice_notes_once(firm: Firm, tmp_path: Path) -> None:
    for _twice in range(2):
        run = bring(firm, tmp_path, file(f"{INA};ja;01.02.2025"))
    assert len(entries(firm)) == 1
    assert "consent" not in run.counts["created"]


@pytest.mark.parametrize("day", ["", "01.01.2026"])
def test_a_withdrawal_is_never_restored_and_the_row_says_so(
    firm: Firm, tmp_path: Path, day: str
) -> None:
    bring(firm, tmp_path, file(f"{INA};ja;01.02.2025"))
    note(firm, ina(firm), "newsletter", "withdrawn", said_on="2025-03-01")
    run = bring(firm, tmp_path, file(f"{INA};ja;{day}"))
    assert standing(firm, ina(firm)) == {"newsletter": False}
    assert len(entries(firm)) == 2
    (remark,) = remarks(firm, run)
    assert "was withdrawn on" in remark
    assert "an import does not restore it" in remark


def test_a_no_withdraws_what_is_noted_and_says_nothing_of_who_never_agreed(
    firm: Firm, tmp_path: Path
) -> None:
    bring(firm, tmp_path, file(f"{INA};nein;"))
    assert entries(firm) == []
    note(firm, ina(firm), "newsletter", said_on="2025-01-01")
    bring(firm, tmp_path, file(f"{INA};nein;"))
    assert standing(firm, ina(firm)) == {"newsletter": False}


def test_an_objection_is_noted_of_new_people_too(firm: Firm, tmp_path: Path) -> None:
    bring(firm, tmp_path, file(f"{INA};abgemeldet;"))
    assert ina(firm).consent_newsletter == "withdrawn"


def test_of_two_rows_of_one_person_the_more_careful_counts(firm: Firm, tmp_path: Path) -> None:
    bring(firm, tmp_path, file(f"{INA};ja;", f"{INA};widerrufen;"))
    assert standing(firm, ina(firm)) == {"newsletter": False}


def test_an_import_that_leaves_records_as_they_are_notes_nothing_on_them(
    firm: Firm, tmp_path: Path
) -> None:
    bring(firm, tmp_path, file(f"{INA};;"))
    bring(firm, tmp_path, file(f"{INA};ja;"), update_existing=False)
    assert entries(firm) == []


def test_what_is_neither_yes_nor_no_or_to_come_or_of_nobody_is_told(
    firm: Firm, tmp_path: Path
) -> None:
    tomorrow = clock.today(firm.workspace.time_zone) + timedelta(days=1)
    run = bring(
        firm, tmp_path,
        file(
            f"{INA};vielleicht;",
            f"Jan;Falk;Nord GmbH;jan@nord.example;ja;{tomorrow:%d.%m.%Y}",
            ";;Leer GmbH;;ja;",
        ),
    )  # fmt: skip
    assert entries(firm) == []
    told = " ".join(remarks(firm, run))
    for text in ("neither yes nor no", "not happened yet", "names nobody"):
        assert text in told
    assert run.counts["created"] == {"account": 2, "contact": 2}


def test_a_check_counts_and_writes_nothing(firm: Firm, tmp_path: Path) -> None:
    path = tmp_path / "adressen.csv"
    path.write_text(file(f"{INA};ja;", "Jan;Falk;Nord GmbH;;ja;"), encoding="utf-8")
    counts = check(prepared(firm.olga, path, "address_book"), firm.olga)
    assert counts.created["consent"] == 2
    assert entries(firm) == []


def test_an_import_taken_back_takes_its_consents_along(firm: Firm, tmp_path: Path) -> None:
    run = bring(firm, tmp_path, file(f"{INA};ja;"))
    contact = ina(firm)
    take_back(run, firm.olga)
    run.refresh_from_db()
    assert run.counts["kept"] == 0
    (row,) = entries(firm)
    assert row.struck_at is not None
    assert Contact.objects.in_workspace(firm.workspace.pk).get(pk=contact.pk).trashed_at


def test_a_person_who_agreed_since_stays_when_the_import_is_taken_back(
    firm: Firm, tmp_path: Path
) -> None:
    run = bring(firm, tmp_path, file(f"{INA};ja;"))
    verbs.note_consent(
        firm.olga, ina(firm), purpose="phone", answer="given", channel="phone", source="Anruf"
    )
    take_back(run, firm.olga)
    assert standing(firm, ina(firm)) == {"phone": True}


def test_the_number_of_statements_does_not_grow_with_the_people(firm: Firm, tmp_path: Path) -> None:
    def asked(count: int) -> Any:
        names = [
            f"P{count};Roth{n};Nord {count} GmbH;p{n}@c{count}.example;ja;" for n in range(count)
        ]
        with CaptureQueriesContext(connection) as seen:
            bring(firm, tmp_path, file(*names))
        return len(seen)

    asked(1)
    assert asked(30) <= asked(10) + 2


def test_the_words_of_a_language_are_made_once_and_not_for_each_cell(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def counted(text: str) -> str:
        made.append(text)
        return fold(text)

    address_book_consents._own_words.cache_clear()
    monkeypatch.setattr(address_book_consents, "fold", counted)
    one = address_book_consents.AnswerField(name="newsletter", label="")
    reading = reading_for(firm.workspace)
    with override("de"):
        assert {one.import_("Zugestimmt", reading) for _cell in range(20)} == {"given"}
        assert one.import_("Widerrufen oder widersprochen", reading) == "withdrawn"
    with override("en"):
        assert one.import_("Withdrawn or objected", reading) == "withdrawn"
    assert len(made) == 22 + 2 * 3

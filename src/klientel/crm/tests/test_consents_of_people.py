"""Consents out of a plain list of people: by purpose, with day and proof, never against a no."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.crm.models import Account, Consent, Contact
from klientel.crm.tests.consents import note, standing
from klientel.integrations import engine
from klientel.integrations.actions import run as runs
from klientel.integrations.counting import counts_from_json
from klientel.integrations.models import ImportRun
from klientel.integrations.problems import problems_of, reason_of
from klientel.integrations.tests.files import imported, prepared, write
from klientel.integrations.undoing import carry_out as take_back
from klientel.kit import clock
from klientel.records import actions
from klientel.records.reading import reading_of
from klientel.workspaces.rows import known_as
from tests.cast import Firm

pytestmark = pytest.mark.django_db

HEAD = ("Firma", "Vorname", "Nachname", "E-Mail", "Newsletter", "Werbung per Telefon",
        "Einwilligung am", "Nachweis")  # fmt: skip
INA = ("Nord GmbH", "Ina", "Roth", "ina@nord.example")
BEN = ("Nord GmbH", "Ben", "Bär", "ben@nord.example")


@pytest.fixture(params=["one chunk", "a chunk for each row"], autouse=True)
def chunks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param != "one chunk":
        monkeypatch.setattr(engine, "CHUNK", 1)


@pytest.fixture(autouse=True)
def nord(firm: Firm) -> Account:
    return known_as(Account, actions.create(firm.olga, "account", {"name": "Nord GmbH"}))


def bring(firm: Firm, folder: Path, *rows: tuple[str, ...], **changes: object) -> ImportRun:
    """The check must foresee what the import notes."""
    path = write(folder, [HEAD, *rows])
    run = runs.check(firm.olga, prepared(firm.olga, path, "contact", **changes))
    foreseen = counts_from_json(run.dry_counts).created.get("consent", 0)
    done = imported(firm.olga, path, "contact", **changes)
    assert counts_from_json(done.counts).created.get("consent", 0) == foreseen
    return done


def entries(firm: Firm) -> list[tuple[str, str, bool, date, str]]:
    rows = Consent.objects.in_workspace(firm.workspace.pk).filter(struck_at=None)
    rows = rows.order_by("contact__last_name", "pk")
    return [
        (one.contact.last_name, one.purpose, one.is_given, one.said_on, one.source)
        for one in rows.select_related("contact")
    ]


def told(firm: Firm, run: ImportRun) -> list[str]:
    return [reason_of(one, reading_of(firm.olga)) for one in problems_of(run, is_dry=False)]


def test_each_purpose_is_noted_with_its_day_and_its_proof(firm: Firm, tmp_path: Path) -> None:
    run = bring(
        firm,
        tmp_path,
        (*INA, "ja", "ja", "01.02.2025", "Messe Kiel"),
        (*BEN, "nein", "", "", ""),
    )
    assert entries(firm) == [
        ("Roth", "newsletter", True, date(2025, 2, 1), "Messe Kiel"),
        ("Roth", "phone", True, date(2025, 2, 1), "Messe Kiel"),
    ]
    assert run.counts["created"] == {"contact": 2, "consent": 2}
    ina = Contact.objects.visible_to(firm.olga).get(last_name="Roth")
    assert ina.consent_newsletter == "given"


def test_without_a_day_and_proof_it_is_of_today_and_of_the_file(firm: Firm, tmp_path: Path) -> None:
    bring(firm, tmp_path, (*INA, "x", "", "", ""))
    (one,) = entries(firm)
    assert one[3] == clock.today(firm.workspace.time_zone)
    assert "fleet.csv" in one[4]


def test_a_second_run_notes_nothing_again_and_a_no_takes_it_back(
    firm: Firm, tmp_path: Path
) -> None:
    row = (*INA, "ja", "", "01.02.2025", "Messe")
    bring(firm, tmp_path, row)
    again = bring(firm, tmp_path, row)
    assert again.counts["created"] == {}
    assert len(entries(firm)) == 1
    bring(firm, tmp_path, (*INA, "nein", "", "03.02.2025", ""))
    assert [one[2] for one in entries(firm)] == [True, False]


def test_who_withdrew_stays_so_whatever_the_file_says(firm: Firm, tmp_path: Path) -> None:
    bring(firm, tmp_path, (*INA, "", "", "", ""))
    ina = Contact.objects.visible_to(firm.olga).get(last_name="Roth")
    note(firm, ina, "newsletter", "withdrawn")
    run = bring(firm, tmp_path, (*INA, "ja", "", "", ""))
    assert standing(firm, ina) == {"newsletter": False}
    assert any("was withdrawn on" in one for one in told(firm, run))


def test_what_is_neither_yes_nor_no_refuses_its_row_with_its_column(
    firm: Firm, tmp_path: Path
) -> None:
    run = bring(firm, tmp_path, (*INA, "vielleicht", "", "", ""), (*BEN, "ja", "", "", ""))
    assert told(firm, run) == ["Newsletter: This says neither yes nor no."]
    assert [one[0] for one in entries(firm)] == ["Bär"]


def test_a_day_without_a_consent_is_said(firm: Firm, tmp_path: Path) -> None:
    run = bring(firm, tmp_path, (*INA, "", "", "01.02.2025", ""))
    assert told(firm, run) == ["A day or proof without a consent was left out."]
    assert entries(firm) == []


def test_who_is_refused_has_no_consent_and_an_undo_takes_it_back(
    firm: Firm, tmp_path: Path
) -> None:
    run = bring(
        firm, tmp_path, (*INA, "ja", "", "01.02.2025", ""), (*BEN, "ja", "", "31.02.2025", "")
    )
    assert len(entries(firm)) == 1
    take_back(run, firm.olga)
    assert entries(firm) == []


def test_those_that_are_there_stay_as_they_are_if_that_is_wished(
    firm: Firm, tmp_path: Path
) -> None:
    bring(firm, tmp_path, (*INA, "", "", "", ""))
    bring(firm, tmp_path, (*INA, "ja", "", "", ""), update_existing=False)
    assert entries(firm) == []


def test_many_cost_no_more_questions_than_few(
    firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "CHUNK", 2_000)
    asked = []
    for number in (2, 30):
        rows = [("Nord GmbH", f"A{number}", f"B{n}", f"a{n}@b{number}.example", "ja", "", "", "")
                for n in range(number)]  # fmt: skip
        path = write(tmp_path, [HEAD, *rows])
        run = prepared(firm.olga, path, "contact")
        with CaptureQueriesContext(connection) as queries:
            engine.carry_out(run, firm.olga)
        asked.append(len(queries))
    assert asked[1] <= asked[0] + 3

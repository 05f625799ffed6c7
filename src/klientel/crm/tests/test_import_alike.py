"""Rows of a file that are nearly certainly there already, written otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.crm.models import Account
from klientel.integrations.actions import run as runs
from klientel.integrations.counting import counts_from_json
from klientel.integrations.models import ImportRun
from klientel.integrations.tests.files import imported, prepared, write
from klientel.records import actions
from tests.cast import Firm

pytestmark = pytest.mark.django_db

HEAD = ("Name", "Telefon", "Straße", "PLZ", "Ort", "Website")
ROWS = [
    HEAD,
    ("Müller und Söhne", "0421 1234567", "Wallstraße 3", "28195", "Bremen", ""),
    ("Werft Kornblume", "", "", "", "Kiel", ""),
]


@pytest.fixture
def known(firm: Firm) -> Account:
    values = {"name": "Mueller & Soehne GmbH", "phone": "0421/1234567",
              "street": "Wallstr. 3", "postcode": "28195", "city": "Bremen"}  # fmt: skip
    return actions.create(firm.olga, "account", values)  # type: ignore[no-any-return]


def accounts(firm: Firm) -> int:
    return int(Account.objects.in_workspace(firm.workspace.pk).count())


def test_the_check_counts_them(firm: Firm, known: Account, tmp_path: Path) -> None:
    run = runs.check(firm.olga, prepared(firm.olga, write(tmp_path, ROWS), "account"))
    counts = counts_from_json(run.dry_counts)
    assert (counts.alike, counts.created["account"]) == (1, 2)
    text = firm.client().get(f"/werft/import/{run.pk}/check").content.decode()
    assert "1 new row is nearly certainly there already" in text


@pytest.mark.parametrize(("alike", "left"), [("create", 3), ("skip", 2), ("update", 2)])
def test_they_are_added_left_out_or_completed(
    firm: Firm, known: Account, tmp_path: Path, alike: str, left: int
) -> None:
    rows = [*ROWS[:1], (*ROWS[1][:5], "https://mueller.example"), ROWS[2]]
    imported(firm.olga, write(tmp_path, rows), "account", alike=alike)
    assert accounts(firm) == left
    known.refresh_from_db()
    assert bool(known.website) == (alike == "update")


def test_what_is_chosen_on_the_page_is_kept_with_the_run(
    firm: Firm, known: Account, tmp_path: Path
) -> None:
    run = runs.check(firm.olga, prepared(firm.olga, write(tmp_path, ROWS), "account"))
    firm.client().post(f"/werft/import/{run.pk}/start", {"alike": "skip"})
    assert ImportRun.objects.in_workspace(firm.workspace.pk).get().mapping["alike"] == "skip"


def test_nobody_is_told_of_whom_they_do_not_see(firm: Firm, tmp_path: Path) -> None:
    team = firm.teams["web"].pk
    values = {"name": "Mueller & Soehne GmbH", "phone": "0421/1234567"}
    hidden = actions.create(firm.olga, "account", values)
    from klientel.records.actions.share import share

    share(firm.olga, "account", hidden.pk, privacy="team", team_id=team)
    bea = firm.actor("bea")
    run = runs.check(bea, prepared(bea, write(tmp_path, ROWS), "account"))
    assert counts_from_json(run.dry_counts).alike == 0


def test_a_long_file_asks_as_often_as_a_short_one(
    firm: Firm, known: Account, tmp_path: Path
) -> None:
    def asked(count: int) -> int:
        rows = [HEAD, *((f"Firma {n}", "", "", "", "Kiel", "") for n in range(count))]
        run = prepared(firm.olga, write(tmp_path, rows, f"{count}.csv"), "account")
        with CaptureQueriesContext(connection) as queries:
            runs.check(firm.olga, run)
        return len(queries)

    asked(1)
    assert asked(200) == asked(10)

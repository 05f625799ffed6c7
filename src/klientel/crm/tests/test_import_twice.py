"""A shop's file imported in pieces, twice, and again after an undo: revenue counts once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from klientel.crm.actions.purchase_trash import trash_purchase
from klientel.crm.models import Account, Purchase, PurchaseLine
from klientel.integrations import engine, undoing
from klientel.integrations.engine import check
from klientel.integrations.models import ImportRun
from klientel.integrations.tests.files import imported, prepared, write
from klientel.records import actions
from tests.cast import Firm

pytestmark = pytest.mark.django_db

HEAD = ("Kundennummer", "Datum", "Betrag", "Artikel", "Beleg")
RECEIPT = [("7", "2024-05-05", f"{n}.00", f"Brot {n}", "B-1") for n in (1, 2, 3)]
ROWS = [HEAD, *RECEIPT, ("8", "2024-05-06", "9.00", "Baguette", "")]


def bring_in(firm: Firm, path: Path) -> ImportRun:
    return imported(firm.olga, path, "purchases")


def revenue(firm: Firm) -> dict[str, Decimal]:
    rows = Account.objects.visible_to(firm.olga).values_list("external_number", "purchases_total")
    return dict(rows)


ALL = {"7": Decimal("6.00"), "8": Decimal("9.00")}


@pytest.mark.parametrize("chunk", [1, 2, 100])
def test_a_receipt_on_the_border_of_two_chunks_is_one_purchase_and_counts_once(
    firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(engine, "CHUNK", chunk)
    path = write(tmp_path, ROWS)
    told = check(prepared(firm.olga, path, "purchases"), firm.olga).created
    run = bring_in(firm, path)
    assert told == run.counts["created"] == {"account": 2, "purchase": 2}
    assert revenue(firm) == ALL
    purchase = Purchase.objects.in_workspace(firm.workspace.pk).get(number="B-1")
    assert (purchase.amount, purchase.lines_count) == (Decimal("6.00"), 3)
    lines = PurchaseLine.objects.in_workspace(firm.workspace.pk).filter(purchase=purchase)
    assert list(lines.order_by("place").values_list("place", "product")) == [
        (0, "Brot 1"), (1, "Brot 2"), (2, "Brot 3"),
    ]  # fmt: skip
    again = bring_in(firm, path)
    assert (again.counts["created"], again.counts["skipped"]) == ({}, 4)
    assert revenue(firm) == ALL


def test_a_receipt_is_known_when_the_border_of_the_chunks_has_moved(
    firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in(firm, write(tmp_path, ROWS))
    monkeypatch.setattr(engine, "CHUNK", 2)
    moved = [HEAD, ("9", "2024-05-01", "1.00", "Kuchen", ""), *ROWS[1:]]
    assert bring_in(firm, write(tmp_path, moved, "moved.csv")).counts["skipped"] == 4
    assert revenue(firm) == {**ALL, "9": Decimal("1.00")}


def test_an_import_that_was_undone_can_be_imported_again(firm: Firm, tmp_path: Path) -> None:
    path = write(tmp_path, ROWS)
    undoing.carry_out(bring_in(firm, path), firm.olga)
    assert revenue(firm) == {}
    again = bring_in(firm, path)
    assert again.counts["created"] == {"account": 2, "purchase": 2}
    assert revenue(firm) == ALL


def test_what_was_imported_again_is_not_brought_back_beside_it(firm: Firm, tmp_path: Path) -> None:
    path = write(tmp_path, ROWS)
    bring_in(firm, path)
    purchase = Purchase.objects.in_workspace(firm.workspace.pk).get(import_key__isnull=False,
        number="")  # fmt: skip
    told: UUID = trash_purchase(firm.olga, purchase.account_id, purchase.pk)
    assert revenue(firm)["8"] == 0
    bring_in(firm, path)
    assert revenue(firm) == ALL
    actions.undo(firm.olga, told)
    assert revenue(firm) == ALL


def test_an_amount_beyond_its_column_costs_its_row_only(firm: Firm, tmp_path: Path) -> None:
    rows = [*ROWS, ("9", "2024-05-07", f"{10**14}.00", "Gold", "")]
    run = bring_in(firm, write(tmp_path, rows))
    assert (run.counts["created"], run.counts["errors"]) == ({"account": 2, "purchase": 2}, 1)
    assert revenue(firm) == ALL

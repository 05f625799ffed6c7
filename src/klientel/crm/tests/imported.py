"""Rows of a file of accounts, and how they are brought in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from klientel.crm.import_recipe import apply
from klientel.records.actions.catalogue import reading_as
from klientel.records.reading import reading_of
from klientel.records.recipes import CleanRow, Options
from tests.cast import Firm


def row(line: int, number: str, day: date, amount: str, **more: object) -> CleanRow:
    values = {"number": number, "date": day, "amount": Decimal(amount), **more}
    return CleanRow(line, values, f"key-{line}")


def run(firm: Firm, rows: list[CleanRow], dry: bool = False, options: Options | None = None):
    with reading_as(reading_of(firm.olga)):
        return apply(firm.olga, rows, options or Options(source="shop.csv"), dry)

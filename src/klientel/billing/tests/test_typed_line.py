"""What a typed position means."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from klientel.billing.typed_line import TypedLine, read_line
from klientel.kit import clock
from klientel.records.reading import reading_for
from tests.cast import Firm

pytestmark = pytest.mark.django_db
# a Monday
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2 brot", TypedLine("brot", Decimal(2))),
        ("2x Brot", TypedLine("Brot", Decimal(2))),
        ("2 x Brot", TypedLine("Brot", Decimal(2))),
        ("Brot", TypedLine("Brot")),
        ("16 h Umsetzung", TypedLine("Umsetzung", Decimal(16), "HUR")),
        ("Umsetzung 16 h", TypedLine("Umsetzung", Decimal(16), "HUR")),
        ("Umsetzung 16h", TypedLine("Umsetzung", Decimal(16), "HUR")),
        ("1,5 kg Gebäck", TypedLine("Gebäck", Decimal("1.5"), "KGM")),
        ("1,125 kg Gebäck", TypedLine("Gebäck", Decimal("1.125"), "KGM")),
        ("3 Tage Workshop", TypedLine("Workshop", Decimal(3), "DAY")),
        ("1 torte mittwoch", TypedLine("torte", Decimal(1), due_on=date(2026, 11, 25))),
        ("2 brot 27.11.", TypedLine("brot", Decimal(2), due_on=date(2026, 11, 27))),
        ("3D-Druck", TypedLine("3D-Druck")),
        ("Windows 11", TypedLine("Windows 11")),
        ("mittwoch", TypedLine("mittwoch")),
        ("0 brot", TypedLine("0 brot")),
        ("12", TypedLine("12")),
        ("", TypedLine("")),
        ("9999999999999 brot", TypedLine("9999999999999 brot")),
    ],
)
def test_a_line_is_taken_apart(firm: Firm, text: str, meant: TypedLine) -> None:
    with translation.override("de"):
        reading = reading_for(firm.workspace)
        reading.today = TODAY
        assert read_line(text, reading) == meant


def test_a_day_that_is_over_is_part_of_the_name(firm: Firm) -> None:
    with translation.override("de"), clock.fixed(clock.now()):
        reading = reading_for(firm.workspace)
        reading.today = TODAY
        assert read_line("Reste gestern", reading) == TypedLine("Reste gestern")


def test_the_decimal_mark_is_that_of_the_language(firm: Firm) -> None:
    with translation.override("en"):
        reading = reading_for(firm.workspace)
        assert read_line("1.125 kg biscuits", reading).quantity == Decimal("1.125")
        assert read_line("1,125 biscuits", reading).quantity == Decimal(1125)

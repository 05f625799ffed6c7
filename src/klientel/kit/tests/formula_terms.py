"""What tests of formulas reckon with: some fields, a clock, and what a text gives."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from klientel.kit.format import Format
from klientel.kit.formulas import Clock, Input, Mistake, Shape, read_formula

TODAY = date(2026, 11, 26)
VALUES: dict[str, Any] = {
    "price": Decimal("100.00"),
    "cost": Decimal("60.00"),
    "hours": Decimal("7.5"),
    "none": None,
    "zero": Decimal(0),
    "name": "Weber Bau",
    "town": "Köln",
    "since": date(2024, 2, 29),
    "due": datetime(2026, 11, 26, 23, 30, tzinfo=UTC),
    "vip": True,
}
SHAPES = {
    "price": Shape.MONEY,
    "cost": Shape.MONEY,
    "hours": Shape.NUMBER,
    "none": Shape.NUMBER,
    "zero": Shape.NUMBER,
    "name": Shape.TEXT,
    "town": Shape.TEXT,
    "since": Shape.DAY,
    "due": Shape.MOMENT,
    "vip": Shape.TRUTH,
    "photo": None,
}
LABELS = {"Preis": "price", "Kosten": "cost", "Stunden": "hours"}


def known(name: str) -> Input | None:
    name = LABELS.get(name, name)
    return Input(name, name, SHAPES[name]) if name in SHAPES else None


def clock(language: str = "en") -> Clock:
    return Clock(TODAY, Format("de" if language == "de" else "en", "Europe/Berlin"))


def reckoned(text: str, language: str = "en", places: int = 3) -> Any:
    formula = read_formula(text, known, language=language)
    return formula.reckoned(clock(language), VALUES.get, places)


def mistake(text: str, language: str = "en") -> tuple[str, str]:
    """The sentence, and what it points at."""
    with pytest.raises(Mistake) as caught:
        read_formula(text, known, labels=list(LABELS), language=language)
    return str(caught.value), text[caught.value.start : caught.value.end]

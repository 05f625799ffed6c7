"""Quantities as people say them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils.translation import override

from klientel.billing.units import in_words
from klientel.records.reading import reading_of
from tests.cast import Firm

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "quantity", "unit", "said"),
    [
        ("de", "1", "DAY", "1 Tag"),
        ("de", "2.5", "DAY", "2,5 Tage"),
        ("en", "1", "DAY", "1 day"),
        ("de", "1", "HUR", "1 h"),
        ("de", "3", "ZZZ", "3 ZZZ"),
    ],
)
def test_a_quantity_is_said_with_the_word_of_its_unit(
    firm: Firm, language: str, quantity: str, unit: str, said: str
) -> None:
    with override(language):
        told = in_words(Decimal(quantity), unit, reading_of(firm.olga))
    assert told.replace("\xa0", " ") == said

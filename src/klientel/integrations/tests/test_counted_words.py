"""What an import counts is named in the singular and the plural."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from klientel.integrations.counting import noun_of
from klientel.records.reading import reading_of
from klientel.records.recipes import recipes
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def test_one_of_something_is_not_told_in_the_plural(firm: Firm) -> None:
    recipe, reading = recipes.get("purchases"), reading_of(firm.olga)
    with override("en"):
        for number, boats, bought in ((1, "Boat", "Purchase"), (2, "Boats", "Purchases")):
            assert noun_of("boat", number, recipe, reading) == boats
            assert noun_of("purchase", number, recipe, reading) == bought
    with override("de"):
        assert noun_of("purchase", 1, recipe, reading) == "Kauf"

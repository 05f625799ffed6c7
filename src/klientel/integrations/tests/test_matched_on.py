"""What a new file is matched on: never a name where something better tells people apart."""

from __future__ import annotations

import pytest

from klientel.integrations.reading import Column
from klientel.integrations.suggesting import suggest
from klientel.records.reading import reading_of
from klientel.records.recipes import recipes
from tests.cast import Firm

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("mapped", "matched"),
    [
        ("Name;E-Mail;Telefon", ("email", "phone")),
        ("Name;Kundennummer", ("number",)),
        ("Name", ("name",)),
    ],
)
def test_a_name_is_matched_on_only_where_nothing_else_is_there(
    firm: Firm, mapped: str, matched: tuple[str, ...]
) -> None:
    columns = [Column(name, "empty", (), 0) for name in (*mapped.split(";"), "Datum", "Betrag")]
    plan = suggest(recipes.get("purchases"), columns, reading_of(firm.olga), header=True)
    assert plan.match_on == matched

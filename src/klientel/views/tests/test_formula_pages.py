"""Writing a formula: what can be picked, what it would give, where a mistake stands."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.records import actions
from klientel.records.actions.own_field import add_field
from klientel.records.models import FieldDefinition
from klientel.workspaces.rows import known_as
from tests.cast import Firm

pytestmark = pytest.mark.django_db

FIELDS = "settings/fields/boats"


def post(firm: Firm, path: str, who: str = "olga", **typed: str) -> Any:
    return firm.client(who).post(
        f"/{firm.slug}/{FIELDS}/{path}", typed, headers={"HX-Request": "true"}
    )


def get(firm: Firm, path: str) -> str:
    return firm.client().get(f"/{firm.slug}/{FIELDS}/{path}").content.decode()


@pytest.fixture
def budget(firm: Firm) -> FieldDefinition:
    """A field of boats, and a boat that has it."""
    made = add_field(firm.olga, type="boat", kind="money", label="Budget")
    firm.workspace.refresh_from_db()
    actions.create(firm.olga, "boat", {"name": "Adler", made.name: "80"})
    return known_as(FieldDefinition, made)


def test_the_settings_offer_fields_and_functions(firm: Firm, budget: FieldDefinition) -> None:
    page = get(firm, "new?kind=formula")
    assert 'data-inserts="{Budget}"' in page
    assert "ROUND(number; [number])" in page
    assert 'name="preset"' not in page
    assert 'name="is_required"' not in page


def test_a_formula_is_tried_on_a_record_that_exists(firm: Firm, budget: FieldDefinition) -> None:
    answer = post(firm, "preview", formula="{Budget} * 1.5")
    assert "€120.00" in answer.content.decode()
    assert FieldDefinition.objects.visible_to(firm.olga).count() == 1
    other = actions.create(firm.olga, "boat", {"name": "Biene", budget.name: "10"})
    answer = post(firm, "preview", formula="{Budget} * 1.5", sample=str(other.pk))
    assert "€15.00" in answer.content.decode()


def test_a_mistake_is_pointed_at(firm: Firm, budget: FieldDefinition) -> None:
    text = post(firm, "preview", formula="{Budget} + {Bugdet}").content.decode()
    assert "Is “Budget” meant?" in text
    assert "{Budget} + <mark>{Bugdet}</mark>" in text


@pytest.mark.parametrize("formula", ["", "1 / 0", "<script>", "(" * 5_000, "\x00", "{", "=", "é"])
def test_whatever_is_typed_is_answered(firm: Firm, budget: FieldDefinition, formula: str) -> None:
    answer = post(firm, "preview", formula=formula, places="x" * 200, sample="none", field="none")
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


def test_a_formula_of_a_list_without_records_is_answered(firm: Firm) -> None:
    answer = post(firm, "preview", formula="1 + 1")
    assert answer.status_code == 200
    assert "2" in answer.content.decode()


def test_only_who_manages_fields_tries_formulas(firm: Firm, budget: FieldDefinition) -> None:
    assert post(firm, "preview", "wim", formula="{Budget}").status_code == 403


def test_a_formula_is_added_shown_as_written_and_changed(
    firm: Firm, budget: FieldDefinition
) -> None:
    answer = post(firm, "new", kind="formula", label="Reserve", formula="ROUND({Budget}*10%, 0)",
                  places="0", as_percent="0")  # fmt: skip
    assert answer.status_code == 200
    made = FieldDefinition.objects.visible_to(firm.olga).get(label="Reserve")
    assert made.options["formula"] == f"ROUND({{{budget.name}}}*10%; 0)"
    page = get(firm, str(made.pk))
    assert "ROUND({Budget}*10%; 0)" in page
    answer = post(firm, str(made.pk), do="describe", label="Reserve", formula="{Budget} +",
                  places="0", as_percent="0")  # fmt: skip
    assert answer.status_code == 422
    assert "{Budget} +" in answer.content.decode()
    made.refresh_from_db()
    assert made.options["formula"] == f"ROUND({{{budget.name}}}*10%; 0)"


def test_a_list_shows_filters_and_orders_by_results(firm: Firm, budget: FieldDefinition) -> None:
    add_field(firm.olga, type="boat", kind="formula", label="Rest", formula="100 / ({Budget} - 10)",
              places="2")  # fmt: skip
    firm.workspace.refresh_from_db()
    for name, value in (("Biene", "10"), ("Clara", "20"), ("Dora", "")):
        actions.create(firm.olga, "boat", {"name": name, budget.name: value})
    browser = firm.client()
    base = f"/{firm.slug}/boats?cols=own_rest"
    page = browser.get(base).content.decode()
    assert "Divided by zero" in page
    found = browser.get(f"{base}&own_rest.min=5").content.decode()
    assert "Clara" in found
    assert "Biene" not in found
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get(f"{base}&sort=own_rest")
    for number in range(12):
        actions.create(firm.olga, "boat", {"name": f"Boot {number}", budget.name: str(number)})
    browser.get(base)
    with CaptureQueriesContext(connection) as many:
        browser.get(f"{base}&sort=own_rest")
    assert len(many) == len(few)

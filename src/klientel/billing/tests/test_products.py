"""Products: found by their number, told apart by it, and kept where they were ordered."""

from __future__ import annotations

import pytest

from klientel.billing.finding import product_meant, products_like
from klientel.billing.tests.orders import product
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.create import Draft
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def test_two_products_cannot_have_one_number(firm: Firm) -> None:
    product(firm, number="101")
    with pytest.raises(Refused, match="Another product has the number"):
        product(firm, "Dinkelbrot", number="101")
    other = product(firm, "Dinkelbrot", number="102")
    with pytest.raises(Refused, match="Another product has the number"):
        actions.change(firm.olga, "product", other.pk, {"number": "101"})


def test_two_rows_of_a_file_cannot_have_one_number(firm: Firm) -> None:
    drafts = [Draft({"name": name, "number": "7"}) for name in ("A", "B")]
    with pytest.raises(Refused, match="cannot have the same number"):
        actions.create_many(firm.olga, "product", drafts)


def test_products_without_a_number_and_deleted_ones_are_in_nobodys_way(firm: Firm) -> None:
    for _twice in range(2):
        product(firm)
    gone = product(firm, "Alt", number="9")
    actions.trash(firm.olga, "product", gone.pk)
    assert product(firm, "Neu", number="9").number == "9"


def test_another_firm_has_its_own_numbers(firm: Firm, other_firm: Firm) -> None:
    product(firm, number="101")
    theirs = actions.create(other_firm.actor("fremd"), "product", {"name": "X", "number": "101"})
    assert theirs.number == "101"


def test_a_product_is_meant_by_its_number_its_name_or_a_part_that_only_it_has(firm: Firm) -> None:
    rye = product(firm, number="101")
    product(firm, "Weißbrot", number="102")
    for text in ("101", "Roggenbrot", "roggen"):
        assert product_meant(firm.olga, text) == rye
    assert product_meant(firm.olga, "brot") is None, "it may be either"
    assert product_meant(firm.olga, "Roggenbrot mit Nüssen") is None
    assert product_meant(firm.olga, " ") is None


def test_what_is_offered_no_more_is_not_offered(firm: Firm) -> None:
    product(firm, is_active=False)
    assert products_like(firm.olga, "Roggen") == []


def test_a_list_of_products_opens_with_what_is_offered(firm: Firm) -> None:
    product(firm)
    product(firm, "Stollen", is_active=False)
    page = firm.client().get("/werft/products?is_active=1").content.decode()
    assert "Roggenbrot" in page
    assert "Stollen" not in page

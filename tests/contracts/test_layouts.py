"""Every layout over every record type it fits: it answers, costs the same however long the list."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.records.types import RecordType, record_types
from klientel.views.layouts import Layout, layouts
from tests.cast import Firm
from tests.contracts.samples import make

pytestmark = pytest.mark.django_db

PAIRS = [
    (record_type, layout)
    for record_type in record_types
    if record_type.in_lists
    for layout in layouts.of(record_type)
]
#: the budget of HOUSE 7, with the read of linked names
LIST_QUERIES = 7
HOSTILE = ("1", "x'\"%_\\", "a,b", "9999-99-99", "1..2", "\x00", "-", "*.5")


@pytest.fixture(params=PAIRS, ids=lambda pair: f"{pair[0].name}-{pair[1].name}")
def pair(request: pytest.FixtureRequest) -> tuple[RecordType, Layout]:
    return request.param


def test_it_costs_the_same_for_ten_and_a_hundred_rows(
    firm: Firm, pair: tuple[RecordType, Layout]
) -> None:
    record_type, layout = pair
    browser = firm.client()
    address = f"/{firm.slug}/{record_type.slug}?layout={layout.name}"
    for number in range(10):
        make(firm.olga, record_type, number)
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        assert browser.get(address).status_code == 200
    for number in range(10, 100):
        make(firm.olga, record_type, number)
    browser.get(address)
    with CaptureQueriesContext(connection) as many:
        assert browser.get(address).status_code == 200
    assert len(many) == len(few) <= LIST_QUERIES, [q["sql"][:120] for q in many.captured_queries]


def test_whatever_its_settings_are_told_it_answers(
    firm: Firm, pair: tuple[RecordType, Layout]
) -> None:
    record_type, layout = pair
    browser = firm.client()
    make(firm.olga, record_type)
    for setting in layout.settings:
        for text in (*HOSTILE, *(one.name for one in record_type.fields)):
            query = {"layout": layout.name, setting.name: text}
            answer = browser.get(f"/{firm.slug}/{record_type.slug}", query)
            assert answer.status_code == 200, (setting.name, text)


def test_it_can_be_grouped_and_sorted_by_every_field_that_allows_it(
    firm: Firm, pair: tuple[RecordType, Layout]
) -> None:
    record_type, layout = pair
    browser = firm.client()
    for number in range(3):
        make(firm.olga, record_type, number)
    for one in record_type.fields:
        for query in ({"group": one.name}, {"sort": one.name}, {"sort": f"-{one.name}"}):
            answer = browser.get(
                f"/{firm.slug}/{record_type.slug}", {"layout": layout.name, **query}
            )
            assert answer.status_code == 200, (one.name, query)

"""Queries come back from an address as they went in, and strange ones do no harm."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klientel.records.reading import reading_for
from klientel.records.types import record_types
from klientel.views.conditions import Condition, Group, tidied
from klientel.views.query import Sort, ViewQuery
from klientel.views.rows import Listing
from tests.cast import Firm

SIMPLE = [
    Condition("name", "has", "Anna & Söhne"),
    Condition("name", "is", 'a"b=c&d'),
    Condition("rig", "any", "sloop,ketch"),
    Condition("rig", "not", "yawl"),
    Condition("length", "min", "3"),
    Condition("length", "between", "3..9"),
    Condition("length", "empty"),
    Condition("owner", "any", "me"),
    Condition("launched_on", "older", "30"),
    Condition("tags", "any", "rot"),
    Condition("is_afloat", "is", "1"),
]
conditions = st.sampled_from(SIMPLE)
groups = st.recursive(
    conditions,
    lambda inner: st.builds(
        Group, st.sampled_from(["and", "or"]), st.lists(inner, max_size=3).map(tuple)
    ),
    max_leaves=8,
)
queries = st.builds(
    ViewQuery,
    type=st.just("boat"),
    filters=st.lists(groups, max_size=4).map(lambda parts: tidied(Group("and", tuple(parts)))),
    sort=st.none() | st.builds(Sort, st.sampled_from(["name", "length"]), st.booleans()),
    group=st.sampled_from(["", "rig"]),
    search=st.sampled_from(["", "Anna", "a b%c"]),
    columns=st.sampled_from([(), ("name", "rig")]),
    after=st.sampled_from(["", "abc"]),
)
QUIET = settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=150)


@pytest.fixture
def read(firm: Firm):
    record_type, reading = record_types.get("boat"), reading_for(firm.workspace)
    actor = firm.actor()
    return lambda text: ViewQuery.from_request(record_type, QueryDict(text), actor, reading)


@QUIET
@given(query=queries)
def test_a_query_survives_its_address(read, query: ViewQuery) -> None:
    assert tidied(query.filters) == query.filters
    back = read(query.to_query_string())
    assert not back.notices
    assert back == query
    assert back.to_query_string() == query.to_query_string()


@QUIET
@given(
    text=st.text(max_size=60),
    name=st.sampled_from(
        [
            "name",
            "length",
            "length.between",
            "owner",
            "tags",
            "launched_on",
            "launched_on.older",
            "where",
            "sort",
            "cols",
            "group",
            "after",
            "q",
            "is_afloat",
            "rig.not",
            "nonsense",
        ]
    ),
)
def test_whatever_stands_in_an_address_the_list_is_shown(
    firm: Firm, read, name: str, text: str
) -> None:
    address = QueryDict(mutable=True)
    address[name] = text
    query = read(address.urlencode())
    record_type = record_types.get("boat")
    listing = Listing(record_type, query, firm.actor(), reading_for(firm.workspace))
    listing.page()
    listing.counts()
    assert read(query.to_query_string()).filters == query.filters


def test_nesting_is_bounded(read) -> None:
    deep = '["rig","any","sloop"]'
    for _level in range(4):
        deep = f'["or",["rig","any","ketch"],["and",{deep},["length","min","1"]]]'
    assert read(f"where={deep}").notices
    many = ",".join(['["rig","any","sloop"]'] * 60)
    assert read(f'where=["or",{many}]').notices


def test_me_is_whoever_asks(firm: Firm) -> None:
    record_type, reading = record_types.get("boat"), reading_for(firm.workspace)
    query = ViewQuery.from_request(record_type, QueryDict("owner=me"), firm.actor("wim"), reading)
    assert (
        Listing(record_type, query, firm.actor("wim"), reading).words_of(query.filters.simple()[0])
        == "Wim"
    )

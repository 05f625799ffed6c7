"""The reference of the API in the settings: every call with an example, in both languages."""

from __future__ import annotations

import json

import pytest
from django.utils import translation

from klientel.integrations.api.description import operations, types_of
from klientel.integrations.api.examples import example_of
from klientel.integrations.api.limits import limiter
from klientel.records.own_fields.defined import OWN_KINDS
from klientel.records.reading import reading_for
from tests.cast import Firm

from .calling import Caller, pointers

pytestmark = pytest.mark.django_db
PAGE = "/werft/settings/api/reference"
#: what an example can only name by an id that is nobody's
LINKS = {"/fields/account"}


@pytest.mark.parametrize("query", ["", "?type=accounts", "?type=work"])
def test_it_has_an_example_of_each_call_for_curl_and_for_python(firm: Firm, query: str) -> None:
    text = firm.client("wim").get(PAGE + query).content.decode()
    assert text.count('<details class="api-call">') == text.count("curl ") > 5
    assert text.count("import requests") == text.count('<details class="api-call">')


def test_a_type_that_is_none_is_not_there(firm: Firm) -> None:
    assert firm.client().get(f"{PAGE}?type=nothing").status_code == 404


def test_it_names_what_a_token_of_the_reader_may_do_and_no_more(firm: Firm) -> None:
    texts = {name: firm.client(name).get(PAGE).content.decode() for name in ("olga", "wim")}
    assert "/actions/stage." in texts["olga"]
    assert "/actions/stage." not in texts["wim"]
    assert "/actions/member." not in texts["olga"]


def test_it_costs_the_same_for_every_type(firm: Firm, django_assert_max_num_queries) -> None:
    page = firm.client()
    page.get(PAGE)
    with django_assert_max_num_queries(6):
        page.get(f"{PAGE}?type=accounts")


def test_the_file_is_the_description_that_a_token_gets(firm: Firm) -> None:
    limiter.forget()
    file = firm.client().get("/werft/settings/api/openapi.json")
    assert "attachment" in file["Content-Disposition"]
    with translation.override("en"):
        told = Caller(firm).get("openapi.json").data
    assert json.loads(file.content)["paths"].keys() == told["paths"].keys()


def test_no_example_is_refused_as_unreadable(firm: Firm) -> None:
    """Each is sent as it stands: what it names may be missing here, but it is understood."""
    limiter.forget()
    call, reading = Caller(firm), reading_for(firm.workspace)
    wrong = []
    for one in operations(firm.olga, types_of(firm.olga, reading)):
        told = example_of(one, reading)
        path = told.address.split("/api/v1/")[1]
        if told.method == "DELETE" or one.endpoint.name in ("act", "act_alone"):
            continue
        body = "bytes" if told.sends_file else told.body
        answer = call(told.method, path, body, **told.headers)
        missing = answer.status_code == 422 and set(pointers(answer)) <= LINKS
        if answer.status_code not in (200, 201, 404, 412) and not missing:
            wrong.append((one.name, answer.status_code, answer.data))
    assert not wrong


def test_every_own_kind_says_what_it_takes_and_gives(firm: Firm) -> None:
    from klientel.records.actions.own_field import add_field
    from klientel.records.types import record_types

    for kind in OWN_KINDS:
        if OWN_KINDS[kind].is_made or kind in ("record", "relation"):
            continue
        add_field(firm.olga, type="boat", kind=kind, label=kind, places=1, choices="A\nB")
    reading = reading_for(firm.workspace)
    for record_type in record_types:
        for field in record_type.in_workspace(firm.workspace).fields:
            assert field.schema(reading), (record_type.name, field.name)

"""The description of the API is true: what it says is taken and answered, and nothing else."""

from __future__ import annotations

import os
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from klientel.discussion.tests.bytes import attached
from klientel.integrations.api.endpoints import endpoints
from klientel.integrations.api.limits import limiter
from klientel.records import actions
from klientel.records.actions.own_field import add_field
from klientel.records.types import record_types
from tests.cast import Firm
from tests.contracts.samples import make

from .calling import Caller

pytestmark = pytest.mark.django_db
#: examples an operation; a hundred before a release: KLIENTEL_TEST_API_EXAMPLES=100
EXAMPLES = int(os.environ.get("KLIENTEL_TEST_API_EXAMPLES", "2"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def call(firm: Firm, monkeypatch) -> Caller:
    monkeypatch.setattr(limiter, "most", 10**9)
    limiter.forget()
    return Caller(firm)


def keys_of(firm: Firm) -> dict[str, list[str]]:
    """Some records of each type, by the segment of its address, and what is none."""
    return {
        one.slug: [str(make(firm.olga, one, number).pk) for number in (1, 2)]
        + ["1", "A-1", "01936d2e-0000-7000-8000-000000000000"]
        for one in record_types
    } | {"files": [str(attached(firm.olga, make(firm.olga, record_types.get("boat"), 3)).pk), "1"]}


@pytest.fixture
def application() -> Any:
    """The program as a server calls it; the connection is the test's own and stays open."""
    handlers = [(request_started, close_old_connections), (request_finished, close_old_connections)]
    for signal, handler in handlers:
        signal.disconnect(handler)
    yield WSGIHandler()
    for signal, handler in handlers:
        signal.connect(handler)


@pytest.mark.slow
def test_no_call_fails_and_no_answer_is_other_than_described(
    firm: Firm, call: Caller, application: Any
) -> None:
    for kind in ("number", "money", "day", "instant", "truth", "address", "text", "percent"):
        add_field(firm.olga, type="account", kind=kind, label=kind, places=1)
    keys = keys_of(firm)
    headers = {
        "Authorization": f"Bearer {call.made.secret}",
        "Accept-Encoding": "identity",
    }
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, headers=headers)
    failures = []
    for found in schema.get_all_operations():
        try:
            _try(found.ok(), keys, headers)
        except (Exception, BaseExceptionGroup) as error:
            failures.append(f"{found.ok().label}: {error}")
    assert not failures, "\n\n".join(failures[:20])


def _try(operation: Any, keys: dict[str, list[str]], headers: dict[str, str]) -> None:
    kind = operation.path.split("/")[1]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), data=st.data())
    def check(case: Any, data: Any) -> None:
        if "key" in case.path_parameters and kind in keys:
            case.path_parameters["key"] = data.draw(st.sampled_from(keys[kind]))
        if "file" in case.path_parameters:
            case.path_parameters["file"] = data.draw(st.sampled_from(keys["files"]))
        if "kind" in case.path_parameters:
            case.path_parameters["kind"] = data.draw(st.sampled_from(sorted(keys)))
        case.call_and_validate(headers=headers, checks=CHECKS)

    check()


def test_every_operation_of_the_program_is_described(call: Caller) -> None:
    told = call.get("openapi.json").data
    described = {(method.upper(), path) for path, one in told["paths"].items() for method in one}
    for one in record_types:
        assert {("GET", f"/{one.slug}"), ("POST", f"/{one.slug}")} <= described
        assert ("PATCH", f"/{one.slug}/{{key}}") in described
        for action in actions.actions.on(one.name):
            assert ("POST", f"/{one.slug}/{{key}}/actions/{action.name}") in described
    for one in endpoints():
        if not one.is_of_type and "<" not in one.path:
            assert (one.method, f"/{one.path}") in described


def test_it_says_what_this_firm_and_this_token_have(firm: Firm, call: Caller) -> None:
    add_field(firm.olga, type="account", kind="text", label="Bed linen")
    fields = call.get("openapi.json").data["components"]["schemas"]["Account"]
    assert "own_bed_linen" in fields["properties"]["fields"]["properties"]
    few = Caller(firm, types=["boat"]).get("openapi.json").data
    assert "Account" not in few["components"]["schemas"]
    assert not [path for path in few["paths"] if path.startswith("/accounts")]


def test_no_address_of_the_api_is_taken_for_a_record_type() -> None:
    fixed = {one.path.split("/")[0] for one in endpoints() if not one.path.startswith("<")}
    assert not fixed & {one.slug for one in record_types}


def test_it_costs_the_same_however_much_there_is(
    firm: Firm, call: Caller, django_assert_max_num_queries
) -> None:
    keys_of(firm)
    call.get("openapi.json")
    with django_assert_max_num_queries(6):
        call.get("openapi.json")

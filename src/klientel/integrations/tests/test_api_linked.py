"""Fields of linked records: named ones, with the rights of the token, in constant queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.integrations.api.limits import limiter
from klientel.kit import clock
from klientel.records import actions
from klientel.records.actions.own_field import add_field
from klientel.records.actions.share import share
from tests.cast import Firm

from .agents import Agent
from .calling import Caller, pointers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh():
    limiter.forget()


def account(firm: Firm, name: str, **more):
    values = {"name": name, "relationship": "customer", **more}
    return actions.create(firm.olga, "account", values)


def contact(firm: Firm, name: str, home):
    return actions.create(firm.olga, "contact", {"last_name": name, "account": home.pk})


def test_a_linked_record_tells_the_fields_that_are_asked_for(firm: Firm) -> None:
    home = account(firm, "Werk Nord", city="Bremen")
    made = contact(firm, "Kim", home)
    call = Caller(firm)
    query = "fields=name&expand=account&fields[account]=city,name"
    one = call.get(f"contacts/{made.pk}?{query}").data
    assert one["fields"] == {"name": "Kim", "account": str(home.pk)}
    linked = one["linked"][str(home.pk)]
    assert list(linked["fields"].items()) == [("city", "Bremen"), ("name", "Werk Nord")]
    assert (linked["type"], linked["title"]) == ("account", "Werk Nord")
    page = call.get(f"contacts?{query}").data
    assert page["linked"] == one["linked"]
    assert "fields" not in call.get("contacts?expand=account").data["linked"][str(home.pk)]


def test_each_field_of_a_firm_can_be_asked_for(firm: Firm) -> None:
    add_field(firm.olga, type="account", kind="text", label="Bed linen")
    home = account(firm, "Werk", own_bed_linen="linen")
    made = contact(firm, "Kim", home)
    query = "expand=account&fields[account]=own_bed_linen"
    told = Caller(firm).get(f"contacts/{made.pk}?{query}").data
    assert told["linked"][str(home.pk)]["fields"] == {"own_bed_linen": "linen"}


def test_who_cannot_see_the_linked_record_is_told_nothing_of_it(firm: Firm) -> None:
    parent = account(firm, "Geheim", city="Bremen")
    child = account(firm, "Tochter", parent=parent.pk)
    share(firm.olga, "account", parent.pk, privacy="named")
    query = f"accounts/{child.pk}?expand=parent&fields[parent]=city"
    assert Caller(firm).get(query).data["linked"][str(parent.pk)]["fields"] == {"city": "Bremen"}
    assert Caller(firm, "wim").get(query).data["linked"] == {}


def test_a_token_for_some_types_is_told_nothing_of_others(firm: Firm) -> None:
    home = account(firm, "Werk", city="Bremen")
    made = contact(firm, "Kim", home)
    call = Caller(firm, types=["contact"])
    assert call.get(f"contacts/{made.pk}?expand=account").data["linked"] == {}
    refused = call.get(f"contacts/{made.pk}?expand=account&fields[account]=city")
    assert (refused.status_code, pointers(refused)) == (422, ["/fields[account]"])


@pytest.mark.parametrize(
    "query",
    [
        "fields[account]=city",
        "expand=account&fields[account]=nothing",
        "expand=owner&fields[owner]=name",
        "expand=account&fields[nothing]=city",
        "expand=account&fields[]=city",
        "expand=account&fields[account=city",
    ],
)
def test_what_cannot_be_told_is_refused(firm: Firm, query: str) -> None:
    made = contact(firm, "Kim", account(firm, "Werk"))
    for path in (f"contacts/{made.pk}", "contacts"):
        assert Caller(firm).get(f"{path}?{query}").status_code == 422


def test_many_linked_records_cost_no_more_queries_than_one(firm: Firm) -> None:
    call = Caller(firm)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            told = call.get("contacts?expand=account&fields[account]=name,city&limit=100").data
        assert all("city" in one["fields"] for one in told["linked"].values())
        return len(seen)

    # within one minute: the first call of each takes its share of what the token may ask
    with clock.fixed(clock.now()):
        contact(firm, "Kim", account(firm, "Werk"))
        asked()
        few = asked()
        for number in range(20):
            contact(firm, f"Kim {number}", account(firm, f"Werk {number}"))
        assert asked() == few


def test_the_description_names_them_for_each_link(firm: Firm) -> None:
    told = Caller(firm).get("openapi.json").data["paths"]["/contacts"]["get"]["parameters"]
    assert "fields[account]" in {one["name"] for one in told}


def test_an_agent_asks_for_them_by_the_field(firm: Firm) -> None:
    home = account(firm, "Werk", city="Bremen")
    made = contact(firm, "Kim", home)
    agent = Agent(firm)
    asked = {"expand": ["account"], "linked_fields": {"account": ["city"]}}
    told = agent("read", record=str(made.pk), type="contact", **asked)
    assert told["linked"][str(home.pk)]["fields"] == {"city": "Bremen"}
    assert agent("find", type="contact", **asked)["linked"] == told["linked"]
    wrong = agent.refused("find", type="contact", expand=["account"], linked_fields={"account": 1})
    assert wrong["status"] == 422

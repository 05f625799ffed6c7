"""Reading through the API: what the token's member sees, with the filters of the pages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from klientel.integrations.api.limits import limiter
from klientel.kit import clock
from klientel.records import actions
from klientel.records.actions.create import Draft
from klientel.records.actions.own_field import add_field
from klientel.records.actions.share import share
from klientel.records.types import record_types
from klientel.team.actions import revoke_token
from tests.cast import Firm

from .calling import Caller, pointers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh():
    limiter.forget()


def account(firm: Firm, name: str, **more):
    values = {"name": name, "relationship": "customer", **more}
    return actions.create(firm.olga, "account", values)


def titles(answer) -> list[str]:
    return [one["title"] for one in answer.data["data"]]


def test_a_record_says_what_it_is_and_holds_all_its_fields(firm: Firm) -> None:
    made = account(firm, "Werk Nord", city="Bremen", owner=firm.members["wim"].pk)
    answer = Caller(firm).get(f"accounts/{made.pk}")
    told = answer.data
    assert answer.status_code == 200
    assert (told["id"], told["type"], told["ref"], told["title"]) == (
        str(made.pk), "account", made.ref, "Werk Nord",
    )  # fmt: skip
    assert told["fields"].keys() == record_types.get("account").by_name.keys()
    assert told["fields"]["city"] == "Bremen"
    assert told["fields"]["owner"] == str(firm.members["wim"].pk)
    assert answer["ETag"] == '"1"'
    assert answer["Content-Type"] == "application/json"


def test_a_number_names_a_record_like_its_id(firm: Firm) -> None:
    made = account(firm, "Werk Nord")
    assert Caller(firm).get(f"accounts/{made.ref}").data["id"] == str(made.pk)


def test_only_the_asked_fields_are_given_in_their_order(firm: Firm) -> None:
    account(firm, "Werk Nord", city="Bremen")
    call = Caller(firm)
    fields = call.get("accounts?fields=city,name").data["data"][0]["fields"]
    assert list(fields.items()) == [("city", "Bremen"), ("name", "Werk Nord")]
    assert pointers(call.get("accounts?fields=nothing")) == ["/fields"]


def test_filters_are_those_of_the_pages(firm: Firm) -> None:
    account(firm, "Nord", city="Bremen")
    account(firm, "Süd", city="München", email="sued@example.com")
    call = Caller(firm)
    assert titles(call.get("accounts?city.is=Bremen")) == ["Nord"]
    assert titles(call.get("accounts?email.filled=")) == ["Süd"]
    nested = '["or",["city","is","Bremen"],["city","starts","Mün"]]'
    assert sorted(titles(call.get(f"accounts?where={nested}"))) == ["Nord", "Süd"]
    assert titles(call.get("accounts?q=süd")) == ["Süd"]


@pytest.mark.parametrize(
    "query",
    [
        "nothing=1",
        "city.nothing=1",
        "sort=nothing",
        "where=%5B%22and%22",
        "limit=0",
        "limit=201",
        "limit=ten",
        "total=perhaps",
        "view=1",
        "group=city",
        "expand=nothing",
    ],
)
def test_what_cannot_be_applied_is_refused_and_never_left_out(firm: Firm, query: str) -> None:
    answer = Caller(firm).get(f"accounts?{query}")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.data["errors"]


def test_pages_follow_each_other_without_gaps_and_doubles(firm: Firm) -> None:
    for number in range(7):
        account(firm, f"Werk {number % 3}")
    call, seen, cursor = Caller(firm), [], ""
    for _ in range(4):
        page = call.get(f"accounts?sort=-name&limit=2&cursor={cursor}").data
        seen += [(one["title"], one["id"]) for one in page["data"]]
        cursor = page["next_cursor"] or ""
    assert not cursor
    assert len(set(seen)) == 7
    assert [name for name, _id in seen] == sorted((name for name, _id in seen), reverse=True)
    assert call.get("accounts?cursor=nonsense").status_code == 400


def test_the_trash_is_a_list_with_the_same_filters_pages_and_counts(firm: Firm) -> None:
    made = [account(firm, f"Werk {n}", city="Bremen" if n % 2 else "Kiel") for n in range(4)]
    actions.trash_many(firm.olga, "account", [one.pk for one in made[:3]])
    call = Caller(firm)
    assert titles(call.get("accounts")) == ["Werk 3"]
    assert titles(call.get("accounts?trash=false")) == ["Werk 3"]
    first = call.get("accounts?trash=true&sort=name&limit=2&total=true").data
    assert [one["title"] for one in first["data"]] == ["Werk 0", "Werk 1"]
    assert all(one["trashed_at"] for one in first["data"])
    assert first["total"] == 3
    rest = call.get(f"accounts?trash=true&sort=name&limit=2&cursor={first['next_cursor']}")
    assert titles(rest) == ["Werk 2"]
    assert titles(call.get("accounts?trash=true&city.is=Bremen")) == ["Werk 1"]
    assert titles(call.get("accounts?trash=true&q=werk&city.is=Bremen")) == ["Werk 1"]
    assert pointers(call.get("accounts?trash=1")) == ["/trash"]


def test_what_cannot_be_restored_by_itself_is_in_no_list_of_the_trash(firm: Firm) -> None:
    made = account(firm, "Nord")
    talk = actions.create(firm.olga, "interaction", {"account": made.pk, "kind": "call"})
    with clock.travel(dt.timedelta(days=-31)):
        actions.trash(firm.olga, "account", account(firm, "Long ago").pk)
    actions.trash(firm.olga, "account", made.pk)
    call = Caller(firm)
    assert titles(call.get("accounts?trash=true")) == ["Nord"]
    assert call.get("interactions?trash=true").data["data"] == []
    call.post(f"accounts/{made.pk}/restore")
    actions.trash(firm.olga, "interaction", talk.pk)
    assert len(call.get("interactions?trash=true").data["data"]) == 1


def test_who_may_not_see_a_record_does_not_see_it_in_the_trash(firm: Firm) -> None:
    hidden = account(firm, "Named only")
    share(firm.olga, "account", hidden.pk, privacy="named")
    actions.trash(firm.olga, "account", hidden.pk)
    assert titles(Caller(firm).get("accounts?trash=true")) == ["Named only"]
    assert titles(Caller(firm, "wim").get("accounts?trash=true")) == []


def test_a_total_is_counted_only_when_it_is_asked_for(firm: Firm) -> None:
    account(firm, "Nord")
    call = Caller(firm)
    assert "total" not in call.get("accounts").data
    page = call.get("accounts?total=true").data
    assert (page["total"], page["total_is_more"]) == (1, False)


def test_what_fields_link_to_is_named_in_one_place(firm: Firm) -> None:
    parent = account(firm, "Mutter")
    account(firm, "Tochter", parent=parent.pk, owner=firm.members["wim"].pk)
    page = Caller(firm).get("accounts?expand=parent,owner&name.is=Tochter").data
    assert page["linked"][str(parent.pk)]["title"] == "Mutter"
    assert page["linked"][str(firm.members["wim"].pk)]["type"] == "member"


def test_nobody_is_told_the_name_of_a_record_that_they_cannot_see(firm: Firm) -> None:
    parent = account(firm, "Geheim")
    account(firm, "Tochter", parent=parent.pk)
    actions.share(firm.olga, "account", parent.pk, privacy="named", member_ids=[])
    page = Caller(firm, "wim").get("accounts?expand=parent").data
    assert titles(type("A", (), {"data": page})) == ["Tochter"]
    assert page["linked"] == {}


def test_own_fields_come_along(firm: Firm) -> None:
    add_field(firm.olga, type="account", kind="number", label="Beds", places=0)
    call = Caller(firm)
    fields = {one["name"]: one for one in call.get("types/accounts").data["fields"]}
    assert fields["own_beds"]["label"] == "Beds"
    made = account(firm, "Hotel", own_beds=12)
    assert call.get(f"accounts/{made.pk}").data["fields"]["own_beds"] == "12"
    operators = [one["name"] for one in fields["own_beds"]["operators"]]
    assert titles(call.get(f"accounts?own_beds.{operators[0]}=12")) == ["Hotel"]


@pytest.mark.parametrize("expand", ["", "&expand=owner,parent,account,contact,tags"])
@pytest.mark.parametrize("kind", ["accounts", "work", "boats"])
def test_a_page_costs_the_same_with_ten_records_and_with_a_hundred(
    firm: Firm, kind: str, expand: str
) -> None:
    record_type = record_types.by_slug(kind)
    known = [name for name in expand.removeprefix("&expand=").split(",") if name]
    known = [name for name in known if name in record_type.by_name]
    query = f"{kind}?limit=100&total=true" + (f"&expand={','.join(known)}" if known else "")
    call = Caller(firm)

    def asked(count: int) -> int:
        drafts = [Draft(record_type.sample(n)) for n in range(count)]
        actions.create_many(firm.olga, record_type.name, drafts)
        call.get(query)
        with CaptureQueriesContext(connection) as told:
            assert call.get(query).status_code == 200
        return len(told)

    # within one minute: the first call of each takes its share of what the token may ask
    with clock.fixed(clock.now()):
        assert asked(10) == asked(90)


def test_types_name_their_fields_operators_and_choices(firm: Firm) -> None:
    told = Caller(firm).get("types/accounts").data
    fields = {one["name"]: one for one in told["fields"]}
    assert told["path"] == "accounts"
    assert {one["name"] for one in fields["city"]["operators"]} >= {"is", "has", "empty"}
    assert {one["value"] for one in fields["relationship"]["choices"]} >= {"client", "customer"}
    assert "account.promote" in {one["name"] for one in told["actions"]}


def test_the_search_finds_what_the_member_may_see(firm: Firm) -> None:
    made = account(firm, "Seltsam GmbH")
    hits = Caller(firm).get("search?q=seltsam").data["data"]
    assert [hit["id"] for hit in hits] == [str(made.pk)]
    actions.share(firm.olga, "account", made.pk, privacy="named", member_ids=[])
    assert Caller(firm, "wim").get("search?q=seltsam").data["data"] == []


def test_the_timeline_tells_the_newest_first_and_goes_on(firm: Firm) -> None:
    made = account(firm, "Werk")
    for city in ("Bremen", "Hamburg", "Kiel"):
        actions.change(firm.olga, "account", made.pk, {"city": city})
    call = Caller(firm)
    first = call.get(f"accounts/{made.pk}/timeline?limit=2").data
    changes = [one["facts"]["changes"]["city"] for one in first["data"]]
    assert changes == [["Hamburg", "Kiel"], ["Bremen", "Hamburg"]]
    rest = call.get(f"accounts/{made.pk}/timeline?cursor={first['next_cursor']}").data
    assert [one["verb"] for one in rest["data"]] == ["account.changed", "account.created"]
    assert rest["next_cursor"] is None
    assert call.get(f"accounts/{made.pk}/timeline?cursor=x").status_code == 400


def test_a_token_says_who_it_is(firm: Firm) -> None:
    told = Caller(firm, "wim", is_read_only=True).get("me").data
    assert told["member"]["name"] == "Wim"
    assert told["workspace"]["slug"] == "werft"
    assert told["token"]["is_read_only"] is True


# who comes in -----------------------------------------------------------------------------------


def test_without_a_token_there_is_nothing_whatever_a_browser_sends(firm: Firm) -> None:
    browser = firm.client()
    for headers in ({}, {"Authorization": "Basic abc"}, {"Authorization": "Bearer klientel_x"}):
        answer = browser.get("/api/v1/accounts", headers=headers)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert answer["Content-Type"] == "application/problem+json"


def test_a_token_in_a_cookie_or_in_the_address_is_none(firm: Firm) -> None:
    secret = Caller(firm).made.secret
    browser = Client()
    browser.cookies["token"] = browser.cookies["Authorization"] = secret
    assert browser.get(f"/api/v1/me?token={secret}&access_token={secret}").status_code == 401


def test_a_token_that_ended_is_refused_at_once(firm: Firm) -> None:
    call = Caller(firm)
    assert call.get("me").status_code == 200
    revoke_token(firm.olga, token=str(call.made.token.pk))
    assert call.get("me").status_code == 401


def test_whoever_tries_many_tokens_has_to_wait(firm: Firm) -> None:
    browser = Client()
    headers = {"Authorization": "Bearer klientel_" + "x" * 43}
    answers = [browser.get("/api/v1/me", headers=headers).status_code for _ in range(61)]
    assert answers == [401] * 60 + [429]


def test_foreign_and_missing_look_the_same(firm: Firm, other_firm: Firm) -> None:
    made = account(firm, "Werk")
    call = Caller(other_firm, "fremd")
    foreign = call.get(f"accounts/{made.pk}")
    missing = call.get("accounts/01936d2e-0000-7000-8000-000000000000")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.content == missing.content
    assert call.get(f"accounts/{made.pk}/timeline").status_code == 404


def test_a_token_for_some_lists_finds_no_others(firm: Firm) -> None:
    account(firm, "Werk")
    boat = actions.create(firm.olga, "boat", {"name": "Elbe"})
    call = Caller(firm, types=["boat"])
    assert titles(call.get("boats")) == ["Elbe"]
    for path in ("accounts", "accounts/1", "types/accounts"):
        assert call.get(path).status_code == 404
    assert [one["name"] for one in call.get("types").data["data"]] == ["boat"]
    assert call.get("search?q=werk").data["data"] == []
    assert {one["record"]["id"] for one in call.get("changes").data["data"]} == {str(boat.pk)}


@pytest.mark.parametrize("path", ["nothing", "accounts/1/nothing", "types/nothing", "a/b/c/d/e"])
def test_an_address_that_is_none_says_so_in_json(firm: Firm, path: str) -> None:
    answer = Caller(firm).get(path)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_a_method_that_an_address_does_not_take_is_told_which_it_takes(firm: Firm) -> None:
    answer = Caller(firm)("PUT", "accounts")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, POST")


def test_it_speaks_the_language_that_was_asked_for(firm: Firm) -> None:
    call = Caller(firm)
    german = call.get("accounts/1", Accept_Language="de-AT,de;q=0.9")
    assert german.data["title"] == "Nicht gefunden"
    assert german["Content-Language"] == "de"
    assert call.get("accounts/1").data["title"] == "Not found"


# limits -----------------------------------------------------------------------------------------


def test_every_answer_says_how_many_calls_are_left(firm: Firm) -> None:
    call = Caller(firm)
    first, second = call.get("me"), call.get("nothing")
    assert int(first["RateLimit-Remaining"]) - int(second["RateLimit-Remaining"]) == 1
    assert first["RateLimit-Limit"] == "600"
    assert 0 < int(first["RateLimit-Reset"]) <= 60


def test_too_many_calls_are_told_when_to_come_back(firm: Firm, monkeypatch) -> None:
    monkeypatch.setattr(limiter, "most", 3)
    with clock.fixed(clock.now()):
        call = Caller(firm)
        answers = [call.get("me") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert int(answers[3]["Retry-After"]) > 0
    with clock.travel(dt.timedelta(minutes=1)):
        assert call.get("me").status_code == 200

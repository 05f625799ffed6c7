"""Writing through the API: the actions of the pages, with their rights, events and refusals."""

from __future__ import annotations

import datetime as dt

import pytest

from klientel.crm.models import Account
from klientel.events.models import Event
from klientel.integrations.api.limits import limiter
from klientel.integrations.models import KeptAnswer
from klientel.integrations.tasks import clean_answers
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.records import actions
from tests.cast import Firm
from tests.sample_room.models import Boat

from .calling import Caller, pointers

pytestmark = pytest.mark.django_db
NEW = {"fields": {"name": "Werk", "relationship": "customer"}}


@pytest.fixture(autouse=True)
def fresh():
    limiter.forget()


def boat(firm: Firm, name: str = "Elbe"):
    return actions.create(firm.olga, "boat", {"name": name})


def boats(firm: Firm) -> set[str]:
    return set(Boat.objects.visible_to(firm.olga).values_list("name", flat=True))


def test_a_record_is_added_with_its_event_through_the_api(firm: Firm) -> None:
    answer = Caller(firm, "wim").post("accounts", NEW)
    assert answer.status_code == 201
    assert answer.data["fields"]["name"] == "Werk"
    assert answer["Location"] == f"/api/v1/accounts/{answer.data['id']}"
    event = Event.objects.in_workspace(firm.workspace.pk).get(record_id=answer.data["id"])
    assert (event.verb, event.via, event.member_id) == (
        "account.created", "api", firm.members["wim"].pk,
    )  # fmt: skip


def test_every_wrong_value_is_named_by_a_pointer_and_nothing_is_written(firm: Firm) -> None:
    fields = {"relationship": "friend", "city": 7, "nothing": 1, "owner": "nobody"}
    answer = Caller(firm).post("accounts", {"fields": fields})
    assert answer.status_code == 422
    assert set(pointers(answer)) <= {f"/fields/{name}" for name in (*fields, "name")}
    assert "/fields/city" in pointers(answer)
    assert not Account.objects.visible_to(firm.olga).exists()


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"name": {"a": 1}}, "/fields/name"),
        ({"name": ["Werk"]}, "/fields/name"),
        ({"name": True}, "/fields/name"),
        ({"tags": "a,b"}, "/fields/tags"),
        ({"tags": [{"a": 1}]}, "/fields/tags"),
        ({"owner": 5}, "/fields/owner"),
        ({"acquired_on": "26.11.2026"}, "/fields/acquired_on"),
        ({"version": 7}, "/fields/version"),
        ({"workspace_id": "x"}, "/fields/workspace_id"),
        ({"ref": "1"}, "/fields/ref"),
        ({"health": 99}, "/fields/health"),
    ],
)
def test_a_value_of_another_sort_is_refused_in_its_place(firm: Firm, fields, pointer) -> None:
    answer = Caller(firm).post("accounts", {"fields": {**NEW["fields"], **fields}})
    assert (answer.status_code, pointers(answer)) == (422, [pointer])


@pytest.mark.parametrize("owner", ["{", "3sMwx{g!VI", "{0}", "{a.b[c]!r:>9}"])
def test_braces_in_what_was_sent_are_only_braces(firm: Firm, owner: str) -> None:
    inputs = {**NEW["fields"], "relationship": owner}
    answer = Caller(firm).post("accounts", {"fields": inputs})
    assert (answer.status_code, pointers(answer)) == (422, ["/fields/relationship"])
    assert owner in answer.data["errors"][0]["detail"]


def test_a_change_names_its_version(firm: Firm) -> None:
    made, call = boat(firm), Caller(firm)
    answer = call.patch(f"boats/{made.pk}", {"fields": {"name": "Weser"}}, 1)
    assert (answer.status_code, answer["ETag"]) == (200, '"2"')
    without = call("PATCH", f"boats/{made.pk}", {"fields": {"name": "Oste"}})
    assert without.status_code == 428
    assert boats(firm) == {"Weser"}
    assert call.patch(f"boats/{made.pk}", {"fields": {"name": "Oste"}}).status_code == 200


def test_a_stale_change_is_told_both_and_writes_nothing(firm: Firm) -> None:
    made, call = boat(firm), Caller(firm)
    actions.change(firm.olga, "boat", made.pk, {"name": "Weser"})
    sent = {"fields": {"name": "Oste"}}
    answer = call.patch(f"boats/{made.pk}", sent, 1)
    assert answer.status_code == 412
    assert answer.data["current"]["fields"]["name"] == "Weser"
    assert answer.data["current"]["version"] == 2
    assert answer.data["sent"] == sent
    assert boats(firm) == {"Weser"}


@pytest.mark.parametrize("version", ["3", 'W/"3"', '"1", "2"', "'1'", '"x"'])
def test_what_is_no_version_is_refused(firm: Firm, version: str) -> None:
    path = f"boats/{boat(firm).pk}"
    answer = Caller(firm)("PATCH", path, {"fields": {"name": "X"}}, If_Match=version)
    assert answer.status_code == 400


def test_a_record_goes_into_the_trash_and_comes_back(firm: Firm) -> None:
    made, call = boat(firm), Caller(firm)
    gone = call.delete(f"boats/{made.pk}")
    assert gone.status_code == 200
    assert gone.data["trashed_at"]
    assert boats(firm) == set()
    assert call.get("boats").data["data"] == []
    back = call.post(f"boats/{made.pk}/restore")
    assert back.data["trashed_at"] is None
    assert boats(firm) == {"Elbe"}


def test_every_button_is_an_action(firm: Firm) -> None:
    made = actions.create(firm.olga, "account", NEW["fields"])
    told = Caller(firm).get("types/accounts").data["actions"]
    promote = next(one for one in told if one["name"] == "account.promote")
    inputs = {one["name"]: "" for one in promote["inputs"] if one["kind"] == "text"}
    member = str(firm.members["wim"].pk)
    people = {one["name"]: member for one in promote["inputs"] if one["kind"] == "member"}
    answer = Caller(firm).post(
        f"accounts/{made.ref}/actions/account.promote", {"inputs": inputs | people}
    )
    assert answer.status_code == 200, answer.data
    assert answer.data["record"]["fields"]["relationship"] == "client"


def test_an_action_of_another_type_is_not_there(firm: Firm) -> None:
    call, made = Caller(firm), boat(firm)
    for path in (f"boats/{made.pk}/actions/account.promote", "actions/account.promote"):
        assert call.post(path, {"inputs": {}}).status_code == 404
    wrong = call.post("actions/account.create", {"inputs": {"name": "X", "relationship": "y"}})
    assert pointers(wrong) == ["/inputs/relationship"]


def test_too_weak_is_403_and_out_of_sight_404(firm: Firm) -> None:
    made = boat(firm)
    actions.share(firm.olga, "boat", made.pk, privacy="named", member_ids=[])
    hidden = Caller(firm, "wim").patch(f"boats/{made.pk}", {"fields": {"name": "X"}})
    weak = Caller(firm, "bodo").post("boats", {"fields": {"name": "X"}})
    reads = Caller(firm, "olga", is_read_only=True).post("boats", {"fields": {"name": "X"}})
    assert (hidden.status_code, weak.status_code, reads.status_code) == (404, 403, 403)


def test_what_asks_a_person_for_proof_is_closed_to_every_token(firm: Firm) -> None:
    call = Caller(firm, lasts="never")
    wim = str(firm.members["wim"].pk)
    for name, inputs in (
        ("member.change_role", {"member": wim, "role": "owner"}),
        ("token.create", {"name": "another"}),
    ):
        assert call.post(f"actions/{name}", {"inputs": inputs}).status_code == 403
    assert "token.create" not in {one["name"] for one in call.get("actions").data["data"]}


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[1",
        '{"fields": NaN}',
        '{"fields": {"name": "\\ud800"}}',
        '{"fields": {"name": "a\\u0000"}}',
        '{"fields": {"name": "a", "name": "b"}}',
        "[" * 5000,
        "1" * 5000,
        "\xff",
    ],
)
def test_what_is_no_json_is_400(firm: Firm, body: str) -> None:
    assert Caller(firm).post("boats", body).status_code == 400


@pytest.mark.parametrize("body", [[], '"text"', 7, {"name": "X"}, {"fields": []}, {"fields": None}])
def test_json_of_another_shape_is_422(firm: Firm, body) -> None:
    assert Caller(firm).post("boats", body).status_code == 422


def test_a_form_is_no_json_and_a_large_body_is_too_large(firm: Firm) -> None:
    call = Caller(firm)
    headers = {"Authorization": f"Bearer {call.made.secret}"}
    form = call._client.post("/api/v1/boats", {"name": "X"}, headers=headers)
    assert form.status_code == 415
    assert call.post("boats", {"fields": {"name": "x" * 1_000_001}}).status_code == 413


def test_an_id_of_the_callers_own_adds_a_record_once(firm: Firm) -> None:
    call, key = Caller(firm), str(uuid7())
    body = {"id": key, "fields": {"name": "Elbe"}}
    answers = [call.post("boats", body) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 200]
    assert {one.data["id"] for one in answers} == {key}
    assert pointers(call.post("boats", {**body, "id": "x"})) == ["/id"]


# repeated ---------------------------------------------------------------------------------------


def test_a_call_that_is_repeated_with_its_key_happens_once(firm: Firm) -> None:
    call = Caller(firm)
    answers = [call.post("boats", {"fields": {"name": "E"}}, Idempotency_Key="k") for _ in "12"]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert answers[1]["Idempotency-Replayed"] == "true"
    assert Boat.objects.visible_to(firm.olga).count() == 1


def test_a_key_stands_for_one_request_of_one_token(firm: Firm) -> None:
    call = Caller(firm)
    call.post("boats", {"fields": {"name": "Elbe"}}, Idempotency_Key="k")
    other = call.post("boats", {"fields": {"name": "Weser"}}, Idempotency_Key="k")
    assert other.status_code == 422
    mine = Caller(firm, "wim").post("boats", {"fields": {"name": "Weser"}}, Idempotency_Key="k")
    assert mine.status_code == 201


def test_a_call_at_work_answers_its_double_with_409(firm: Firm, monkeypatch) -> None:
    call, doubles = Caller(firm), []
    create = actions.create

    def meanwhile(*given, **more):
        doubles.append(call.post("boats", {"fields": {"name": "E"}}, Idempotency_Key="k"))
        return create(*given, **more)

    monkeypatch.setattr("klientel.integrations.api.writes.create", meanwhile)
    first = call.post("boats", {"fields": {"name": "E"}}, Idempotency_Key="k")
    assert (first.status_code, doubles[0].status_code) == (201, 409)
    assert Boat.objects.visible_to(firm.olga).count() == 1


def test_a_refused_call_leaves_its_key_free(firm: Firm) -> None:
    call = Caller(firm)
    assert call.post("boats", {"fields": {}}, Idempotency_Key="k").status_code == 422
    assert call.post("boats", {"fields": {"name": "E"}}, Idempotency_Key="k").status_code == 201


def test_answers_are_forgotten_after_a_day(firm: Firm) -> None:
    call = Caller(firm)
    call.post("boats", {"fields": {"name": "E"}}, Idempotency_Key="k")
    with clock.travel(dt.timedelta(hours=25)):
        limiter.forget()
        again = call.post("boats", {"fields": {"name": "F"}}, Idempotency_Key="k")
        assert again.status_code == 201
    with clock.travel(dt.timedelta(hours=50)):
        clean_answers.call()
    assert not KeptAnswer.objects.exists()


# several at once --------------------------------------------------------------------------------


def operation(name: str, **more) -> dict:
    return {"method": "POST", "path": "/boats", "body": {"fields": {"name": name}}, **more}


def test_each_operation_of_a_batch_is_done_by_itself(firm: Firm) -> None:
    operations = [operation("A"), operation(""), operation("C")]
    answer = Caller(firm).post("batch", {"operations": operations})
    assert [one["status"] for one in answer.data["results"]] == [201, 422, 201]
    assert boats(firm) == {"A", "C"}


def test_a_whole_batch_is_done_as_a_whole_or_not_at_all(firm: Firm) -> None:
    call = Caller(firm)
    operations = [operation("A"), operation("")]
    answer = call.post("batch", {"operations": operations, "whole": True})
    assert answer.status_code == 422
    assert answer.data["operation"] == 1
    assert answer.data["problem"]["errors"][0]["pointer"] == "/fields/name"
    assert boats(firm) == set()
    both = call.post("batch", {"operations": [operation("A"), operation("B")], "whole": True})
    assert [one["status"] for one in both.data["results"]] == [201, 201]


def test_operations_know_versions_and_all_addresses_that_write(firm: Firm) -> None:
    made = boat(firm)
    path = f"boats/{made.pk}"
    operations = [
        {"method": "PATCH", "path": path, "body": {"fields": {"name": "B"}}, "if_match": '"1"'},
        {"method": "PATCH", "path": path, "body": {"fields": {"name": "C"}}, "if_match": '"1"'},
        {"method": "DELETE", "path": path},
        {"method": "POST", "path": f"{path}/restore"},
        {"method": "GET", "path": path},
        {"method": "POST", "path": "batch", "body": {"operations": []}},
        {"method": "POST", "path": "nowhere/at/all"},
        {"method": "POST", "path": "../../werft/boats/new"},
    ]
    answer = Caller(firm).post("batch", {"operations": operations})
    told = [one["status"] for one in answer.data["results"]]
    assert told == [200, 412, 200, 200, 404, 404, 404, 404]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"operations": []},
        {"operations": [operation("A")] * 101},
        {"operations": [{"method": "POST"}]},
        {"operations": ["x"]},
        {"operations": [{**operation("A"), "more": 1}]},
        {"operations": [operation("A")], "whole": "yes"},
    ],
)
def test_a_batch_of_another_shape_is_refused(firm: Firm, body) -> None:
    assert Caller(firm).post("batch", body).status_code == 422
    assert boats(firm) == set()


def test_a_batch_counts_as_many_calls_as_it_holds(firm: Firm) -> None:
    call = Caller(firm)
    before = int(call.get("me")["RateLimit-Remaining"])
    call.post("batch", {"operations": [operation(str(n)) for n in range(10)]})
    assert before - int(call.get("me")["RateLimit-Remaining"]) == 11


# the feed ---------------------------------------------------------------------------------------


def test_the_feed_goes_on_where_it_ended_and_leaves_nothing_out(firm: Firm) -> None:
    call = Caller(firm)
    begin = call.get("changes?cursor=now").data["next_cursor"]
    made = [str(boat(firm, str(n)).pk) for n in range(5)]
    seen, cursor = [], begin
    while True:
        page = call.get(f"changes?cursor={cursor}&limit=2").data
        seen += [one["record"]["id"] for one in page["data"]]
        cursor = page["next_cursor"]
        if not page["has_more"]:
            break
    assert seen == made
    assert call.get(f"changes?cursor={cursor}").data["data"] == []


def test_what_commits_late_with_an_early_id_is_still_told(firm: Firm) -> None:
    call, early = Caller(firm), uuid7()
    made = boat(firm)
    cursor = call.get("changes").data["next_cursor"]
    # begun before all of that, committed after it
    late = Event(
        id=early,
        workspace_id=firm.workspace.pk,
        actor_kind="member",
        via="page",
        verb="boat.changed",
        record_type="boat",
        record_id=made.pk,
    )
    late.save(force_insert=True)
    told = call.get(f"changes?cursor={cursor}").data["data"]
    assert [one["id"] for one in told] == [str(early)]


def test_the_feed_tells_only_of_what_the_member_may_see(firm: Firm) -> None:
    hidden, shown = boat(firm, "Geheim"), boat(firm, "Offen")
    actions.share(firm.olga, "boat", hidden.pk, privacy="named", member_ids=[])
    told = Caller(firm, "wim").get("changes?types=boat").data["data"]
    assert {one["record"]["id"] for one in told} == {str(shown.pk)}
    only = Caller(firm).get("changes?verbs=boat.created").data["data"]
    assert {one["verb"] for one in only} == {"boat.created"}


@pytest.mark.parametrize(
    ("query", "status"),
    [("cursor=x", 400), ("verbs=nothing", 422), ("types=nothing", 422), ("more=1", 422)],
)
def test_a_wrong_question_to_the_feed_is_refused(firm: Firm, query: str, status: int) -> None:
    assert Caller(firm).get(f"changes?{query}").status_code == status

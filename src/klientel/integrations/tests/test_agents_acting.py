"""What agents do: actions of the catalogue, refused like anybody, rehearsed, once, and marked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from klientel.crm.models import Account
from klientel.events.batches import events_of_step
from klientel.events.models import Event, Outbox
from klientel.integrations.models import AgentCall
from klientel.integrations.tests.agents import Agent, pointers
from klientel.kit import clock
from klientel.kit.refused import Forbidden
from klientel.records.actions import create, undo
from klientel.records.actions.catalogue import actions
from klientel.records.own_fields.defined import added_fields
from klientel.workspaces.actor import Lent
from klientel.workspaces.models import Workspace
from tests.cast import Firm

pytestmark = pytest.mark.django_db
NORD = {"name": "Werk Nord", "relationship": "customer"}


def accounts(firm: Firm):
    return Account.objects.visible_to(firm.olga)


def everything(firm: Firm) -> tuple[int, ...]:
    """How much stands in the tables that an action writes."""
    events = Event.objects.in_workspace(firm.workspace.pk)
    calls = AgentCall.objects.in_workspace(firm.workspace.pk)
    return accounts(firm).count(), events.count(), calls.count(), Outbox.objects.count()


def test_what_was_done_is_told_in_words_with_the_record(firm: Firm) -> None:
    told = Agent(firm)("account_create", inputs={**NORD, "city": "Bremen"})
    assert told["record"]["fields"]["city"] == "Bremen"
    assert [one["verb"] for one in told["events"]] == ["account.created"]
    assert told["events"][0]["text"] == "Olga added Werk Nord"


def test_a_change_needs_the_version_and_a_stale_one_is_refused_with_both(firm: Firm) -> None:
    account, agent = create(firm.olga, "account", NORD), Agent(firm)
    told = agent.refused("account_change", record=account.ref, inputs={"city": "Kiel"})
    assert pointers(told) == ["/version"]
    agent("account_change", record=account.ref, version=1, inputs={"city": "Kiel"})
    told = agent.refused("account_change", record=account.ref, version=1, inputs={"city": "Ulm"})
    assert told["status"] == 412
    assert told["current"]["fields"]["city"] == "Kiel"
    assert accounts(firm).get().city == "Kiel"


def test_wrong_inputs_are_refused_each_with_its_place(firm: Firm) -> None:
    given = {"email": "nowhere", "relationship": "friend", "colour": "red"}
    told = Agent(firm).refused("account_create", inputs=given)
    assert told["status"] == 422
    assert pointers(told)
    assert all(one.startswith("/inputs/") for one in pointers(told))
    assert not accounts(firm).exists()


def test_what_a_member_may_not_do_their_agent_may_not(firm: Firm) -> None:
    account, agent = create(firm.olga, "account", NORD), Agent(firm, "sam")
    assert "account_trash" not in {one["name"] for one in agent.offered()}
    for asked in (
        agent.refused("account_trash", record=account.ref),
        agent.refused("account_trash", record=account.ref, dry_run=True),
        agent.refused("act", action="account.trash", record=account.ref),
    ):
        assert asked["status"] == 403
        assert asked["detail"] == "Your role does not allow this."
    assert accounts(firm).get().trashed_at is None


def test_what_asks_people_for_proof_is_closed_to_agents_of_owners_too(firm: Firm) -> None:
    agent = Agent(firm)
    assert not {"member_add", "token_create"} & {one["name"] for one in agent.offered()}
    given = {"email": "x@x.example", "name": "X", "role": "owner"}
    assert agent.refused("member_add", inputs=given)["status"] == 403


def test_a_token_that_only_reads_is_offered_nothing_that_acts(firm: Firm) -> None:
    agent = Agent(firm, is_read_only=True)
    names = {one["name"] for one in agent.offered()}
    assert names == {"search", "find", "read", "timeline", "describe"}
    for name, given in (("account_create", {}), ("act", {"action": "account.create"})):
        told = agent.refused(name, inputs=NORD, **given)
        assert (told["status"], told["detail"]) == (403, "This token only reads.")


def test_no_action_is_open_to_a_token_that_only_reads(firm: Firm) -> None:
    agent, before = Agent(firm, is_read_only=True), everything(firm)
    reading = replace(firm.olga, lent=Lent(is_read_only=True))
    names = [one.name for one in actions]
    assert {"rule.start", "rule.start_many"} <= set(names)
    for name in names:
        assert agent.refused("act", action=name)["status"] == 403, name
        with pytest.raises(Forbidden):
            actions.get(name).call(reading, None)
    assert everything(firm) == before


def test_a_rehearsal_says_what_would_happen_and_writes_nothing(firm: Firm) -> None:
    account, agent = create(firm.olga, "account", NORD), Agent(firm)
    before = everything(firm)
    told = agent(
        "account_change", record=account.ref, version=1, inputs={"city": "Kiel"}, dry_run=True
    )
    assert told["dry_run"] is True
    assert told["summary"].startswith("Nothing was written. This would happen: Olga ")
    assert told["events"][0]["changes"] == {"city": ["", "Kiel"]}
    assert told["record"]["fields"]["city"] == "Kiel"
    assert everything(firm) == before
    assert accounts(firm).get().city == ""
    made = agent("account_create", inputs={"name": "Süd", "relationship": "customer"}, dry_run=True)
    assert made["record"]["title"] == "Süd"
    assert everything(firm) == before


def test_a_rehearsal_is_refused_for_what_the_deed_would_be_refused_for(firm: Firm) -> None:
    agent = Agent(firm)
    for dry in (True, False):
        told = agent.refused("account_create", inputs={"name": ""}, dry_run=dry)
        assert told["status"] == 422
        assert agent.refused("account_trash", record="A-1", dry_run=dry)["status"] == 404


def test_what_a_rehearsal_read_is_never_taken_for_what_comes_later(firm: Firm) -> None:
    agent = Agent(firm)
    field = {"type": "account", "kind": "text"}
    agent("field_add", inputs={**field, "label": "Tried only"}, dry_run=True)
    agent("field_add", inputs={**field, "label": "Meant"})
    workspace = Workspace.objects.get(pk=firm.workspace.pk)
    labels = [str(one.label) for one in added_fields(workspace)["account"]]
    assert labels == ["Meant"]
    assert workspace.directory_version < 1_000


def test_a_repeated_call_with_its_key_happens_once_and_is_answered_alike(firm: Firm) -> None:
    agent = Agent(firm)
    given = {"inputs": NORD, "idempotency_key": "order 4711"}
    first = agent("account_create", **given)
    assert agent("account_create", **given) == first
    assert accounts(firm).count() == 1
    other = {**given, "inputs": {**NORD, "city": "Kiel"}}
    assert agent.refused("account_create", **other)["status"] == 422
    assert agent.refused("account_create", inputs=NORD, idempotency_key="ö")["status"] == 400


def test_a_refused_call_and_a_rehearsal_let_go_of_their_key(firm: Firm) -> None:
    agent = Agent(firm)
    agent.refused("account_create", inputs={"name": ""}, idempotency_key="one")
    agent("account_create", inputs=NORD, idempotency_key="one", dry_run=True)
    agent("account_create", inputs=NORD, idempotency_key="one")
    assert accounts(firm).count() == 1


def test_everything_that_one_call_wrote_is_one_batch_with_the_name_of_its_token(firm: Firm) -> None:
    account, agent = create(firm.olga, "account", NORD), Agent(firm)
    told = agent("account_promote", record=account.ref)
    assert len(told["events"]) > 1
    call = AgentCall.objects.in_workspace(firm.workspace.pk).get()
    assert (call.agent, call.action) == ("Claude", "account.promote")
    events = events_of_step(firm.olga, call.pk, clock.now() - clock.timedelta(hours=1))
    assert {one.via for one in events} == {"agent"}
    assert len(events) == len(told["events"])


def test_people_can_take_back_what_an_agent_did(firm: Firm) -> None:
    account, agent = create(firm.olga, "account", NORD), Agent(firm)
    agent("account_change", record=account.ref, version=1, inputs={"city": "Kiel"})
    call = AgentCall.objects.in_workspace(firm.workspace.pk).get()
    undo(firm.olga, call.pk)
    assert accounts(firm).get().city == ""


def test_any_action_goes_by_its_name_too(firm: Firm) -> None:
    agent = Agent(firm, tools="few")
    told = agent("act", action="account.create", inputs=NORD)
    agent("act", action="account.change_stage", record=told["record"]["ref"],
          inputs={"stage": "active"})  # fmt: skip
    assert accounts(firm).get().stage == "active"
    assert agent.refused("act", action="account.explode")["status"] == 422
    assert agent.refused("act", action="account.create", record="A-1")["status"] == 422


@pytest.mark.parametrize(
    "given",
    [
        {"inputs": []},
        {"inputs": {"name": {"a": 1}}},
        {"inputs": {"name": ["x"]}},
        {"inputs": {"name": "a\x00b"}},
        {"inputs": {"name": "\ud800"}},
        {"inputs": {"name": float("nan")}},
        {"inputs": {**NORD, "workspace": "x", "workspace_id": "y", "ref": "A-1"}},
        {"inputs": NORD, "dry_run": "yes"},
        {"inputs": NORD, "record": "A-1"},
        {"inputs": NORD, "idempotency_key": 7},
        {"inputs": {"name": "x" * 900_000}},
    ],
    ids=lambda given: str(given)[:40],
)
def test_hostile_inputs_are_refused_in_words(firm: Firm, given: dict[str, object]) -> None:
    told = Agent(firm).refused("account_create", **given)
    assert told["status"] in (400, 422)
    assert told["detail"]
    assert not accounts(firm).exists()


def test_what_is_nested_too_deeply_is_refused(firm: Firm) -> None:
    deep: object = "x"
    for _ in range(5_000):
        deep = [deep]
    assert Agent(firm).refused("account_create", inputs={"name": deep})["status"] == 400


def test_decimals_arrive_as_they_were_sent(firm: Firm) -> None:
    account, agent = create(firm.olga, "account", NORD), Agent(firm)
    agent("purchase_record", record=account.ref, inputs={"amount": 19.9, "date": "2026-11-26"})
    told = agent("timeline", record=account.ref)["data"][0]
    assert "19.9" in str(told["facts"])


def test_everybody_sees_on_the_account_what_an_agent_changed_and_said_for_somebody(
    firm: Firm,
) -> None:
    account, agent = create(firm.olga, "account", NORD), Agent(firm)
    agent("account_change", record=account.ref, version=1, inputs={"city": "Kiel"})
    agent("comment_write", inputs={"record": str(account.pk), "text": "Looked at it."})
    told = firm.client().get(f"/{firm.slug}/accounts/{account.ref}", follow=True).content.decode()
    assert told.count("through the agent “Claude”") > 1
    assert "commented · through the agent “Claude”" in told
    log = firm.client().get(f"/{firm.slug}/settings/log").content.decode()
    assert "by an agent · Claude" in log


def test_what_an_agent_noted_says_so_on_the_timelines_of_the_account_and_the_person(
    firm: Firm,
) -> None:
    account, agent = create(firm.olga, "account", NORD), Agent(firm)
    person = create(firm.olga, "contact", {"last_name": "Falk", "account": str(account.pk)})
    noted = {"account": str(account.pk), "kind": "call", "contact": str(person.pk)}
    create(firm.olga, "interaction", {**noted, "body": "Rang them."})
    agent("interaction_create", inputs={**noted, "body": "Looked it up."})
    browser = firm.client()
    for page in (
        f"/werft/accounts/{account.ref}/timeline?show=talks",
        f"/werft/accounts/{account.ref}/timeline?show=talks&kind=call",
        f"/werft/contacts/{person.pk}/conversations",
    ):
        told = browser.get(page, follow=True).content.decode()
        assert told.count("Looked it up.") == told.count("Rang them.") == 1, page
        assert told.count("through the agent “Claude”</span>") == 1, page

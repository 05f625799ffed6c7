"""The button of a rule: in the menu of a record and below a list, for those who may press it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.automations.actions import switch_off
from klientel.automations.actions.pressing import MOST, start_rule_for_many
from klientel.automations.actions.running import start_rule
from klientel.automations.definition import Definition, When
from klientel.automations.models import Rule, Run
from klientel.automations.tests.made_up import Doings, make_rule, runs_of, step, when
from klientel.automations.tests.rules import made
from klientel.events.models import Event
from klientel.events.worker import run_until_idle
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records import actions
from tests.cast import Firm

pytestmark = pytest.mark.django_db
FRAGMENT = {"HX-Request": "true"}
LABEL = "Send the welcome parcel"


def add(firm: Firm, name: str = "Ott", **values: Any) -> Any:
    return actions.create(firm.olga, "account", {"name": name, **values})


def with_button(firm: Firm, **columns: Any) -> Rule:
    roles = columns.pop("roles", [])
    start = when("button", label=LABEL, roles=roles)
    rule = make_rule(firm, "account", start, step("test.do"), **{"name": "Welcome", **columns})
    firm.workspace.touch_directory()
    return rule


def menu(firm: Firm, account: Any, who: str = "olga") -> str:
    place = f"/werft/accounts/{account.ref}/menu"
    answer = firm.client(who).get(place, headers=FRAGMENT)
    assert answer.status_code == 200
    return str(answer.content.decode())


def press(rule: Rule, many: bool = False) -> str:
    return f"/werft/automations/{rule.number}/press{'-many' if many else ''}"


def test_the_menu_of_a_record_and_the_bar_of_its_list_have_the_button(
    firm: Firm, doings: Doings
) -> None:
    account, rule = add(firm), with_button(firm)
    assert LABEL in menu(firm, account)
    assert LABEL in firm.client().get("/werft/accounts").content.decode()
    assert LABEL in firm.client().get(f"/werft/accounts/{account.ref}").content.decode()
    assert f"{press(rule)}?record={account.pk}" in menu(firm, account)
    assert LABEL not in firm.client().get("/werft/deals").content.decode()


def test_pressing_asks_in_one_sentence_starts_the_rule_and_leads_to_the_run(
    firm: Firm, doings: Doings
) -> None:
    account, rule, browser = add(firm), with_button(firm), firm.client()
    asked = browser.get(f"{press(rule)}?record={account.pk}", headers=FRAGMENT)
    assert "The rule “Welcome” starts for Ott." in asked.content.decode()
    assert not runs_of(rule)
    given = {"record": str(account.pk), "key": str(uuid7())}
    assert browser.post(press(rule), given).status_code == 303
    assert browser.post(press(rule), given).status_code == 303
    (run,) = runs_of(rule)
    assert run.trigger == "button"
    page = browser.get("/werft/accounts").content.decode()
    assert "“Welcome” was started" in page
    assert f"/werft/automations/{rule.number}/runs/{run.pk}" in page
    run_until_idle()
    assert doings.done == [(account.pk, "")]


def test_only_the_roles_that_it_names_find_it_and_may_press_it(firm: Firm, doings: Doings) -> None:
    account = add(firm)
    rule = with_button(firm, roles=["support"])
    assert LABEL in menu(firm, account, "sam")
    assert LABEL not in menu(firm, account, "wim")
    given = {"record": str(account.pk), "key": str(uuid7())}
    assert firm.client("wim").post(press(rule), given).status_code == 403
    assert not runs_of(rule)
    assert firm.client("sam").post(press(rule), given).status_code == 303
    assert len(runs_of(rule)) == 1


def test_that_of_a_team_is_for_its_people(firm: Firm, doings: Doings) -> None:
    account = add(firm, owner="Wim")
    rule = with_button(firm, audience="team", team=firm.teams["web"])
    given = {"record": str(account.pk), "key": str(uuid7())}
    assert LABEL in menu(firm, account, "wim")
    assert LABEL not in menu(firm, account, "bea")
    assert firm.client("bea").post(press(rule), given).status_code == 404
    assert firm.client("wim").post(press(rule), given).status_code == 303
    assert len(runs_of(rule)) == 1


def test_a_rule_that_is_off_or_deleted_has_no_button(firm: Firm, doings: Doings) -> None:
    account = add(firm)
    definition = Definition(
        "account", (When("button", {"label": LABEL}),), then=(step("test.do", "aaaa1111"),)
    )
    rule = made(firm, definition)
    assert LABEL in menu(firm, account)
    switch_off(firm.olga, rule=rule.number)
    assert LABEL not in menu(firm, account)
    given = {"record": str(account.pk), "key": str(uuid7())}
    answer = firm.client().post(press(rule), given)
    assert answer.status_code == 422
    assert "is switched off" in answer.content.decode()


def test_a_rule_that_is_off_is_started_by_nobody_for_one_or_many(
    firm: Firm, doings: Doings
) -> None:
    rule = make_rule(firm, "account", when("manual"), step("test.do"), is_on=False)
    account, asked = str(add(firm).pk), {"rule": rule.number, "key": str(uuid7())}
    with pytest.raises(Refused, match="switched off"):
        start_rule(firm.olga, record=account, **asked)
    with pytest.raises(Refused, match="switched off"):
        start_rule_for_many(firm.olga, ids=account, all="", state="", **asked)
    assert not runs_of(rule)
    told = Event.objects.in_workspace(firm.workspace.pk).filter(verb="rule.started")
    assert not told.exists()


def test_a_rule_about_nothing_is_started_once_and_told_of_itself(
    firm: Firm, doings: Doings
) -> None:
    rule, key = make_rule(firm, "", when("manual"), step("test.do")), str(uuid7())
    for _twice in range(2):
        start_rule(firm.olga, rule=rule.number, record="", key=key)
    run_until_idle()
    (told,) = Event.objects.in_workspace(firm.workspace.pk).filter(verb="rule.started")
    (run,) = runs_of(rule)
    assert (told.record_type, told.record_id, run.event_id) == ("rule", None, told.pk)
    assert doings.done == [(None, "")]


def test_buttons_cost_the_pages_no_query(firm: Firm, doings: Doings) -> None:
    account, browser = add(firm), firm.client()

    def cost(place: str) -> int:
        browser.get(place)
        with CaptureQueriesContext(connection) as captured:
            browser.get(place)
        return len(captured)

    places = ("/werft/accounts", f"/werft/accounts/{account.ref}")
    before = [cost(place) for place in places]
    for _number in range(5):
        with_button(firm)
    assert [cost(place) for place in places] == before


def test_one_press_starts_it_for_all_the_chosen_rows_once(firm: Firm, doings: Doings) -> None:
    accounts, rule, browser = (
        [add(firm, f"Ott {n}") for n in range(3)],
        with_button(firm),
        firm.client(),
    )
    ids = ",".join(str(one.pk) for one in accounts[:2])
    asked = browser.post(press(rule, many=True), {"ids": ids}, headers=FRAGMENT)
    assert "The rule “Welcome” starts for 2 records." in asked.content.decode()
    assert not runs_of(rule)
    given = {"ids": ids, "sure": "1", "key": str(uuid7())}
    for _twice in range(2):
        assert browser.post(press(rule, many=True), given).status_code == 303
    assert {run.record_id for run in runs_of(rule)} == {one.pk for one in accounts[:2]}
    told = Event.objects.in_workspace(firm.workspace.pk).filter(verb="rule.started")
    assert told.count() == 2
    run_until_idle()
    assert len(doings.done) == 2


def test_all_of_a_list_can_be_chosen(firm: Firm, doings: Doings) -> None:
    for number in range(3):
        add(firm, f"Ott {number}")
    rule = with_button(firm)
    given = {"all": "1", "state": "", "sure": "1", "key": str(uuid7())}
    firm.client().post(press(rule, many=True), given)
    assert len(runs_of(rule)) == 3


def test_what_others_do_not_see_is_not_started_for_and_too_many_are_refused(
    firm: Firm, other_firm: Firm, doings: Doings, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule, account = with_button(firm), add(firm)
    foreign = actions.create(other_firm.actor("fremd"), "account", {"name": "Fremd"})
    asked = {"rule": rule.number, "all": "", "state": ""}
    with pytest.raises(Refused):
        start_rule_for_many(firm.olga, ids=str(foreign.pk), key=str(uuid7()), **asked)
    assert not Run.objects.in_workspace(firm.workspace.pk).exists()
    monkeypatch.setattr("klientel.automations.actions.pressing.MOST", 1)
    both = f"{account.pk},{add(firm).pk}"
    with pytest.raises(Refused, match="At most"):
        start_rule_for_many(firm.olga, ids=both, key=str(uuid7()), **asked)
    assert MOST == 1_000


def test_the_editor_offers_the_trigger_where_there_is_a_record(firm: Firm) -> None:
    page = firm.client().get("/werft/automations/new?about=account").content.decode()
    assert "Somebody presses a button" in page

"""A rule hears what happens, asks its conditions of the record as it was left, and runs once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from klientel.automations.actions.running import retry_run
from klientel.automations.engine.hearing import hear
from klientel.automations.engine.starting import LATER, TOO_DEEP
from klientel.automations.models import Run
from klientel.automations.tests.made_up import Doings, given, make_rule, runs_of, step, when
from klientel.automations.triggers.of_events import clause, verbs_of
from klientel.events.models import Event, Outbox
from klientel.events.worker import run_until_idle
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.reading import reading_for
from klientel.records.types import record_types
from klientel.sharing.tests.boats import boat, link_to, path
from tests.cast import Firm

pytestmark = pytest.mark.django_db
State = Run.State


def add(firm: Firm, name: str = "Ott", **values: Any) -> Any:
    return actions.create(firm.olga, "account", {"name": name, **values})


def change(firm: Firm, account: Any, **values: Any) -> Any:
    return actions.change(firm.olga, "account", account, values)


def test_a_rule_runs_when_its_event_happens(firm: Firm, doings: Doings) -> None:
    rule = make_rule(firm, "account", when("created"), step("test.do", text="hello"))
    account = add(firm)
    run_until_idle()
    assert doings.done == [(account.pk, "hello")]
    (run,) = runs_of(rule)
    assert (run.state, run.record_id, run.trigger) == (State.DONE, account.pk, "created")
    assert run.log[0]["text"] == "did it"
    assert run.log[0]["given"] == {"text": "hello"}


def test_a_rule_that_is_off_or_of_another_firm_hears_nothing(
    firm: Firm, other_firm: Firm, doings: Doings
) -> None:
    make_rule(firm, "account", when("created"), step("test.do"), is_on=False)
    make_rule(other_firm, "account", when("created"), step("test.do"), member="fremd")
    add(firm)
    run_until_idle()
    assert doings.done == []


def test_what_was_before_the_rule_was_switched_on_starts_nothing(
    firm: Firm, doings: Doings
) -> None:
    account = add(firm)
    make_rule(firm, "account", when("created"), step("test.do"))
    hear(list(Event.objects.in_workspace(firm.workspace.pk).filter(record_id=account.pk)))
    run_until_idle()
    assert doings.done == []


def test_conditions_ask_the_old_and_the_new_value(firm: Firm, doings: Doings) -> None:
    rule = make_rule(
        firm,
        "account",
        when("changed", field="city"),
        step("test.do"),
        given(["city", "is", "Ulm"], ["was:city", "is", "Bonn"]),
    )
    first, second = add(firm, city="Bonn"), add(firm, "Weber", city="Kiel")
    change(firm, first, city="Ulm")
    change(firm, second, city="Ulm")
    run_until_idle()
    assert [run.record_id for run in runs_of(rule)] == [first.pk]


def test_conditions_ask_the_record_as_the_event_left_it(firm: Firm, doings: Doings) -> None:
    rule = make_rule(
        firm,
        "account",
        when("changed", field="city"),
        step("test.do"),
        given(["city", "is", "Ulm"]),
    )
    account = add(firm, city="Bonn")
    change(firm, account, city="Ulm")
    change(firm, account, city="Kiel")
    run_until_idle()
    assert len(runs_of(rule)) == 1


def test_conditions_ask_the_account_of_the_record(firm: Firm, doings: Doings) -> None:
    rule = make_rule(
        firm,
        "contact",
        when("created"),
        step("test.do"),
        given(["account:city", "is", "Ulm"]),
    )
    here, there = add(firm, city="Ulm"), add(firm, "Weber", city="Bonn")
    for account in (here, there):
        actions.create(firm.olga, "contact", {"last_name": "Falk", "account": account.pk})
    run_until_idle()
    assert [run.record_id is not None for run in runs_of(rule)] == [True]


def test_hearing_the_same_event_again_makes_no_second_run(firm: Firm, doings: Doings) -> None:
    rule = make_rule(firm, "account", when("created"), step("test.do"))
    account = add(firm)
    events = list(Event.objects.in_workspace(firm.workspace.pk).filter(record_id=account.pk))
    for _ in range(3):
        with transaction.atomic():
            hear(events)
    run_until_idle()
    assert len(runs_of(rule)) == len(doings.done) == 1


def test_two_triggers_that_match_one_event_start_the_rule_once(firm: Firm, doings: Doings) -> None:
    twice = (when("created"), when("event", verb="account.created"))
    rule = make_rule(firm, "account", twice, step("test.do"))
    add(firm)
    run_until_idle()
    assert len(runs_of(rule)) == 1


def test_an_import_starts_a_rule_only_where_it_says_so(firm: Firm, doings: Doings) -> None:
    make_rule(firm, "account", when("created"), step("test.do", text="no"))
    make_rule(firm, "account", when("created"), step("test.do", text="yes"), includes_imports=True)
    actions.create(firm.actor("olga", via="import"), "account", {"name": "Ott"})
    run_until_idle()
    assert [text for _pk, text in doings.done] == ["yes"]


def test_an_event_that_no_rule_hears_costs_no_outbox_row(firm: Firm, doings: Doings) -> None:
    from klientel.events.subscribers import subscribers

    make_rule(firm, "account", when("event", verb="account.trashed"), step("test.do"))
    assert not subscribers.asks("automations", "contact.changed", firm.workspace.pk)
    Outbox.objects.all().delete()
    account = add(firm)
    Outbox.objects.all().delete()
    actions.trash(firm.olga, "account", account)
    assert Outbox.objects.count() == 1


def test_a_record_that_the_rules_member_does_not_see_starts_nothing(
    firm: Firm, doings: Doings
) -> None:
    rule = make_rule(firm, "account", when("created"), step("test.do"), member="wim")
    actions.share(firm.olga, "account", add(firm), privacy="named")
    run_until_idle()
    assert runs_of(rule) == []


def test_all_that_a_run_writes_is_one_batch_caused_by_its_event(firm: Firm, doings: Doings) -> None:
    rule = make_rule(firm, "account", when("created"), step("test.set", text="city=Ulm"))
    account = add(firm)
    run_until_idle()
    (run,) = runs_of(rule)
    events = Event.objects.in_workspace(firm.workspace.pk).filter(record_id=account.pk)
    first, second = events.order_by("pk")
    assert (second.via, second.batch, second.cause, second.depth) == (
        "automation", run.pk, first.pk, 1,
    )  # fmt: skip
    assert second.member_id == firm.members["olga"].pk


def test_rules_that_start_each_other_stop_five_deep_and_say_so(firm: Firm, doings: Doings) -> None:
    there = make_rule(
        firm, "account", when("changed", field="city", now=""), step("test.set", text="city=Ulm"),
        given(["city", "is", "Bonn"]),
    )  # fmt: skip
    back = make_rule(
        firm, "account", when("changed", field="city"), step("test.set", text="city=Bonn"),
        given(["city", "is", "Ulm"]),
    )  # fmt: skip
    account = add(firm, city="Kiel")
    change(firm, account, city="Bonn")
    run_until_idle()
    runs = [*runs_of(there), *runs_of(back)]
    assert sorted(run.depth for run in runs) == [1, 2, 3, 4, 5, 6]
    last = next(run for run in runs if run.depth == 6)
    assert (last.state, last.reason["reason"]) == (State.STOPPED, TOO_DEEP)
    with pytest.raises(Refused, match="five rules deep"):
        retry_run(firm.olga, run=str(last.pk))
    last.refresh_from_db()
    assert last.state == State.STOPPED
    page = firm.client().get(f"/werft/automations/{last.rule.number}/runs/{last.pk}")
    assert "/retry" not in page.content.decode()


def test_a_rule_starts_no_more_often_than_it_may_in_an_hour(firm: Firm, doings: Doings) -> None:
    rule = make_rule(firm, "account", when("created"), step("test.do"), max_runs_per_hour=3)
    for number in range(8):
        add(firm, f"Account {number}")
    run_until_idle()
    runs = runs_of(rule)
    hours = [round((run.starts_at - runs[0].starts_at).total_seconds() / 3600) for run in runs]
    assert hours == [0, 0, 0, 1, 1, 1, 2, 2]
    assert len(doings.done) == 3
    assert runs[3].reason == {"reason": LATER, "values": {"count": 3}}


def test_many_events_of_many_rules_cost_a_bounded_number_of_queries(
    firm: Firm, doings: Doings
) -> None:
    for number in range(20):
        make_rule(
            firm, "account", when("changed", field="city"), step("test.do"),
            given(["city", "is", f"City {number}"]),
        )  # fmt: skip
    accounts = [add(firm, f"Account {number}") for number in range(12)]

    def cost(some: list[Any], city: str) -> int:
        for account in some:
            change(firm, account, city=city)
        events = Event.objects.in_workspace(firm.workspace.pk).filter(verb="account.changed")
        told = list(events.order_by("-pk")[: len(some)])
        with (
            CaptureQueriesContext(
                connection,
            ) as captured,
            transaction.atomic(),
        ):
            hear(told)
        return len(captured)

    cost(accounts[:1], "City 1")
    assert cost(accounts[:2], "City 2") == cost(accounts[2:], "City 3")


def test_a_refusal_fails_the_run_in_words(firm: Firm, doings: Doings) -> None:
    doings.fails = Refused("There is no {thing} here.", thing="hay")
    rule = make_rule(firm, "account", when("created"), step("test.do"))
    add(firm)
    run_until_idle()
    (run,) = runs_of(rule)
    assert run.state == State.FAILED
    assert run.reason == {"reason": "There is no {thing} here.", "values": {"thing": "hay"}}


def test_a_rule_that_cannot_be_read_makes_no_other_deaf(firm: Firm, doings: Doings) -> None:
    from klientel.automations.triggers import Trigger, triggers

    def broken(*_asked: Any) -> Any:
        raise RuntimeError("broken")

    created = lambda asked: frozenset({"account.created"})  # noqa: E731
    said: Any = lambda asked: ""  # noqa: E731
    triggers.register(
        Trigger(name="test.deaf", label="", icon="zap", said=said, verbs=broken),
        Trigger(name="test.mute", label="", icon="zap", said=said, verbs=created, matches=broken),
    )
    try:
        for kind in ("test.deaf", "test.mute", "there.is.none", "created"):
            make_rule(firm, "account", when(kind), step("test.do", text=kind))
        add(firm)
        run_until_idle()
    finally:
        triggers.remove("test.deaf")
        triggers.remove("test.mute")
    assert [text for _pk, text in doings.done] == ["created"]


@pytest.mark.usefixtures("boats")
def test_a_link_that_is_opened_starts_a_rule_once_an_hour_and_never_by_ones_own_look(
    firm: Firm, doings: Doings
) -> None:
    opened = make_rule(firm, "boat", when("event", verb="share.opened"), step("test.do"))
    gesine = boat(firm)
    made = link_to(firm.olga, gesine)
    firm.client().get(path(made))
    run_until_idle()
    assert doings.done == []
    for number in range(5):
        Client().get(path(made), REMOTE_ADDR=f"198.51.100.{number}")
    run_until_idle()
    assert [run.record_id for run in runs_of(opened)] == [gesine.pk]
    with clock.travel(timedelta(hours=2)):
        Client().get(path(made), REMOTE_ADDR="198.51.100.9")
        run_until_idle()
    assert len(runs_of(opened)) == 2


def test_a_link_that_is_opened_is_offered_to_rules_of_every_type(firm: Firm) -> None:
    reading = reading_for(firm.workspace)
    for name in ("boat", "account", "work"):
        about = record_types.get(name)
        offered = {one.name: one for one in verbs_of(about)}
        said = clause(offered["share.opened"], about, reading)
        assert "somebody outside opens a link to" in said
        assert about.one_of(reading) in said
    assert "share.opened" not in {one.name for one in verbs_of(None)}

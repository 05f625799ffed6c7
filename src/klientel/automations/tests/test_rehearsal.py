"""A rehearsal of the past finds what really fired; it and a try on one record write nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from klientel.automations.definition import Definition, Step, When, from_json
from klientel.automations.engine import rehearsal
from klientel.automations.engine.rehearsal import rehearse, try_on
from klientel.automations.engine.timing import look_at_the_clock
from klientel.automations.models import Rule
from klientel.automations.tests.made_up import Doings, given, make_rule, runs_of, step, when
from klientel.events.verbs import Verb, verbs
from klientel.events.worker import run_until_idle
from klientel.kit import clock
from klientel.records import actions
from klientel.records.conditions import NOTHING, Group
from tests.cast import Firm

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
CITIES = ("Ulm", "Bonn", "Kiel")
DAYS = 9

FAMILIES: dict[str, tuple[str, When, Group]] = {
    "created": ("account", when("created"), NOTHING),
    "created where": ("account", when("created"), given(["city", "is", "Ulm"])),
    "a verb": ("account", when("event", verb="account.trashed"), NOTHING),
    "a field": ("account", when("changed", field="city"), NOTHING),
    "a field that becomes": (
        "account", when("changed", field="city"),
        given(["city", "is", "Ulm"], ["was:city", "is", "Bonn"]),
    ),
    "one or the other": (
        "account", when("changed", field="city"),
        given(["city", "is", "Kiel"], ["was:city", "is", "Kiel"], joined="or"),
    ),
    "of the account": (
        "contact", when("changed", field="position"), given(["account:city", "is", "Ulm"]),
    ),
    "a date": (
        "account", when("date", field="acquired_on", days=1, side="before", hour=7), NOTHING,
    ),
    "a date where": (
        "account", when("date", field="acquired_on", hour=7), given(["postcode", "is", "1"]),
    ),
    "every year": ("account", when("date", field="acquired_on", hour=7, yearly=True), NOTHING),
    "a schedule": (
        "", when("schedule", every=2, unit="day", hour=7, begins_on="2026-03-01"), NOTHING,
    ),
    "a schedule for each": (
        "account", when("schedule", every=3, unit="day", hour=7, begins_on="2026-03-01"),
        given(["postcode", "is", "1"]),
    ),
}  # fmt: skip


class Life:
    """Nine days in a firm: records are added, changed and deleted by chance, workers work."""

    def __init__(self, firm: Firm, seed: int) -> None:
        self.firm = firm
        self.chance = random.Random(seed)
        self.accounts: list[Any] = []
        self.contacts: list[Any] = []
        self.number = 0

    def add(self) -> None:
        self.number += 1
        values = {
            "name": f"Account {self.number}",
            "city": self.chance.choice(CITIES),
            "postcode": self.chance.choice("112"),
            "acquired_on": date(2026, 3, 16) + timedelta(days=self.chance.randrange(1, 8)),
        }
        account = actions.create(self.firm.olga, "account", values)
        self.accounts.append(account)
        named = {"last_name": f"Name {self.number}", "account": account.pk}
        self.contacts.append(actions.create(self.firm.olga, "contact", named))

    def change(self) -> None:
        account = self.chance.choice(self.accounts)
        values = {"city": self.chance.choice(CITIES)}
        actions.change(self.firm.olga, "account", account, values)

    def change_person(self) -> None:
        contact = self.chance.choice(self.contacts)
        actions.change(self.firm.olga, "contact", contact, {"position": self.chance.choice("abc")})

    def days(self) -> Iterator[datetime]:
        for day in range(DAYS):
            yield START + timedelta(days=day)

    def live(self) -> None:
        for day in self.days():
            for minutes in sorted(self.chance.sample(range(600), 4)):
                with clock.fixed(day + timedelta(minutes=minutes)):
                    ways = [self.add, self.change, self.change, self.change_person]
                    (self.chance.choice(ways) if self.accounts else self.add)()
                    if self.chance.random() < 0.6:
                        run_until_idle()
            with clock.fixed(day + timedelta(hours=22, minutes=5)):
                look_at_the_clock.call()
                run_until_idle()


def fired(rule: Rule) -> list[Any]:
    return sorted(str(run.record_id) for run in runs_of(rule))


@pytest.mark.parametrize("name", FAMILIES)
def test_a_rehearsal_finds_what_really_fired(firm: Firm, doings: Doings, name: str) -> None:
    about, trigger, conditions = FAMILIES[name]
    with clock.fixed(START - timedelta(minutes=1)):
        rule = make_rule(
            firm, about, trigger, step("test.do"), conditions, max_runs_per_hour=10_000
        )
    life = Life(firm, seed=len(name))
    life.live()
    with clock.fixed(START + timedelta(days=DAYS - 1, hours=22, minutes=6)):
        days = DAYS - 1 + 23 / 24
        found = rehearse(firm.olga, from_json(rule.definition), days=days)  # type: ignore[arg-type]
        pages = [rehearse(firm.olga, from_json(rule.definition), days=days, page=page).fired  # type: ignore[arg-type]
                 for page in range(1, found.pages + 1)]  # fmt: skip
    rehearsed = sorted(
        str(one.record.pk) if one.record is not None else "None" for page in pages for one in page
    )
    assert rehearsed == fired(rule)
    assert name == "a verb" or rehearsed
    assert found.count == len(rehearsed)


def everything() -> dict[str, Sequence[Any]]:
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def steps_of_all_sorts(rule: Rule) -> tuple[Step, ...]:
    inner = step("comment", text="Hello {{ record.name }}")
    return (
        step("create", _type="task", title="Call {{ record.name }}"),
        step("set", _on="record", city="Ulm"),
        step("notify", text="Something about {{ record.name }}"),
        step("wait", count="3", unit="days"),
        Step("b", "branch", {}, given(["city", "is", "Bonn"]), (inner,), ()),
        Step("e", "each", {"_what": "contact.account"}, then=(inner,)),
        step("start_rule", _rule=str(rule.pk)),
        step("account.trash"),
        step("gone.for.ever"),
        step("stop"),
    )


def test_a_try_on_one_record_says_each_step_and_writes_nothing_at_all(
    firm: Firm, doings: Doings
) -> None:
    account = actions.create(firm.olga, "account", {"name": "Ott", "city": "Bonn"})
    rule = make_rule(firm, "account", when("manual"), step("test.do"), name="Other")
    run_until_idle()
    definition = Definition("account", (when("created"),), NOTHING, steps_of_all_sorts(rule))
    before = everything()
    with CaptureQueriesContext(connection) as captured:
        would = try_on(firm.olga, definition, account)
    assert everything() == before
    assert not [one for one in captured if not one["sql"].lstrip("( ").upper().startswith("SELECT")]
    assert [one.depth for one in would][:6] == [0, 0, 0, 0, 0, 1]
    assert all(one.text for one in would)
    assert next(one for one in would if one.text == "gone.for.ever").refused


def test_a_rehearsal_writes_nothing_at_all(firm: Firm, doings: Doings) -> None:
    account = actions.create(firm.olga, "account", {"name": "Ott", "city": "Bonn"})
    rule = make_rule(firm, "account", when("manual"), step("test.do"))
    definition = Definition("account", (when("created"),), NOTHING, steps_of_all_sorts(rule))
    before = everything()
    found = rehearse(firm.olga, definition)
    assert everything() == before
    assert [one.record.pk for one in found.fired] == [account.pk]
    assert found.fired[0].steps


def test_a_rehearsal_of_too_much_is_cut_and_says_since_when(
    firm: Firm, doings: Doings, monkeypatch: Any
) -> None:
    for number in range(9):
        with clock.fixed(START + timedelta(days=number)):
            actions.create(firm.olga, "account", {"name": f"Account {number}"})
    definition = Definition("account", (when("created"),), NOTHING, (step("test.do"),))
    monkeypatch.setattr(rehearsal, "MOST_STARTS", 4)
    with clock.fixed(START + timedelta(days=9)):
        found = rehearse(firm.olga, definition)
    assert (found.count, found.is_cut) == (4, True)
    assert found.since == START + timedelta(days=5)


def test_a_rehearsal_shows_only_what_its_reader_may_know_of(firm: Firm, doings: Doings) -> None:
    secret = actions.create(firm.olga, "account", {"name": "Secret"})
    actions.share(firm.olga, "account", secret, privacy="named")
    actions.create(firm.olga, "account", {"name": "Open"})
    definition = Definition("account", (when("created"),), NOTHING, (step("test.do"),))
    found = rehearse(firm.actor("lena"), definition)
    assert [one.record.name for one in found.fired] == ["Open"]


def test_a_made_up_trigger_is_heard_and_rehearsed_by_registration_alone(
    firm: Firm, doings: Doings, monkeypatch: Any
) -> None:
    from django.db import transaction

    from klientel.automations.triggers import Trigger, triggers
    from klientel.events.log import record

    made_up = Verb("rocket.launched", "A rocket flew", facts=("height",))
    monkeypatch.setitem(verbs._by_name, "rocket.launched", made_up)
    triggers.register(
        Trigger(
            name="test.rocket",
            label="A rocket flies",
            icon="zap",
            said=lambda asked: "once a rocket flies",
            verbs=lambda asked: frozenset({"rocket.launched"}),
            matches=lambda asked, event: event.facts["height"] > asked.number("height"),
        )
    )
    try:
        rule = make_rule(firm, "", when("test.rocket", height=10), step("test.do", text="up"))
        with transaction.atomic():
            for height in (5, 15):
                record(firm.olga, "rocket.launched", facts={"height": height})
        run_until_idle()
        assert doings.done == [(None, "up")]
        assert rehearse(firm.olga, from_json(rule.definition)).count == 1
    finally:
        triggers.remove("test.rocket")


def test_days_are_reckoned_from_when_it_would_have_started_and_told_to_its_reader(
    firm: Firm,
) -> None:
    due = {"from": "today", "days": 2, "working": True}
    made = step("create", _type="work", kind="task", title="Anrufen", due=due)
    with clock.fixed(START):
        actions.create(firm.olga, "account", {"name": "Sonne"})
    with clock.fixed(START + timedelta(days=9)):
        for language, day in (("en", "18 Mar 2026"), ("de", "18.03.2026")):
            with translation.override(language):
                found = rehearse(
                    firm.olga, Definition("account", (when("created"),), NOTHING, (made,))
                )
            assert [day in one.text for one in found.fired[0].steps] == [True], found.fired[0].steps

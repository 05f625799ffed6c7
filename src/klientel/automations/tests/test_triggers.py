"""What starts a rule: what each kind of trigger hears, and when those of time are due."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from klientel.automations.checking import about_type
from klientel.automations.triggers import Asked, Due, Stretch, Trigger, triggers
from klientel.events.models import Event
from klientel.kit import clock
from klientel.records import actions
from klientel.records.actions.catalogue import run
from klientel.records.conditions import Condition, Group
from klientel.records.reading import reading_for
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def asked(firm: Firm, about: str, **params: Any) -> Asked:
    reading = reading_for(firm.workspace)
    return Asked(about_type(about, reading), params, reading)


def last(firm: Firm) -> Event:
    return Event.objects.in_workspace(firm.workspace.pk).order_by("id").last()


def due(
    firm: Firm, kind: str, one: Asked, since: str, until: str, given: Group | None = None
) -> list[Due]:
    between = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (since, until)]
    stretch = Stretch(firm.olga, *between, given or Group())
    found = triggers.get(kind).due
    assert found is not None
    return list(found(one, stretch))


def test_a_field_that_changes_is_heard_through_whatever_verb(firm: Firm):
    item = actions.create(firm.olga, "work", {"title": "Angebot", "kind": "task"})
    changed = triggers.get("changed")
    to_done = asked(firm, "work", field="status", now="done")
    any_change = asked(firm, "work", field="status")
    from_open = asked(firm, "work", field="status", was="open", now="waiting")
    assert {"work.changed", "work.status_set", "work.completed"} <= changed.verbs(to_done)
    run(firm.olga, "work.complete", item.pk, along=False)
    event = last(firm)
    assert event.verb in changed.verbs(to_done)
    assert changed.matches(to_done, event)
    assert changed.matches(any_change, event)
    assert not changed.matches(from_open, event)
    assert not changed.matches(asked(firm, "work", field="priority"), event)


def test_one_added_is_heard_of_its_type_alone(firm: Firm):
    created = triggers.get("created")
    assert created.verbs(asked(firm, "work")) == {"work.created"}
    assert created.verbs(asked(firm, "account")) == {"account.created"}


def test_sixty_days_before_a_date_at_the_hour_of_the_firm(firm: Firm):
    soon = actions.create(firm.olga, "boat", {"name": "Soon", "launched_on": "2027-03-01"})
    actions.create(firm.olga, "boat", {"name": "Later", "launched_on": "2027-03-02"})
    actions.create(firm.olga, "boat", {"name": "Never"})
    one = asked(firm, "boat", field="launched_on", days="60", side="before", hour="8")
    found = due(firm, "date", one, "2026-12-30T00:00", "2026-12-31T12:00")
    # eight o'clock in Berlin is seven in UTC
    assert found == [Due(datetime(2026, 12, 31, 7, tzinfo=UTC), soon)]


def test_a_stretch_gives_each_moment_once_however_it_is_cut(firm: Firm):
    for day in range(1, 29):
        actions.create(firm.olga, "boat", {"name": f"B{day}", "launched_on": f"2027-02-{day:02}"})
    one = asked(firm, "boat", field="launched_on", days="0", side="on", hour="0")
    whole = due(firm, "date", one, "2027-01-31T00:00", "2027-03-02T00:00")
    cuts = ["2027-01-31T00:00", "2027-02-05T23:00", "2027-02-05T23:01", "2027-03-02T00:00"]
    parts = [x for a, b in pairwise(cuts) for x in due(firm, "date", one, a, b)]
    assert len(whole) == 28
    assert {x.record.pk for x in parts} == {x.record.pk for x in whole}
    assert len(parts) == 28


def test_a_date_returns_every_year_and_leap_days_too(firm: Firm):
    boat = actions.create(firm.olga, "boat", {"name": "A", "launched_on": "2024-02-29"})
    one = asked(firm, "boat", field="launched_on", days="0", side="on", hour="8", yearly=True)
    found = due(firm, "date", one, "2027-02-01T00:00", "2029-03-01T00:00")
    assert [(x.at.date().isoformat(), x.record.pk) for x in found] == [
        ("2027-02-28", boat.pk),
        ("2028-02-29", boat.pk),
        ("2029-02-28", boat.pk),
    ]


def test_birthdays_come_every_year_without_being_told_to(firm: Firm):
    account = actions.create(firm.olga, "account", {"name": "Nord", "relationship": "client"})
    person = actions.create(
        firm.olga,
        "contact",
        {"last_name": "Falk", "account": str(account.pk), "birthday": "1980-12-24"},
    )
    one = asked(firm, "contact", field="birthday", days="2", side="before", hour="8")
    found = due(firm, "date", one, "2026-12-01T00:00", "2027-12-31T00:00")
    assert [x.at.date().isoformat() for x in found] == ["2026-12-22", "2027-12-22"]
    assert {x.record.pk for x in found} == {person.pk}


def test_conditions_narrow_what_the_database_is_asked_for(firm: Firm):
    actions.create(firm.olga, "boat", {"name": "A", "launched_on": "2027-03-01", "rig": "sloop"})
    actions.create(firm.olga, "boat", {"name": "B", "launched_on": "2027-03-01", "rig": "ketch"})
    one = asked(firm, "boat", field="launched_on", days="0", side="on", hour="8")
    given = Group("and", (Condition("rig", "any", "ketch"),))
    found = due(firm, "date", one, "2027-03-01T00:00", "2027-03-02T00:00", given)
    assert [x.record.name for x in found] == ["B"]


def test_nobody_is_asked_about_what_they_cannot_see(firm: Firm, other_firm: Firm):
    actions.create(other_firm.actor("fremd"), "boat", {"name": "F", "launched_on": "2027-03-01"})
    one = asked(firm, "boat", field="launched_on", days="0", side="on", hour="8")
    assert due(firm, "date", one, "2027-03-01T00:00", "2027-03-02T00:00") == []


def test_silence_is_so_many_days_after_the_last_contact(firm: Firm):
    account = actions.create(firm.olga, "account", {"name": "Nord", "relationship": "client"})
    with clock.fixed(datetime(2026, 11, 1, 9, tzinfo=UTC)):
        run(firm.olga, "interaction.log", account.pk, kind="call", body="Hallo")
    one = asked(firm, "account", days="30", hour="8")
    found = due(firm, "silence", one, "2026-11-30T00:00", "2026-12-02T00:00")
    assert [(x.at, x.record.pk) for x in found] == [
        (datetime(2026, 12, 1, 7, tzinfo=UTC), account.pk)
    ]


def test_a_schedule_gives_the_last_working_day_of_each_month(firm: Firm):
    one = asked(firm, "", unit="month", every="1", on="working_day", nth="-1", hour="9",
                begins_on="2026-01-01")  # fmt: skip
    found = due(firm, "schedule", one, "2026-10-01T00:00", "2026-12-31T23:00")
    assert [x.at.isoformat()[:10] for x in found] == ["2026-10-30", "2026-11-30", "2026-12-31"]
    assert all(x.record is None for x in found)


def test_a_schedule_goes_through_every_record(firm: Firm):
    for number in range(3):
        actions.create(firm.olga, "boat", {"name": f"B{number}"})
    one = asked(firm, "boat", unit="week", every="1", weekdays=["0"], hour="8",
                begins_on="2026-01-01")  # fmt: skip
    found = due(firm, "schedule", one, "2026-11-23T00:00", "2026-11-24T00:00")
    assert sorted(x.record.name for x in found) == ["B0", "B1", "B2"]


def test_a_webhook_is_heard_by_its_name_alone(firm: Firm):
    hook = triggers.get("hook")
    one = asked(firm, "", hook="shop-order")
    mine = Event(verb="hook.received", facts={"name": "Shop-Order", "payload": {}})
    other = Event(verb="hook.received", facts={"name": "else"})
    assert hook.matches(one, mine)
    assert not hook.matches(one, other)


def test_a_room_that_is_added_brings_its_own_trigger(firm: Firm):
    made_up = Trigger(
        name="tide",
        label="High tide",
        icon="zap",
        said=lambda asked: "once it is high tide",
        verbs=lambda asked: frozenset({"boat.created"}),
        is_for=lambda about, _reading: about is not None and about.name == "boat",
    )
    triggers.register(made_up)
    try:
        reading = reading_for(firm.workspace)
        offered = [one.name for one in triggers if one.is_for(about_type("boat", reading), reading)]
        assert "tide" in offered
        with pytest.raises(ValueError, match="twice"):
            triggers.register(made_up)
    finally:
        triggers.remove("tide")
    assert "tide" not in triggers

"""What many events at once cost: statements do not grow with them, but for what rules write."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from klientel.automations.engine import going_on
from klientel.automations.engine.starting import room
from klientel.automations.models import Run
from klientel.automations.tests.made_up import given, make_rule, step, when
from klientel.events.delivery import deliver
from klientel.events.dispatch import dispatch
from klientel.events.log import Line, record_many
from klientel.events.models import Delivery, Event
from klientel.events.worker import run_until_idle
from klientel.records.actions import create_many
from klientel.records.actions.create import Draft
from tests.cast import Firm

pytestmark = pytest.mark.django_db

TOWNS = ("Ulm", "Bonn", "Jena", "Trier", "Kiel")


@pytest.fixture
def _furnished(
    firm: Firm, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    """Ten rules, two for each town, and accounts that live there."""
    room.clear()
    # no clock shall cut the work here
    monkeypatch.setitem(going_on.BUDGET, connection.vendor, 600.0)
    drafts = [Draft({"name": f"Firma {n}", "city": TOWNS[n % 5]}) for n in range(200)]
    firm.accounts = create_many(firm.olga, "account", drafts)  # type: ignore[attr-defined]
    # while rules are not committed, each event asks who wants it
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(10):
            told = {"members": [str(firm.members["wim"].pk)], "text": "{{ record.name }} moved"}
            town = given(("city", "is", TOWNS[number % 5]))
            make_rule(
                firm, "account", when("changed", field="city"), step("notify", **told), town,
                max_runs_per_hour=10_000,
            )  # fmt: skip
    run_until_idle()


def move(firm: Firm, count: int) -> None:
    """As many events, each of which starts two rules."""
    accounts: list[Any] = firm.accounts  # type: ignore[attr-defined]
    rows = [accounts[number % len(accounts)] for number in range(count)]
    lines = [
        Line(
            "account.changed",
            "account",
            row.pk,
            row.pk,
            {"changes": {"city": ["", row.city]}},
        )
        for row in rows
    ]
    with transaction.atomic():
        record_many(firm.olga, lines)


@pytest.mark.usefixtures("_furnished")
def test_a_batch_of_200_deliveries_costs_a_bounded_number_of_statements(firm: Firm) -> None:
    move(firm, 200)
    dispatch(500)
    mine = Delivery.objects.filter(subscriber="automations", state=Delivery.State.WAITING)
    assert mine.count() == 200
    Delivery.objects.exclude(subscriber="automations").delete()
    with CaptureQueriesContext(connection) as queries:
        assert deliver() == 200
    assert Run.objects.in_workspace(firm.workspace.pk).count() == 400
    # two batches, each of which reads rules, people, records, changes and limits once
    assert len(queries) <= 60


@pytest.mark.usefixtures("_furnished")
def test_runs_are_read_and_written_together(firm: Firm) -> None:
    move(firm, 200)
    dispatch(500)
    deliver()
    deliver()
    with CaptureQueriesContext(connection) as queries:
        assert going_on.go_on_with(firm.workspace.pk) == (400, False)
    told = Event.objects.in_workspace(firm.workspace.pk).filter(verb="rule.told").count()
    assert told == 400
    claims = -(-400 // going_on.BATCH)
    # each run writes one event; the rest is one reading and one writing for each claim
    assert len(queries) - told <= 25 * claims


@pytest.mark.usefixtures("_furnished")
def test_a_busy_machine_does_not_read_anew_for_each_run(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    reads: list[int] = []
    share, advance = going_on.share, going_on._advance

    def slow_share(at_work: Any, runs: Any) -> None:
        some = list(runs)
        reads.append(len(some))
        now[0] += 1.0
        share(at_work, some)

    def slow_advance(at_work: Any, run: Any) -> None:
        now[0] += 0.1
        advance(at_work, run)

    monkeypatch.setitem(going_on.BUDGET, connection.vendor, 0.25)
    monkeypatch.setattr(going_on.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(going_on, "TURN", 600.0)
    monkeypatch.setattr(going_on, "share", slow_share)
    monkeypatch.setattr(going_on, "_advance", slow_advance)
    move(firm, 40)
    dispatch()
    deliver()
    assert going_on.go_on_with(firm.workspace.pk) == (80, False)
    # ten or so for each second of reading, and never many more read than are done
    assert len(reads) <= 9
    assert sum(reads) <= 80 + 200

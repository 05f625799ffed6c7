"""Rules that wait for a moment, and the clock that brings it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from klientel.automations.engine.timing import look_at_the_clock
from klientel.automations.tests.made_up import runs_of
from klientel.events.worker import run_until_idle
from klientel.kit import clock
from klientel.records import actions
from tests.cast import Firm

#: a Thursday; the clocks of Germany go forward on the 29th
START = datetime(2026, 3, 26, 6, 0, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def add(firm: Firm, name: str = "Ott", **values: Any) -> Any:
    return actions.create(firm.olga, "account", {"name": name, **values})


def look_at(firm: Firm, *moments: str) -> None:
    for text in moments:
        with clock.fixed(at(text)):
            look_at_the_clock.call()
            run_until_idle()


def starts(rule: Any) -> list[datetime]:
    return [run.starts_at for run in runs_of(rule)]

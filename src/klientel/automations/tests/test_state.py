"""Free days are those of the firm's state: in schedules, waits, ready rules and working days."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from klientel.automations.engine.flow import after_span
from klientel.automations.triggers import Asked
from klientel.automations.triggers.repeating import days_between
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import run
from klientel.records.reading import reading_for
from klientel.records.working_days import free_days, working_days
from klientel.starters.tests.living import lived, on, titles
from klientel.workspaces.models import Workspace
from tests.cast import Firm

pytestmark = pytest.mark.django_db
#: a Wednesday on which Bavaria does not work, and the rest of Germany does mostly
EPIPHANY = date(2027, 1, 6)


def change(firm: Firm, **said: str) -> Workspace:
    for setting, value in said.items():
        run(firm.olga, "workspace.change", setting=setting, value=value)
    return Workspace.objects.get(pk=firm.workspace.pk)


@pytest.mark.parametrize(
    ("country", "state", "region", "works"),
    [
        ("DE", "all", "DE", 1),
        ("DE", "BY", "DE-BY", 0),
        ("CH", "BY", "CH", 1),
        ("DE", "HH", "DE-HH", 1),
    ],
)
def test_a_state_decides_what_is_a_working_day(
    country: str, state: str, region: str, works: int
) -> None:
    firm = Workspace(country=country, state=state)
    assert firm.region == region
    assert working_days(firm, EPIPHANY, EPIPHANY) == works
    assert bool(free_days(firm, EPIPHANY, EPIPHANY)) is not bool(works)


def schedule(firm: Workspace, **params: Any) -> list[date]:
    asked = Asked(None, {"begins_on": "2027-01-04", **params}, reading_for(firm))
    return list(days_between(asked, date(2027, 1, 4), date(2027, 1, 8)))


def test_a_schedule_leaves_out_the_holidays_of_the_state(firm: Firm) -> None:
    daily = {"unit": "day", "every": "1", "shift": "leave_out"}
    assert EPIPHANY in schedule(firm.workspace, **daily)
    assert EPIPHANY not in schedule(change(firm, state="BY"), **daily)


def test_a_wait_of_working_days_passes_over_them(firm: Firm) -> None:
    begun = datetime(2027, 1, 5, 9, 0, tzinfo=UTC)
    ends = [
        after_span(begun, 1, "working_days", reading_for(one)).date()
        for one in (firm.workspace, change(firm, state="BY"))
    ]
    assert ends == [EPIPHANY, date(2027, 1, 7)]


def test_the_month_is_closed_before_a_holiday_at_its_end(firm: Firm) -> None:
    """Corpus Christi of 2029 is the last day of May."""
    change(firm, state="BY")
    with clock.fixed(datetime(2029, 5, 2, 8, 0, tzinfo=UTC)):
        on(firm, "month_end")
    lived(firm, "2029-05-29T07:30")
    assert titles(firm) == []
    lived(firm, "2029-05-30T07:30", "2029-05-31T07:30")
    assert titles(firm) == ["Monat abschließen"]


def test_the_state_is_a_setting_of_the_firm_in_words(firm: Firm) -> None:
    page = firm.client().get(f"/{firm.slug}/settings/firm").content.decode()
    assert "Bayern" in page
    assert "Only holidays of the whole country" in page
    with pytest.raises(Refused):
        change(firm, state="ZH")
    assert change(firm, country="CH", state="ZH").region == "CH-ZH"

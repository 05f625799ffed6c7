"""What pages show of work that repeats: the panel beside an item, the next dates, the form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from klientel.kit import clock
from klientel.kit.locale_data import data_for
from klientel.kit.public_holidays import holiday_on
from klientel.kit.repeating import Occurrence, Rule, Shift
from klientel.kit.repeating.regions import COUNTRIES, STATES
from klientel.records.fields.base import Reading
from klientel.records.repeating_words import said
from klientel.team.firm_settings import COUNTRIES as COUNTRY_NAMES
from klientel.ui.html import NOTHING, Html
from klientel.views.render import address_of, page_reading, piece
from klientel.work import queries
from klientel.work.models import Series, WorkItem
from klientel.work.series_plan import AHEAD, rule_of, shown_next, today_of

State = Series.State


def repeats_panel(request: Any, item: WorkItem) -> Html:
    """When an item repeats, what comes next, what came before and after it, and the ways to it."""
    may_edit = request.actor.may("work.edit")
    series = queries.series_of(request.actor, item)
    if series is None and not may_edit:
        return NOTHING
    own = f"/{request.workspace.slug}/work/{item.pk}/repeat"
    context: dict[str, Any] = {"own": own, "may_edit": may_edit, "series": series}
    if series is not None:
        context |= _of_series(request, item, series)
    return piece(request, "work/repeats_panel.html", **context)


def _of_series(request: Any, item: WorkItem, series: Series) -> dict[str, Any]:
    reading = page_reading(request)
    rule = rule_of(series)
    before, after = queries.beside_in_series(request.actor, item)
    return {
        "rule": capital(said(rule, reading.format)),
        "number": _number(item, rule),
        "moved_from": _moved_from(item, series, reading),
        "next": lines(shown_next(series, today_of(series)), rule, reading),
        "is_guess": rule.from_done,
        "skips": reading.format.date(series.next_day) if series.next_day else "",
        "before": _linked(request, before),
        "after": _linked(request, after),
        "is_running": series.state == State.RUNNING,
        "is_paused": series.state == State.PAUSED,
    }


def _number(item: WorkItem, rule: Rule) -> str:
    if rule.count is None:
        return _("No. {number}").format(number=item.series_number)
    return _("No. {number} of {count}").format(number=item.series_number, count=rule.count)


def _moved_from(item: WorkItem, series: Series, reading: Reading) -> str:
    """The day that the rule names for an item, where it is due on another."""
    if item.occurs_on is None or item.due_at is None or rule_of(series).from_done:
        return ""
    due = clock.local(item.due_at, series.time_zone).date()
    return reading.format.date(item.occurs_on) if due != item.occurs_on else ""


def _linked(request: Any, item: WorkItem | None) -> dict[str, str] | None:
    if item is None:
        return None
    reading = page_reading(request)
    due_on = item.due_at and clock.local(item.due_at, request.workspace.time_zone).date()
    text = reading.format.date(due_on) or item.ref or item.title
    return {"href": address_of(request, item), "text": text}


def lines(found: Iterable[Occurrence], rule: Rule, reading: Reading) -> list[dict[str, str]]:
    """Dates as they are shown, and for those that are moved from which day, and why."""
    shown = []
    for one in found:
        note = ""
        if one.named != one.day:
            day, why = reading.format.date(one.named), _why(one.named, rule, reading)
            note = _("instead of {day}, {why}").format(day=day, why=why)
        shown.append(
            {
                "day": reading.format.date_long(one.day),
                "when": reading.format.relative(one.day),
                "note": note,
            }
        )
    return shown


def _why(day: date, rule: Rule, reading: Reading) -> str:
    """The holiday of a day, or its weekday."""
    holiday = holiday_on(day, rule.region, reading.format.locale)
    return holiday or reading.format.data.weekdays[day.weekday()]


def capital(text: str) -> str:
    """A sentence that begins with a capital letter."""
    return text[:1].upper() + text[1:]


# --- the form -------------------------------------------------------------------------------------


def form_values(
    series: Series | None, item: WorkItem, reading: Reading, region: str
) -> dict[str, Any]:
    """What the form begins with: the rule as it is, or every month on the day it is due."""
    zone = reading.workspace.time_zone
    rule = rule_of(series).as_json() if series else {"unit": "month"}
    begins_on = clock.local(item.due_at, zone).date() if item.due_at else reading.today
    values: dict[str, Any] = {
        "every": rule.get("every", 1),
        "unit": rule["unit"],
        "weekdays": [str(one) for one in rule.get("weekdays", [begins_on.weekday()])],
        "on": rule.get("on", "date"),
        "day": rule.get("day", begins_on.day),
        "nth": str(rule.get("nth", 1)),
        "weekday": str(rule.get("weekday", begins_on.weekday())),
        "month": str(rule.get("month", begins_on.month)),
        "from_done": "1" if rule.get("from_done") else "",
        "shift": rule.get("shift", Shift.STAY.value),
        "region": rule.get("region", region),
        "until": reading.format.date(rule_of(series).until) if series else "",
        "count": rule.get("count", ""),
        "ahead": series.ahead if series else "",
        "begins_on": "",
    }
    values["ends"] = "until" if values["until"] else "count" if values["count"] else ""
    return values


def regions(country: str, reading: Reading) -> Sequence[tuple[str, str]]:
    """The places whose holidays can be chosen, the firm's own country and its states first."""
    own = country if country in COUNTRIES else COUNTRIES[0]
    found = [("", _("weekends only, no holidays"))]
    for code in [own, *(one for one in COUNTRIES if one != own)]:
        name = reading.say(COUNTRY_NAMES[code])
        found.append((code, name))
        found += [
            (f"{code}-{state}", f"{name}: {called}")
            for state, called in STATES.get(code, {}).items()
        ]
    return found


def months(reading: Reading) -> list[tuple[str, str]]:
    """The months of the year by number."""
    names = data_for(reading.format.locale).months
    return [(str(number), names[number]) for number in range(1, 13)]


def ahead_hint() -> str:
    """What happens where nobody says how early."""
    days = {unit.value: count for unit, count in AHEAD.items()}
    return _(
        "Empty: {week} days for what is weekly, {month} for what is monthly, {year} for what is "
        "yearly."
    ).format(**days)


def known(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a form says, without what its other choices leave out."""
    unit, on, from_done = (values.get(name) for name in ("unit", "on", "from_done"))
    gone = {"ends", *({"until", "count"} - {values.get("ends")})}
    if unit not in ("month", "year") or from_done:
        gone |= {"on", "day", "nth", "weekday", "month"}
    if on != "date":
        gone.add("day")
    if values.get("shift") == "stay":
        gone.add("region")
    if from_done:
        gone |= {"ahead", "weekdays"}
    return {name: value for name, value in values.items() if name not in gone}

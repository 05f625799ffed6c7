"""Moving a record in time by days: all of it, its first day alone, or its last.

Days stay days; a moment keeps its time on the reader's clock.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from klientel.kit import clock
from klientel.kit.refused import NotFound, Refused
from klientel.records.fields.base import Field, Reading
from klientel.records.spans import Span, span_of
from klientel.records.types import RecordType

#: what forms and scripts send it by: `both.7`, `start.-1`, `end.1`
SHIFT = "shift"
BOTH, START, END = "both", "start", "end"
MOST_DAYS = 3_700


def shifted(record_type: RecordType, record: Any, text: str, reading: Reading) -> dict[str, str]:
    """What the fields of a record become, by name. Raises `NotFound` for what is no move, and
    `Refused` for one that would let the record end before it begins.
    """
    span = span_of(record_type)
    edge, _dot, number = text.partition(".")
    days = int(number) if number.removeprefix("-").isdecimal() and len(number) < 6 else 0
    if span is None or edge not in (BOTH, START, END) or not 0 < abs(days) <= MOST_DAYS:
        raise NotFound()
    found = _moved(span, record_type, record, edge, timedelta(days=days), reading)
    if not found:
        raise Refused("It has no dates that could be moved.")
    return {name: value for name, (_day, value) in found.items()}


def _moved(
    span: Span, record_type: RecordType, record: Any, edge: str, by: timedelta, reading: Reading
) -> dict[str, tuple[date, str]]:
    start, end = span.fields(record_type)
    first, last = span.days(record_type, record, reading)
    found: dict[str, tuple[date, str]] = {}
    if edge in (BOTH, START) and first and (edge == START or start.value(record) is not None):
        found[start.name] = _by(start, start.value(record), first, by, reading)
    if edge in (BOTH, END) and start is not end:
        base = last or first
        if base and (edge == END or end.value(record) is not None):
            found[end.name] = _by(end, end.value(record), base, by, reading)
    begins = found[start.name][0] if start.name in found else first
    ends = found[end.name][0] if end.name in found else last
    if begins and ends and ends < begins:
        raise Refused("It would end before it begins.")
    return found


def _by(one: Field, value: Any, usual: date, by: timedelta, reading: Reading) -> tuple[date, str]:
    """The day that a value moves to, and the text of it; without a value, from the usual day."""
    place = one.on_calendar(value, reading) if value is not None else usual
    if isinstance(place, datetime):
        at = clock.local(place, reading.format.zone)
        day = at.date() + by
        return day, f"{day.isoformat()} {at:%H:%M:%S}"
    day = place + by
    return day, day.isoformat()


def options_of(
    record_type: RecordType, record: Any, reading: Reading
) -> list[tuple[str, str, bool]]:
    """The moves that a menu offers: the value of each, and what it leads to."""
    span = span_of(record_type)
    if span is None:
        return []
    start, end = span.fields(record_type)
    whole = {-7: _("A week earlier"), -1: _("A day earlier"), 1: _("A day later")}
    whole[7] = _("A week later")
    asked = [(BOTH, by, label, start) for by, label in whole.items()]
    if start is not end:
        last = {-1: _("Ends a day earlier"), 1: _("Ends a day later"), 7: _("Ends a week later")}
        asked += [(END, by, label, end) for by, label in last.items()]
    options = []
    for edge, by, label, one in asked:
        try:
            found = _moved(span, record_type, record, edge, timedelta(days=by), reading)
        except Refused:
            continue
        if found:
            day, _text = found.get(one.name) or next(iter(found.values()))
            options.append((f"{edge}.{by}", f"{label} · {reading.format.date_long(day)}", False))
    return options

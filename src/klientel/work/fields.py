"""Fields that only work items have: kind, status, who works on them, when due, how far they are."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any, ClassVar

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from klientel.kit import clock
from klientel.kit.dates import parse_date, parse_instant
from klientel.kit.format import Format
from klientel.kit.numbers import parse_decimal
from klientel.kit.refused import Refused
from klientel.records.fields import (
    ChoiceField,
    Field,
    InstantField,
    MembersField,
    Operator,
    Option,
    RecordLinksField,
)
from klientel.records.fields.base import Reading
from klientel.records.fields.comparing import comparison_operators
from klientel.records.fields.programs import Schema
from klientel.records.models import Responsibility
from klientel.ui.badge import badge
from klientel.ui.html import NOTHING, Html, escape, pattern
from klientel.ui.icons import icon
from klientel.work.beside_field import Asked, BesideField
from klientel.work.days import is_day, is_late
from klientel.work.kinds import kinds_of
from klientel.work.models.status import UNFINISHED

_STATUS = pattern('<span class="status{}">{}<span>{}</span></span>')
_QUIET = pattern('<span class="nowrap quiet">{} {}</span>')
_LATE = pattern('<span class="bad nowrap">{} {}<span class="visually-hidden"> ({})</span></span>')
_DUE = pattern('<time datetime="{}" title="{}">{}</time>')
_PROGRESS = pattern(
    '<span class="nowrap">{}/{}</span> <progress class="work-bar" max="{}" value="{}" '
    'aria-hidden="true"></progress>'
)


def draw_status(option: Option, reading: Reading) -> Html:
    """A status as a sign and a word, never by colour alone."""
    tone = f" status-{option.tone}" if option.tone in ("ok", "warn", "accent", "bad") else ""
    return _STATUS(tone, icon(option.icon or "circle"), reading.say(option.label))


def draw_priority(option: Option, reading: Reading) -> Html:
    """A priority; what is as usual is said quietly."""
    if option.tone in ("bad", "warn"):
        return draw_status(option, reading)
    return _QUIET(icon(option.icon), reading.say(option.label))


def kind_options(reading: Reading) -> Sequence[Option]:
    """The firm's kinds in order, those it has given up among them: old items still are of these."""
    return [
        Option(one.code, one.label, "plain", one.icon, one=one.one)
        for one in kinds_of(reading.workspace).all
    ]


def statuses_of_kinds(
    others: Mapping[str, Sequence[str]], reading: Reading
) -> Collection[str] | None:
    """The statuses that items of some kinds can have; None where no kind is asked for."""
    if not (asked := others.get("kind")):
        return None
    kinds = kinds_of(reading.workspace)
    known = {one.code for one in kinds.offered}
    return {one.code for code in asked if code in known for one in kinds.statuses_of(code)}


def statuses_beyond(others: Mapping[str, Sequence[str]], reading: Reading) -> Collection[str]:
    """The statuses that mean none of what is asked for; none where nobody asks what they mean."""
    if not (asked := others.get("category")):
        return ()
    used = kinds_of(reading.workspace).used()
    return {one.code for one in used if one.category not in asked}


def status_options(reading: Reading) -> Sequence[Option]:
    """The statuses of all kinds, in the order of what they mean."""
    used = kinds_of(reading.workspace).used()
    return [Option(one.code, one.label, one.tone, one.icon) for one in used]


PRIORITIES = (
    Option("1", _("Urgent"), "bad", "triangle-alert"),
    Option("2", _("High"), "warn", "arrow-up"),
    Option("3", _("Normal"), "plain", "minus"),
    Option("4", _("Low"), "plain", "arrow-down"),
)


@dataclass(kw_only=True)
class KindField(ChoiceField):
    """The kind; new items cannot be of one that was given up."""

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        offered = [one.code for one in kinds_of(reading.workspace).offered]
        spec = super().input(value, reading)
        spec["options"] = [
            one for one in spec["options"] if one["value"] in offered or one["value"] == value
        ]
        return spec


@dataclass(kw_only=True)
class AssigneesField(BesideField):
    """All who work on it, the first of them answering for it; filtered by whom it is up to.

    Their rows of `Responsibility` are what filters and days read.
    """

    is_person: ClassVar[bool] = True

    def operators(self) -> Sequence[Operator]:
        return (
            Operator("any", _("is one of"), "many", lambda f, v: _answered_by(v)),
            Operator("not", _("is none of"), "many", lambda f, v: ~_answered_by(v)),
            Operator("empty", _("is empty"), "none", lambda f, _v: Q(**{f.column: []})),
        )

    def drawn(self, name: str) -> Html:
        return badge(name)


def _answered_by(members: Asked) -> Q:
    # by key, so that a database begins with the few that somebody answers for
    rows = Responsibility.objects.in_workspace(members.workspace_id)
    return Q(pk__in=rows.filter(member_id__in=list(members)).values("record_id"))


def _shown(at: datetime, format_: Format, zone: str) -> str:
    if is_day(at, zone):
        return format_.date(clock.local(at, zone).date())
    return format_.instant(at)


@lru_cache(maxsize=8192)
def _told(at: datetime, format_: Format, zone: str, today: date) -> Html:
    """When something is due and how far off that is; lists show the same moments all day."""
    when = clock.local(at, zone).date() if is_day(at, zone) else at
    return _DUE(at.isoformat(), _shown(at, format_, zone), format_.relative(when, today))


class _Awaited(datetime):
    """When something unfinished is due."""


@dataclass(kw_only=True)
class DueField(InstantField):
    """A day, or a day with a time: `27.11.` or `27.11. 14:00`.

    A day is kept as its beginning in the firm's zone and shown as that day to everybody.
    """

    is_deadline: ClassVar[bool] = True

    def edge(self, day: date, reading: Reading) -> Any:
        """Where the firm's day begins: that is where a whole day is kept."""
        return clock.start_of_day(day, reading.workspace.time_zone)

    def parse(self, raw: Any, reading: Reading) -> Any:
        if raw is None or raw == "" or isinstance(raw, datetime):
            return raw or None
        text, zone = str(raw), reading.workspace.time_zone
        at = parse_instant(text, reading.format.zone, reading.today)
        named = clock.local(at, reading.format.zone)
        if named.time() != time():
            return at
        day = named.date() if ":" in text else parse_date(text, reading.today)
        return clock.start_of_day(day, zone)

    def columns(self) -> tuple[str, ...]:
        return ("due_at", "category")

    def value(self, row: Any) -> Any:
        """The moment, as one of an unfinished item where lists have to tell what is late."""
        if not isinstance(row, Mapping):
            return row.due_at
        at = row["due_at"]
        if at is None or row.get("category") not in UNFINISHED:
            return at
        return _Awaited.fromtimestamp(at.timestamp(), UTC)

    def on_calendar(self, value: Any, reading: Reading) -> Any:
        """A whole day is the same for everybody, wherever they are."""
        zone = reading.workspace.time_zone
        return clock.local(value, zone).date() if is_day(value, zone) else value

    def shown(self, value: Any, reading: Reading) -> str:
        return "" if value is None else _shown(value, reading.format, reading.workspace.time_zone)

    def is_late(self, value: Any, reading: Reading) -> bool:
        """Whether something unfinished should be done by now."""
        zone = reading.workspace.time_zone
        is_open = isinstance(value, _Awaited)
        return is_open and is_late(value, is_whole_day=is_day(value, zone), zone=zone)

    def cell(self, value: Any, reading: Reading) -> Html:
        if value is None:
            return NOTHING
        zone, shown = reading.workspace.time_zone, reading.format
        drawn = _told(value, shown, zone, clock.today(shown.zone))
        if not self.is_late(value, reading):
            return drawn
        return _LATE(icon("triangle-alert", 12), drawn, reading.say(_("overdue")))


@dataclass(kw_only=True)
class ProgressField(Field):
    """How much of what is below an item is done, and of its checklist where nothing is below."""

    kind = "progress"
    reckons_as = "number"
    align = "number"
    editable: bool = False
    sortable: bool = False

    def columns(self) -> tuple[str, ...]:
        return ("parts", "parts_done", "steps", "steps_done")

    def operators(self) -> Sequence[Operator]:
        return (
            Operator("all", _("is complete"), "none", lambda f, _v: _all_done()),
            Operator("some", _("is not complete"), "none", lambda f, _v: _some_left()),
            Operator("empty", _("is empty"), "none", lambda f, _v: Q(parts=0, steps=0)),
        )

    def value(self, row: Any) -> tuple[int, int] | None:
        parts, done, steps, ticked = (
            row[name] if isinstance(row, Mapping) else getattr(row, name) for name in self.columns()
        )
        if parts:
            return (done, parts)
        return (ticked, steps) if steps else None

    def meets(self, operator: Operator, row: Any, operand: Any, reading: Reading) -> bool:
        value = self.value(row)
        if value is None or operator.name == "empty":
            return value is None and operator.name == "empty"
        return (value[0] == value[1]) is (operator.name == "all")

    def reckoned(self, value: Any, reading: Reading) -> Any:
        """The share of one that is done."""
        return Decimal(value[0]) / value[1]

    def shown(self, value: Any, reading: Reading) -> str:
        return f"{value[0]}/{value[1]}" if value else ""

    def cell(self, value: Any, reading: Reading) -> Html:
        if not value:
            return NOTHING
        done, whole = value
        number = reading.format.integer
        return _PROGRESS(number(done), number(whole), str(whole), str(done))

    def schema(self, reading: Reading) -> Schema:
        return {"type": ["array", "null"], "items": {"type": "integer"}}

    def api(self, value: Any) -> Any:
        return list(value) if value else None

    def from_api(self, value: Any) -> Any:
        return tuple(value) if value else None


def _all_done() -> Q:
    below = Q(parts__gt=0, parts_done=F("parts"))
    return below | Q(parts=0, steps__gt=0, steps_done=F("steps"))


def _some_left() -> Q:
    below = Q(parts__gt=0, parts_done__lt=F("parts"))
    return below | Q(parts=0, steps__gt=0, steps_done__lt=F("steps"))


class _FilledOrNot:
    """Asked for only as to whether it names anybody or anything."""

    def operators(self) -> Sequence[Operator]:
        return (
            Operator("filled", _("is filled"), "none", lambda f, _v: ~Q(**{f.column: []})),
            Operator("empty", _("is empty"), "none", lambda f, _v: Q(**{f.column: []})),
        )


@dataclass(kw_only=True)
class FollowersField(_FilledOrNot, MembersField):
    """Who is told of what happens to an item, beside who works on it."""

    filterable: bool = True


@dataclass(kw_only=True)
class BelongingField(_FilledOrNot, RecordLinksField):
    """Whatever else an item has to do with."""

    filterable: bool = True

    def meets(self, operator: Operator, row: Any, operand: Any, reading: Reading) -> bool:
        return bool(self.value(row)) is (operator.name == "filled")


#: minutes that a condition can ask for
MOST_ASKED = 10_000_000
#: a number of hours, as somebody types it or as it is shown
_HOURS = re.compile(r"(?P<number>[\d.,]+)\s*(?P<unit>h|min)?", re.IGNORECASE)


@dataclass(kw_only=True)
class MinutesField(Field):
    """Minutes, shown as hours; asked for in hours, too."""

    kind = "minutes"
    reckons_as = "number"
    align = "number"
    editable: bool = False

    def operators(self) -> Sequence[Operator]:
        return [one for one in comparison_operators() if one.takes != "none"]

    def parse(self, raw: Any, reading: Reading) -> int:
        found = _HOURS.fullmatch(str(raw).strip())
        if found is None:
            raise Refused("“{value}” is no number of hours.", self.name, value=str(raw)[:80])
        is_minutes = (found["unit"] or "h").lower() == "min"
        number = parse_decimal(found["number"]) * (1 if is_minutes else 60)
        if not 0 <= number <= MOST_ASKED:
            raise Refused("“{value}” is no number of hours.", self.name, value=str(raw)[:80])
        return round(number)

    def asked_as(self, value: Any) -> Any:
        return f"{value} min"

    def reckoned(self, value: Any, reading: Reading) -> Any:
        return Decimal(value)

    def shown(self, value: Any, reading: Reading) -> str:
        return reading.format.duration(value) if value else ""

    def cell(self, value: Any, reading: Reading) -> Html:
        return escape(self.shown(value, reading)) if value else NOTHING

    def is_nullable(self) -> bool:
        return False

    def schema(self, reading: Reading) -> Schema:
        return {"type": ["integer", "null"]}

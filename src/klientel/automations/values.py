"""What the inputs of a step are given: something typed, or something taken from what happened.

A literal is kept as `Field.api` gives it. A source is a mapping: `{"from": "owner"}`,
`{"from": "today", "days": 3, "working": true}`, `{"formula": "[budget] * 2"}`. A text may hold
placeholders.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klientel.automations.placeholders import Place, filled, settled_text, shown_text
from klientel.automations.scene import Scene, account_type
from klientel.kit import clock
from klientel.kit.formulas import (
    Clock,
    Mistake,
    Shape,
    Wrong,
    read_formula,
    spelled,
    stored_formula,
)
from klientel.kit.refused import Refused
from klientel.records.fields.base import Field, Reading
from klientel.records.own_fields.inputs import (
    by_label,
    by_name,
    labels_of,
    spellings,
)
from klientel.records.types import RecordType
from klientel.records.working_days import working_day_from

FROM, FORMULA = "from", "formula"
#: days that a source may lie before or after
MOST_DAYS = 3_650
_DATED = frozenset({Shape.DAY.value, Shape.MOMENT.value})
_OF_ACCOUNT = "account."
_PLACES = 6


@dataclass(frozen=True)
class Source:
    """One thing that a value can be taken from, and what it is called where one is chosen.

    `takes_days` where so many days before or after can be meant.
    """

    name: str
    label: str
    takes_days: bool = False


def is_source(value: Any) -> bool:
    """Whether a kept value is taken from somewhere, and not what somebody typed."""
    return isinstance(value, Mapping) and (FROM in value or FORMULA in value)


def sources_for(one: Field, place: Place) -> list[Source]:
    """What the value of a field can be taken from."""
    if one.is_link:
        return list(_linked(one, place))
    if one.names_people:
        return list(_people(place))
    if one.reckons_as in _DATED:
        return list(_days(place))
    return []


def takes_text(one: Field) -> bool:
    """Whether the value of a field is words, in which placeholders can stand."""
    return one.is_text or one.has_lines


def takes_formula(one: Field, place: Place) -> bool:
    """Whether the value of a field can be reckoned from those of the record."""
    return place.about is not None and one.reckons_as in (Shape.NUMBER, Shape.MONEY)


def _linked(one: Field, place: Place) -> Iterator[Source]:
    about = place.about
    if about is None:
        return
    if one.accepts(about.name):
        yield Source("record", about.one_of(place.reading))
    known = account_type()
    has_account = known is not None and bool(about.account) and known.name != about.name
    if known is not None and has_account and one.accepts(known.name):
        yield Source("account", known.called(place.reading))
    for other in about.fields:
        if other.is_link and not other.is_several and other.column != about.account:
            targets = getattr(other, "to", ())
            if targets and all(one.accepts(name) for name in targets):
                yield Source(f"field:{other.name}", place.reading.say(other.label))


def _people(place: Place) -> Iterator[Source]:
    about, say = place.about, place.reading.say
    if about is not None:
        if about.owned:
            yield Source("owner", _("who is in charge"))
            yield Source("deputy", _("who stands in for who is in charge"))
        yield from _fields_of_people(about, "field:", say, own=about.owned)
        known = account_type()
        if known is not None and about.account and known.name != about.name:
            full = known.in_workspace(place.reading.workspace)
            called = known.called(place.reading)
            for one in _fields_of_people(full, "account.field:", say, own=False):
                label = _("{field} ({type})").format(field=one.label, type=called)
                yield Source(one.name, label)
    yield Source("actor", _("who did it"))
    yield Source("me", _("who answers for this rule"))


def _fields_of_people(about: RecordType, prefix: str, say: Any, *, own: bool) -> Iterator[Source]:
    for one in about.fields:
        if one.names_people and not (own and one.column == "owner_id"):
            yield Source(f"{prefix}{one.name}", say(one.label))


def _days(place: Place) -> Iterator[Source]:
    yield Source("today", _("today"), takes_days=True)
    if place.about is not None:
        for one in place.about.fields:
            if one.reckons_as in _DATED:
                yield Source(f"field:{one.name}", place.reading.say(one.label), takes_days=True)


# Keeping ------------------------------------------------------------------------------------------


def settled_value(one: Field, value: Any, place: Place) -> Any:
    """A value as it is kept; raises `Refused` with what is wrong with it, or missing."""
    if is_source(value):
        return _settled_source(one, value, place)
    if takes_text(one) and isinstance(value, str) and "{{" in value:
        # what stands for a placeholder is cut to fit when it is filled
        return settled_text(value, place)
    found = one.clean(value, place.reading)
    return None if one.is_empty(found) else one.api(found)


def _settled_source(one: Field, value: Mapping[str, Any], place: Place) -> dict[str, Any]:
    if FORMULA in value:
        return {FORMULA: _settled_formula(one, str(value[FORMULA])[:2_000], place)}
    source = next((s for s in sources_for(one, place) if s.name == value[FROM]), None)
    if source is None:
        raise Refused("This cannot be taken from there.")
    kept: dict[str, Any] = {FROM: source.name}
    if source.takes_days:
        days = _number(value.get("days"))
        if days:
            kept["days"] = days
        if value.get("working") in (True, "1"):
            kept["working"] = True
    return kept


def _number(raw: Any) -> int:
    try:
        days = int(str(raw if raw not in (None, "") else 0).strip().replace("−", "-"))
    except ValueError:
        raise Refused("A number of days is needed here.") from None
    if abs(days) > MOST_DAYS:
        raise Refused("At most {most} days are possible here.", most=MOST_DAYS)
    return days


def _settled_formula(one: Field, text: str, place: Place) -> str:
    about, reading = place.about, place.reading
    if about is None or not takes_formula(one, place):
        raise Refused("This value cannot be calculated.")
    if not text.strip():
        raise Refused("A value is missing.")
    read = read_formula(
        text,
        by_label(about, reading),
        labels=labels_of(about, reading),
        language=reading.format.locale,
    )
    if read.shape not in (Shape.NUMBER, Shape.MONEY):
        raise Refused("This formula does not give a number.")
    return read.stored


# Reading ------------------------------------------------------------------------------------------


def resolved(scene: Scene, one: Field, value: Any, *, is_outside: bool = False) -> Any:
    """What an input is given for a scene, not yet cleaned; raises `Refused` in words.

    What is taken from where there is nothing is empty.
    """
    if isinstance(value, Mapping) and FORMULA in value:
        return _reckoned(scene, str(value[FORMULA]))
    if isinstance(value, Mapping) and FROM in value:
        return _taken(scene, value)
    if takes_text(one) and isinstance(value, str):
        if "{{" not in value:
            return value
        made = filled(value, scene, is_line=not one.has_lines, is_outside=is_outside)
        most = getattr(one, "max_length", len(made))
        return made if len(made) <= most else made[: most - 1] + "…"
    return None if value is None else one.from_api(value)


def _reckoned(scene: Scene, stored: str) -> Any:
    about, record = scene.about, scene.record
    if about is None or record is None:
        return None
    try:
        formula = stored_formula(stored, by_name(about))
    except Mistake:
        raise Refused("A field that this formula reads is not there any more.") from None
    reading = scene.reading

    def read(name: str) -> Any:
        one = about.field(name)
        value = one.value(record)
        if one.reckons_as == Shape.TRUTH:
            return bool(value)
        return None if one.is_empty(value) else one.reckoned(value, reading)

    now = Clock(reading.today, reading.format, reading.workspace.currency)
    result = formula.reckoned(now, read, _PLACES)
    if isinstance(result, Wrong):
        raise Refused(result.reason)
    return result


def _taken(scene: Scene, value: Mapping[str, Any]) -> Any:
    source = str(value[FROM])
    if source == "today" or (source.startswith("field:") and {"days", "working"} & value.keys()):
        return _day(scene, source, value)
    simple = {
        "record": lambda: getattr(scene.record, "pk", None),
        "account": lambda: getattr(scene.account, "pk", None),
        "owner": lambda: getattr(scene.record, "owner_id", None),
        "deputy": lambda: _deputy(scene),
        "actor": lambda: scene.event.member_id if scene.event else scene.actor.member_id,
        "me": lambda: scene.actor.member_id,
    }
    if source in simple:
        return simple[source]()
    if source.startswith(_OF_ACCOUNT):
        return _of_field(scene.account_type, scene.account, source.partition("field:")[2])
    return _of_field(scene.about, scene.record, source.partition("field:")[2])


def _of_field(record_type: RecordType | None, record: Any, name: str) -> Any:
    if record_type is None or record is None:
        return None
    if name not in record_type.by_name:
        raise Refused("The field that this is taken from is not there any more.")
    return record_type.field(name).value(record)


def _deputy(scene: Scene) -> UUID | None:
    """Who stands in today for who is in charge, or who is in charge where nobody has to."""
    owner: UUID | None = getattr(scene.record, "owner_id", None)
    away = scene.reading.directory.absence(owner, scene.reading.today)
    return away.deputy_id if away is not None and away.deputy_id else owner


def _day(scene: Scene, source: str, value: Mapping[str, Any]) -> Any:
    start: Any = scene.reading.today
    if source != "today":
        start = _of_field(scene.about, scene.record, source.partition("field:")[2])
        if start is None:
            return None
        if isinstance(start, datetime):
            start = clock.local(start, scene.reading.workspace.time_zone).date()
    return days_from(start, int(value.get("days", 0)), scene.reading, value.get("working"))


def days_from(start: date, days: int, reading: Reading, working: Any = False) -> date:
    """The day so many days after another, before it for a negative number, or working days."""
    if not working:
        return start + timedelta(days=days)
    return working_day_from(reading.workspace, start, days)


# Saying -------------------------------------------------------------------------------------------


def said(one: Field, value: Any, place: Place) -> str:
    """A kept value in words; empty for none."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, Mapping) and FORMULA in value:
        return _spelled(str(value[FORMULA]), place)
    if isinstance(value, Mapping):
        return _source_said(one, value, place)
    if takes_text(one) and isinstance(value, str):
        return shown_text(value, place)
    with suppress(Refused, ValueError, TypeError, ArithmeticError):
        return one.shown(one.from_api(value), place.reading)
    return ""


def _spelled(stored: str, place: Place) -> str:
    names = spellings(place.about, place.reading) if place.about is not None else {}
    with suppress(Mistake):
        return "= " + spelled(stored, names, place.reading.format.locale)
    return ""


def spelled_formula(stored: str, place: Place) -> str:
    """A formula as its reader writes it."""
    return _spelled(stored, place).removeprefix("= ")


def _source_said(one: Field, value: Mapping[str, Any], place: Place) -> str:
    source = next((s for s in sources_for(one, place) if s.name == value.get(FROM)), None)
    if source is None:
        return _("something that is not there any more")
    days, is_working = int(value.get("days", 0)), bool(value.get("working"))
    if not days:
        if is_working and source.name == "today":
            return _("today or on the next working day")
        if is_working:
            return _("on the next working day from “{field}”").format(field=source.label)
        return source.label
    if source.name == "today":
        return _ahead(days, is_working=is_working)
    return _beside(source.label, days, is_working=is_working)


def _ahead(days: int, *, is_working: bool) -> str:
    count = abs(days)
    if is_working:
        text = (
            ngettext("in {count} working day", "in {count} working days", count)
            if days > 0
            else ngettext("{count} working day ago", "{count} working days ago", count)
        )
    else:
        text = (
            ngettext("in {count} day", "in {count} days", count)
            if days > 0
            else ngettext("{count} day ago", "{count} days ago", count)
        )
    return text.format(count=count)


def _beside(label: str, days: int, *, is_working: bool) -> str:
    count = abs(days)
    if days > 0:
        text = (
            ngettext(
                "{count} working day after “{field}”", "{count} working days after “{field}”", count
            )
            if is_working
            else ngettext("{count} day after “{field}”", "{count} days after “{field}”", count)
        )
    else:
        text = (
            ngettext(
                "{count} working day before “{field}”",
                "{count} working days before “{field}”",
                count,
            )
            if is_working
            else ngettext("{count} day before “{field}”", "{count} days before “{field}”", count)
        )
    return text.format(count=count, field=label)

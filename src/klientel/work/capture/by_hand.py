"""What somebody sets for a part by hand, read like the sentence itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from klientel.desk.capture.due import read_due
from klientel.desk.capture.sentence import Part, Sentence
from klientel.desk.capture.stretches import Stretches
from klientel.desk.capture.times import LENGTH, PATTERNS, When, minutes_of
from klientel.kit.refused import Refused
from klientel.kit.text import clip
from klientel.work.capture.known import Known
from klientel.work.capture.people import TEAMS, Person
from klientel.work.capture.title import MOST_TITLE
from klientel.work.fields import PRIORITIES

#: of an estimate, in minutes
MOST_ESTIMATE = 10_000
_SIGNS = " ,;:.-"


def is_id(text: str) -> bool:
    """Whether a text is an id, as a choice gives it."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def set_part(known: Known, slot: str, value: str) -> Part | None:
    """The part of a slot as it was set; None for what no form offers. Raises `Refused` with what is
    wrong about it.
    """
    if slot.startswith("*"):
        return _set_person(known, slot, value)
    if slot in TEAMS:
        teams = {str(key): name for key, name in known.directory.teams.items() if key}
        return Part(slot, Person(UUID(value), teams[value])) if value in teams else None
    sets = _SETS.get(slot)
    return sets(known, slot, value) if sets is not None else None


def _set_kind(known: Known, slot: str, value: str) -> Part | None:
    return Part(slot, value) if value in known.kinds.values() else None


def _set_priority(_known: Known, slot: str, value: str) -> Part | None:
    return Part(slot, value) if any(value == one.value for one in PRIORITIES) else None


def _set_title(_known: Known, slot: str, value: str) -> Part:
    if not value:
        raise Refused("Please say what is to be done.")
    return Part(slot, clip(value, MOST_TITLE))


def _set_estimate(_known: Known, slot: str, value: str) -> Part:
    return Part(slot, set_length(value))


def _set_person(known: Known, slot: str, value: str) -> Part:
    colleagues = known.colleagues
    people = [one for one in colleagues.all if str(one.id) == value]
    people = people or colleagues.called(value, may_begin=True)
    if not people:
        raise Refused("Nobody here is called “{text}”.", text=clip(value, 60))
    return Part(slot, people[0]) if len(people) == 1 else Part(slot, None, tuple(people))


def _set_day(known: Known, slot: str, value: str) -> Part:
    stretches = Stretches(value)
    parts = [
        one for one in read_due(stretches, known.setting, frozenset()) if one.slot in ("due", slot)
    ]
    if not parts or stretches.left().strip(_SIGNS):
        raise Refused("“{text}” is no day to come.", text=clip(value, 60))
    part = parts[0]
    if slot == "due":
        return Part(slot, part.value, part.choices)
    days: list[date] = [
        one.at.date() if isinstance(one, When) else one
        for one in (part.value, *part.choices)
        if one
    ]
    return Part(slot, days[0])


def set_length(value: str) -> int:
    """The minutes that somebody typed; a bare number is hours. Raises `Refused` for the rest."""
    match = LENGTH.fullmatch(value)
    try:
        minutes = minutes_of(match) if match else round(Decimal(value.replace(",", ".")) * 60)
    except (InvalidOperation, ValueError, OverflowError):
        minutes = 0
    if not 0 < minutes <= MOST_ESTIMATE:
        raise Refused("“{text}” is no length such as 2 h or 30 min.", text=clip(value, 60))
    return minutes


def _set_parent(known: Known, _slot: str, value: str) -> Part:
    part = known.number(Stretches(value))
    if part is None:
        raise Refused("Nothing here has the number “{text}”.", text=clip(value, 60))
    return part


def _set_account(known: Known, _slot: str, value: str) -> Part | None:
    if is_id(value):
        return None
    parts = known.whom(Sentence(value if value.startswith("@") else f"@{value}", PATTERNS), "")
    account = next((one for one in parts if one.slot == "account"), None)
    if account is None:
        raise Refused("Nobody is known as “{text}”.", text=clip(value, 60))
    return account


#: how the slots are set that are no persons and no teams
_SETS: dict[str, Callable[[Known, str, str], Part | None]] = {
    "kind": _set_kind,
    "priority": _set_priority,
    "title": _set_title,
    "due": _set_day,
    "starts": _set_day,
    "estimate": _set_estimate,
    "parent": _set_parent,
    "account": _set_account,
}

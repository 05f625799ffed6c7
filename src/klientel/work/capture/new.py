"""The capture line makes something to be done: a task, or whatever kinds of work a firm has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.desk.capture.line import Asked, Chip, Line, Understood
from klientel.desk.capture.sentence import Part, Sentence
from klientel.desk.capture.times import Setting, When
from klientel.desk.capture.whom import read_whom
from klientel.kit import clock
from klientel.kit.text import fold
from klientel.records.actions.once import create_once, form_key
from klientel.records.fields.base import Reading, Text
from klientel.records.models import RecordRef
from klientel.records.types import record_types
from klientel.work.capture.claims import claim
from klientel.work.capture.items import Item, item_of, read_number
from klientel.work.capture.known import Known
from klientel.work.capture.people import TEAMS
from klientel.work.capture.reading import read
from klientel.work.fields import PRIORITIES
from klientel.work.kinds import Kinds, kinds_of
from klientel.work.models import WorkItem
from klientel.workspaces.actor import Actor
from klientel.workspaces.rows import known_as

_PRIORITIES = {one.value: one for one in PRIORITIES}
_ICONS = {
    "title": "pencil", "account": "building-2", "contact": "user-round",
    "parent": "corner-down-left", **dict.fromkeys(TEAMS, "users"), "starts": "play",
    "due": "calendar-clock", "estimate": "timer",
}  # fmt: skip
_LANGUAGES = ("de", "en")
#: of teams and kinds so many are offered as buttons
_MOST_OFFERED = 12
_MINUTES = 60


def setting_of(reading: Reading) -> Setting:
    """The moment at which a sentence is read, on the reader's clock."""
    return Setting(clock.local(clock.now(), reading.format.zone))


def _claim(actor: Actor, reading: Reading, asked: Asked) -> int:
    return claim(asked.text, _known(actor, reading, asked, _nothing_named), asked.without)


def _nothing_named(_sentence: Sentence, _chosen: str) -> list[Part]:
    return []


def _understand(actor: Actor, reading: Reading, asked: Asked) -> Understood:
    def whom(sentence: Sentence, chosen: str) -> list[Part]:
        return read_whom(actor, reading, sentence, chosen)

    known = _known(actor, reading, asked, whom)
    kinds = kinds_of(reading.workspace)
    known.number = lambda stretches: read_number(actor, stretches, kinds, "parent")
    _learn_here(actor, asked.here, known)
    return read(asked.text, known, asked.without)


def _known(actor: Actor, reading: Reading, asked: Asked, whom: Any) -> Known:
    kinds = kinds_of(reading.workspace)
    return Known(
        setting=setting_of(reading),
        directory=reading.directory,
        me=actor.member_id,
        kinds=_names_of(kinds, reading),
        usual=kinds.usual,
        whom=whom,
        number=lambda _stretches: None,
        given=asked.given,
    )


def _names_of(kinds: Kinds, reading: Reading) -> Mapping[str, str]:
    """The kinds by what they are called here, in either language, and by their codes."""
    names: dict[str, str] = {}
    for language in _LANGUAGES:
        with translation.override(language):
            for one in kinds.offered:
                names.setdefault(fold(reading.say(one.label)), one.code)
    for one in kinds.offered:
        names.setdefault(fold(one.code), one.code)
    return names


def _learn_here(actor: Actor, here: Any, known: Known) -> None:
    """What the record means whose page is open: an item, an account, or who belongs to one."""
    if here is None:
        return
    record_type = record_types.of(here)
    if isinstance(here, WorkItem):
        known.parent_here = item_of(here)
    ids = {record_type.account_of(here), here.pk} - {None}
    rows = RecordRef.objects.visible_to(actor).filter(pk__in=ids, type__in=("account", "contact"))
    for ref in rows:
        named = _Someone(str(ref.pk), ref.title)
        if ref.type == "account":
            known.account_here = named
        else:
            known.contact_here = named


@dataclass(frozen=True)
class _Someone:
    """An account or a person, as the spine knows them."""

    id: str
    name: str


def _chip(part: Part, reading: Reading) -> Chip:
    slot, value = part.slot, part.value
    if slot == "kind":
        return _kind_chip(value, reading)
    if slot == "priority":
        offers = tuple((one.value, reading.say(one.label)) for one in PRIORITIES)
        option = _PRIORITIES[value]
        return Chip(slot, reading.say(option.label), option.icon, _("Priority"), offers=offers)
    if slot[:1] == "#":
        return Chip(slot, f"#{value}", "tag", _("Tag"))
    if slot[:1] == "*":
        return _person_chip(part, reading)
    what = {
        "title": _("What is to be done"), "account": _("For"), "contact": _("Person"),
        "parent": _("Part of"), **dict.fromkeys(TEAMS, _("Team")), "starts": _("Begins on"),
        "due": _("Due"), "estimate": _("Estimated"),
    }[slot]  # fmt: skip
    shown = _shown(value, slot, reading)
    choices = tuple((_key(one), _chosen_from(one, slot, reading)) for one in part.choices)
    if slot in TEAMS:
        teams = [(str(key), name) for key, name in reading.directory.teams.items() if key]
        return Chip(slot, shown, _ICONS[slot], what, offers=tuple(teams[:_MOST_OFFERED]))
    may_type = slot in ("title", "account", "parent", "starts", "due", "estimate")
    typed = _typed(value, slot, reading) if may_type else None
    return Chip(slot, shown, _ICONS[slot], what, choices, may_leave=slot != "title", typed=typed)


def _kind_chip(code: str, reading: Reading) -> Chip:
    kinds = kinds_of(reading.workspace)
    one = kinds.kind(code)
    offers = tuple((each.code, reading.say(each.label)) for each in kinds.offered)
    return Chip(
        "kind", reading.say(one.label), one.icon, _("Kind of work"), may_leave=False,
        offers=offers[:_MOST_OFFERED],
    )  # fmt: skip


def _person_chip(part: Part, reading: Reading) -> Chip:
    members, active = reading.directory.members, reading.directory.active
    known = tuple(sorted(name for key, name in members.items() if key in active))
    choices = tuple((str(one.id), one.name) for one in part.choices)
    name = part.value.name if part.value else ""
    return Chip(part.slot, name, "user", _("Works on it"), choices, typed=name, known=known)


def _shown(value: Any, slot: str, reading: Reading) -> str:
    return "" if value is None else _told(value, slot, reading)


def _told(value: Any, slot: str, reading: Reading) -> str:
    """A value in words, as a chip and among choices."""
    format_ = reading.format
    if isinstance(value, When):
        day = value.at.date()
        said = f"{format_.relative(day)}, {format_.date_long(day)}"
        return f"{said}, {format_.time(value.at, True)}" if value.has_time else said
    if isinstance(value, date):
        return f"{format_.relative(value)}, {format_.date_long(value)}"
    if slot == "estimate":
        return format_.duration(value)
    if isinstance(value, Item):
        return str(value)
    return str(getattr(value, "name", value))


def _chosen_from(value: Any, slot: str, reading: Reading) -> str:
    """A value among others, with what tells it from one of its name."""
    hint = getattr(value, "hint", "")
    told = _told(value, slot, reading)
    return f"{told} · {hint}" if hint else told


def _typed(value: Any, slot: str, reading: Reading) -> str:
    """A value as somebody would type it."""
    if value is None:
        return ""
    if isinstance(value, When | date):
        return _key(value)
    if slot == "estimate":
        return reading.format.duration(value).replace("\xa0", " ")
    if isinstance(value, Item):
        return value.ref
    return str(getattr(value, "name", value))


def _key(value: Any) -> str:
    """A value as a form sends it."""
    if isinstance(value, When):
        return f"{value.at:%Y-%m-%d %H:%M}" if value.has_time else f"{value.at:%Y-%m-%d}"
    return value.isoformat() if isinstance(value, date) else str(value.id)


def _missing(said: Understood) -> Text:
    if any(one.is_open for one in said.parts):
        return gettext_lazy("Several fit. Choose what was meant.")
    if not said.value("title"):
        return gettext_lazy("Please say what is to be done.")
    return ""


def _add(actor: Actor, said: Understood, key: str) -> WorkItem:
    people = [str(one.value.id) for one in said.parts if one.slot[:1] == "*"]
    tags = [one.value for one in said.parts if one.slot[:1] == "#"]
    values: dict[str, Any] = {"title": said.value("title"), "kind": said.value("kind")}
    for slot in ("account", "contact", "parent"):
        if (value := said.value(slot)) is not None:
            values[slot] = UUID(str(value.id))
    if people:
        values["assignees"] = people
    if teams := [str(one.value.id) for one in said.parts if one.slot in TEAMS]:
        values["teams"] = teams
    if tags:
        values["tags"] = tags
    if said.value("starts"):
        values["starts_on"] = said.value("starts")
    if (due := said.value("due")) is not None:
        values["due"] = _due(due)
    if (minutes := said.value("estimate")) is not None:
        values["estimate_hours"] = round(Decimal(minutes) / _MINUTES, 2)
    if said.value("priority"):
        values["priority"] = said.value("priority")
    if said.text:
        values["description"] = said.text
    return known_as(WorkItem, create_once(actor, "work", form_key(key), values).record)


def _due(due: When) -> Any:
    """A moment as it is; a day as text, which the field knows to be a day of the firm."""
    return due.at if due.has_time else f"{due.at:%Y-%m-%d}"


LINE = Line(
    name="work",
    permission="work.create",
    label=gettext_lazy("Something to do"),
    icon="check-check",
    order=20,
    examples=(
        gettext_lazy("Quote for @Miller by Friday *ben 2h !high #b2b"),
        gettext_lazy("Remind me to call Anna next Tuesday at 10"),
    ),
    said=gettext_lazy("Added: {what}"),
    claim=_claim,
    understand=_understand,
    chip=_chip,
    missing=_missing,
    carry_out=_add,
)

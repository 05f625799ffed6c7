"""The capture line notes time that was spent on work: “2 h 15 an A-412 gearbeitet”."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from klientel.desk.capture.line import PERHAPS, SURE, UNLIKELY, Asked, Chip, Line, Understood
from klientel.desk.capture.sentence import Part, Sentence
from klientel.desk.capture.stretches import Stretches
from klientel.desk.capture.times import LENGTH, PATTERNS, Setting, When, minutes_of, read_when
from klientel.kit.dates import parse_date
from klientel.kit.refused import Refused
from klientel.records.fields.base import Reading, Text
from klientel.work.actions.time import log_time
from klientel.work.capture import words
from klientel.work.capture.by_hand import set_length
from klientel.work.capture.items import by_id, item_of, numbers_in, read_number, read_title
from klientel.work.capture.new import setting_of
from klientel.work.capture.title import tidy
from klientel.work.kinds import kinds_of
from klientel.work.models import WorkItem
from klientel.workspaces.actor import Actor

_I = re.IGNORECASE
_WORKED = re.compile(
    r"\b(?:gearbeitet|gesessen|verbracht|gebraucht|geschafft|arbeitszeit|zeit(?:\s+buchen|\s+erfassen|erfassung)?"
    r"|buchen?|gebucht|zeiteintrag|worked(?:\s+on)?|spent|working|log(?:ged)?|track(?:ed)?|book(?:ed)?|time)\b"
    r"\s*:?",
    _I,
)
_NOT_BILLED = re.compile(
    r"\b(?:nicht\s+(?:abrechenbar|abrechnen|berechnen|verrechenbar|abgerechnet)|unbezahlt|kostenlos|kulanz|intern"
    r"|non-?\s?billable|not\s+billable|unbilled|do\s+not\s+bill|internal|free\s+of\s+charge)\b",
    _I,
)
_BILLED = re.compile(r"\b(?:abrechenbar|verrechenbar|zu\s+berechnen|billable)\b", _I)
_WHO = re.compile(r"\b(?:ich\s+(?:habe|hab)?|hab(?:e)?|i(?:\s+have|['’]ve)?|wir\s+haben)\b", _I)
_LED = re.compile(
    r"^(?:(?:an|am|auf|für|on|for|mit|with|bei|zu|zum|der|dem|den|the|of|von|in|im)\s+)+", _I
)
_MOST_MINUTES = 24 * 60
_MOST_NOTE = 300
_MINUTES = 60


def _claim(_actor: Actor, reading: Reading, asked: Asked) -> int:
    """By a length and what it was spent on: a number, a word for work, or the page below."""
    text = asked.text
    length = LENGTH.search(text)
    if length is None:
        return 0
    has_number = bool(numbers_in(text, kinds_of(reading.workspace)))
    plain = f"{text[: length.start()]} {text[length.end() :]}"
    if _WORKED.search(plain):
        return SURE + 2
    is_wish = words.asks(plain) or words.LEADS.match(text) or re.search(r"(?<!\S)[!*+]\w", text)
    if has_number:
        return PERHAPS if is_wish else SURE
    on_item = isinstance(asked.here, WorkItem)
    return UNLIKELY if is_wish or not on_item else SURE - 20


@dataclass(frozen=True)
class _Said:
    """What a sentence says of time, and the rest of it."""

    stretches: Stretches
    minutes: int | None
    day: When | None


def _understand(actor: Actor, reading: Reading, asked: Asked) -> Understood:
    setting = setting_of(reading)
    text = asked.text.replace("\n", " ")
    said = _time(Stretches(text), setting, asked.without)
    parts: dict[str, Part] = {}
    item = _item(actor, reading, asked, said.stretches)
    note = tidy(_LED.sub("", said.stretches.left()))[:_MOST_NOTE] if item[1] else ""
    if item[0] is not None:
        parts["item"] = item[0]
    if said.minutes:
        parts["length"] = Part("length", said.minutes)
    parts["day"] = Part("day", said.day.at.date() if said.day else setting.today)
    parts["billed"] = Part("billed", _is_billed(said.stretches.text))
    parts, problem = _by_hand(parts, asked, reading)
    ordered = tuple(parts[slot] for slot in ("item", "length", "day", "billed") if slot in parts)
    return Understood(ordered, note, said.stretches.heard(), problem=problem)


def _time(stretches: Stretches, setting: Setting, without: frozenset[str]) -> _Said:
    minutes = None
    length = stretches.first(LENGTH) if "length" not in without else None
    sentence = Sentence(stretches.text, PATTERNS)
    if length is not None:
        sentence.lead(length.start())
        sentence.take(*length.span())
        minutes = min(minutes_of(length), _MOST_MINUTES)
        stretches.take(*length.span(), "length")
    parts = read_when(sentence, setting, may_be_ahead=False) if "day" not in without else ()
    taken = [span for span in sentence.taken if stretches.is_free(*span)]
    for span in taken:
        stretches.take(*span, "day")
    day = next((one.value for one in parts if one.slot == "when"), None)
    minutes = minutes or next((one.value for one in parts if one.slot == "length"), None)
    for pattern in (_NOT_BILLED, _BILLED):
        match = stretches.first(pattern)
        if match is not None:
            stretches.take(*match.span(), "billed")
    for pattern in (_WORKED, _WHO):
        match = stretches.first(pattern)
        if match is not None:
            stretches.drop(*match.span())
    return _Said(stretches, minutes, day)


def _is_billed(text: str) -> bool:
    return _NOT_BILLED.search(text) is None


def _item(
    actor: Actor, reading: Reading, asked: Asked, stretches: Stretches
) -> tuple[Part | None, bool]:
    """The part `item`, and whether what is left of the sentence is a note on it."""
    if chosen := asked.given.get("item", ""):
        found = by_id(actor, chosen)
        if found is not None:
            return Part("item", found), not _is_title(actor, stretches)
    if "item" in asked.without:
        return None, True
    number = read_number(actor, stretches, kinds_of(reading.workspace), "item")
    if number is not None:
        return number, True
    if isinstance(asked.here, WorkItem):
        return Part("item", item_of(asked.here)), True
    found_by_title, _has_all = read_title(actor, stretches.left(), "item")
    return found_by_title, found_by_title is None


def _is_title(actor: Actor, stretches: Stretches) -> bool:
    return read_title(actor, stretches.left(), "item")[0] is not None


def _by_hand(
    parts: dict[str, Part], asked: Asked, reading: Reading
) -> tuple[dict[str, Part], Refused | None]:
    problem = None
    for slot, value in asked.given.items():
        try:
            if slot == "length":
                parts[slot] = Part(slot, min(set_length(value), _MOST_MINUTES))
            elif slot == "day":
                parts[slot] = Part(slot, _day(value, reading))
            elif slot == "billed":
                parts[slot] = Part(slot, value == "yes")
        except Refused as refusal:
            problem = refusal
    return parts, problem


def _day(value: str, reading: Reading) -> date:
    day = parse_date(value, reading.today)
    if day > reading.today:
        raise Refused("This day is still to come.")
    return day


def _chip(part: Part, reading: Reading) -> Chip:
    slot, value = part.slot, part.value
    if slot == "item":
        choices = tuple((str(one.id), str(one)) for one in part.choices)
        known = "" if value is None else value.ref
        return Chip(
            slot, str(value or ""), "check-check", pgettext("time", "On"), choices, typed=known
        )
    if slot == "length":
        shown = reading.format.duration(value)
        return Chip(slot, shown, "timer", _("Length"), typed=shown.replace("\xa0", " "))
    if slot == "day":
        shown = reading.format.relative(value)
        return Chip(slot, shown, "calendar", _("Day"), typed=value.isoformat(), may_leave=False)
    offers = (("yes", _("To be billed")), ("no", _("Not billed")))
    label = offers[0][1] if value else offers[1][1]
    return Chip(slot, label, "euro", _("Billing"), offers=offers, may_leave=False)


def _missing(said: Understood) -> Text:
    item = said.part("item")
    if said.part("length") is None:
        return gettext_lazy("How long was it? Write 2h, 1:30 h or 45 min.")
    if item is None:
        return gettext_lazy("On what? Write its number, such as A-412, or words of its title.")
    if item.is_open:
        return gettext_lazy("Several fit. Choose what was meant.")
    return ""


def _log(actor: Actor, said: Understood, key: str) -> WorkItem:
    item = said.value("item")
    log_time(
        actor,
        item.id,
        hours=Decimal(said.value("length")) / _MINUTES,
        day=said.value("day").isoformat(),
        note=said.text,
        is_billable=said.value("billed"),
        key=key,
    )
    return WorkItem.objects.visible_to(actor).get(pk=item.id)


LINE = Line(
    name="time",
    permission="time.log",
    label=gettext_lazy("Time spent"),
    icon="timer",
    order=30,
    examples=(gettext_lazy("2h 15 on A-412, texts corrected"),),
    claim=_claim,
    understand=_understand,
    chip=_chip,
    missing=_missing,
    carry_out=_log,
)

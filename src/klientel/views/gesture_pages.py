"""What a gesture on a layout does: a card or a bar is dropped, and fields of its record change.

It is the generic change of a record by its normal address; what differs from a form is the answer,
a word at the foot of the page with the way back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from klientel.events.batches import size_of
from klientel.kit import clock
from klientel.kit.formulas.values import DATED
from klientel.kit.ids import uuid7
from klientel.kit.refused import Conflict, NotFound, Refused
from klientel.records import actions
from klientel.records.fields.base import Field, Reading
from klientel.records.reading import learn
from klientel.records.spans import span_of
from klientel.records.types import RecordType
from klientel.ui.answers import back
from klientel.views import render
from klientel.views.cautions import cautions_of, with_cautions
from klientel.views.conflict_pages import SEEN, last_edit
from klientel.views.doors import find, staff
from klientel.views.inputs import control_of, expected_of, seen_in
from klientel.views.own_field_facts import why_locked
from klientel.views.shifting import SHIFT, options_of, shifted

#: before a field's name: only its day is sent, a time of day stays
KEEP = "keep-"
#: stands in place of a field's name where all of a record's days are moved
SPAN = "*"


@staff("POST")
def gesture(request: Any, record_type: RecordType, key: str) -> HttpResponse:
    """Change the fields that are sent by name, if they stand as they were seen (`seen-<name>`).

    With `shift` it is their days that are moved. A script gets the word to say; a form goes back to
    where it stands.
    """
    record = find(request.actor, record_type, key)
    request.actor.must(record_type.permission("edit"))
    batch = uuid7()
    try:
        given = _given(request, record_type, record)
        saved = actions.change(
            request.actor, record_type.name, record.pk, given, expected=_seen(request), batch=batch
        )
    except Refused as refusal:
        return _refused(request, record_type, record, refusal)
    told = _told(request, record_type, saved, given)
    undo = f"/{request.workspace.slug}/undo/{batch}" if size_of(request.workspace.pk, batch) else ""
    if render.is_fragment(request):
        word = {"text": told, "undo": undo}
        return render.render(request, "views/said.html", word, fragment=True)
    here = back(request, f"/{request.workspace.slug}/{record_type.slug}")
    return render.redirect(request, here, said=told, undo=undo)


def _given(request: Any, record_type: RecordType, record: Any) -> dict[str, str]:
    """What is to be changed, by the names of the fields."""
    if SHIFT in request.POST:
        reading = render.page_reading(request)
        return shifted(record_type, record, request.POST[SHIFT], reading)
    given = {name: request.POST[name] for name in record_type.by_name if name in request.POST}
    if not given:
        raise NotFound()
    reading = render.page_reading(request)
    return {
        name: _at_its_time(record_type.field(name), record, text, reading)
        if KEEP + name in request.POST
        else text
        for name, text in given.items()
    }


def _at_its_time(one: Field, record: Any, day: str, reading: Reading) -> str:
    """The day that was sent, at the time of day that the record has on it now."""
    value = one.value(record)
    place = one.on_calendar(value, reading) if value is not None and day else None
    if one.reckons_as not in DATED or not isinstance(place, datetime):
        return day
    return f"{day} {clock.local(place, reading.format.zone):%H:%M:%S}"


def moves_of(
    request: Any, record_type: RecordType, record: Any, name: str
) -> dict[str, Any] | None:
    """Where a record can be moved by one of its fields: to another group, or to another day; with
    `SPAN` for a name, all of its days. None where it stays.
    """
    may = request.actor.may(record_type.permission("edit"))
    if name == SPAN:
        return _shifts(request, record_type, record) if may else None
    one = record_type.by_name.get(name)
    if one is None or not one.is_changeable or not may:
        return None
    if why_locked(request, record_type, one, record):
        return None
    value = one.value(record)
    options = _days(one, value, render.page_reading(request))
    if one.groupable and not one.is_side:
        control = control_of(one, value, render.page_reading(request))
        current = "" if control.value is None else str(control.value)
        options = [(key, label, key == current) for key, label in control.options]
    return {
        "action": f"/{request.workspace.slug}/{record_type.slug}/{record.pk}/change",
        "name": name,
        "label": render.page_reading(request).say(one.label),
        "seen": [(SEEN + name, expected_of(one, value))],
        "options": options,
    }


def _shifts(request: Any, record_type: RecordType, record: Any) -> dict[str, Any] | None:
    """The moves of a record's days, where people may change both."""
    span = span_of(record_type)
    if span is None:
        return None
    fields = dict.fromkeys(one.name for one in span.fields(record_type))
    if not all(record_type.field(name).is_changeable for name in fields):
        return None
    each = [(name, record_type.field(name)) for name in fields]
    return {
        "action": f"/{request.workspace.slug}/{record_type.slug}/{record.pk}/change",
        "name": SHIFT,
        "seen": [(SEEN + name, expected_of(one, one.value(record))) for name, one in each],
        "options": options_of(record_type, record, render.page_reading(request)),
    }


def _days(one: Field, value: Any, reading: Reading) -> list[tuple[str, str, bool]]:
    """The days around a date, a moment keeping its time on the reader's clock."""
    if one.reckons_as not in DATED or value is None:
        return []
    at = clock.local(value, reading.format.zone) if isinstance(value, datetime) else None
    day = at.date() if at else value
    labels = {-7: _("A week earlier"), -1: _("A day earlier"), 1: _("A day later")}
    labels[7] = _("A week later")
    found = []
    for by, label in labels.items():
        other = day + timedelta(days=by)
        text = f"{other.isoformat()} {at:%H:%M:%S}" if at else other.isoformat()
        found.append((text, f"{label} · {reading.format.date_long(other)}", False))
    return found


def _seen(request: Any) -> dict[str, Any]:
    """What the person saw, by field; what cannot be read counts as not sent."""
    seen = {}
    for name, text in request.POST.items():
        if not name.startswith(SEEN):
            continue
        try:
            seen[name.removeprefix(SEEN)] = seen_in(text)
        except ValueError:
            continue
    return seen


def _told(request: Any, record_type: RecordType, record: Any, names: Iterable[str]) -> str:
    """ "Weber Bau: Stage is now Active"; and what it has brought out of order."""
    reading, parts = render.page_reading(request), []
    for name in names:
        one = record_type.field(name)
        value = one.value(record)
        learn(request.actor, reading, one.links(value))
        shown = one.shown(value, reading) or _("nothing")
        told = _("{field} is now “{value}”").format(field=reading.say(one.label), value=shown)
        parts.append(told)
    text = f"{record_type.named(record)}: {', '.join(parts)}"
    return with_cautions(
        text, cautions_of(request.actor, record_type, [record.pk], [*names], reading)
    )


def _refused(request: Any, record_type: RecordType, record: Any, refusal: Refused) -> HttpResponse:
    """Why it stays as it is, in one sentence; of two people who moved it the other is named."""
    text = " ".join(render.errors_of(request, refusal).values())
    if isinstance(refusal, Conflict) and refusal.field in record_type.by_name:
        text = _overtaken(request, record_type, record, str(refusal.field))
    if render.is_fragment(request):
        word = {"error": text}
        return render.render(request, "views/said.html", word, status=refusal.status, fragment=True)
    here = back(request, f"/{request.workspace.slug}/{record_type.slug}")
    return render.redirect(request, here, said=text)


def _overtaken(request: Any, record_type: RecordType, record: Any, name: str) -> str:
    record = find(request.actor, record_type, str(record.pk))
    one, reading = record_type.field(name), render.page_reading(request)
    value = one.value(record)
    learn(request.actor, reading, one.links(value))
    event = last_edit(request, record, name)
    who = event.actor_name if event else _("Somebody else")
    return _("{name} set “{value}”.").format(
        name=who, value=one.shown(value, reading) or _("nothing")
    )

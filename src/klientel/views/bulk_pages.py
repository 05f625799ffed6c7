"""Changing many rows of a list: what shall become of them, what that would do, and how it went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klientel.events.batches import size_of
from klientel.kit.ids import uuid7
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.kit.text import clip
from klientel.records.actions.many import Outcome, foresee
from klientel.records.fields.base import Field, Reading
from klientel.records.reading import address as record_path
from klientel.records.reading import learn, links_of
from klientel.records.types import RecordType
from klientel.ui.answers import back, go_on
from klientel.views import render
from klientel.views.actions import bulk
from klientel.views.cautions import cautions_of_batch, with_cautions
from klientel.views.doors import staff
from klientel.views.inputs import Control, control_of, know_typed
from klientel.views.models import BulkRun
from klientel.views.selection import Selection

#: records that a preview goes through; of more it tells that it is a part
FORESEEN = 1_000
#: changed and skipped records that a preview shows
SAMPLES = 5
#: what a list of values begins with; no value is written like this
UNCHOSEN = "?"
#: signs of a value that a preview or a title shows: a description is a page long
SHOWN_SIGNS = 120


@staff("POST")
def bulk_form(request: Any, record_type: RecordType) -> HttpResponse:
    """Which field of the chosen rows gets which value, and what that would do. Writes nothing."""
    request.actor.must(record_type.permission("view"))
    request.actor.must(record_type.permission("edit"))
    return _form(request, record_type, request.POST, {}, preview=bool(request.POST.get("preview")))


@staff("POST")
def bulk_change(request: Any, record_type: RecordType) -> HttpResponse:
    """Change the chosen rows, with one undo for all of them."""
    request.actor.must(record_type.permission("view"))
    request.actor.must(record_type.permission("edit"))
    if request.POST.get("seen", "") not in ("", _seen(request.POST)):
        # something was changed after the preview: what happens is shown first
        return _form(request, record_type, request.POST, {}, preview=True)
    names = ("field", "way", "value", "ids", "all", "state", "key")
    given = {name: request.POST.get(name, "") for name in names}
    given["value"] = _value(request.POST)
    try:
        _must_be_chosen(request.POST)
        run = bulk.change_many(request.actor, type=record_type.name, **given)
    except (Forbidden, NotFound):
        raise
    except Refused as refusal:
        errors = render.errors_of(request, refusal)
        return _form(request, record_type, request.POST, errors, status=refusal.status)
    return _started(request, record_type, run)


@staff("GET", "POST")
def bulk_run(request: Any, record_type: RecordType, run: UUID) -> HttpResponse:
    """How a change of many rows goes, or went: its figures, what was skipped and why, the undo.

    A POST stops one that is under way; what it did so far stays.
    """
    found = bulk.found_run(request.actor, record_type, run)
    here = f"/{request.workspace.slug}/{record_type.slug}/bulk/{found.pk}"
    if request.method == "POST":
        bulk.stop_many(request.actor, run=str(found.pk))
        return go_on(request, here)
    reading = render.page_reading(request)
    one = record_type.by_name.get(found.field)
    context = {
        "record_type": record_type,
        "run": found,
        "title": _title(found, one, reading),
        "word": str(BulkRun.State(found.state).label),
        "here": here,
        "list_href": f"/{request.workspace.slug}/{record_type.slug}",
        "list_label": record_type.called_many(reading),
        "problem": render.said(request, Refused(found.problem)) if found.problem else "",
        "skipped": _skipped(request, record_type, found.problems),
        "more": found.skipped - len(found.problems),
        "cautions": _cautions(request, record_type, found),
        "undo": f"/{request.workspace.slug}/undo/{found.batch}" if found.changed else "",
    }
    fragment = render.is_fragment(request)
    template = "views/bulk_state.html" if fragment else "views/bulk_run.html"
    return render.render(request, template, context, fragment=fragment)


def _seen(given: Mapping[str, Any]) -> str:
    """What a preview was made for."""
    return "|".join([str(given.get("field", "")), str(given.get("way", "")), _value(given)])


def _value(given: Mapping[str, Any]) -> str:
    """The value of a form; of several, parted by commas."""
    values = given.getlist("value") if hasattr(given, "getlist") else [given.get("value", "")]
    return ",".join(str(one) for one in values if one)


def _started(request: Any, record_type: RecordType, run: BulkRun) -> HttpResponse:
    """Where it goes on: to the report of what takes long or was skipped, else to the list."""
    here = f"/{request.workspace.slug}/{record_type.slug}"
    if run.is_working or run.skipped:
        return go_on(request, f"{here}/bulk/{run.pk}")
    told = ngettext("{count} record was changed", "{count} records were changed", run.changed)
    was_changed = size_of(request.workspace.pk, run.batch) if run.changed else 0
    undo = f"/{request.workspace.slug}/undo/{run.batch}" if was_changed else ""
    count = render.page_reading(request).format.integer(run.changed)
    told = with_cautions(told.format(count=count), _cautions(request, record_type, run))
    return go_on(request, back(request, here), told, undo=undo)


def _cautions(request: Any, record_type: RecordType, run: BulkRun) -> str:
    """What a change that is over has brought out of order, among the records it changed."""
    if run.is_working or run.way == bulk.TRASH or not run.changed:
        return ""
    reading = render.page_reading(request)
    return cautions_of_batch(request.actor, record_type, run.batch, [run.field], reading)


def _title(run: BulkRun, one: Field | None, reading: Reading) -> str:
    if run.way == bulk.TRASH:
        return _("Delete records")
    if one is None:
        return _("Change records")
    value = one.from_api(run.value)
    # tags are kept by name until they are written, all others as on a record
    shown = ", ".join(value) if one.is_side else _told(one, value, reading)
    return f"{reading.say(one.label)} → {shown or '–'}"


def _told(one: Field, value: Any, reading: Reading) -> str:
    """A value in a line: all of it, but of a long text the beginning."""
    shown = one.shown(value, reading)
    return clip(" ".join(shown.split()), SHOWN_SIGNS) if one.is_long else shown


def _skipped(request: Any, record_type: RecordType, problems: list[Any]) -> list[dict[str, str]]:
    slug = request.workspace.slug
    return [
        {
            "title": title,
            "href": record_path(slug, record_type.name, UUID(key), None, title) if title else "",
            "why": render.said(request, Refused(reason, **values)),
        }
        for key, title, reason, values in problems
    ]


def _form(
    request: Any,
    record_type: RecordType,
    given: Mapping[str, Any],
    errors: dict[str, str],
    *,
    preview: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The form as a dialog, as the piece of it that a choice redraws, or as a page."""
    reading, actor = render.page_reading(request), request.actor
    chosen = Selection.of(record_type, given)
    count = chosen.count(actor, reading)
    one, way = _field_and_way(record_type, given)
    base = f"/{request.workspace.slug}/{record_type.slug}"
    context: dict[str, Any] = {
        "record_type": record_type,
        "count": count,
        "counted": _counted(count, reading),
        "ids": chosen.text,
        "all": "1" if chosen.ids is None else "",
        "state": chosen.query,
        "offered": _offered(record_type, reading),
        "field": one.name if one else "",
        "way": way,
        "action": f"{base}/bulk",
        "back": back(request, base),
        "key": uuid7(),
        "foreseen": None,
        "is_redrawn": bool(given.get("again")),
    }
    if one is not None:
        know_typed(actor, reading, [(one, one.empty())], {one.name: _value(given)})
        context |= _asked(one, way, given, errors, reading)
        if preview and not errors:
            try:
                context["foreseen"] = _foreseen(request, chosen, one, way, given, count)
            except Refused as refusal:
                errors, status = render.errors_of(request, refusal), refusal.status
                context["control"].error = errors.get("value", "") or errors.get("", "")
    context["errors"] = [
        (f"bulk-{name}" if name in ("field", "value") else "", text)
        for name, text in errors.items()
    ]
    if not render.is_fragment(request):
        return render.render(request, "views/bulk_page.html", context, status=status)
    template = "views/bulk_form.html" if given.get("again") else "views/bulk_dialog.html"
    return render.render(request, template, context, status=status, fragment=True)


def _field_and_way(record_type: RecordType, given: Mapping[str, Any]) -> tuple[Field | None, str]:
    """The field that was chosen, if many can be given it, and the way in which they are."""
    one = record_type.by_name.get(str(given.get("field", "")))
    if one is not None and not bulk.is_for_many(one):
        one = None
    return one, str(given.get("way", "")) or (one.ways[0] if one else "set")


def _counted(count: int, reading: Reading) -> str:
    told = ngettext("{count} selected", "{count} selected", count)
    return told.format(count=reading.format.integer(count))


def _offered(record_type: RecordType, reading: Reading) -> list[tuple[str, str]]:
    return [
        (one.name, reading.say(one.label)) for one in record_type.fields if bulk.is_for_many(one)
    ]


def _asked(
    one: Field, way: str, given: Mapping[str, Any], errors: Mapping[str, str], reading: Reading
) -> dict[str, Any]:
    """The input for the value, as it was typed, and the ways to give it."""
    typed = _value(given) if "value" in given and given.get("again") == one.name else None
    control = control_of(one, one.empty(), reading, typed=typed)
    if control.type == "select":
        _begin_without_choice(control, is_chosen=typed is not None)
    control.name, control.error = "value", errors.get("value", "")
    # a list says it of its own row
    clears = not control.required and way == "set" and control.type != "select"
    control.required = True
    ways = [(name, str(bulk.WAYS[name])) for name in one.ways]
    return {"control": control, "ways": ways if len(ways) > 1 else [], "clears": clears}


def _begin_without_choice(control: Control, *, is_chosen: bool) -> None:
    """Let a list begin with what is no value: whoever chose nothing yet takes nothing away."""
    told = [(key, text if key else _("Take the value away")) for key, text in control.options]
    control.options = [(UNCHOSEN, _("Choose a value")), *told]
    if not is_chosen:
        control.value = UNCHOSEN


def _must_be_chosen(given: Mapping[str, Any]) -> None:
    if _value(given) == UNCHOSEN:
        raise Refused("Choose a value.", "value")


def _foreseen(
    request: Any, chosen: Selection, one: Field, way: str, given: Mapping[str, Any], count: int
) -> dict[str, Any]:
    """What the change would do, told with a few of the records; raises `Refused`."""
    _must_be_chosen(given)
    shared = render.page_reading(request)
    reading = replace(shared, tags=dict(shared.tags), linked=dict(shared.linked))
    edit = bulk.edit_of(chosen.record_type, one.name, way, _value(given), reading)
    ids = chosen.next_ids(request.actor, reading, FORESEEN)
    outcome = foresee(request.actor, chosen.record_type, ids, edit, reading)
    shown = outcome.changed[:SAMPLES]
    named = [record for record, _before in shown]
    links = {key for _record, before in shown for key in one.links(before)}
    learn(request.actor, reading, links | links_of([one], named))
    held = {str(one.api(before)) for _record, before in outcome.changed}
    number = reading.format.integer
    return {
        "changed": number(len(outcome.changed)),
        "same": number(outcome.same) if outcome.same else "",
        "skipped": number(len(outcome.skipped)) if outcome.skipped else "",
        "held": number(len(held)) if len(held) > 1 else "",
        "part": number(len(ids)) if count > len(ids) else "",
        "samples": [
            {
                "title": chosen.record_type.named(record),
                "before": _told(one, before, reading) or "–",
                "after": _told(one, one.value(record), reading) or "–",
            }
            for record, before in shown
        ],
        "why": _why(request, outcome),
        "is_any": bool(outcome.changed) or count > len(ids),
        "takes_long": count > bulk.AT_ONCE,
        "seen": _seen({"field": one.name, "way": way, "value": _value(given)}),
    }


def _why(request: Any, outcome: Outcome) -> list[dict[str, str]]:
    return [
        {"title": title or "–", "why": render.said(request, reason)}
        for _key, title, reason in outcome.skipped[:SAMPLES]
    ]

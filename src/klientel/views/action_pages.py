"""Running an action of the catalogue on a record: its panel with inputs, and the answer."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from klientel.events.feed import history_of
from klientel.events.verbs import verbs
from klientel.kit.ids import uuid7
from klientel.kit.refused import NotFound, Refused
from klientel.records.actions import actions
from klientel.records.actions.catalogue import Action
from klientel.records.fields.base import Text
from klientel.records.own_sight import must_reach
from klientel.records.telling import in_words
from klientel.records.types import RecordType
from klientel.ui.answers import back
from klientel.views import render
from klientel.views.cautions import cautions_of, with_cautions
from klientel.views.doors import find, staff
from klientel.views.inputs import controls_of, know_typed, linked_errors, typed_in

#: the technical input by which an action knows a form that is sent twice
FORM_KEY = "key"


@staff("GET", "POST")
def action(request: Any, record_type: RecordType, key: str, name: str) -> HttpResponse:
    """GET shows the action's inputs, POST runs it. `name` is `promote` or `account.promote`."""
    one = actions.get(name if "." in name else f"{record_type.name}.{name}")
    if one.on != record_type.name or one.hidden:
        raise NotFound()
    record = find(request.actor, record_type, key)
    one.right.must_hold_for(request.actor, record)
    if elsewhere := one.instead(request, record):
        return _elsewhere(request, elsewhere)
    if request.method == "GET":
        one.applies(record)
        must_reach(request.actor, one.sphere)
        return _panel(request, record_type, one, record, {}, {})
    given = {
        field.name: typed_in(request, field) for field in one.asked if field.name in request.POST
    }
    if FORM_KEY in one.technical:
        given[FORM_KEY] = request.POST.get(FORM_KEY, "")
    before = newest(request, record)
    try:
        one.call(request.actor, record, **given)
    except NotFound:
        raise
    except Refused as refusal:
        errors = render.errors_of(request, refusal)
        return _panel(request, record_type, one, record, given, errors, status=refusal.status)
    to = back(request, render.address_of(request, record))
    return done(request, record_type, record, before, to, one.said)


def _elsewhere(request: Any, to: str) -> HttpResponse:
    """To the page that asks more; a script that did not ask for a form goes there as a whole."""
    if request.method == "POST" and render.is_fragment(request):
        return HttpResponse(status=200, headers={"HX-Redirect": to})
    return render.redirect(request, to)


def newest(request: Any, record: Any) -> Any:
    """The last event of a record; None for none."""
    return next(iter(history_of(request.actor, record.pk, limit=1).rows), None)


def done(
    request: Any, record_type: RecordType, record: Any, before: Any, to: str, sentence: Text = ""
) -> HttpResponse:
    """Go on to a page and say there what became of the record since the event `before`.

    With the way back, where there is one. Without a `sentence` the log's own is said.
    """
    event = newest(request, record)
    told, undo = _("Nothing was changed."), ""
    if event is not None and (before is None or event.pk != before.pk):
        reading = render.page_reading(request)
        names = {**reading.directory.members, record.pk: record_type.named(record)}
        told = in_words(event, reading, names)
        if sentence:
            told = request.words.fill(str(sentence), record=record_type.named(record))
        changed = (event.facts or {}).get("changes") or {}
        told = with_cautions(
            told, cautions_of(request.actor, record_type, [record.pk], changed, reading)
        )
        if event.verb in verbs and verbs.get(event.verb).undo:
            undo = f"/{request.workspace.slug}/undo/{event.batch or event.pk}"
    if not render.is_fragment(request):
        return render.redirect(request, to, said=told, undo=undo)
    response = HttpResponse(status=200, headers={"HX-Redirect": to})
    render.flash(response, told, undo=undo)
    return response


def _suggested(request: Any, record_type: RecordType, one: Action, record: Any) -> dict[str, Any]:
    """What stands in the inputs: what the record holds under the same name, or what is likely, or
    what a gesture asks for in the address, such as another day.
    """
    mine = [field.name for field in one.asked if field.name in record_type.by_name]
    held = {name: record_type.field(name).value(record) for name in mine}
    asked = {}
    for field in one.asked:
        with suppress(Refused):
            if text := request.GET.get(field.name, ""):
                asked[field.name] = field.clean(text, render.page_reading(request))
    return {**held, **one.suggest(request.actor, record), **asked}


def _panel(
    request: Any,
    record_type: RecordType,
    one: Action,
    record: Any,
    given: dict[str, str],
    errors: dict[str, str],
    *,
    status: int = 200,
) -> HttpResponse:
    reading = render.page_reading(request)
    notes = [
        (reading.say(note.title), [reading.say(line) for line in note.lines])
        for note in one.notes(request.actor, record)
    ]
    suggested = _suggested(request, record_type, one, record)
    values = [(field, suggested.get(field.name, field.default)) for field in one.asked]
    know_typed(request.actor, reading, values, given)
    controls = controls_of(values, reading, given, errors)
    context = {
        "title": reading.say(one.label),
        "subject": record_type.named(record),
        "controls_list": controls,
        "notes": notes,
        "errors": linked_errors(controls, errors),
        "action": f"/{request.workspace.slug}/{record_type.slug}/{record.pk}/actions/{one.name}",
        "back": render.address_of(request, record),
        "icon_name": one.icon,
        "form_key": given.get(FORM_KEY) or (str(uuid7()) if FORM_KEY in one.technical else ""),
    }
    fragment = render.is_fragment(request)
    template = "views/action_panel.html" if fragment else "views/action.html"
    return render.render(request, template, context, status=status, fragment=fragment)

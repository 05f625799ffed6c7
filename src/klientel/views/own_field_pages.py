"""The settings of own fields: by type, in order, added in place, described, deleted, restored."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.events.trail import own_event
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import NotFound, Refused
from klientel.records.actions import own_field as fields
from klientel.records.actions.own_field_ends import ends_of
from klientel.records.actions.own_field_names import MOST_FIELDS
from klientel.records.actions.trash import TRASH_DAYS
from klientel.records.fields import Field
from klientel.records.models import FieldDefinition
from klientel.records.own_fields import asked
from klientel.records.own_fields.colours import COLOURS
from klientel.records.own_fields.defined import OWN_KINDS, field_of, in_sections
from klientel.records.own_fields.offered import OwnKind
from klientel.records.types import RecordType, record_types
from klientel.team.pages.frame import done, show
from klientel.team.sections import Section, add
from klientel.ui.answers import back, go_on
from klientel.views import render
from klientel.views.doors import staff
from klientel.views.field_condition_pages import terms_of
from klientel.views.formula_pages import editor_of
from klientel.views.inputs import controls_of, linked_errors


def register() -> None:
    """Add the pages to the settings."""
    add(
        Section(
            "fields",
            gettext_lazy("Fields"),
            gettext_lazy("Fields of your own for {client.pl}, {customer.pl} and all other lists"),
            "settings_fields",
            "list-checks",
            fields.MANAGE,
            54,
            "lists",
        )
    )


def add_field_address(request: Any, record_type: RecordType) -> str:
    """Where a field is added to records of a type; empty for who may not."""
    if not request.actor.may(fields.MANAGE) or not record_type.in_lists:
        return ""
    return _address(request, "settings_new_field", record_type)


@staff("GET")
def all_fields_page(request: Any) -> HttpResponse:
    """The lists of the firm, each with how many fields were added to it."""
    request.actor.must(fields.MANAGE)
    rows = FieldDefinition.objects.visible_to(request.actor).filter(trashed_at__isnull=True)
    counts = Counter(rows.values_list("type", flat=True))
    reading = render.page_reading(request)
    lists = [
        {
            "label": one.called_many(reading),
            "icon": one.icon,
            "count": counts[one.name],
            "href": _address(request, "settings_type_fields", one),
        }
        for one in record_types
        if one.in_lists and request.actor.may(one.permission("view"))
    ]
    return show(request, "views/all_fields.html", "fields", {"lists": lists, "errors": {}})


@staff("GET")
def type_fields_page(request: Any, record_type: RecordType) -> HttpResponse:
    """The fields that were added to a list in their order, and those deleted of late."""
    request.actor.must(fields.MANAGE)
    fields.taking_fields(record_type.name)
    reading = render.page_reading(request)
    rows = FieldDefinition.objects.visible_to(request.actor).filter(type=record_type.name)
    every = in_sections(rows.order_by("place", "id"))
    limit = clock.now() - timedelta(TRASH_DAYS)
    context = {
        "heading": _("Fields: {list}").format(list=record_type.called_many(reading)),
        "fields": [_line(request, record_type, one) for one in every if one.trashed_at is None],
        "gone": [
            {**_line(request, record_type, one), "until": one.trashed_at + timedelta(TRASH_DAYS)}
            for one in every
            if one.trashed_at is not None and one.trashed_at >= limit
        ],
        "declared": [
            reading.say(one.label)
            for one in record_type.fields[: len(record_type.fields) - len(record_type.added)]
        ],
        "most": MOST_FIELDS,
        "new": _address(request, "settings_new_field", record_type),
        "order": _address(request, "settings_order_fields", record_type),
        "errors": {},
    }
    return show(request, "views/type_fields.html", "fields", context)


def _line(request: Any, record_type: RecordType, said: FieldDefinition) -> dict[str, Any]:
    kind = OWN_KINDS[said.kind]
    return {
        "name": said.name,
        "label": said.label,
        "section": said.section,
        "kind": str(kind.label),
        "icon": kind.icon,
        "is_required": said.is_required,
        "is_internal": said.is_internal,
        "terms": bool(said.conditions),
        "href": _address(request, "settings_field", record_type, said),
        "restore": _address(request, "settings_restore_field", record_type, said),
    }


@staff("POST")
def order_fields_page(request: Any, record_type: RecordType) -> HttpResponse:
    """Put the fields of a list into the order of `fields`, their names with commas."""
    fields.order_fields(
        request.actor, type=record_type.name, order=request.POST.get("fields", "")[:8_000]
    )
    if request.POST.get("quiet"):
        return HttpResponse(status=204)
    return done(request, "settings_type_fields", record_type=record_type.slug)


@staff("GET", "POST")
def new_field_page(request: Any, record_type: RecordType) -> HttpResponse:
    """Adding a field: first its kind, then what it is called; over any page, or as a page."""
    request.actor.must(fields.MANAGE)
    fields.taking_fields(record_type.name)
    given = request.POST if request.method == "POST" else request.GET
    kind = OWN_KINDS.get(given.get("kind", ""))
    if kind is None:
        return _kinds(request, record_type)
    if request.method == "GET":
        if _lacks(request, record_type, kind):
            return _kinds(request, record_type, before=kind)
        return _new_form(request, record_type, kind, {}, {}, str(uuid7()))
    typed = {one.name: request.POST.get(one.name, "") for one in _asked(request, record_type, kind)}
    typed = {name: text for name, text in typed.items() if text}
    key = request.POST.get("key", "")[:40]
    try:
        made = fields.add_field(
            request.actor,
            type=record_type.name,
            kind=kind.name,
            key=key,
            shown=_shown(given),
            **typed,
        )
    except Refused as refusal:
        errors = render.errors_of(request, refusal)
        return _new_form(request, record_type, kind, typed, errors, key, status=refusal.status)
    told = _("The field “{name}” was added.").format(name=made.label)
    event = own_event(request.actor)
    undo = f"/{request.workspace.slug}/undo/{event.pk}" if event is not None else ""
    to = _address(request, "settings_type_fields", record_type)
    here = back(request, to) if render.is_fragment(request) else to
    return go_on(request, here, told, undo=undo, opens=f"fact-{made.name}")


def _shown(given: Any) -> str:
    """When the new field shall be shown, as the page that led here says it; empty for always."""
    return str(given.get("shown", ""))[:8_000]


def _lacks(request: Any, record_type: RecordType, kind: OwnKind) -> bool:
    """Whether a list has nothing yet that a field of the kind could be made from."""
    if not kind.needs:
        return False
    mine = FieldDefinition.objects.visible_to(request.actor).filter(trashed_at__isnull=True)
    return not mine.filter(type=record_type.name, kind=kind.needs).exists()


def _kinds(request: Any, record_type: RecordType, *, before: OwnKind | None = None) -> HttpResponse:
    """The kinds to choose from; `before` one that needs another, that one and why."""
    here = _address(request, "settings_new_field", record_type)
    shown = _shown(request.GET)
    more = {"shown": shown} if shown else {}
    offered = [OWN_KINDS[before.needs]] if before else OWN_KINDS.values()
    lacking = ""
    if before:
        lacking = _("“{kind}” shows what linked records hold. {list} are linked to nothing yet.")
        called = record_type.called_many(render.page_reading(request))
        lacking = lacking.format(kind=before.label, list=called)
    context = {
        "lacking": lacking,
        "kinds": [
            {
                "label": str(one.label),
                "icon": one.icon,
                "href": f"{here}?{urlencode({**more, 'kind': one.name})}",
            }
            for one in offered
            if one.suits(record_type)
        ],
        "heading": _new_title(request, record_type),
        "errors": {},
    }
    if render.is_fragment(request):
        return render.render(request, "views/field_kinds_panel.html", context, fragment=True)
    return show(request, "views/field_kinds.html", "fields", context)


def _new_title(request: Any, record_type: RecordType) -> str:
    reading = render.page_reading(request)
    return _("New field: {list}").format(list=record_type.called_many(reading))


def _asked(request: Any, record_type: RecordType, kind: OwnKind) -> list[Field]:
    """What is asked of a new field: its name and what the kind cannot do without come first."""
    reading = render.page_reading(request)
    own = kind.asked(record_type.in_workspace(reading.workspace), reading)
    first = [asked.LABEL, *own, asked.SECTION, asked.DESCRIPTION]
    last = [replace(asked.IS_INTERNAL, required=True)]
    if kind.is_made:
        return [*first, *last]
    needed = replace(asked.IS_REQUIRED, required=True)
    return [*first, needed, *([asked.PRESET] if kind.takes_preset else []), *last]


def _new_form(
    request: Any,
    record_type: RecordType,
    kind: OwnKind,
    typed: dict[str, str],
    errors: dict[str, str],
    key: str,
    *,
    status: int = 200,
) -> HttpResponse:
    reading = render.page_reading(request)
    offered = _asked(request, record_type, kind)
    values = [(one, one.empty() if one.default is None else one.default) for one in offered]
    controls = controls_of(values, reading, typed, errors)
    context = {
        "title": _new_title(request, record_type),
        "subject": str(kind.label),
        "submit": _("Add field"),
        "controls_list": controls,
        "hidden": [("kind", kind.name), ("shown", _shown(request.POST or request.GET))],
        "errors": linked_errors(controls, errors),
        "action": _address(request, "settings_new_field", record_type),
        "back": _address(request, "settings_type_fields", record_type),
        "icon_name": kind.icon,
        "form_key": key,
        "formula": editor_of(request, record_type, kind),
    }
    fragment = render.is_fragment(request)
    template = "views/action_panel.html" if fragment else "views/action.html"
    return render.render(request, template, context, status=status, fragment=fragment)


@staff("GET", "POST")
def one_field_page(request: Any, record_type: RecordType, field: UUID) -> HttpResponse:
    """One field: what it is called, its options, and the way to delete it."""
    request.actor.must(fields.MANAGE)
    said = _found(request, record_type, field)
    errors: dict[str, str] = {}
    typed: dict[str, str] = {}
    if request.method == "POST":
        try:
            return _do(request, record_type, said)
        except Refused as refusal:
            errors = render.errors_of(request, refusal)
            typed = {name: text for name, text in request.POST.items() if isinstance(text, str)}
    kind, reading = OWN_KINDS[said.kind], render.page_reading(request)
    described = field_of(said)
    shown = [one for one in _asked(request, record_type, kind) if not one.lasting]
    held = {
        **fields.described(said),
        **kind.held(said, record_type, reading),
        "preset": described.shown(described.default, reading) if said.preset is not None else "",
    }
    controls = controls_of(
        [(one, held.get(one.name, one.default)) for one in shown], reading, typed, errors
    )
    context = {
        "heading": said.label,
        "kind": kind,
        "controls_list": controls,
        "choices": _choices(said, request) if kind.has_choices else [],
        "colours": [(name, str(label)) for name, label in COLOURS.items()],
        "back": _address(request, "settings_type_fields", record_type),
        "list_label": record_type.called_many(reading),
        "errors": {"": errors.get("") or errors.get("every", "")},
        "summary": linked_errors(controls, errors),
        "formula": editor_of(request, record_type, kind, said),
        "explained": _explained(request, kind, said),
        "terms": terms_of(request, record_type, said),
    }
    return show(request, "views/one_field.html", "fields", context, status=422 if errors else 200)


def _explained(request: Any, kind: OwnKind, said: FieldDefinition) -> str:
    """What a kind says of its field above the inputs, where it leads; empty for nothing."""
    if kind.explained is None:
        return ""
    reading = render.page_reading(request)
    ends = ends_of(request.actor, said)
    text, words = kind.explained(said, ends[-1].label)
    return str(text).format(**{name: reading.say(word) for name, word in words.items()})


def _found(request: Any, record_type: RecordType, key: UUID) -> FieldDefinition:
    rows = FieldDefinition.objects.visible_to(request.actor).filter(type=record_type.name)
    said: FieldDefinition | None = rows.filter(pk=key, trashed_at__isnull=True).first()
    if said is None:
        raise NotFound()
    return said


def _do(request: Any, record_type: RecordType, said: FieldDefinition) -> HttpResponse:
    given, actor, key = request.POST, request.actor, str(said.pk)
    wanted = given.get("do", "")
    if wanted == "delete":
        fields.trash_field(actor, field=key)
        return done(request, "settings_type_fields", record_type=record_type.slug)
    if wanted == "choices":
        fields.set_choices(actor, field=key, every=json.dumps(_typed_choices(request)))
    elif wanted == "describe":
        offered = _asked(request, record_type, OWN_KINDS[said.kind])
        names = [one.name for one in offered if not one.lasting]
        typed = {name: given[name] for name in names if name in given}
        fields.change_field(actor, field=key, **typed)
    else:
        raise Refused("There is nothing to do.")
    return done(request, "settings_field", record_type=record_type.slug, field=said.pk)


def _choices(said: FieldDefinition, request: Any) -> list[dict[str, str]]:
    """The options that can be chosen, or what was typed of them when it was refused."""
    if request.method == "POST" and request.POST.get("do") == "choices":
        return _typed_choices(request)
    return [one for one in said.options.get("choices", ()) if not one.get("is_gone")]


def _typed_choices(request: Any) -> list[dict[str, str]]:
    """The lines of the form in their order, and behind them one for each line of the new ones."""
    lists = [request.POST.getlist(name)[:500] for name in ("value", "label", "colour")]
    told = [
        {"value": value, "label": label, "colour": colour}
        for value, label, colour in zip(*lists, strict=False)
    ]
    more = request.POST.get("more", "")[:20_000].splitlines()
    return [*told, *({"value": "", "label": line} for line in more if line.strip())]


@staff("POST")
def restore_field_page(request: Any, record_type: RecordType, field: UUID) -> HttpResponse:
    """Give a deleted field back to its list."""
    fields.restore_field(request.actor, field=str(field))
    return done(request, "settings_type_fields", record_type=record_type.slug)


def _address(
    request: Any, name: str, record_type: RecordType, said: FieldDefinition | None = None
) -> str:
    parts: dict[str, Any] = {"workspace": request.workspace.slug, "record_type": record_type.slug}
    if said is not None:
        parts["field"] = said.pk
    return reverse(name, kwargs=parts)

"""Changing a record as a whole: one form for the fields that are told together."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from klientel.discussion.actions.file import attach_to, keys_of, move
from klientel.discussion.queries import files_of
from klientel.kit.ids import uuid7
from klientel.kit.refused import Conflict, NotFound, Refused
from klientel.records import actions
from klientel.records.actions.together import written_together
from klientel.records.fields.base import Field
from klientel.records.reading import learn, links_of
from klientel.records.types import RecordType
from klientel.ui.answers import back
from klientel.views import render
from klientel.views.action_pages import done, newest
from klientel.views.conflict_pages import CLASH, MINE, NEVER, SEEN, ask, clashes, is_answered
from klientel.views.doors import find, staff
from klientel.views.file_parts import links, takes
from klientel.views.inputs import (
    control_of,
    controls_of,
    expected_of,
    linked_errors,
    seen_in,
    typed_in,
)


@staff("GET", "POST")
def edit_page(request: Any, record_type: RecordType, key: str) -> HttpResponse:
    """GET shows the type's `form_fields` as they are, POST writes those that were typed anew.

    What somebody else changed meanwhile in the same field is a conflict; other fields stay theirs.
    """
    if not record_type.form_fields:
        raise NotFound()
    request.actor.must(record_type.permission("edit"))
    record = find(request.actor, record_type, key)
    fields = [record_type.field(name) for name in record_type.form_fields]
    if request.method == "GET":
        return _form(request, record_type, record, fields, {}, {})
    given = {one.name: typed_in(request, one) for one in fields if one.name in request.POST}
    seen = {one.name: _seen(request, one) for one in fields}
    if not is_answered(request.POST):
        return _asked_again(request, record_type, record, fields, given, seen)
    typed = {
        name: text
        for name, text in given.items()
        if _is_new(request, record_type, name, text, seen)
    }
    before = newest(request, record)
    expected = {name: seen[name] for name in typed if seen[name] is not None}
    batch = uuid7()

    def write() -> None:
        changed = actions.change(
            request.actor, record_type.name, record.pk, typed, expected=expected, batch=batch
        )
        _change_files(request, changed, batch)

    try:
        written_together(write)
    except Refused as refusal:
        if isinstance(refusal, Conflict):
            record = find(request.actor, record_type, key)
            if found := clashes(request, record, fields, typed, seen):
                return ask(request, record_type, record, fields, typed, seen, found)
        errors = render.errors_of(request, refusal)
        return _form(request, record_type, record, fields, typed, errors, status=refusal.status)
    record = find(request.actor, record_type, key)
    to = back(request, render.address_of(request, record))
    return done(request, record_type, record, before, to, _("{record}: changed"))


def _asked_again(
    request: Any,
    record_type: RecordType,
    record: Any,
    fields: list[Field],
    given: dict[str, str],
    seen: dict[str, Any],
) -> HttpResponse:
    """The same question, for whoever sent it without a choice; what was typed is still there."""
    names = [one.name for one in fields if one.name in request.POST.getlist(CLASH)]
    typed = given | {name: request.POST.get(MINE + name, "") for name in names}
    unseen = {**seen, **dict.fromkeys(names, NEVER)}
    found = clashes(request, record, fields, typed, unseen)
    if not found:
        return _form(request, record_type, record, fields, given, {})
    return ask(request, record_type, record, fields, typed, seen, found)


def _change_files(request: Any, record: Any, batch: UUID) -> None:
    """Attach what was sent along, delete what was ticked off; others' files stay as they are."""
    sent = keys_of(",".join(request.POST.getlist("files")))
    attach_to(request.actor, record, sent, batch=batch)
    left_out = set(request.POST.getlist("seen_files")) - set(request.POST.getlist("kept_files"))
    move(request.actor, record, keys_of(",".join(sorted(left_out))), into=True, batch=batch)


def _seen(request: Any, one: Field) -> Any:
    try:
        seen = seen_in(request.POST[SEEN + one.name])
        one.from_api(seen)
    except (KeyError, ValueError, TypeError, AttributeError, ArithmeticError):
        return None
    return seen


def _is_new(
    request: Any, record_type: RecordType, name: str, text: str, seen: dict[str, Any]
) -> bool:
    """Whether the input was touched: what it showed may say less than the value (no seconds)."""
    one = record_type.field(name)
    shown = control_of(one, one.from_api(seen[name]), render.page_reading(request)).value
    return _plain(text) != _plain("" if shown is None else str(shown))


def _ids(text: str) -> set[UUID]:
    """The ids among what was typed."""
    found = set()
    for part in text.split(","):
        with suppress(ValueError):
            found.add(UUID(part))
    return found


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _form(
    request: Any,
    record_type: RecordType,
    record: Any,
    fields: list[Field],
    typed: dict[str, str],
    errors: dict[str, str],
    *,
    status: int = 200,
) -> HttpResponse:
    reading = render.page_reading(request)
    if status != 200:
        record = find(request.actor, record_type, str(record.pk))
    several = {key for one in fields if one.is_several for key in _ids(typed.get(one.name, ""))}
    learn(request.actor, reading, links_of(fields, [record]) | several)
    values = [(one, one.value(record)) for one in fields]
    controls = controls_of(values, reading, typed, errors)
    context = {
        "title": _("Edit {type}").format(type=record_type.called(reading)),
        "submit": _("Save"),
        "subject": record_type.named(record),
        "controls_list": controls,
        "hidden": [(SEEN + one.name, expected_of(one, value)) for one, value in values],
        "errors": linked_errors(controls, errors),
        "action": f"/{request.workspace.slug}/{record_type.slug}/{record.pk}/edit",
        "back": render.address_of(request, record),
        "icon_name": "check",
        "takes": takes(request),
        "kept_files": links(request, files_of(request.actor, [record.pk]).get(record.pk, ())),
    }
    fragment = render.is_fragment(request)
    template = "views/action_panel.html" if fragment else "views/action.html"
    return render.render(request, template, context, status=status, fragment=fragment)

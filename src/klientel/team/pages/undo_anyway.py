"""“Undo anyway?”: what was changed since, by whom, and what the undo would make of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from klientel.records.actions.undo_anyway import MOST, Overwritten, overwritten_by
from klientel.records.fields.base import Field, Reading
from klientel.records.models import RecordRef
from klientel.records.reading import learn, reading_for
from klientel.records.types import record_types
from klientel.ui.answers import flash, own_path


@require_safe
def ask_anyway(request: Any, workspace: str, token: UUID) -> HttpResponse:
    """Show what would be lost; nothing stands in the way any more: say so where it was asked."""
    here = own_path(request.GET.get("back", ""), request.workspace.slug)
    here = here or f"/{request.workspace.slug}/"
    found = overwritten_by(request.actor, token)
    if not found:
        away = redirect(here)
        flash(away, _("Nothing that was changed since stands in the way of that undo."))
        return away
    reading = reading_for(request.workspace, zone=request.user.time_zone)
    spine = RecordRef.objects.visible_to(request.actor, trashed=None)
    ids = {one.record_id for one in found}
    titles = dict(spine.filter(pk__in=ids).values_list("pk", "title"))
    fields = [(one, _field(reading, one)) for one in found]
    known = [(one, field) for one, field in fields if field is not None]
    learn(request.actor, reading, _links(known))
    context = {
        "token": token,
        "back": here,
        "rows": [_row(reading, one, field, titles.get(one.record_id, "")) for one, field in known],
        "more": len(found) == MOST,
    }
    response = render(request, "team/undo_anyway.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _field(reading: Reading, one: Overwritten) -> Field | None:
    if one.record_type not in record_types:
        return None
    return record_types.get(one.record_type).in_workspace(reading.workspace).by_name.get(one.field)


def _links(known: list[tuple[Overwritten, Field]]) -> set[UUID]:
    found: set[UUID] = set()
    for one, field in known:
        for value in (one.now, one.back):
            found.update(field.links(field.from_api(value)))
    return found


def _row(reading: Reading, one: Overwritten, field: Field, title: str) -> dict[str, Any]:
    def shown(value: Any) -> str:
        return field.shown(field.from_api(value), reading) or "–"

    member = one.later.member_id
    return {
        "title": title,
        "label": reading.say(field.label),
        "now": shown(one.now),
        "back": "" if one.goes else shown(one.back),
        "by": reading.directory.members.get(member, "") if member else "",
        "when": reading.format.relative(one.later.occurred_at),
    }

"""Deleting and restoring: nothing is lost for thirty days."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klientel.events.feed import last_actors
from klientel.kit import cursors
from klientel.kit.ids import id_in, uuid7
from klientel.kit.paging import Page
from klientel.kit.refused import Refused
from klientel.records.actions.trash import restore_many, trash_many
from klientel.records.models import RecordRef
from klientel.records.types import RecordType, record_types
from klientel.ui.answers import back, go_on
from klientel.views import render
from klientel.views.actions.bulk import trash_many as delete_many
from klientel.views.doors import find, staff
from klientel.views.trashed import in_trash

SHOWN = 100
MOST_AT_ONCE = 500


@staff("POST")
def trash_record(request: Any, record_type: RecordType, key: str) -> HttpResponse:
    """Delete one record; the list says so and offers to undo it."""
    request.actor.must(record_type.permission("trash"))
    record = find(request.actor, record_type, key)
    batch = uuid7()
    trash_many(request.actor, record_type.name, [record.pk], batch=batch)
    told = _("{title} was deleted").format(title=record_type.named(record))
    return _on(request, _left_for(request, record_type, record), told, batch)


def _left_for(request: Any, record_type: RecordType, record: Any) -> str:
    """Where to go on after a record is gone: the page it was deleted on, unless its own."""
    the_list = f"/{request.workspace.slug}/{record_type.slug}"
    here = back(request, the_list)
    segments = urlsplit(here).path.split("/")
    is_own = record_type.slug in segments and len(segments) > segments.index(record_type.slug) + 1
    return the_list if is_own else here


@staff("POST")
def bulk_trash(request: Any, record_type: RecordType) -> HttpResponse:
    """Delete the chosen rows, or with `all` the whole list; with one undo for all of them."""
    request.actor.must(record_type.permission("view"))
    request.actor.must(record_type.permission("trash"))
    if request.POST.get("all"):
        return _trash_all(request, record_type)
    keys = [key for key in map(id_in, request.POST.getlist("selected")) if key is not None]
    here = back(request, f"/{request.workspace.slug}/{record_type.slug}")
    if len(keys) > MOST_AT_ONCE:
        raise Refused("At most {allowed} records can be deleted at once.", allowed=MOST_AT_ONCE)
    batch = uuid7()
    gone = trash_many(request.actor, record_type.name, keys, batch=batch) if keys else []
    told = ngettext("{count} record was deleted", "{count} records were deleted", len(gone))
    return _on(request, here, told.format(count=len(gone)), batch if gone else None)


def _trash_all(request: Any, record_type: RecordType) -> HttpResponse:
    """Delete all that the list has; what takes long is watched on a page of its own."""
    here = f"/{request.workspace.slug}/{record_type.slug}"
    given = {name: request.POST.get(name, "") for name in ("all", "state", "key")}
    run = delete_many(request.actor, type=record_type.name, **given)
    if run.is_working or run.skipped:
        return go_on(request, f"{here}/bulk/{run.pk}")
    told = ngettext("{count} record was deleted", "{count} records were deleted", run.changed)
    return _on(request, here, told.format(count=run.changed), run.batch if run.changed else None)


@staff("POST")
def restore_record(request: Any, record_type: RecordType, key: str) -> HttpResponse:
    """Take one record out of the trash and show it."""
    request.actor.must(record_type.permission("trash"))
    record = find(request.actor, record_type, key, trashed=None)
    batch = uuid7()
    if record.trashed_at is not None:
        restore_many(request.actor, record_type.name, [record.pk], batch=batch)
    told = _("{title} is back").format(title=record_type.named(record))
    return _on(request, render.address_of(request, record), told, None)


@staff("GET")
def trash_page(request: Any) -> HttpResponse:
    """What was deleted within thirty days, by whom, with the way back; `before` is a next page."""
    page = _page_of_trash(request.actor, request.GET.get("before", ""))
    refs = page.rows
    who = last_actors(request.actor, [one.pk for one in refs], ".trashed")
    reading = render.page_reading(request)
    rows = []
    for one in refs:
        if one.type not in record_types:
            continue
        record_type = record_types.get(one.type)
        rows.append(
            {
                "title": one.title,
                "type": record_type.called(reading),
                "icon": record_type.icon,
                "at": one.trashed_at,
                "by": who.get(one.pk, ""),
                "restore": f"/{request.workspace.slug}/{record_type.slug}/{one.pk}/restore"
                if request.actor.may(record_type.permission("trash"))
                else "",
            }
        )
    older = f"?before={page.next_cursor}" if page.next_cursor else ""
    return render.render(
        request, "views/trash.html", {"title": _("Trash"), "rows": rows, "older": older}
    )


def _page_of_trash(actor: Any, before: str) -> Page[RecordRef]:
    rows = in_trash(actor)
    if before:
        at, key = _place(before)
        rows = rows.filter(Q(trashed_at__lt=at) | Q(trashed_at=at, pk__lt=key))
    found = list(rows.order_by("-trashed_at", "-pk")[: SHOWN + 1])
    last = found[SHOWN - 1] if len(found) > SHOWN else None
    return Page(found[:SHOWN], cursors.encode((last.trashed_at, last.pk)) if last else None)


def _place(before: str) -> tuple[datetime, UUID]:
    match cursors.decode(before):
        case (datetime() as at, UUID() as key) if at.tzinfo is not None:
            return at, key
    raise cursors.BadCursor


def _on(request: Any, to: str, told: str, batch: UUID | None) -> HttpResponse:
    way_back = f"/{request.workspace.slug}/undo/{batch}" if batch else ""
    return go_on(request, to, told, undo=way_back)

"""Deleting, restoring and undoing: nothing is lost for thirty days."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klientel.events.feed import last_actors
from klientel.kit import clock, cursors
from klientel.kit.ids import uuid7
from klientel.kit.paging import Page
from klientel.kit.refused import Refused
from klientel.records.actions.trash import TRASH_DAYS, restore_many, trash_many
from klientel.records.actions.undo import undo
from klientel.records.models import RecordRef
from klientel.records.types import RecordType, record_types
from klientel.views import render
from klientel.views.doors import find, staff

SHOWN = 100
MOST_AT_ONCE = 500


@staff("POST")
def trash_record(request: Any, kind: RecordType, key: str) -> HttpResponse:
    """Delete one record; the list says so and offers to undo it."""
    request.actor.must(kind.permission("trash"))
    record = find(request.actor, kind, key)
    batch = uuid7()
    trash_many(request.actor, kind.name, [record.pk], batch=batch)
    told = _("{title} was deleted").format(title=kind.named(record))
    return _on(request, f"/{request.workspace.slug}/{kind.slug}", told, batch)


@staff("POST")
def bulk_trash(request: Any, kind: RecordType) -> HttpResponse:
    """Delete the chosen rows, with one undo for all of them."""
    request.actor.must(kind.permission("view"))
    request.actor.must(kind.permission("trash"))
    keys = [key for key in map(_uuid, request.POST.getlist("selected")) if key is not None]
    here = back(request, f"/{request.workspace.slug}/{kind.slug}")
    if len(keys) > MOST_AT_ONCE:
        raise Refused("At most {allowed} records can be deleted at once.", allowed=MOST_AT_ONCE)
    batch = uuid7()
    gone = trash_many(request.actor, kind.name, keys, batch=batch) if keys else []
    told = ngettext("{count} record was deleted", "{count} records were deleted", len(gone))
    return _on(request, here, told.format(count=len(gone)), batch if gone else None)


@staff("POST")
def restore_record(request: Any, kind: RecordType, key: str) -> HttpResponse:
    """Take one record out of the trash and show it."""
    request.actor.must(kind.permission("trash"))
    record = find(request.actor, kind, key, trashed=None)
    batch = uuid7()
    if record.trashed_at is not None:
        restore_many(request.actor, kind.name, [record.pk], batch=batch)
    told = _("{title} is back").format(title=kind.named(record))
    return _on(request, render.address_of(request, record), told, None)


@staff("POST")
def undo_step(request: Any, token: UUID) -> HttpResponse:
    """Take back what an event or a batch did, and show the same page again."""
    here = back(request, f"/{request.workspace.slug}/")
    done = undo(request.actor, token, force=request.POST.get("force") == "1")
    if done.is_later:
        told = _("This is a lot: it is being undone in the background")
    elif done.skipped and not done.count:
        names = ", ".join(done.skipped[:3])
        told = _("{names} was changed since. The later change stays.").format(names=names)
    else:
        told = _("Undone")
    return _on(request, here, told, None)


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
        kind = record_types.get(one.type)
        rows.append(
            {
                "title": one.title,
                "type": kind.called(reading),
                "icon": kind.icon,
                "at": one.trashed_at,
                "by": who.get(one.pk, ""),
                "restore": f"/{request.workspace.slug}/{kind.slug}/{one.pk}/restore"
                if request.actor.may(kind.permission("trash"))
                else "",
            }
        )
    older = f"?before={page.next_cursor}" if page.next_cursor else ""
    return render.render(
        request, "views/trash.html", {"title": _("Trash"), "rows": rows, "older": older}
    )


def _page_of_trash(actor: Any, before: str) -> Page[RecordRef]:
    rows = _in_trash(actor, clock.now() - timedelta(days=TRASH_DAYS))
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


def _in_trash(actor: Any, since: datetime) -> Any:
    """Spine rows that can be restored by themselves: what went with its account comes with it."""
    accounts = RecordRef.objects.in_workspace(actor.workspace_id).filter(
        pk=OuterRef("account_id"), trashed_at__isnull=False
    )
    spine = RecordRef.objects.visible_to(actor, trashed=True).filter(trashed_at__gte=since)
    return spine.exclude(Q(inherits=True) & Exists(accounts))


def _on(request: Any, to: str, told: str, batch: UUID | None) -> HttpResponse:
    """Go on after a write: a page is followed to, a fragment's page is loaded anew."""
    way_back = f"/{request.workspace.slug}/undo/{batch}" if batch else ""
    if not render.is_fragment(request):
        return render.redirect(request, to, said=told, undo=way_back)
    response = HttpResponse(status=200, headers={"HX-Redirect": to})
    render.flash(response, told, undo=way_back)
    return response


def back(request: Any, otherwise: str) -> str:
    """The page a fragment was asked from; never one of another site."""
    url = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if not url_has_allowed_host_and_scheme(url, {request.get_host()}):
        return otherwise
    parts = urlsplit(url)
    inside = parts.path.startswith(f"/{request.workspace.slug}")
    return (parts.path + (f"?{parts.query}" if parts.query else "")) if inside else otherwise


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

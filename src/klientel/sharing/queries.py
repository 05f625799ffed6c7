"""Questions about links: who sees which, those of a record, all of a firm; every list is paged."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from klientel.kit import clock, cursors
from klientel.kit.paging import Page
from klientel.records.models import RecordRef
from klientel.sharing.models import ShareLink
from klientel.sharing.rights import MANAGE
from klientel.sharing.shareable import shareable
from klientel.workspaces.actor import Actor

PAGE = 50
#: what a list of links can be narrowed to
SHOWN = ("open", "ended", "all")


def links_for(actor: Actor) -> Any:
    """The links that an actor may see and end, with their makers and records.

    One's own, as long as one sees the record; those of everybody for who manages links, of records
    that they may know of.
    """
    seen = RecordRef.objects.visible_to(actor, trashed=None)
    rows = ShareLink.objects.in_workspace(actor.workspace_id).filter(
        record_id__in=seen.values("pk")
    )
    if not actor.may(MANAGE):
        rows = rows.filter(made_by_id=actor.member_id)
    return rows.select_related("record", "made_by", "revoked_by")


def page_of(
    actor: Actor, *, record_id: UUID | None = None, shown: str = "open", before: str = ""
) -> Page[ShareLink]:
    """The newest links that the actor may see, of one record or of all; raises `BadCursor`."""
    rows = links_for(actor)
    if record_id is not None:
        rows = rows.filter(record_id=record_id)
    if shown != "all":
        is_open = _is_open(clock.now())
        rows = rows.filter(is_open) if shown == "open" else rows.exclude(is_open)
    if before:
        rows = rows.filter(pk__lt=_place(before))
    found = list(rows.order_by("-pk")[: PAGE + 1])
    has_more, found = len(found) > PAGE, found[:PAGE]
    return Page(found, next_cursor=cursors.encode((found[-1].pk,)) if has_more else None)


def is_shared(workspace_id: UUID, now: datetime) -> Exists:
    """Whether a link to a record of a queryset, or to a part of it, is in force: for `annotate`."""
    rows = ShareLink.objects.in_workspace(workspace_id).filter(_is_open(now))
    return Exists(rows.filter(record_id=OuterRef("pk")))


def _is_open(now: datetime) -> Q:
    left = Q(most_openings__isnull=True) | Q(most_openings__gt=F("openings"))
    alive = Q(revoked_at__isnull=True, token_hash__isnull=False, expires_at__gt=now)
    return alive & left


def _place(cursor: str) -> UUID:
    values = cursors.decode(cursor)
    if len(values) != 1 or not isinstance(values[0], UUID):
        raise cursors.BadCursor
    return values[0]


@dataclass(frozen=True)
class Line:
    """One link as lists show it: what it opens, in words, and how it stands."""

    link: ShareLink
    what: str
    part: str
    state: str


def lines_of(links: Sequence[ShareLink]) -> list[Line]:
    """Links with what they open; one read for each purpose that shares parts."""
    names = _parts_named(links)
    lines = []
    for link in links:
        purpose = shareable.get(link.purpose)
        part = names.get(link.part, "") if link.part else ""
        is_gone = link.record.trashed_at is not None or bool(link.part and not part)
        state = "gone" if is_gone and link.state == "open" else link.state
        lines.append(Line(link, str(purpose.label) if purpose else link.purpose, part, state))
    return lines


def _parts_named(links: Collection[ShareLink]) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    for name in {link.purpose for link in links if link.part}:
        purpose = shareable.get(name)
        pairs = [(link.record_id, link.part) for link in links if link.purpose == name]
        if purpose is not None:
            found.update(purpose.parts_named(next(iter(links)).workspace_id, pairs))  # type: ignore[arg-type]
    return found

"""What was merged: the list, what came of each, and the way back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.utils.translation import gettext as _

from klientel.events.feed import history_of
from klientel.kit import clock, cursors
from klientel.kit.paging import Page
from klientel.kit.refused import NotFound
from klientel.records.actions.trash import TRASH_DAYS
from klientel.records.actions.unmerge import Apart, unmerge
from klientel.records.fields.base import Field, Reading
from klientel.records.merging import moving
from klientel.records.models import Merge, MergedRecord, RecordRef
from klientel.records.reading import learn
from klientel.records.telling import in_words
from klientel.records.types import RecordType, record_types
from klientel.ui.answers import go_on
from klientel.views import render
from klientel.views.doors import staff

SHOWN = 30
#: lines of the history of each record that went into another
_HISTORY = 20


@staff("GET")
def merge_told(request: Any, merge_id: UUID) -> HttpResponse:
    """What was merged, what changed, what moved; and the way back."""
    done = _found(request, merge_id)
    reading = render.page_reading(request)
    record_type = record_types.get(done.type).in_workspace(reading.workspace)
    learn(request.actor, reading, _links(record_type, done))
    is_open = done.undone_at is None and done.merged_at >= clock.now() - timedelta(days=TRASH_DAYS)
    winner = record_type.model.objects.visible_to(request.actor).filter(pk=done.winner_id).first()
    context = {
        "title": _("Merged: {title}").format(title=done.title),
        "merge": done,
        "others": titles_of(request, [done])[done.pk],
        "by": reading.directory.members.get(done.member_id, "") if done.member_id else "",
        "histories": _histories(request, done),
        "changes": [_change(record_type.field(name), pair, reading)
                    for name, pair in done.changes.items() if name in record_type.by_name],
        "moved": counted(Counter(done.counts), reading),
        "apart": f"/{request.workspace.slug}/merges/{done.pk}/apart" if is_open else "",
        "until": done.merged_at + timedelta(days=TRASH_DAYS),
        "winner_href": render.address_of(request, winner) if winner is not None else "",
        "list_href": f"/{request.workspace.slug}/duplicates?state=merged",
    }  # fmt: skip
    return render.render(request, "views/merge_told.html", context)


def _histories(request: Any, done: Merge) -> list[tuple[str, list[tuple[datetime, str]]]]:
    """What happened to each of the others before, newest first; it stays with them."""
    reading = render.page_reading(request)
    went = MergedRecord.objects.in_workspace(request.workspace.pk).filter(merge_id=done.pk)
    told = []
    for pk, title in went.order_by("pk").values_list("record_id", "title"):
        names = {**reading.directory.members, pk: title}
        # what was removed for good tells nothing any more
        with suppress(NotFound):
            events = history_of(request.actor, pk, limit=_HISTORY).rows
            told.append((title, [(one.occurred_at, in_words(one, reading, names))
                                 for one in events]))  # fmt: skip
    return told


@staff("POST")
def take_apart(request: Any, merge_id: UUID) -> HttpResponse:
    """Take a merge back, and say what stays as it became since."""
    _found(request, merge_id)
    apart = unmerge(request.actor, merge_id)
    to = render.address_of(request, apart.winner)
    return go_on(request, to, _told_apart(request, apart))


def _told_apart(request: Any, apart: Apart) -> str:
    reading = render.page_reading(request)
    record_type = record_types.of(apart.winner)
    names = [record_type.named(one) for one in (apart.winner, *apart.others)]
    told = [_("{names} are separate again.").format(names=", ".join(names))]
    if apart.fields:
        labels = ", ".join(reading.say(label) for label in apart.fields)
        told.append(_("Edited since and left so: {fields}.").format(fields=labels))
    if apart.rows:
        told.append(_("Moved on or deleted since: {count}.").format(count=apart.rows))
    return " ".join(told)


def merges_context(request: Any, types: Sequence[str]) -> dict[str, Any]:
    """The merges of which the actor sees what became of them, newest first."""
    page = _merges(request.actor, types, request.GET.get("after", ""))
    titles = titles_of(request, page.rows)
    reading = render.page_reading(request)
    rows = [
        {
            "title": done.title,
            "others": titles[done.pk],
            "icon": record_types.get(done.type).icon,
            "at": done.merged_at,
            "by": reading.directory.members.get(done.member_id, "") if done.member_id else "",
            "href": f"/{request.workspace.slug}/merges/{done.pk}",
            "is_undone": done.undone_at is not None,
        }
        for done in page.rows
    ]
    older = f"?state=merged&after={page.next_cursor}" if page.next_cursor else ""
    return {"merges": rows, "older": older}


def _merges(actor: Any, types: Sequence[str], after: str) -> Page[Merge]:
    rows = _visible_merges(actor).filter(type__in=types)
    if after:
        match cursors.decode(after):
            case (datetime() as at, UUID() as key) if at.tzinfo is not None:
                rows = rows.filter(Q(merged_at__lt=at) | Q(merged_at=at, pk__lt=key))
            case _:
                raise cursors.BadCursor
    found = list(rows.order_by("-merged_at", "-pk")[: SHOWN + 1])
    last = found[SHOWN - 1] if len(found) > SHOWN else None
    return Page(found[:SHOWN], cursors.encode((last.merged_at, last.pk)) if last else None)


def _visible_merges(actor: Any) -> Any:
    seen = RecordRef.objects.visible_to(actor, trashed=None).filter(pk=OuterRef("winner_id"))
    return Merge.objects.in_workspace(actor.workspace_id).filter(Exists(seen))


def _found(request: Any, merge_id: UUID) -> Merge:
    done: Merge | None = _visible_merges(request.actor).filter(pk=merge_id).first()
    if done is None:
        raise NotFound()
    request.actor.must(record_types.get(done.type).permission("merge"))
    return done


def titles_of(request: Any, merges: Sequence[Merge]) -> dict[UUID, list[str]]:
    """The titles of what went into a record, by merge."""
    rows = MergedRecord.objects.in_workspace(request.workspace.pk)
    titles: dict[UUID, list[str]] = {done.pk: [] for done in merges}
    went = rows.filter(merge_id__in=list(titles)).order_by("pk")
    for merge_id, title in went.values_list("merge_id", "title"):
        titles[merge_id].append(title)
    return titles


def _change(one: Field, pair: Sequence[Any], reading: Reading) -> dict[str, str]:
    before, after = (one.shown(one.from_api(value), reading) or "–" for value in pair)
    return {"label": reading.say(one.label), "before": before, "after": after}


def _links(record_type: RecordType, done: Merge) -> set[UUID]:
    found: set[UUID] = set()
    for name, pair in done.changes.items():
        one = record_type.by_name.get(name)
        if one is not None:
            found.update(key for value in pair for key in one.links(one.from_api(value)))
    return found


def counted(counts: Mapping[str, int], reading: Reading) -> list[str]:
    """How many rows of which table, in words."""
    return [
        f"{moving.named(table, reading)}: {reading.format.integer(count)}"
        for table, count in sorted(counts.items())
        if count
    ]

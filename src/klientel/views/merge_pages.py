"""Merging records: side by side, field by field; and taking a merge apart again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.utils.translation import gettext as _

from klientel.kit import clock, cursors
from klientel.kit.paging import Page
from klientel.kit.refused import NotFound, Refused
from klientel.records.actions.merge import merge
from klientel.records.actions.trash import TRASH_DAYS
from klientel.records.actions.unmerge import Apart, unmerge
from klientel.records.fields.base import Field, Reading
from klientel.records.merging import choosing, moving
from klientel.records.models import Merge, MergedRecord, RecordRef
from klientel.records.reading import learn, links_of
from klientel.records.types import RecordType, record_types
from klientel.ui.answers import back, go_on
from klientel.views import render
from klientel.views.doors import staff

SHOWN = 30


@staff("POST")
def bulk_merge(request: Any, kind: RecordType) -> HttpResponse:
    """The chosen rows of a list, to be looked at side by side."""
    choosing.merging_of(kind)
    request.actor.must(kind.permission("merge"))
    keys = list(dict.fromkeys(key for key in map(_uuid, request.POST.getlist("selected")) if key))
    here = back(request, f"/{request.workspace.slug}/{kind.slug}")
    if not 2 <= len(keys) <= choosing.MOST:
        told = _("Choose between two and {most} records to merge.").format(most=choosing.MOST)
        return go_on(request, here, told)
    ids = ",".join(map(str, keys))
    return go_on(request, f"/{request.workspace.slug}/{kind.slug}/merge?ids={ids}")


@staff("GET", "POST")
def merge_page(request: Any, kind: RecordType) -> HttpResponse:
    """Which record stays and which value of each field counts; sent, it is done."""
    choosing.merging_of(kind)
    request.actor.must(kind.permission("merge"))
    given = request.POST if request.method == "POST" else request.GET
    ids = [key for key in map(_uuid, given.get("ids", "")[:400].split(",")) if key]
    if not 2 <= len(ids) <= choosing.MOST:
        raise NotFound()
    if request.method == "GET":
        return _form(request, kind, ids, {}, _uuid(given.get("winner", "")))
    choices = {
        one.name: key
        for one in choosing.chosen_fields(kind)
        if (key := _uuid(given.get(f"field-{one.name}", ""))) is not None
    }
    winner = _uuid(given.get("winner", ""))
    if winner not in ids:
        raise NotFound()
    try:
        done = merge(
            request.actor,
            kind.name,
            winner,
            [key for key in ids if key != winner],
            choices,
            seen=_seen(given.get("seen", ""), ids),
        )
    except NotFound:
        raise
    except Refused as refusal:
        text = render.said(request, refusal)
        return _form(request, kind, ids, choices, winner, text, refusal.status)
    record = kind.model.objects.visible_to(request.actor).get(pk=winner)
    told = _("{others} went into {title}").format(
        others=", ".join(_titles(request, [done])[done.pk]), title=done.title
    )
    undo = f"/{request.workspace.slug}/undo/{done.batch}"
    return go_on(request, render.address_of(request, record), told, undo=undo)


@staff("GET")
def merge_told(request: Any, merge_id: UUID) -> HttpResponse:
    """What was merged, what changed, what moved; and the way back."""
    done = _found(request, merge_id)
    kind = record_types.get(done.type)
    reading = render.page_reading(request)
    learn(request.actor, reading, _links(kind, done))
    is_open = done.undone_at is None and done.merged_at >= clock.now() - timedelta(days=TRASH_DAYS)
    winner = kind.model.objects.visible_to(request.actor).filter(pk=done.winner_id).first()
    context = {
        "title": _("Merged: {title}").format(title=done.title),
        "merge": done,
        "others": _titles(request, [done])[done.pk],
        "by": reading.directory.members.get(done.member_id, "") if done.member_id else "",
        "changes": [_change(kind.field(name), pair, reading)
                    for name, pair in done.changes.items() if name in kind.by_name],
        "moved": _counted(Counter(done.counts), reading),
        "apart": f"/{request.workspace.slug}/merges/{done.pk}/apart" if is_open else "",
        "until": done.merged_at + timedelta(days=TRASH_DAYS),
        "winner_href": render.address_of(request, winner) if winner is not None else "",
        "list_href": f"/{request.workspace.slug}/duplicates?state=merged",
    }  # fmt: skip
    return render.render(request, "views/merge_told.html", context)


@staff("POST")
def take_apart(request: Any, merge_id: UUID) -> HttpResponse:
    """Take a merge back, and say what stays as it became since."""
    _found(request, merge_id)
    apart = unmerge(request.actor, merge_id)
    to = render.address_of(request, apart.winner)
    return go_on(request, to, _told_apart(request, apart))


def _told_apart(request: Any, apart: Apart) -> str:
    reading = render.page_reading(request)
    kind = record_types.of(apart.winner)
    names = [kind.named(one) for one in (apart.winner, *apart.others)]
    told = [_("{names} are apart again.").format(names=", ".join(names))]
    if apart.fields:
        labels = ", ".join(reading.say(label) for label in apart.fields)
        told.append(_("Edited since and left so: {fields}.").format(fields=labels))
    if apart.rows:
        told.append(_("Moved on or deleted since: {count}.").format(count=apart.rows))
    return " ".join(told)


def merges_context(request: Any, types: Sequence[str]) -> dict[str, Any]:
    """The merges of which the actor sees what became of them, newest first."""
    page = _merges(request.actor, types, request.GET.get("after", ""))
    titles = _titles(request, page.rows)
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


def _titles(request: Any, merges: Sequence[Merge]) -> dict[UUID, list[str]]:
    rows = MergedRecord.objects.in_workspace(request.workspace.pk)
    titles: dict[UUID, list[str]] = {done.pk: [] for done in merges}
    went = rows.filter(merge_id__in=list(titles)).order_by("pk")
    for merge_id, title in went.values_list("merge_id", "title"):
        titles[merge_id].append(title)
    return titles


def _form(
    request: Any,
    kind: RecordType,
    ids: Sequence[UUID],
    choices: Mapping[str, UUID],
    winner_id: UUID | None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    rows = kind.model.objects.visible_to(request.actor).filter(pk__in=ids)
    by_id = {one.pk: one for one in rows}
    records = [by_id[key] for key in ids if key in by_id]
    base = f"/{request.workspace.slug}"
    if len(records) < 2:
        gone = {"title": _("Merge"), "href": f"{base}/duplicates"}
        return render.render(request, "views/merge_gone.html", gone, status=409)
    reading = render.page_reading(request)
    learn(request.actor, reading, links_of(kind.fields, records))
    winner = by_id.get(winner_id) or choosing.suggested_winner(kind, records)
    chosen = {**choosing.suggested(kind, winner, records), **choices}
    lines = [_line(one, records, chosen, reading) for one in choosing.chosen_fields(kind)]
    lines = [one for one in lines if one["is_filled"]]
    counts = moving.pointing(kind, request.workspace.pk, [one.pk for one in records])
    context = {
        "title": _("Merge"),
        "kind": kind,
        "problem": problem,
        "records": [
            {
                "id": one.pk,
                "title": kind.named(one),
                "ref": one.ref or "",
                "href": render.address_of(request, one),
                "stays": one is winner,
                "moves": _counted(counts[one.pk], reading),
            }
            for one in records
        ],
        "differing": [one for one in lines if one["differs"]],
        "same": [one for one in lines if not one["differs"]],
        "tags": _tags(kind, records, reading),
        "ids": ",".join(str(one.pk) for one in records),
        "seen": ",".join(f"{one.pk}:{one.version}" for one in records),
        "action": f"{base}/{kind.slug}/merge",
        "cancel": back(request, f"{base}/duplicates"),
        "days": TRASH_DAYS,
    }
    return render.render(request, "views/merge.html", context, status=status)


def _line(
    one: Field, records: Sequence[Any], chosen: Mapping[str, UUID], reading: Reading
) -> dict[str, Any]:
    """A field with the value of each record; what several share is offered once."""
    values = [one.value(record) for record in records]
    filled = [value for value in values if not one.is_empty(value)]
    return {
        "name": one.name,
        "label": reading.say(one.label),
        "is_filled": bool(filled),
        "differs": any(value != values[0] for value in values),
        "options": [
            {
                "id": record.pk,
                "shown": "" if one.is_empty(value) else one.shown(value, reading),
                "chosen": chosen.get(one.name) == record.pk,
            }
            for record, value in zip(records, values, strict=True)
        ],
    }


def _tags(kind: RecordType, records: Sequence[Any], reading: Reading) -> list[str]:
    names: dict[str, None] = {}
    for one in kind.fields:
        if one.is_side:
            for record in records:
                for key in one.value(record):
                    tag = reading.tags.get(UUID(str(key)))
                    if tag:
                        names.setdefault(tag[0])
    return list(names)


def _counted(counts: Mapping[str, int], reading: Reading) -> list[str]:
    return [
        f"{moving.named(table, reading)}: {reading.format.integer(count)}"
        for table, count in sorted(counts.items())
        if count
    ]


def _change(one: Field, pair: Sequence[Any], reading: Reading) -> dict[str, str]:
    before, after = (one.shown(one.from_api(value), reading) or "–" for value in pair)
    return {"label": reading.say(one.label), "before": before, "after": after}


def _links(kind: RecordType, done: Merge) -> set[UUID]:
    found: set[UUID] = set()
    for name, pair in done.changes.items():
        one = kind.by_name.get(name)
        if one is not None:
            found.update(key for value in pair for key in one.links(one.from_api(value)))
    return found


def _seen(text: str, ids: Sequence[UUID]) -> dict[UUID, int]:
    """The versions that the form was drawn with."""
    seen = {}
    for part in text[:600].split(","):
        key, _colon, version = part.partition(":")
        pk = _uuid(key)
        if pk in ids and version.isdecimal() and pk is not None:
            seen[pk] = int(version)
    return seen


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

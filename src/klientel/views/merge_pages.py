"""Merging records: side by side, field by field; and taking a merge apart again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from klientel.kit.ids import id_in
from klientel.kit.refused import NotFound, Refused
from klientel.records.actions.merge import merge
from klientel.records.actions.trash import TRASH_DAYS
from klientel.records.fields.base import Field, Reading
from klientel.records.merging import choosing, moving
from klientel.records.reading import learn, links_of
from klientel.records.types import RecordType
from klientel.ui.answers import back, go_on
from klientel.views import render
from klientel.views.doors import staff
from klientel.views.merged_pages import counted, titles_of

SHOWN = 30


@staff("POST")
def bulk_merge(request: Any, record_type: RecordType) -> HttpResponse:
    """The chosen rows of a list, to be looked at side by side."""
    choosing.merging_of(record_type)
    request.actor.must(record_type.permission("merge"))
    keys = list(dict.fromkeys(key for key in map(id_in, request.POST.getlist("selected")) if key))
    here = back(request, f"/{request.workspace.slug}/{record_type.slug}")
    if not 2 <= len(keys) <= choosing.MOST:
        told = _("Choose between two and {most} records to merge.").format(most=choosing.MOST)
        return go_on(request, here, told)
    ids = ",".join(map(str, keys))
    return go_on(request, f"/{request.workspace.slug}/{record_type.slug}/merge?ids={ids}")


@staff("GET", "POST")
def merge_page(request: Any, record_type: RecordType) -> HttpResponse:
    """Which record stays and which value of each field counts; sent, it is done."""
    choosing.merging_of(record_type)
    request.actor.must(record_type.permission("merge"))
    given = request.POST if request.method == "POST" else request.GET
    ids = [key for key in map(id_in, given.get("ids", "")[:400].split(",")) if key]
    if not 2 <= len(ids) <= choosing.MOST:
        raise NotFound()
    if request.method == "GET":
        return _form(request, record_type, ids, {}, id_in(given.get("winner", "")))
    choices = {
        one.name: key
        for one in choosing.chosen_fields(record_type)
        if (key := id_in(given.get(f"field-{one.name}", ""))) is not None
    }
    winner = id_in(given.get("winner", ""))
    if winner not in ids:
        raise NotFound()
    try:
        done = merge(
            request.actor,
            record_type.name,
            winner,
            [key for key in ids if key != winner],
            choices,
            seen=_seen(given.get("seen", ""), ids),
        )
    except NotFound:
        raise
    except Refused as refusal:
        text = render.said(request, refusal)
        return _form(request, record_type, ids, choices, winner, text, refusal.status)
    record = record_type.model.objects.visible_to(request.actor).get(pk=winner)
    told = _("{others} merged into {title}").format(
        others=", ".join(titles_of(request, [done])[done.pk]), title=done.title
    )
    undo = f"/{request.workspace.slug}/undo/{done.batch}"
    return go_on(request, render.address_of(request, record), told, undo=undo)


def _form(
    request: Any,
    record_type: RecordType,
    ids: Sequence[UUID],
    choices: Mapping[str, UUID],
    winner_id: UUID | None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The records beside each other, with what is chosen of each; 409 where there are none to merge
    any more.
    """
    rows = record_type.model.objects.visible_to(request.actor).filter(pk__in=ids)
    by_id = {one.pk: one for one in rows}
    records = [by_id[key] for key in ids if key in by_id]
    base = f"/{request.workspace.slug}"
    if len(records) < 2:
        gone = {"title": _("Merge"), "href": f"{base}/duplicates"}
        return render.render(request, "views/merge_gone.html", gone, status=409)
    reading = render.page_reading(request)
    learn(request.actor, reading, links_of(record_type.fields, records))
    winner = by_id.get(winner_id) or choosing.suggested_winner(record_type, records)
    chosen = {**choosing.suggested(record_type, winner, records), **choices}
    lines = [_line(one, records, chosen, reading) for one in choosing.chosen_fields(record_type)]
    lines = [one for one in lines if one["is_filled"]]
    context = {
        "title": _("Merge"),
        "note": reading.say(choosing.merging_of(record_type).note),
        "record_type": record_type,
        "problem": problem,
        "records": _heads(request, record_type, records, winner),
        "differing": [one for one in lines if one["differs"]],
        "same": [one for one in lines if not one["differs"]],
        "tags": _tags(record_type, records, reading),
        "united": _united(record_type, records, reading),
        "ids": ",".join(str(one.pk) for one in records),
        "seen": ",".join(f"{one.pk}:{one.version}" for one in records),
        "action": f"{base}/{record_type.slug}/merge",
        "cancel": back(request, f"{base}/duplicates"),
        "days": TRASH_DAYS,
    }
    return render.render(request, "views/merge.html", context, status=status)


def _heads(
    request: Any, record_type: RecordType, records: Sequence[Any], winner: Any
) -> list[dict[str, Any]]:
    """What stands above the column of each record, with what moves if it does not stay."""
    reading = render.page_reading(request)
    counts = moving.pointing(record_type, request.workspace.pk, [one.pk for one in records])
    return [
        {
            "id": one.pk,
            "title": record_type.named(one),
            "ref": one.ref or "",
            "href": render.address_of(request, one),
            "stays": one is winner,
            "moves": counted(counts[one.pk], reading),
        }
        for one in records
    ]


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


def _united(
    record_type: RecordType, records: Sequence[Any], reading: Reading
) -> list[tuple[str, str]]:
    """What else all of them keep beside tags, by its label."""
    found = []
    for one in record_type.fields:
        if one.is_united and not one.is_side:
            every = dict.fromkeys(key for record in records for key in one.value(record))
            found.append((reading.say(one.label), one.shown(list(every), reading)))
    return [(label, shown) for label, shown in found if shown]


def _tags(record_type: RecordType, records: Sequence[Any], reading: Reading) -> list[str]:
    names: dict[str, None] = {}
    for one in record_type.fields:
        if one.is_side:
            for record in records:
                for key in one.value(record):
                    tag = reading.tags.get(UUID(str(key)))
                    if tag:
                        names.setdefault(tag[0])
    return list(names)


def _seen(text: str, ids: Sequence[UUID]) -> dict[UUID, int]:
    """The versions that the form was drawn with."""
    seen = {}
    for part in text[:600].split(","):
        key, _colon, version = part.partition(":")
        pk = id_in(key)
        if pk in ids and version.isdecimal() and pk is not None:
            seen[pk] = int(version)
    return seen

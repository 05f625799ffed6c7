"""Making a `Reading`: what fields need to show and clean values for one person or program."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import get_language

from klientel.kit import clock
from klientel.kit.format import Format
from klientel.records.fields.base import Field, Reading
from klientel.records.fields.linked import Linked
from klientel.records.models import RecordRef, Tag
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace
from klientel.workspaces.prepared import Prepared
from klientel.workspaces.queries import directory
from klientel.workspaces.words import words_of

#: statements kept, and the most records that one of them asks for
_KEPT, _MOST_AT_ONCE = 200, 256
_asking: dict[Any, Prepared] = {}
_formats: dict[tuple[str, str], Format] = {}
_tags: dict[UUID, tuple[int, dict[UUID, tuple[str, str]]]] = {}


def reading_for(workspace: Workspace, *, zone: str = "", language: str = "") -> Reading:
    """The reading for a workspace, in the active language unless one is named."""
    code = (language or get_language() or workspace.language)[:2]
    time_zone = zone or workspace.time_zone
    return Reading(
        workspace=workspace,
        format=_format(code, time_zone),
        words=words_of(workspace),
        directory=directory(workspace),
        today=clock.today(time_zone),
        tags=tags_of(workspace),
    )


def reading_of(actor: Actor) -> Reading:
    """The reading for an actor outside a request (import, command line, rules)."""
    return reading_for(Workspace.objects.get(pk=actor.workspace_id))


def _format(code: str, zone: str) -> Format:
    locale: Literal["de", "en"] = "de" if code == "de" else "en"
    made = _formats.get((locale, zone))
    if made is None:
        made = _formats[(locale, zone)] = Format(locale, zone)
    return made


def tags_of(workspace: Workspace) -> dict[UUID, tuple[str, str]]:
    """The workspace's tags by id: (name, colour); cached under its directory version."""
    cached = _tags.get(workspace.pk)
    if cached and cached[0] == workspace.directory_version:
        return cached[1]
    rows = Tag.objects.in_workspace(workspace.pk).order_by("name")
    fresh = {key: (name, colour) for key, name, colour in rows.values_list("id", "name", "colour")}
    _tags[workspace.pk] = (workspace.directory_version, fresh)
    return fresh


def linked(actor: Actor, ids: Iterable[UUID], slug: str) -> dict[UUID, Linked]:
    """Names and addresses of records by id, in one read of the spine; invisible ones are absent."""
    wanted = set(ids)
    if not wanted:
        return {}
    found: dict[UUID, Linked] = {}
    for pk, name, ref, title, trashed_at in _named(actor, list(wanted)):
        place = address(slug, name, pk, ref, title)
        found[pk] = Linked(pk, name, title, place, trashed_at is not None)
    return found


def _named(actor: Actor, wanted: list[UUID]) -> Iterable[tuple[Any, ...]]:
    """The spine's rows of some records, by statements compiled for 8, 16, ... of them: putting one
    together takes longer than asking it, and every list asks one.
    """
    size = max(8, 1 << (len(wanted) - 1).bit_length())
    if size > _MOST_AT_ONCE:
        return _spine(actor, wanted)
    key = (size, actor.rights)
    asking = _asking.get(key)
    if asking is None:
        if len(_asking) >= _KEPT:
            _asking.clear()
        markers = {f"at_{place}": UUID(int=place + 1) for place in range(size)}
        asking = Prepared(lambda **ids: _spine(actor, list(ids.values())), **markers)
        _asking[key] = asking
    # asked for twice, a record is found once
    whole = [*wanted, *wanted[:1] * (size - len(wanted))]
    return asking.rows(**{f"at_{place}": one for place, one in enumerate(whole)})


def _spine(actor: Actor, wanted: list[UUID]) -> Iterable[tuple[Any, ...]]:
    rows = RecordRef.objects.visible_to(actor, trashed=None).filter(pk__in=wanted)
    named: Iterable[tuple[Any, ...]] = rows.values_list("id", "type", "ref", "title", "trashed_at")
    return named


def learn(actor: Actor, reading: Reading, ids: Iterable[UUID]) -> None:
    """Let a reading know records by name and address; what it knows is not read again."""
    missing = set(ids) - reading.linked.keys()
    reading.linked.update(linked(actor, missing, reading.workspace.slug))


def links_of(fields: Iterable[Field], rows: Iterable[Any]) -> set[UUID]:
    """The records that the values of these fields name in some rows, or objects with columns."""
    naming = [one for one in fields if type(one).links is not Field.links]
    return {key for one in naming for row in rows for key in one.links(one.value(row))}


def address(slug: str, type_name: str, pk: UUID, ref: str | None, title: str) -> str:
    """The staff address of a record: its ref with the title as decoration, else its id."""
    from klientel.kit.text import slug as slugged

    record_type = record_types.get(type_name)
    tail = f"{ref}-{slugged(title, 40)}".rstrip("-") if ref else str(pk)
    return f"/{slug}/{record_type.slug}/{tail}"

"""What the undo of an import left as it is, told for a page."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from klientel.integrations.counting import noun_of
from klientel.integrations.models import ImportRun, KeptThing
from klientel.kit.paging import Page
from klientel.records.fields.base import Reading
from klientel.records.fields.linked import Linked
from klientel.records.reading import linked
from klientel.records.recipes import Recipe
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor

_PAGE = 50


@dataclass(frozen=True, slots=True)
class Kept:
    """A record that stayed: what it is called, where it is, and why; of one unseen nothing."""

    title: str
    what: str
    href: str
    why: str


def kept_of(
    actor: Actor, run: ImportRun, reading: Reading, after: UUID | None = None
) -> Page[Kept]:
    """The records an undo spared, in the order in which it met them."""
    rows = KeptThing.objects.in_workspace(run.workspace_id).filter(run=run).order_by("pk")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    things = list(rows[: _PAGE + 1])
    shown = things[:_PAGE]
    ids = [one.record_id for one in shown if one.record_id]
    seen = linked(actor, ids, reading.workspace.slug)
    told = [_told(one, seen.get(one.record_id or one.pk), reading) for one in shown]
    return Page(told, str(shown[-1].pk) if len(things) > _PAGE else None)


def _told(thing: KeptThing, seen: Linked | None, reading: Reading) -> Kept:
    if seen is None:
        # its name is not the reader's to know, whoever imported it
        return Kept(_("A record that is not here any more, or not yours to see"), "", "", "")
    known = thing.record_type in record_types
    record_type = record_types.get(thing.record_type) if known else None
    why = str(KeptThing.Why(thing.why).label)
    if record_type is not None and thing.fields:
        labels = [
            record_type.field(name).label for name in thing.fields if name in record_type.by_name
        ]
        why = f"{why}: {', '.join(reading.say(label) for label in labels)}" if labels else why
    return Kept(seen.title, reading.say(record_type.label) if record_type else "", seen.href, why)


def taken_back(run: ImportRun, recipe: Recipe, reading: Reading) -> list[str]:
    """What an undo did, as short phrases: “1,201 customers removed”."""
    say = reading.format.integer
    removed, restored = run.counts.get("removed", {}), run.counts.get("restored", {})
    return [
        _("{number} {noun} removed").format(
            number=say(number), noun=noun_of(noun, number, recipe, reading)
        )
        for noun, number in removed.items()
    ] + [
        _("{number} {noun} restored").format(
            number=say(number), noun=noun_of(noun, number, recipe, reading)
        )
        for noun, number in restored.items()
    ]

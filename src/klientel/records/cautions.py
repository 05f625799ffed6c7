"""What people are told about records right after a change: a word beside it, never a block.

A room that knows when a change deserves a word says so here, once for its type; whatever way the
change is made on a page (a form, a cell, a card that is dropped, a button, many rows), it is said.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from klientel.records.fields.base import Reading
from klientel.workspaces.actor import Actor


@dataclass(frozen=True)
class Caution:
    """Asked with the ids of records once one of the `fields` was changed; gives sentences.

    One sentence speaks of "it" where it is asked of one record, and tells how many where of many.
    """

    fields: frozenset[str]
    ask: Callable[[Actor, Collection[UUID], Reading], Sequence[str]]


_cautions: dict[str, list[Caution]] = {}


def register(type_name: str, caution: Caution) -> None:
    """Add a caution for the records of a type."""
    _cautions.setdefault(type_name, []).append(caution)


def told_of(
    actor: Actor, type_name: str, ids: Collection[UUID], changed: Collection[str], reading: Reading
) -> list[str]:
    """The sentences about some records of which fields were changed; asks nothing for others."""
    if not ids:
        return []
    asked = [one for one in _cautions.get(type_name, ()) if not one.fields.isdisjoint(changed)]
    return [sentence for one in asked for sentence in one.ask(actor, ids, reading)]


def has_any(type_name: str, changed: Collection[str]) -> bool:
    """Whether a change of some fields is asked about at all."""
    return any(not one.fields.isdisjoint(changed) for one in _cautions.get(type_name, ()))

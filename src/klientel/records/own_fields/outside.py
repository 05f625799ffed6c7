"""Which fields whoever reads may be shown: what a firm keeps to itself no outsider ever sees."""

from __future__ import annotations

from collections.abc import Sequence

from klientel.records.fields.base import Field
from klientel.records.own_fields.field import OwnField
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor

#: who is not of the firm, by the kind of actor
OUTSIDE = frozenset({"outsider", "link"})


def is_internal(one: Field) -> bool:
    """Whether a firm keeps a field to itself; what the program brings is the business of pages."""
    return isinstance(one, OwnField) and one.is_internal


def fields_for(actor: Actor, record_type: RecordType) -> Sequence[Field]:
    """The fields of a type that may be drawn for an actor, in order.

    Whatever draws records for outsiders (a portal, a shared link, a public form, a mail) takes its
    fields from here.
    """
    if actor.kind not in OUTSIDE:
        return record_type.fields
    return [one for one in record_type.fields if not is_internal(one)]

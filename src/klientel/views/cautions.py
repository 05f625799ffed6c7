"""What a page says beside a change of one record or of many: what it brought out of order.

One place for all the ways in which a page changes a record; each way only says what was changed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klientel.events.batches import newest_of
from klientel.records.cautions import has_any, told_of
from klientel.records.fields.base import Reading
from klientel.records.spans import Span, span_of
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor

#: records of one large change that are looked at
LOOKED_AT = 2_000
#: things out of order that are told one by one
_TOLD = 3


def cautions_of(
    actor: Actor,
    record_type: RecordType,
    ids: Collection[UUID],
    changed: Collection[str],
    reading: Reading,
) -> str:
    """What is to be said of records after some of their fields were changed; empty for nothing."""
    sentences = _out_of_order(actor, record_type, ids, changed, reading)
    sentences += told_of(actor, record_type.name, ids, changed, reading)
    return " ".join(sentences)


def with_cautions(text: str, cautions: str) -> str:
    """A word about a change, and behind it what is to be said beside."""
    if not cautions:
        return text
    ended = text if text.endswith((".", "!", "?", "…")) else f"{text}."
    return f"{ended} {cautions}"


def cautions_of_batch(
    actor: Actor, record_type: RecordType, batch: UUID, changed: Collection[str], reading: Reading
) -> str:
    """The same of what a change of many records did; of a very large one the last are looked at."""
    if not _is_cautioned(record_type, changed):
        return ""
    events = newest_of(actor.workspace_id, batch, limit=LOOKED_AT)
    ids = {one.record_id for one in events if one.record_id and one.record_type == record_type.name}
    return cautions_of(actor, record_type, ids, changed, reading)


def _is_cautioned(record_type: RecordType, changed: Collection[str]) -> bool:
    return _is_moved(span_of(record_type), changed) or has_any(record_type.name, changed)


def _is_moved(span: Span | None, changed: Collection[str]) -> bool:
    return span is not None and not {span.start, span.end}.isdisjoint(changed)


def _out_of_order(
    actor: Actor,
    record_type: RecordType,
    ids: Collection[UUID],
    changed: Collection[str],
    reading: Reading,
) -> list[str]:
    """A sentence for each of a few things that now end before what they wait for, and how many
    more there are. All dependencies are looked at: whoever says nothing says that none is broken.
    """
    span = span_of(record_type)
    if span is None or span.ties is None or not _is_moved(span, changed) or not ids:
        return []
    ties = sorted(span.ties(actor, ids))
    if not ties:
        return []
    rows = record_type.model.objects.visible_to(actor).filter(
        pk__in={key for t in ties for key in t}
    )
    known = {record.pk: record for record in rows}
    pairs = [(known[one], known[other]) for one, other in ties if one in known and other in known]
    return _sentences(record_type, [p for p in pairs if _is_broken(span, record_type, *p, reading)])


def _sentences(record_type: RecordType, broken: Sequence[tuple[Any, Any]]) -> list[str]:
    sentence = _("“{later}” now ends before “{earlier}”, which it waits for.")
    told = [
        sentence.format(later=record_type.named(later), earlier=record_type.named(earlier))
        for later, earlier in broken[:_TOLD]
    ]
    if more := len(broken) - len(told):
        told.append(ngettext("So does {n} more.", "So do {n} more.", more).format(n=more))
    return told


def _is_broken(
    span: Span, record_type: RecordType, later: Any, earlier: Any, reading: Reading
) -> bool:
    if span.is_over is not None:
        columns = [{name: getattr(one, name) for name in span.reads} for one in (later, earlier)]
        if any(map(span.is_over, columns)):
            return False
    ends = [span.days(record_type, one, reading)[1] for one in (later, earlier)]
    return ends[0] is not None and ends[1] is not None and ends[0] < ends[1]

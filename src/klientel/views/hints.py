"""What tells two hits of one name apart: a word for what each is, its firm, town or number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Cast

from klientel.kit.text import digits, fold
from klientel.records.fields.base import Field, Reading
from klientel.records.models import RecordRef
from klientel.records.types import RecordType, record_types
from klientel.views.search import FEWEST_DIGITS, Hit
from klientel.workspaces.actor import Actor

#: of what a type offers, a hit shows the first that are filled, and whatever was searched for
SHOWN = 2
_MOST = 5


def hints_of(hits: Sequence[Hit], text: str, actor: Actor, reading: Reading) -> dict[UUID, str]:
    """A line for each hit: `Client · 1024 · Kiel · 0431 12345`. One query for all types."""
    found = _read(hits, actor)
    return {hit.id: _line(hit, found.get(hit.id, ()), text, reading) for hit in hits}


def _read(hits: Sequence[Hit], actor: Actor) -> dict[UUID, Sequence[str]]:
    """The raw values of the hints, as text, of records that were found to be visible."""
    parts = []
    for name in dict.fromkeys(hit.type for hit in hits):
        record_type = record_types.get(name)
        fields = _fields(record_type)
        if not fields:
            continue
        texts = [_text(one, actor) for one in fields]
        texts += [Value("", TextField())] * (_MOST - len(texts))
        named = {f"hint_{n}": one for n, one in enumerate(texts)}
        ids = [hit.id for hit in hits if hit.type == name]
        rows = record_type.model.objects.in_workspace(actor.workspace_id).filter(pk__in=ids)
        parts.append(rows.order_by().annotate(**named).values_list("id", *named))
    if not parts:
        return {}
    return {key: values for key, *values in parts[0].union(*parts[1:], all=True)}


def _fields(record_type: RecordType) -> list[Field]:
    return [record_type.field(name) for name in record_type.hints][:_MOST]


def _text(one: Field, actor: Actor) -> Any:
    """The column of a hint; a link gives the title of what it leads to, if the actor may see it."""
    if one.is_link:
        spine = RecordRef.objects.visible_to(actor).filter(pk=OuterRef(one.column))
        return Cast(Subquery(spine.values("title")[:1]), TextField())
    return Cast(F(one.columns()[0]), TextField())


def _line(hit: Hit, values: Sequence[str], text: str, reading: Reading) -> str:
    record_type = record_types.get(hit.type)
    word = record_type.called(reading)
    told: list[str] = []
    also: list[str] = []
    for one, value in zip(_fields(record_type), values, strict=False):
        if not value:
            continue
        shown = value if one.is_link else one.shown(value, reading)
        if one.is_word:
            word = shown
        elif len(told) < SHOWN:
            told.append(shown)
        elif _is_sought(one, value, text):
            also.append(shown)
    return " · ".join(filter(None, [word, hit.ref, *told, *also]))


def _is_sought(one: Field, value: str, text: str) -> bool:
    """Whether the text may have found the record by this value."""
    if one.is_digits:
        number = digits(text).lstrip("0")
        return len(number) >= FEWEST_DIGITS and number in digits(value)
    folded = fold(text)
    return bool(folded) and folded in fold(value)

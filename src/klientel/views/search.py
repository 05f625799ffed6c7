"""Search over everything: words, unfinished words, parts of words, telephone digits and numbers.

Candidates are bounded before they are ranked, and narrowed to what the actor may see, by the
spine's own rule, before they are bounded; a hit's title comes from the spine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from klientel.kit.text import digits, fold
from klientel.records.models import RecordRef
from klientel.records.types import record_types
from klientel.views import text_index
from klientel.views.text_index import CANDIDATES, Among, Candidate
from klientel.workspaces.actor import Actor

MAX_WORDS = 8
MAX_TEXT = 200
FEWEST_DIGITS = 4
#: found in a list by `q=`; the list says so when there are more
IN_LIST = 500
#: conditions kept in a process before it starts anew
_KEPT = 500
_among: dict[tuple[Actor, tuple[str, ...]], Among | None] = {}
_PHONE = re.compile(r"[\d\s+()/.\-]+")
_TRUNK = re.compile(r"^((?:\+|00)\d{1,3}\s*)\(0\)")
_REF = re.compile(r"#?\s*([A-Za-z]{0,4}-?[0-9][0-9A-Za-z\-]{0,18})")


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found, as its spine knows it."""

    id: UUID
    type: str
    title: str
    ref: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody typed, taken apart."""

    folded: str
    words: tuple[str, ...]
    number: str
    refs: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Asked:
        text = text[:MAX_TEXT].replace("\x00", " ").strip()
        folded = fold(text)
        # the nought in brackets is dialled from within the country only: +49 (0)171
        text = _TRUNK.sub(r"\1", text)
        number = digits(text) if _PHONE.fullmatch(text) else ""
        number = number.lstrip("0") if len(number) >= FEWEST_DIGITS else ""
        return cls(folded, tuple(folded.split()[:MAX_WORDS]), number, _refs(text))


def search(
    actor: Actor,
    text: str,
    types: Sequence[str] | None = None,
    limit: int = 20,
    most_texts: int | None = None,
) -> list[Hit]:
    """The best hits for a text, of the given types or all: a number said as such comes first,
    then titles that begin with the text, titles that hold it, and whatever else does.

    What is titled by a name comes before what is titled by its text (a note), and keeps its place
    however many notes hold the text; `most_texts` is how many of those there may be at most.
    """
    asked = Asked.of(text)
    wanted = [one for one in record_types if not types or one.name in types]
    named = tuple(one.name for one in wanted if not one.is_titled_by_text)
    written = tuple(one.name for one in wanted if one.is_titled_by_text)
    texts: list[Hit] = []
    if written:
        room = limit if most_texts is None or not named else min(most_texts, limit)
        texts = _best(actor, asked, written, room, are_texts=True)
    if not named:
        return texts
    names = _best(actor, asked, named, limit)
    reserved = 0 if most_texts is None else len(texts)
    return [*names[: limit - reserved], *texts][:limit]


def _best(
    actor: Actor, asked: Asked, types: tuple[str, ...], limit: int, *, are_texts: bool = False
) -> list[Hit]:
    first = _by_ref(actor, asked, types)
    seen = {hit.id for hit in first}
    found = _candidates(actor, asked, types, limit, are_texts=are_texts)
    ranked = [one for one in found if one.record_id not in seen]
    return [*first, *_visible(actor, ranked, limit - len(first))][:limit]


def with_words_in_title(
    actor: Actor, words: Sequence[str], types: Sequence[str], most: int = 40
) -> list[Hit]:
    """Records whose title holds any of these folded words, those with little else in it first.

    One question of the index for each word, and one of the spine.
    """
    within = in_sight(actor)
    if within is None:
        return []
    share: dict[UUID, float] = {}
    for word in words[:MAX_WORDS]:
        for one in text_index.by_words(
            actor.workspace_id, (word,), types, in_title=True, as_prefix=False, within=within
        ):
            part = 1 / len(one.title.split())
            share[one.record_id] = share.get(one.record_id, 0) + part
    ids = sorted(share, key=lambda pk: -share[pk])[:most]
    return _hits(RecordRef.objects.visible_to(actor).filter(pk__in=ids)) if ids else []


def ids_in_list(
    actor: Actor, type_name: str, text: str, rows: Any, most: int = IN_LIST
) -> list[UUID]:
    """Ids of those `rows` of one type that a text finds, newest first, at most `most` + 1."""
    within = text_index.among(rows, actor.workspace_id)
    if within is None:
        return []
    asked = Asked.of(text)
    only = (type_name,)
    found: dict[UUID, None] = dict.fromkeys(hit.id for hit in _by_ref(actor, asked, only))
    key = actor.workspace_id
    for one in text_index.by_words(key, asked.words, only, most=most + 1, within=within):
        found.setdefault(one.record_id)
    if len(found) <= most:
        for one in _parts(actor, asked, only, most + 1, within):
            found.setdefault(one.record_id)
    return list(found)[: most + 1]


def _candidates(
    actor: Actor, asked: Asked, types: tuple[str, ...], limit: int, *, are_texts: bool
) -> list[Candidate]:
    """Candidates, best first. Each further question is asked only when there is room left.

    Names are found by their beginnings first. In texts whole words come first: the index reads
    those newest first and stops, while a beginning makes it gather every word that has it.
    """
    within = in_sight(actor)
    if within is None:
        return []
    found: dict[UUID, Candidate] = {}

    def add(more: Iterable[Candidate]) -> bool:
        for one in more:
            found.setdefault(one.record_id, one)
        return len(found) >= limit

    key, words = actor.workspace_id, asked.words
    if words:
        _ = (
            add(
                text_index.by_words(
                    key, words, types, in_title=True, as_prefix=not are_texts, within=within
                )
            )
            or add(text_index.by_words(key, words, types, as_prefix=False, within=within))
            or add(text_index.by_words(key, words, types, within=within))
        )
    if len(found) < limit and not are_texts:
        add(_parts(actor, asked, types, CANDIDATES, within))
    return sorted(found.values(), key=lambda one: _rank(one.title, asked))


def in_sight(actor: Actor, types: Sequence[str] = ()) -> Among | None:
    """The search rows on what an actor may see, of records of these types or all; compiled once
    for everybody with these rights."""
    who = replace(actor, user_id=None, name="", auth_version=0, via="page", reason="", cause=None)
    kept = (who, tuple(sorted(types)))
    if kept not in _among:
        if len(_among) >= _KEPT:
            _among.clear()
        rows = RecordRef.objects.visible_to(actor)
        if types:
            rows = rows.filter(type__in=kept[1])
        _among[kept] = text_index.among(rows, actor.workspace_id)
    return _among[kept]


def _parts(
    actor: Actor, asked: Asked, types: tuple[str, ...], most: int, within: Among
) -> list[Candidate]:
    key = actor.workspace_id
    if asked.number:
        numbers = text_index.by_part(
            key, asked.number, types, of="digits", most=most, within=within
        )
        if numbers:
            return numbers
    return text_index.by_part(key, asked.folded, types, most=most, within=within)


def _rank(title: str, asked: Asked) -> int:
    """0 is best. Equal ranks keep their order, which is newest first."""
    if title == asked.folded:
        return 0
    if title.startswith(asked.folded):
        return 1
    mine = title.split()
    if all(any(one.startswith(word) for one in mine) for word in asked.words):
        return 2
    return 3 if asked.folded in title else 4


def _by_ref(actor: Actor, asked: Asked, types: tuple[str, ...]) -> list[Hit]:
    if not asked.refs:
        return []
    kinds = [one for one in record_types if one.has_refs]
    names = [one.name for one in kinds if not types or one.name in types]
    prefixes = {one.ref_prefix for one in kinds if one.ref_prefix is not None}
    refs = {*asked.refs, *(f"{prefix}{ref}" for prefix in prefixes for ref in asked.refs)}
    rows = RecordRef.objects.visible_to(actor).filter(type__in=names, ref__in=sorted(refs))
    return _hits(rows.order_by("type", "-id")[:5]) if names else []


def _visible(actor: Actor, ranked: list[Candidate], limit: int) -> list[Hit]:
    """The first candidates that the actor may see, in their order."""
    hits: list[Hit] = []
    step = max(limit * 2, 1)
    for start in range(0, len(ranked), step):
        ids = [one.record_id for one in ranked[start : start + step]]
        seen = {
            hit.id: hit for hit in _hits(RecordRef.objects.visible_to(actor).filter(pk__in=ids))
        }
        hits += [seen[key] for key in ids if key in seen]
        if len(hits) >= limit:
            break
    return hits[: max(limit, 0)]


def _hits(rows: object) -> list[Hit]:
    return [
        Hit(pk, kind, title, ref)
        for pk, kind, title, ref in rows.values_list("id", "type", "title", "ref")  # type: ignore[attr-defined]
        if kind in record_types
    ]


def _refs(text: str) -> tuple[str, ...]:
    found = _REF.fullmatch(text)
    if found is None:
        return ()
    ref = found[1].upper()
    return (ref,)

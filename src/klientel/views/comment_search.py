"""Comments among what a search finds: beside the records, never in their place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from klientel.discussion.comment_queries import living
from klientel.discussion.finding import types_for
from klientel.discussion.mentions import with_names
from klientel.discussion.models import Comment
from klientel.kit.text import fold
from klientel.records.models import RecordRef
from klientel.ui.html import Html, el, escape, join
from klientel.ui.rich_text import plain_text
from klientel.views import text_index
from klientel.views.comment_names import learn_names, name_of
from klientel.views.render import page_reading
from klientel.views.search import Asked, in_sight
from klientel.workspaces.actor import Actor

#: letters from which on an unfinished word is looked for in what people wrote
FEWEST = 2
#: how much of a comment a hit shows, and how much of that stands before what was found
SHOWN, BEFORE = 160, 50
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Said:
    """A comment that was found, and what its record is called."""

    comment: Comment
    title: str


def comments_found(actor: Actor, text: str, types: Sequence[str], limit: int) -> list[Said]:
    """The newest comments that hold all words of a text, on records of these types that the actor
    may see; whole words before unfinished ones. At most four reads.
    """
    asked = Asked.of(text)
    within = in_sight(actor, types) if types else None
    if within is None or not asked.words:
        return []
    found: dict[UUID, None] = {}
    for as_prefix in (False, True):
        if len(found) >= limit or (as_prefix and len(asked.words[-1]) < FEWEST):
            break
        rows = text_index.by_words(
            actor.workspace_id,
            asked.words,
            types_for(actor),
            as_prefix=as_prefix,
            most=limit,
            within=within,
        )
        found.update(dict.fromkeys(one.part for one in rows))
    return _read(actor, list(found)[:limit])


def _read(actor: Actor, keys: Sequence[UUID]) -> list[Said]:
    if not keys:
        return []
    comments = {one.pk: one for one in living(actor.workspace_id).filter(pk__in=keys)}
    spine = RecordRef.objects.visible_to(actor)
    mine = spine.filter(pk__in={one.record_id for one in comments.values()})
    titles = dict(mine.values_list("pk", "title"))
    there = [comments[key] for key in keys if key in comments]
    return [Said(one, titles[one.record_id]) for one in there if one.record_id in titles]


def comment_rows(request: Any, found: Sequence[Said], text: str) -> list[dict[str, Any]]:
    """What a list of hits shows of comments: the place that was found, who wrote it, and where."""
    reading = page_reading(request)
    learn_names(request, [one.comment.body for one in found])
    members = reading.directory.members
    rows = []
    for one in found:
        said = one.comment
        body = plain_text(with_names(said.body, lambda named: name_of(request, named)))
        who = members.get(said.author_id) or said.author_name or "Klientel"
        on = _("{who} on {record}").format(who=who, record=one.title)
        rows.append(
            {
                "id": f"hit-{said.pk}",
                "title": excerpt(body, text),
                "href": f"/{request.workspace.slug}/comments/{said.pk}",
                "icon": "message-square",
                "note": f"{on} · {reading.format.relative(said.written_at)}",
            }
        )
    return rows


def excerpt(body: str, text: str) -> Html:
    """The part of a text around the first word that was searched for; those words are marked."""
    sought = tuple(fold(text).split())
    first = next((one.start() for one in _WORD.finditer(body) if _begins(one[0], sought)), 0)
    start = _start(body, first)
    part = body[start : start + SHOWN]
    if start + SHOWN < len(body):
        part = part[: part.rfind(" ")] if " " in part[SHOWN // 2 :] else part
    pieces: list[object] = ["…" if start else ""]
    at = 0
    for word in _WORD.finditer(part):
        if _begins(word[0], sought):
            pieces += [escape(part[at : word.start()]), el("mark", word[0])]
            at = word.end()
    pieces.append(escape(part[at:]))
    pieces.append("…" if start + len(part) < len(body) else "")
    return join(pieces, "")


def _start(body: str, first: int) -> int:
    """Where an excerpt begins: at a word, not far before what was found."""
    if first <= BEFORE:
        return 0
    blank = body.find(" ", first - BEFORE, first)
    return first if blank < 0 else blank + 1


def _begins(word: str, sought: tuple[str, ...]) -> bool:
    return bool(sought) and fold(word).startswith(sought)

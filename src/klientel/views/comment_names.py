"""What is named in comments, for one reader: people, teams, records, and who else could read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from klientel.discussion.mentions import (
    MARK,
    Named,
    named_in,
    picked_as,
    picked_from,
    with_marks,
    with_names,
)
from klientel.records.reading import learn
from klientel.records.types import record_types
from klientel.ui.html import Html, el
from klientel.ui.rich_text import Marks
from klientel.views.render import page_reading


def outside_name(request: Any, record: Any) -> str:
    """Who outside the team could read of a record, by name; empty where it concerns nobody."""
    account = record_types.of(record).account_of(record)
    if account is None:
        return ""
    if account == record.pk:
        return record_types.of(record).named(record)
    reading = page_reading(request)
    learn(request.actor, reading, [account])
    known = reading.linked.get(account)
    return known.title if known else ""


def marks_of(request: Any, texts: Collection[str]) -> Marks:
    """How the names in texts are drawn for this reader; one read where records are named."""
    reading, own = page_reading(request), request.actor.member_id
    learn_names(request, texts)

    def draw(found: Any) -> Html:
        one = Named.of(found)
        if one.kind == "record":
            known = reading.linked.get(one.key)
            if known is None:
                return el("span", _("a record that is kept from view"), class_="mention-shut")
            return el("a", known.title, href=known.href, class_="mention")
        name = name_of(request, one)
        is_own = one.kind == "member" and one.key == own
        return el("span", f"@{name}", class_="mention mention-own" if is_own else "mention")

    return Marks(MARK, draw)


def learn_names(request: Any, texts: Iterable[str]) -> None:
    """Read what the records that texts name are called; nothing where they name none."""
    learn(request.actor, page_reading(request), records_in(texts))


def records_in(texts: Iterable[str]) -> set[UUID]:
    """The records that texts name."""
    return {one.key for text in texts for one in named_in(text) if one.kind == "record"}


def name_of(request: Any, one: Named) -> str:
    """What something that a text names is called now, for this reader; an ellipsis for what is
    kept from them. Records must have been learnt."""
    directory = page_reading(request).directory
    if one.kind == "member":
        return directory.members.get(one.key, "…")
    if one.kind == "team":
        return directory.teams.get(one.key, "…")
    known = page_reading(request).linked.get(one.key)
    return known.title if known else "…"


def typed_from(request: Any, text: str, sent: Sequence[str]) -> str:
    """What was typed as it is stored. Names that were picked became marks where they still stand;
    so does the full name of a member or team that was just typed, if only one has it."""
    picked = picked_from(sent)
    taken = {name for _one, name in picked}
    directory = page_reading(request).directory
    members = [(key, name) for key, name in directory.members.items() if key in directory.active]
    people = _single("member", members, taken)
    teams = _single("team", directory.teams.items(), taken | {name for _one, name in people})
    return with_marks(text, [*picked, *people, *teams])


def _single(
    kind: str, rows: Iterable[tuple[UUID | None, str]], taken: set[str]
) -> list[tuple[Named, str]]:
    """Those with a name that nobody else of the kind has, and that is not taken."""
    listed = [(key, name) for key, name in rows if key is not None and name not in taken]
    names = [name for _key, name in listed]
    return [(Named(kind, key), name) for key, name in listed if names.count(name) == 1]


def shown_for_editing(request: Any, text: str) -> tuple[str, list[str]]:
    """A stored text as it is typed, and what a form sends beside it for the names in it."""
    learn_names(request, [text])
    named = named_in(text)
    names = {one: name_of(request, one) for one in named}
    # what is kept from the reader stays a mark, so that saving does not lose it
    known = {one: name for one, name in names.items() if name != "…"}

    def name(one: Named) -> str:
        return known[one] if one in known else one.mark[1:]

    return with_names(text, name), [picked_as(one, known[one]) for one in named if one in known]

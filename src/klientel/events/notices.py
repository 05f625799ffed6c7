"""Who is told of what: a room declares its notices here, and knows of no inbox, mail or push.

A notice says which verbs it is about, whom an event concerns, and why. The room `notifications`
reads the declarations; so does the page on which people choose what they want to hear of.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.utils.functional import Promise

from klientel.events.verbs import Audience, verbs
from klientel.kit.ids import id_in

if TYPE_CHECKING:
    from klientel.events.models import Event
    from klientel.workspaces.actor import Actor


class Telling(NamedTuple):
    """A member hears of an event; of the event's own record, unless another one is named."""

    event: UUID
    member: UUID
    record: UUID | None = None


#: answers for events of one workspace who hears of them, in as many queries for many as for one
Who = Callable[[Sequence["Event"]], Iterable[Telling]]
#: what was said in some events, by event id, as far as the reader may know of it
Quotes = Callable[["Actor", Sequence["Event"], Mapping[Any, str]], Mapping[UUID, str]]


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A kind of thing that people are told of.

    `label` names it where people choose, `why` is the reason that a line of the inbox gives; both
    are msgids. `verbs` are names, `work.*` or `*`; a pattern never means a silent verb. What is
    `for_me` counts at the inbox and is mailed in bundles, the rest is only there to be read. What
    `is_urgent` is mailed at once, wakes what was put off, and passes a record that was muted.
    `sentence` (a msgid with `{record}`, the record of the line, `{other}`, that of the event, and
    `{actor}`) stands in for that of the verb. `place(event, slug)` is where the line leads, if not
    to its record. Nobody is told of their own doing, unless the event itself `names_people` (a rule
    that acts as somebody tells that person, too). Of several notices about one event a member
    hears the first in `order`.
    """

    name: str
    label: str | Promise
    why: str | Promise
    verbs: tuple[str, ...]
    who: Who
    for_me: bool = False
    is_urgent: bool = False
    names_people: bool = False
    sentence: str | Promise = ""
    place: Callable[[Event, str], str] | None = None
    quotes: Quotes | None = None
    order: int = 50

    def hears(self, verb: str) -> bool:
        """Whether events of the verb may concern somebody."""
        if verb in self.verbs:
            return True
        noun = verb.partition(".")[0]
        is_meant = "*" in self.verbs or f"{noun}.*" in self.verbs
        return is_meant and verb in verbs and verbs.get(verb).audience != Audience.SILENT


class _Notices:
    """All notices by name."""

    def __init__(self) -> None:
        self._by_name: dict[str, Notice] = {}
        self._known: dict[str, bool] = {}

    def register(self, *some: Notice) -> None:
        """Add notices; a room does this when it opens. The same name again replaces one."""
        for one in some:
            self._by_name[one.name] = one
        self._known.clear()

    def remove(self, name: str) -> None:
        """Forget a notice (tests)."""
        self._by_name.pop(name, None)
        self._known.clear()

    def get(self, name: str) -> Notice | None:
        """The notice of that name, None when no open room has it."""
        return self._by_name.get(name)

    def are_about(self, verb: str) -> bool:
        """Whether events of the verb may concern anybody."""
        known = self._known.get(verb)
        if known is None:
            known = self._known[verb] = any(one.hears(verb) for one in self._by_name.values())
        return known

    def __iter__(self) -> Iterator[Notice]:
        return iter(sorted(self._by_name.values(), key=lambda one: (one.order, one.name)))


notices = _Notices()

#: asked with a workspace and records: who wants to hear of each, as far as one room keeps that
Watching = Callable[[UUID, Collection[UUID]], Mapping[UUID, Collection[UUID]]]

#: rooms that keep who follows something add theirs when they open
watching: list[Watching] = []


def watchers_of(workspace_id: UUID, records: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """The members who follow some records, by record; a read for each room that keeps some."""
    found: dict[UUID, set[UUID]] = {}
    for source in watching if records else ():
        for record, members in source(workspace_id, records).items():
            found.setdefault(record, set()).update(members)
    return found


def about_records(
    events: Sequence[Event],
    ask: Callable[[UUID, Collection[UUID]], Mapping[UUID, Collection[UUID]]],
) -> Iterator[Telling]:
    """Tell of each event to those whom `ask(workspace, records)` names for its record."""
    asked = {event.record_id for event in events if event.record_id}
    if not asked:
        return
    people = ask(events[0].workspace_id, asked)
    for event in events:
        if event.record_id is not None:
            for member in sorted(people.get(event.record_id, ())):
                yield Telling(event.pk, member)


def changed(event: Event, name: str) -> tuple[Any, Any] | None:
    """What a field was and is, where the event says that it was changed."""
    pair = ((event.facts or {}).get("changes") or {}).get(name)
    return (pair[0], pair[1]) if isinstance(pair, list | tuple) and len(pair) == 2 else None


def added(event: Event, name: str) -> list[UUID]:
    """The ids that an event put into a field of several, beside those that it held before."""
    before, after = changed(event, name) or ((), ())
    fresh = dict.fromkeys(one for one in after or () if one not in (before or ()))
    return [key for one in fresh if (key := id_in(one)) is not None]


def told_in(fact: str) -> Who:
    """Who a notice is for where its events name them: one member in a fact, or several."""

    def who(events: Sequence[Event]) -> Iterator[Telling]:
        for event in events:
            value = (event.facts or {}).get(fact)
            for one in value if isinstance(value, list) else (value,):
                if (member := id_in(one)) is not None:
                    yield Telling(event.pk, member)

    return who

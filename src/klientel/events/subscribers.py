"""Who wants to hear of which verbs; a subscriber is registered by name when its room opens."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID
from weakref import WeakSet

from django.db import transaction

if TYPE_CHECKING:
    from klientel.events.models import Event

#: asked with a workspace and a door (`Actor.via`), gives the verbs that are wanted there
WantsIn = Callable[[UUID, str], Collection[str]]

#: seconds after which what is wanted in a workspace is read again
FRESH = 2.0
_MOST_KEPT = 20_000
_IMPORT = "import"


@dataclass(frozen=True)
class Subscriber:
    """Hears events after commit, at least once, in batches of one workspace.

    `handle(events)` must be idempotent by event id. `wants` are verb names, `account.*` for all
    verbs of a noun, `*` for all. `targets` may fan one event out (one webhook each): it returns
    the target keys for an event; one delivery is made for each, and handed over in `handle`'s
    events as `event.target`.

    `handle` runs in one transaction with the mark that it is done, so what it writes is written
    once. A handler that speaks to the network says `in_transaction=False` and is called outside
    of one. `batch` is the most events of one call. `Refused` gives a delivery up at once.

    One that `gathers` only asks whether something happened: of the events of a workspace that are
    told together it hears the newest alone, so an import of thousands costs it a few deliveries.

    `wants_in(workspace_id, via)` narrows `wants` to what is asked for in one workspace, of what
    comes through an import or any other door. It is asked every two seconds at most; whoever
    changes what it answers says so by `missed.wants_changed`, so that nothing is missed.
    `hears(event)` may leave out events of a wanted verb: it looks at nothing but the event.
    """

    name: str
    wants: frozenset[str]
    handle: Callable[[list[Event]], None]
    targets: Callable[[Event], Iterable[str]] | None = None
    max_attempts: int = 8
    in_transaction: bool = True
    batch: int = 100
    gathers: bool = False
    wants_in: WantsIn | None = None
    hears: Callable[[Event], bool] | None = None

    def wants_verb(self, verb: str) -> bool:
        """Whether the subscriber asked for the verb."""
        noun = verb.partition(".")[0]
        return "*" in self.wants or verb in self.wants or f"{noun}.*" in self.wants


class _Subscribers:
    """All subscribers by name."""

    def __init__(self) -> None:
        self._by_name: dict[str, Subscriber] = {}
        self._asking: dict[str, tuple[Subscriber, ...]] = {}
        self._here = _Here()

    def register(self, subscriber: Subscriber) -> None:
        """Add or, in tests, replace a subscriber."""
        self._by_name[subscriber.name] = subscriber
        self._asking.clear()
        self._here.clear()

    def remove(self, name: str) -> None:
        """Forget a subscriber (tests)."""
        self._by_name.pop(name, None)
        self._asking.clear()

    def get(self, name: str) -> Subscriber | None:
        """The subscriber, None when no open room has it."""
        return self._by_name.get(name)

    def interested_in(self, event: Event) -> list[Subscriber]:
        """The subscribers that want to hear of an event."""
        return [one for one in self._of_verb(event.verb) if self._wants(one, event)]

    def interested_in_each(
        self, events: Iterable[Event]
    ) -> Iterator[tuple[Event, list[Subscriber]]]:
        """Each event with who wants to hear of it; asked once for all that are alike."""
        known: dict[tuple[str, UUID, str], list[Subscriber]] = {}
        for event in events:
            key = (event.verb, event.workspace_id, event.via)
            asking = known.get(key)
            if asking is None:
                mine = self._of_verb(event.verb)
                asking = known[key] = [one for one in mine if self._here.wants(one, *key)]
            yield event, [one for one in asking if one.hears is None or one.hears(event)]

    def asks(self, name: str, verb: str, workspace_id: UUID, via: str = "page") -> bool:
        """Whether a subscriber asks for a verb in a workspace, coming through a door."""
        one = self.get(name)
        if one is None or not one.wants_verb(verb):
            return False
        return self._here.wants(one, verb, workspace_id, via)

    def ask_anew(self, name: str, workspace_id: UUID) -> None:
        """Ask a subscriber again what it wants in a workspace; see `missed.wants_changed`."""
        self._here.forget(name, workspace_id)

    def _wants(self, one: Subscriber, event: Event) -> bool:
        if one.hears is not None and not one.hears(event):
            return False
        return self._here.wants(one, event.verb, event.workspace_id, event.via)

    def _of_verb(self, verb: str) -> tuple[Subscriber, ...]:
        asking = self._asking.get(verb)
        if asking is None:
            found = (one for one in self._by_name.values() if one.wants_verb(verb))
            asking = self._asking[verb] = tuple(found)
        return asking

    def __iter__(self) -> Iterator[Subscriber]:
        return iter(sorted(self._by_name.values(), key=lambda one: one.name))


class _Here:
    """What subscribers want in each workspace, kept in the process for two seconds.

    A transaction that changes the answer must neither hear the old one nor leave its own behind if
    it is rolled back: until it is committed or rolled back its thread asks each time.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, UUID, str], tuple[float, frozenset[str]]] = {}
        self._thread = threading.local()

    def wants(self, one: Subscriber, verb: str, workspace_id: UUID, via: str) -> bool:
        if one.wants_in is None:
            return True
        if self._is_changing(one.name, workspace_id):
            return verb in one.wants_in(workspace_id, via)
        # what was read for one door is good for all but the import, of which less is wanted
        key = (one.name, workspace_id, _IMPORT if via == _IMPORT else "")
        kept = self._kept.get(key)
        if kept is None or time.monotonic() - kept[0] > FRESH:
            if len(self._kept) > _MOST_KEPT:
                self._kept.clear()
            # the moment before the look: what is read may be as old as that
            kept = (time.monotonic(), frozenset(one.wants_in(workspace_id, via)))
            self._kept[key] = kept
        return verb in kept[1]

    def forget(self, name: str, workspace_id: UUID) -> None:
        change = _Change(name, workspace_id)
        self._unsettled().add(change)
        transaction.on_commit(lambda: self._settle(change), robust=True)

    def clear(self) -> None:
        self._kept.clear()

    def _settle(self, change: _Change) -> None:
        for kept in [one for one in tuple(self._kept) if one[:2] == change.of]:
            self._kept.pop(kept, None)
        self._unsettled().discard(change)

    def _is_changing(self, name: str, workspace_id: UUID) -> bool:
        unsettled = self._unsettled()
        return bool(unsettled) and any(one.of == (name, workspace_id) for one in unsettled)

    def _unsettled(self) -> WeakSet[_Change]:
        found: WeakSet[_Change] | None = getattr(self._thread, "changes", None)
        if found is None:
            found = self._thread.changes = WeakSet()
        return found


class _Change:
    """What a subscriber wants in a workspace changes in the running transaction.

    Only what is to be done after the commit holds on to it: it is gone with that when the
    transaction, or the savepoint within it, is rolled back, of which nobody is told.
    """

    def __init__(self, name: str, workspace_id: UUID) -> None:
        self.of = (name, workspace_id)


subscribers = _Subscribers()


Handler = Callable[[list["Event"]], None]


def subscribe(
    name: str,
    *wants: str,
    targets: Callable[[Event], Iterable[str]] | None = None,
    max_attempts: int = 8,
    in_transaction: bool = True,
    batch: int = 100,
    gathers: bool = False,
    wants_in: WantsIn | None = None,
    hears: Callable[[Event], bool] | None = None,
) -> Callable[[Handler], Handler]:
    """Decorator: register a function as the subscriber `name` for the verbs in `wants`."""

    def register(handle: Handler) -> Handler:
        subscribers.register(
            Subscriber(
                name,
                frozenset(wants),
                handle,
                targets,
                max_attempts,
                in_transaction,
                batch,
                gathers,
                wants_in,
                hears,
            )
        )
        return handle

    return register

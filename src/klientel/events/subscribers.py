"""Who wants to hear of which verbs; a subscriber is registered by name when its room opens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from klientel.events.models import Event


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
    `hears(event)` may leave out events of a wanted verb: it looks at nothing but the event.
    """

    name: str
    wants: frozenset[str]
    handle: Callable[[list[Event]], None]
    targets: Callable[[Event], Iterable[str]] | None = None
    max_attempts: int = 8
    in_transaction: bool = True
    batch: int = 50
    gathers: bool = False
    hears: Callable[[Event], bool] | None = None

    def wants_verb(self, verb: str) -> bool:
        """Whether the subscriber asked for the verb."""
        noun = verb.partition(".")[0]
        return "*" in self.wants or verb in self.wants or f"{noun}.*" in self.wants


class _Subscribers:
    """All subscribers by name."""

    def __init__(self) -> None:
        self._by_name: dict[str, Subscriber] = {}
        self._wanted: dict[str, list[Subscriber]] = {}

    def register(self, subscriber: Subscriber) -> None:
        """Add or, in tests, replace a subscriber."""
        self._by_name[subscriber.name] = subscriber
        self._wanted.clear()

    def remove(self, name: str) -> None:
        """Forget a subscriber (tests)."""
        self._by_name.pop(name, None)
        self._wanted.clear()

    def get(self, name: str) -> Subscriber | None:
        """The subscriber, None when no open room has it."""
        return self._by_name.get(name)

    def interested_in(self, event: Event) -> list[Subscriber]:
        """The subscribers that want to hear of an event."""
        return [one for one in self._of_verb(event.verb) if one.hears is None or one.hears(event)]

    def is_wanted(self, event: Event) -> bool:
        """Whether anybody wants to hear of an event: one that nobody wants needs no outbox row."""
        return any(one.hears is None or one.hears(event) for one in self._of_verb(event.verb))

    def _of_verb(self, verb: str) -> list[Subscriber]:
        known = self._wanted.get(verb)
        if known is None:
            every = self._by_name.values()
            known = self._wanted[verb] = [one for one in every if one.wants_verb(verb)]
        return known

    def __iter__(self) -> Iterator[Subscriber]:
        return iter(sorted(self._by_name.values(), key=lambda one: one.name))


subscribers = _Subscribers()


Handler = Callable[[list["Event"]], None]


def subscribe(
    name: str,
    *wants: str,
    targets: Callable[[Event], Iterable[str]] | None = None,
    max_attempts: int = 8,
    in_transaction: bool = True,
    batch: int = 50,
    gathers: bool = False,
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
                hears,
            )
        )
        return handle

    return register

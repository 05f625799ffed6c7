"""Seals the log: chains salted hashes of a workspace's events, and tells where one was changed.

Events are linked in the order in which the sealing job saw them committed. The chain alone shows
what was changed, removed or slipped in between its first and its last seal. Whoever can write the
database can also cut off its end, or compute a whole new chain: both show only against a head that
was kept elsewhere. Each sealing logs the head and `klientel check --deep` prints it; `verify` takes
one that was kept.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import is_aware
from django_tasks import task

from klientel.events import jobs
from klientel.events.ids_in_time import floor_id
from klientel.events.models import Event, EventSeal
from klientel.kit import clock
from klientel.workspaces.models import Workspace

logger = logging.getLogger(__name__)

BATCH = 500
#: how far back the frequent sealing looks; the nightly one looks at everything
WINDOW = timedelta(days=1)
_START = b"klientel log"


@dataclass(frozen=True)
class Verdict:
    """What `verify` found; `broken_at` is the position of the first link that does not hold."""

    sealed: int
    unsealed: int
    head: str
    broken_at: int | None = None
    why: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether no event between the first and the last seal was changed, removed or slipped in.

        A chain whose end was cut off is whole by itself: only a kept head tells.
        """
        return self.broken_at is None


def seal(workspace_id: UUID, *, everything: bool = False) -> int:
    """Seal the committed events that have no seal yet; returns how many.

    Looks back one day, or with `everything` at the whole log.
    """
    sealed = 0
    start = _start(everything=everything)
    while True:
        with transaction.atomic():
            events = list(_unsealed(workspace_id, start)[:BATCH])
            if events:
                _link(workspace_id, events)
        sealed += len(events)
        if len(events) < BATCH:
            return sealed
        # not from the start again: all before this has its seal, or gets it next time
        start = events[-1].pk


def verify(workspace_id: UUID, kept: str = "") -> Verdict:
    """Compute the chain of a workspace anew and compare it with the stored one.

    `kept` is a head that was written down elsewhere (in hex): the chain must still lead through it.
    """
    previous, position = _START, 0
    is_kept = not kept
    seals = EventSeal.objects.in_workspace(workspace_id).order_by("position")
    for link, event in _with_events(workspace_id, seals):
        position += 1
        why = _fault(link, event, position, previous)
        if why:
            return Verdict(position - 1, 0, previous.hex(), broken_at=position, why=why)
        previous = bytes(link.digest)
        is_kept = is_kept or previous.hex() == kept.lower()
    if not is_kept:
        why = "the kept seal is not in the chain: its end was cut off, or it was computed anew"
        return Verdict(position, 0, previous.hex(), broken_at=position + 1, why=why)
    unsealed = _unsealed(workspace_id, None).count()
    return Verdict(position, unsealed, previous.hex())


def _start(*, everything: bool) -> UUID | None:
    """The id at which a sealing begins to look; None for the beginning of the log."""
    return None if everything else floor_id(clock.now() - WINDOW)


def _unsealed(workspace_id: UUID, start: UUID | None) -> Any:
    seals = EventSeal.objects.in_workspace(workspace_id).filter(event_id=OuterRef("pk"))
    events = Event.objects.in_workspace(workspace_id)
    if start is not None:
        events = events.filter(pk__gte=start)
    return events.filter(~Exists(seals)).order_by("pk")


def _link(workspace_id: UUID, events: list[Event]) -> None:
    last = EventSeal.objects.in_workspace(workspace_id).order_by("-position").first()
    position, previous = (last.position, bytes(last.digest)) if last else (0, _START)
    links = []
    for event in events:
        position += 1
        salt = secrets.token_bytes(16)
        content = _content(event, salt)
        previous = _digest(previous, event, content)
        links.append(
            EventSeal(
                workspace_id=workspace_id,
                event_id=event.pk,
                position=position,
                salt=salt,
                content=content,
                digest=previous,
            )
        )
    # The unique position refuses a second sealer that began from the same head.
    EventSeal.objects.bulk_create(links)
    logger.info("sealed workspace %s up to %d: %s", workspace_id, position, previous.hex())


def _with_events(workspace_id: UUID, seals: Any) -> Iterator[tuple[EventSeal, Event | None]]:
    rows = seals.iterator(chunk_size=BATCH)
    while links := list(islice(rows, BATCH)):
        ids = [link.event_id for link in links]
        events = Event.objects.in_workspace(workspace_id).in_bulk(ids)
        for link in links:
            yield link, events.get(link.event_id)


def _fault(link: EventSeal, event: Event | None, position: int, previous: bytes) -> str:
    """Why a link does not hold, in English for `klientel check`; empty when it does."""
    if link.position != position:
        return "a seal is missing"
    if event is None:
        return "the event is missing"
    salt = bytes(link.salt)
    if salt and _content(event, salt) != bytes(link.content):
        return "the facts were changed"
    if not salt and (event.facts or event.actor_name or event.token):
        return "facts were written where they had been erased"
    if _digest(previous, event, bytes(link.content)) != bytes(link.digest):
        return "the event was changed"
    return ""


def _content(event: Event, salt: bytes) -> bytes:
    said = [event.actor_name, event.facts]
    # what was sealed before events named their token is sealed as it was
    said += [event.token] if event.token else []
    return hashlib.sha256(salt + _canonical(said)).digest()


def _digest(previous: bytes, event: Event, content: bytes) -> bytes:
    lasting = [
        event.pk.hex,
        event.workspace_id.hex,
        event.actor_kind,
        _hex(event.member_id),
        event.via,
        event.verb,
        event.record_type,
        _hex(event.record_id),
        _hex(event.account_id),
        _hex(event.batch),
        _hex(event.cause),
        event.depth,
        _instant(event.occurred_at),
        _instant(event.recorded_at),
    ]
    return hashlib.sha256(previous + content + _canonical(lasting)).digest()


def _hex(pk: UUID | None) -> str:
    return pk.hex if pk else ""


def _instant(at: Any) -> str:
    assert is_aware(at)  # noqa: S101 - both databases give instants in UTC
    return str(at.isoformat(timespec="microseconds"))


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


@task
def seal_workspace(workspace: str, everything: bool = False) -> int:
    """Seal one workspace; idempotent, since only what has no seal gets one."""
    return seal(UUID(workspace), everything=everything)


@task
def seal_all(everything: bool = False) -> int:
    """Ask for the sealing of each workspace that has something to seal."""
    asked = 0
    for pk in Workspace.objects.values_list("pk", flat=True):
        if _unsealed(pk, _start(everything=everything)).exists():
            key = f"events.seal:{pk}"
            jobs.enqueue(
                seal_workspace,
                workspace_id=pk,
                dedupe_key=key,
                workspace=str(pk),
                everything=everything,
            )
            asked += 1
    return asked

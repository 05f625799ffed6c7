"""Which rules some events start: asked in batches, by hearing and by rehearsals alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import translation

from klientel.automations.engine.acting import (
    Firm,
    asks_account,
    deeper,
    give_account,
    records_of,
)
from klientel.automations.engine.as_of import Past
from klientel.automations.engine.index import IMPORT, Index, InForce, Listening, heard_by
from klientel.automations.scene import Scene, account_type
from klientel.automations.subjects import meets
from klientel.records.types import RecordType, record_types

if TYPE_CHECKING:
    from klientel.events.models import Event


@dataclass(frozen=True)
class Start:
    """A rule that an event starts, by which trigger, and for which record (None: for none)."""

    rule: InForce
    trigger: str
    event: Event
    record_id: UUID | None

    @property
    def record_type(self) -> str:
        """The name of the type of the record."""
        return self.rule.definition.about if self.record_id else ""


def starts_of(firm: Firm, index: Index, events: Sequence[Event]) -> list[Start]:
    """The rules that events of one workspace start, each once per event, in the order of events.

    Conditions are asked of the record as the event left it. A record that the rule's member does
    not see starts nothing.
    """
    with translation.override(firm.workspace.language):
        heard = list(_heard(firm, index, events))
        met = _Meeting(firm, heard)
        return [one for one in heard if met.holds(one)]


def _heard(firm: Firm, index: Index, events: Iterable[Event]) -> Iterator[Start]:
    """The triggers that match, whatever the conditions of their rules say."""
    for event in events:
        started: set[UUID] = set()
        for one in heard_by(index, event.verb):
            rule = one.rule
            if rule.id in started or not _concerns(rule, event):
                continue
            if one.trigger.matches(one.asked(firm.reading), event):
                started.add(rule.id)
                yield Start(rule, one.trigger.name, event, _record_of(one, event))


def _concerns(rule: InForce, event: Event) -> bool:
    if rule.on_since is not None and event.recorded_at < rule.on_since:
        return False
    return rule.includes_imports or event.via != IMPORT


def _record_of(one: Listening, event: Event) -> UUID | None:
    """The record that the rule is about: that of the event, or its account."""
    about = one.rule.definition.about
    if not about or event.record_type == about:
        return event.record_id if about else None
    known = account_type()
    return event.account_id if known is not None and known.name == about else None


class _Meeting:
    """Whether starts meet the conditions of their rules; what is asked is read once for all."""

    def __init__(self, firm: Firm, starts: Sequence[Start]) -> None:
        self.firm = firm
        self._records: dict[tuple[UUID, str], dict[UUID, Any]] = {}
        asked = [one for one in starts if one.rule.definition.about]
        self._read(asked)
        changed = [one for one in asked if one.rule.definition.given]
        ids = {pk for one in changed for pk in (one.record_id, one.event.account_id) if pk}
        since = min((one.event.pk for one in changed), default=UUID(int=0))
        self._past = Past(firm.workspace.pk, ids, since)

    def holds(self, start: Start) -> bool:
        """Whether the record is there for the rule, and meets its conditions."""
        definition = start.rule.definition
        if not definition.about:
            return True
        about = start.rule.about(self.firm.reading)
        actor = self.firm.actor(start.rule.acts_as_id)
        if actor is None:
            # it starts, and fails in words
            return True
        record = self._found(start, about, start.record_id)
        if about is None or record is None:
            return False
        if not definition.given:
            return True
        event = start.event
        scene = Scene(
            actor=deeper(actor, cause=event.pk, depth=event.depth + 1),
            reading=self.firm.reading,
            about=about,
            record=self._past.record_after(about, record, event.pk),
            event=event,
            facts=event.facts,
        )
        self._with_account(scene, start, about, record)
        return meets(definition.given, scene)

    def _with_account(self, scene: Scene, start: Start, about: RecordType, record: Any) -> None:
        known = scene.account_type
        key = about.account_of(record)
        if known is None or key is None or known.name == about.name:
            return
        account = self._found(start, known, key)
        if account is not None:
            account = self._past.record_after(known, account, start.event.pk)
        if self._asks_account(start):
            give_account(scene, account)

    def _asks_account(self, start: Start) -> bool:
        given = start.rule.definition.given
        return asks_account([one.field for one in given.conditions()])

    def _found(self, start: Start, about: RecordType | None, pk: UUID | None) -> Any:
        name = about.name if about else ""
        return self._records.get((start.rule.acts_as_id, name), {}).get(pk)  # type: ignore[arg-type]

    def _read(self, starts: Sequence[Start]) -> None:
        wanted: dict[tuple[UUID, str], set[UUID]] = {}
        for one in starts:
            if one.record_id is not None:
                key = (one.rule.acts_as_id, one.rule.definition.about)
                wanted.setdefault(key, set()).add(one.record_id)
        for key, ids in wanted.items():
            self._load(key, ids)
        self._read_accounts(starts)

    def _read_accounts(self, starts: Sequence[Start]) -> None:
        known = account_type()
        if known is None:
            return
        wanted: dict[tuple[UUID, str], set[UUID]] = {}
        for one in starts:
            about = one.rule.about(self.firm.reading)
            record = self._found(one, about, one.record_id)
            if about is None or record is None or not self._asks_account(one):
                continue
            pk = about.account_of(record)
            if pk is not None and about.name != known.name:
                wanted.setdefault((one.rule.acts_as_id, known.name), set()).add(pk)
        for key, ids in wanted.items():
            self._load(key, ids)

    def _load(self, key: tuple[UUID, str], ids: set[UUID]) -> None:
        actor = self.firm.actor(key[0])
        if actor is None or key[1] not in record_types:
            return
        known = self._records.setdefault(key, {})
        missing = ids - known.keys()
        if missing:
            record_type = record_types.get(key[1]).in_workspace(self.firm.workspace)
            known.update(records_of(actor, record_type, missing))

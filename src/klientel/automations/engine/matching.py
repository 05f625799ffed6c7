"""Which rules some events start: asked in batches, by hearing and by rehearsals alike."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import translation

from klientel.automations.engine.acting import (
    Firm,
    asks_account,
    deeper,
    records_of,
)
from klientel.automations.engine.as_of import Past
from klientel.automations.engine.asked_once import Answers, Terms
from klientel.automations.engine.index import IMPORT, Index, InForce, Listening, heard_by
from klientel.automations.scene import Scene, account_type
from klientel.automations.triggers import Asked
from klientel.records.types import RecordType, record_types

if TYPE_CHECKING:
    from klientel.events.models import Event


@dataclass(frozen=True, slots=True)
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


logger = logging.getLogger(__name__)

#: an event, a trigger that matches it, and the record that the rule is about then
Candidate = tuple["Event", Listening, UUID | None]


def starts_of(firm: Firm, index: Index, events: Sequence[Event]) -> list[Start]:
    """The rules that events of one workspace start, each once per event, in the order of events.

    Conditions are asked of the record as the event left it. A record that the rule's member does
    not see starts nothing.
    """
    with translation.override(firm.workspace.language):
        found = list(_candidates(firm, index, events))
        met = _Meeting(firm, found)
        return [
            Start(one.rule, one.trigger.name, event, record_id)
            for event, one, record_id in found
            if met.holds(event, one.rule, record_id)
        ]


def _candidates(firm: Firm, index: Index, events: Sequence[Event]) -> Iterator[Candidate]:
    """The triggers that match, whatever the conditions of their rules say."""
    asked = {}
    for event in events:
        started: set[UUID] = set()
        for group in heard_by(index, event.verb):
            first = group[0]
            if id(first) not in asked:
                asked[id(first)] = first.asked(firm.reading)
            if not _matches(first, asked[id(first)], event):
                continue
            record_id = _record_of(first, event)
            for one in group:
                if one.rule.id not in started and _concerns(one.rule, event):
                    started.add(one.rule.id)
                    yield event, one, record_id


def _matches(one: Listening, asked: Asked, event: Event) -> bool:
    """Whether an event starts a trigger. One that cannot be asked keeps no other rule from it."""
    try:
        return one.trigger.matches(asked, event)
    except Exception:
        logger.exception("a trigger of rule %s cannot be asked", one.rule.id)
        return False


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
    """Whether candidates meet the conditions of their rules; what is asked is read once for all."""

    def __init__(self, firm: Firm, found: Sequence[Candidate]) -> None:
        self.firm = firm
        self._terms = Terms(firm.reading)
        self._records: dict[tuple[UUID, str], dict[UUID, Any]] = {}
        self._answers: dict[tuple[UUID, UUID, str], Answers] = {}
        self._asks_accounts = False
        self._read(found)

    def holds(self, event: Event, rule: InForce, record_id: UUID | None) -> bool:
        """Whether the record is there for the rule, and meets its conditions."""
        about = rule.definition.about
        if not about or self.firm.actor(rule.acts_as_id) is None:
            # without its member it starts, and fails in words
            return True
        record = self._found(rule.acts_as_id, about, record_id)
        if record is None:
            return False
        if not rule.definition.given:
            return True
        key = (event.pk, rule.acts_as_id, about)
        answers = self._answers.get(key)
        if answers is None:
            answers = self._answers[key] = self._answering(event, rule, record)
        return answers.meets(rule.definition.given)

    def _answering(self, event: Event, rule: InForce, record: Any) -> Answers:
        about = self._type(rule.definition.about)
        return Answers(
            self._terms, about, lambda: self._scene(event, rule.acts_as_id, about, record)
        )

    def _scene(self, event: Event, member_id: UUID, about: RecordType, record: Any) -> Scene:
        """The record and its account as the event left them."""
        scene = Scene(
            actor=deeper(self.firm.must_have(member_id), cause=event.pk, depth=event.depth + 1),
            reading=self.firm.reading,
            about=about,
            record=self._past.record_after(about, record, event.pk),
            event=event,
            facts=event.facts,
        )
        known, key = account_type(), about.account_of(record)
        if known is not None and key is not None and known.name != about.name:
            account = self._found(member_id, known.name, key)
            if account is not None:
                account = self._past.record_after(self._type(known.name), account, event.pk)
            if self._asks_accounts:
                scene.know_account(account)
        return scene

    def _type(self, name: str) -> RecordType:
        return record_types.get(name).in_workspace(self.firm.workspace)

    def _found(self, member_id: UUID, about: str, pk: UUID | None) -> Any:
        return self._records.get((member_id, about), {}).get(pk) if pk is not None else None

    def _read(self, found: Sequence[Candidate]) -> None:
        """Read the records and accounts of all candidates, and what changed on them since."""
        wanted: dict[tuple[UUID, str], set[UUID]] = {}
        touched: set[UUID] = set()
        rules: dict[UUID, InForce] = {}
        asked: dict[UUID, Event] = {}
        for event, one, record_id in found:
            rule = one.rule
            rules[rule.id] = rule
            if record_id is None:
                continue
            key = (rule.acts_as_id, rule.definition.about)
            if key not in wanted:
                wanted[key] = set()
            wanted[key].add(record_id)
            if rule.definition.given:
                asked[event.pk] = event
                touched.add(record_id)
        touched.update(event.account_id for event in asked.values() if event.account_id)
        since = min(asked, default=None)
        for key, ids in wanted.items():
            self._load(key, ids)
        asking = [rule for rule in rules.values() if _asks_account(rule)]
        self._asks_accounts = bool(asking)
        self._read_accounts(asking)
        self._past = Past(self.firm.workspace.pk, touched, since or UUID(int=0))

    def _read_accounts(self, asking: Sequence[InForce]) -> None:
        known = account_type()
        if known is None:
            return
        for member_id, name in {(rule.acts_as_id, rule.definition.about) for rule in asking}:
            about = record_types.get(name)
            if name == known.name:
                continue
            rows = self._records.get((member_id, name), {}).values()
            ids = {pk for pk in map(about.account_of, rows) if pk is not None}
            self._load((member_id, known.name), ids)

    def _load(self, key: tuple[UUID, str], ids: set[UUID]) -> None:
        actor = self.firm.actor(key[0])
        if actor is None or key[1] not in record_types:
            return
        known = self._records.setdefault(key, {})
        if missing := ids - known.keys():
            known.update(records_of(actor, self._type(key[1]), missing))


def _asks_account(rule: InForce) -> bool:
    return asks_account([one.field for one in rule.definition.given.conditions()])

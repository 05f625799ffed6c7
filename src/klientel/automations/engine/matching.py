"""Which rules some events start: asked in batches, by hearing and by rehearsals alike."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
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
from klientel.automations.engine.scope import Scopes
from klientel.automations.engine.sieve import Placed, Sieve
from klientel.automations.scene import Scene, account_type
from klientel.automations.triggers import Asked
from klientel.records.types import RecordType, record_types

if TYPE_CHECKING:
    from klientel.events.models import Event


@dataclass(frozen=True, slots=True)
class Start:
    """A rule that an event starts, by which trigger, and for which record (None: for none).

    Whether its conditions are met says which of its steps are done.
    """

    rule: InForce
    trigger: str
    event: Event
    record_id: UUID | None
    is_met: bool = True

    @property
    def record_type(self) -> str:
        """The name of the type of the record."""
        return self.rule.definition.about if self.record_id else ""


logger = logging.getLogger(__name__)

#: triggers that were told the same: one answers for all
Alike = tuple[Listening, ...]
#: an event, the triggers that match it, and the record that their rules are about then
Candidate = tuple["Event", Alike, UUID | None]


def starts_of(firm: Firm, index: Index, events: Sequence[Event]) -> list[Start]:
    """The rules that events of one workspace start, each once per event, in the order of events.

    Conditions are asked of the record as the event left it. A record that the rule's member does
    not see starts nothing.
    """
    with translation.override(firm.workspace.language):
        found = list(_candidates(firm, index, events))
        met = _Meeting(firm, found)
        scopes = Scopes(
            firm.workspace.pk,
            ((one.rule, record_id) for _event, alike, record_id in found for one in alike),
        )
        starts: dict[tuple[UUID, UUID], Start] = {}
        for event, alike, record_id in found:
            for rule, is_met in met.rules(event, alike, record_id):
                if _concerns(rule, event) and scopes.cover(rule, record_id):
                    start = Start(rule, alike[0].trigger.name, event, record_id, is_met)
                    starts.setdefault((event.pk, rule.id), start)
        return list(starts.values())


def _candidates(firm: Firm, index: Index, events: Sequence[Event]) -> Iterator[Candidate]:
    """The triggers that match, whatever the conditions of their rules say."""
    asked = {}
    for event in events:
        for alike in heard_by(index, event.verb):
            first = alike[0]
            if id(first) not in asked:
                asked[id(first)] = first.asked(firm.reading)
            if _matches(first, asked[id(first)], event):
                yield event, alike, _record_of(first, event)


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


@dataclass
class _Members:
    """Triggers that were told the same, by the member as whom their rules act."""

    about: str
    rules: dict[UUID, list[Placed]] = field(default_factory=dict)
    sieves: dict[UUID, Sieve] = field(default_factory=dict)
    asks: bool = False
    asks_account: bool = False

    @classmethod
    def of(cls, alike: Alike) -> _Members:
        made = cls(alike[0].rule.definition.about)
        for place, rule in enumerate({one.rule.id: one.rule for one in alike}.values()):
            made.rules.setdefault(rule.acts_as_id, []).append((place, rule))
            made.asks = made.asks or bool(rule.definition.given)
            made.asks_account = made.asks_account or _asks_account(rule)
        return made


class _Meeting:
    """Whether candidates meet the conditions of their rules; what is asked is read once for all."""

    def __init__(self, firm: Firm, found: Sequence[Candidate]) -> None:
        self.firm = firm
        self._terms = Terms(firm.reading)
        self._records: dict[tuple[UUID, str], dict[UUID, Any]] = {}
        self._answers: dict[tuple[UUID, UUID, str], Answers] = {}
        every = {id(alike): alike for _event, alike, _record in found}
        self._known = {key: _Members.of(alike) for key, alike in every.items()}
        self._asks_accounts = False
        self._read(found)

    def rules(
        self, event: Event, alike: Alike, record_id: UUID | None
    ) -> list[tuple[InForce, bool]]:
        """The rules of triggers that match and start, and whether their conditions are met."""
        members = self._known[id(alike)]
        met: list[tuple[Placed, bool]] = []
        for member_id, rules in members.rules.items():
            if not members.about or self.firm.actor(member_id) is None:
                # without its member it starts, and fails in words
                met += [(one, True) for one in rules]
                continue
            record = self._found(member_id, members.about, record_id)
            if record is None:
                continue
            if member_id not in members.sieves:
                about = self._type(members.about)
                members.sieves[member_id] = Sieve(self._terms, about, rules)
            answers = self._answers_of(event, member_id, members.about, record)
            met += members.sieves[member_id].started(answers)
        met.sort(key=lambda one: one[0][0])
        return [(rule, is_met) for (_place, rule), is_met in met]

    def _answers_of(self, event: Event, member_id: UUID, about: str, record: Any) -> Answers:
        key = (event.pk, member_id, about)
        answers = self._answers.get(key)
        if answers is None:
            record_type = self._type(about)
            answers = self._answers[key] = Answers(
                self._terms,
                record_type,
                lambda: self._scene(event, member_id, record_type, record),
            )
        return answers

    def _scene(self, event: Event, member_id: UUID, about: RecordType, record: Any) -> Scene:
        """The record and its account as the event left them."""
        scene = Scene(
            actor=deeper(self.firm.must_have(member_id), cause=event.pk, depth=event.depth + 1),
            reading=self.firm.reading,
            about=about,
            record=self._past.record_after(about, record, event.pk),
            event=event,
            facts=event.facts,
            moment=event.recorded_at,
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
        since: UUID | None = None
        for event, alike, record_id in found:
            members = self._known[id(alike)]
            if record_id is None:
                continue
            for member_id in members.rules:
                wanted.setdefault((member_id, members.about), set()).add(record_id)
            if members.asks:
                since = event.pk if since is None else min(since, event.pk)
                touched.update(pk for pk in (record_id, event.account_id) if pk)
        for key, ids in wanted.items():
            self._load(key, ids)
        self._read_accounts()
        self._past = Past(self.firm.workspace.pk, touched, since or UUID(int=0))

    def _read_accounts(self) -> None:
        asking = {
            (member_id, one.about)
            for one in self._known.values()
            if one.asks_account
            for member_id in one.rules
        }
        self._asks_accounts = bool(asking)
        known = account_type()
        for member_id, name in asking if known is not None else ():
            if known is None or name == known.name or name not in record_types:
                continue
            about = record_types.get(name)
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

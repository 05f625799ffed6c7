"""Which rules of a workspace hear which verbs: kept in the process as long as no rule changed."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from klientel.automations.definition import Definition, When, from_json
from klientel.automations.models import Awaited, Rule
from klientel.automations.queries import rules_in_force
from klientel.automations.triggers import Asked, Trigger, triggers
from klientel.kit.refused import NotFound, Refused
from klientel.records.fields.base import Reading
from klientel.records.reading import reading_for
from klientel.records.types import RecordType, record_types
from klientel.workspaces.models import Workspace

#: the name of the room's subscriber
SUBSCRIBER = "automations"
#: the door that a rule hears nothing of unless it says so
IMPORT = "import"
_MOST_KEPT = 2_000
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class InForce:
    """A rule that is on, as it is now."""

    id: UUID
    name: str
    version: int
    definition: Definition
    acts_as_id: UUID
    includes_imports: bool
    on_since: datetime | None
    max_runs_per_hour: int
    #: the team whose records it is for; None: all
    team_id: UUID | None = None

    def about(self, reading: Reading) -> RecordType | None:
        """The type that it is about, as the firm has it; None for none."""
        return about_of(self.definition, reading)


@dataclass(frozen=True)
class Listening:
    """One trigger of one rule."""

    rule: InForce
    trigger: Trigger
    when: When

    def asked(self, reading: Reading) -> Asked:
        """The trigger with what it was told, for somebody who reads."""
        return Asked(self.rule.about(reading), self.when.params, reading)


@dataclass(frozen=True)
class Index:
    """The rules of a workspace that are on: by the verbs they hear, and those of time."""

    stamp: object
    rules: Mapping[UUID, InForce]
    #: triggers that were told the same stand together, so that one is asked for all
    by_verb: Mapping[str, tuple[tuple[Listening, ...], ...]]
    timed: tuple[Listening, ...]
    #: the verbs that somebody hears of an import
    of_imports: frozenset[str] = field(default_factory=frozenset)


_kept: dict[UUID, Index] = {}


def about_of(definition: Definition, reading: Reading) -> RecordType | None:
    """The type that a definition is about, as the firm has it; None for none, or one gone."""
    if definition.about not in record_types:
        return None
    return record_types.get(definition.about).in_workspace(reading.workspace)


def index_of(workspace_id: UUID) -> Index:
    """The index of a workspace; one query as long as no rule has changed."""
    rows = rules_in_force(workspace_id).order_by("pk")
    stamp = list(rows.values_list("pk", "version", "updated_at", "on_since", "acts_as_id"))
    kept = _kept.get(workspace_id)
    if kept is None or kept.stamp != stamp:
        kept = _built(workspace_id, stamp, list(rows) if stamp else [])
        if len(_kept) > _MOST_KEPT:
            _kept.clear()
        _kept[workspace_id] = kept
    return kept


def in_force(rule: Rule) -> InForce:
    """A rule as the engine reads it."""
    return InForce(
        id=rule.pk,
        name=rule.name,
        version=rule.version,
        definition=from_json(rule.definition),
        acts_as_id=rule.acts_as_id,
        includes_imports=rule.includes_imports,
        on_since=rule.on_since,
        max_runs_per_hour=rule.max_runs_per_hour,
        team_id=rule.for_team,
    )


def _built(workspace_id: UUID, stamp: object, rows: list[Rule]) -> Index:
    if not rows:
        return Index(stamp, {}, {}, ())
    reading = reading_for(Workspace.objects.get(pk=workspace_id))
    rules = {row.pk: in_force(row) for row in rows}
    by_verb: dict[str, list[Listening]] = {}
    timed: list[Listening] = []
    imports: set[str] = set()
    for rule in rules.values():
        for one in listening(rule):
            if one.trigger.due is not None:
                timed.append(one)
                continue
            heard = _verbs_heard(one, reading)
            for verb in heard:
                by_verb.setdefault(verb, []).append(one)
            if rule.includes_imports:
                imports |= heard
    told = {verb: together(some) for verb, some in by_verb.items()}
    return Index(stamp, rules, told, tuple(timed), frozenset(imports))


def _verbs_heard(one: Listening, reading: Reading) -> frozenset[str]:
    """The verbs of a trigger. One that cannot be read makes no other rule deaf."""
    try:
        return one.trigger.verbs(one.asked(reading))
    except Exception:
        logger.exception("a trigger of rule %s cannot be read", one.rule.id)
        return frozenset()


def listening(rule: InForce) -> list[Listening]:
    """The triggers of a rule; one that no open room knows is left out."""
    found = []
    for when in rule.definition.when:
        try:
            found.append(Listening(rule, triggers.get(when.kind), when))
        except (NotFound, Refused):
            continue
    return found


def wanted_in(workspace_id: UUID, via: str) -> frozenset[str]:
    """The verbs that rules and waiting runs of a workspace ask for, through a door."""
    index = index_of(workspace_id)
    heard = index.of_imports if via == IMPORT else frozenset(index.by_verb)
    return heard | awaited_verbs(workspace_id)


def awaited_verbs(workspace_id: UUID) -> frozenset[str]:
    """The verbs that runs wait for."""
    rows = Awaited.objects.in_workspace(workspace_id).order_by()
    return frozenset(rows.values_list("verb", flat=True).distinct())


def together(some: Sequence[Listening]) -> tuple[tuple[Listening, ...], ...]:
    """Triggers by what they were told: of those that were told the same one answers for all."""
    groups: dict[str, list[Listening]] = {}
    for one in some:
        params = json.dumps(dict(one.when.params), sort_keys=True, default=str)
        key = f"{one.trigger.name} {one.rule.definition.about} {params}"
        groups.setdefault(key, []).append(one)
    return tuple(map(tuple, groups.values()))


def heard_by(index: Index, verb: str) -> tuple[tuple[Listening, ...], ...]:
    """The triggers that hear a verb, those that were told the same together."""
    return index.by_verb.get(verb, ())

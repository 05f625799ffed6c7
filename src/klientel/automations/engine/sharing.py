"""What runs that are done together share: their rules, events, records and what those name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from klientel.automations.engine.acting import Firm, records_of
from klientel.automations.models import Rule, Run
from klientel.automations.scene import account_type
from klientel.events.reading_back import events_of
from klientel.records.reading import learn, links_of
from klientel.records.types import record_types


def share(firm: Firm, runs: Iterable[Run]) -> None:
    """Read it at once, in the transaction in which it is used."""
    some = list(runs)
    firm.forget()
    rules = Rule.objects.in_workspace(firm.workspace.pk)
    firm.rules = {row.pk: row for row in rules.filter(pk__in={run.rule_id for run in some})}
    firm.events = events_of(firm.workspace.pk, {run.event_id for run in some if run.event_id})
    if len(some) > 1:
        _share_records(firm, some)


def _share_records(firm: Firm, runs: Iterable[Run]) -> None:
    wanted: dict[tuple[UUID, str], set[UUID]] = {}
    for run in runs:
        rule = firm.rules.get(run.rule_id)
        if rule is not None and run.record_id is not None and run.record_type in record_types:
            wanted.setdefault((rule.acts_as_id, run.record_type), set()).add(run.record_id)
    for (member_id, name), ids in wanted.items():
        _read(firm, member_id, name, ids)
    known = account_type()
    for member_id, name in wanted if known is not None else ():
        record_type = record_types.get(name)
        rows = firm.records.get((member_id, name), {}).values()
        ids = {pk for pk in map(record_type.account_of, rows) if pk is not None}
        if known is not None and name != known.name:
            _read(firm, member_id, known.name, ids)


def _read(firm: Firm, member_id: UUID, name: str, ids: Collection[UUID]) -> None:
    """Read records that a member sees, and the names of what their values name."""
    actor = firm.actor(member_id)
    mine = firm.records.setdefault((member_id, name), {})
    missing = set(ids) - mine.keys()
    if actor is None or not missing:
        return
    record_type = record_types.get(name).in_workspace(firm.workspace)
    rows = records_of(actor, record_type, missing)
    learn(actor, firm.reading, links_of(record_type.fields, rows.values()))
    mine.update(rows)

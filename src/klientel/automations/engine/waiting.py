"""What runs wait for: events that are told of their record or its account."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from klientel.automations.engine.asking import go_on_soon
from klientel.automations.engine.index import SUBSCRIBER, awaited_verbs, index_of
from klientel.automations.engine.telling import tell_outcome
from klientel.automations.models import Awaited, Run
from klientel.automations.outcome import HAPPENED
from klientel.automations.scene import Scene
from klientel.events.missed import wants_changed
from klientel.events.verbs import verbs
from klientel.kit import clock

if TYPE_CHECKING:
    from klientel.events.models import Event


def awaited_on(scene: Scene, wanted: Iterable[str]) -> dict[str, UUID]:
    """Of what each verb must tell to end a wait: of the record, or of something of its account.

    A verb of the record's own type counts for that record alone: another order that is finished is
    none of its business. Others count for all that belongs to the account.
    """
    if scene.about is None or scene.record is None:
        return {}
    account = scene.about.account_of(scene.record)
    return {
        name: scene.record.pk
        if account is None or verbs.get(name).noun == scene.about.name
        else account
        for name in wanted
        if name in verbs
    }


def await_verbs(run: Run, scene: Scene, wanted: Iterable[str]) -> None:
    """Have a run told when one of some verbs happens to its record, or around its account."""
    run.facts = {**run.facts, HAPPENED: None}
    on = awaited_on(scene, wanted)
    rows = [
        Awaited(workspace_id=run.workspace_id, run_id=run.pk, verb=name, on_id=pk)
        for name, pk in on.items()
    ]
    if not rows:
        return
    known = awaited_verbs(run.workspace_id) | index_of(run.workspace_id).by_verb.keys()
    Awaited.objects.bulk_create(rows, ignore_conflicts=True)
    if not known.issuperset(on):
        wants_changed(SUBSCRIBER, run.workspace_id)


def is_awaiting(run: Run) -> bool:
    """Whether what a run waits for has neither happened nor taken too long so far."""
    return HAPPENED in run.facts and run.facts[HAPPENED] is None


def time_is_over(run: Run) -> None:
    """Let a run know that nothing happened in its time: it waits for it no more."""
    _came_to(run, "")
    Awaited.objects.in_workspace(run.workspace_id).filter(run_id=run.pk).delete()


def _came_to(run: Run, verb: str) -> None:
    run.facts = {**run.facts, HAPPENED: verb}
    tell_outcome(run, verb)


def wake(workspace_id: UUID, events: Sequence[Event]) -> int:
    """Let the runs go on that waited for one of some events; returns how many.

    What a run did itself, before it began to wait, is not what it waits for.
    """
    told = {event.verb for event in events}
    ids = {pk for event in events for pk in (event.record_id, event.account_id) if pk}
    if not ids:
        return 0
    rows = Awaited.objects.in_workspace(workspace_id).filter(verb__in=told, on_id__in=ids)
    waiting = list(rows.values_list("run_id", "verb", "on_id"))
    woken = 0
    for event in events:
        mine = {
            pk
            for pk, verb, on_id in waiting
            if verb == event.verb and _is_of(event, on_id) and pk != event.batch
        }
        if mine:
            woken += _go_on(workspace_id, mine, event)
            waiting = [row for row in waiting if row[0] not in mine]
    if woken:
        go_on_soon(workspace_id)
    return woken


def _is_of(event: Event, on_id: UUID) -> bool:
    return on_id in (event.record_id, event.account_id)


def _go_on(workspace_id: UUID, run_ids: Collection[UUID], event: Event) -> int:
    """Note for each what happened. One whose time was over just now goes on without it."""
    waiting = Run.objects.in_workspace(workspace_id).filter(pk__in=run_ids, state=Run.State.WAITING)
    held = list(waiting.select_for_update(of=("self",)).order_by("pk"))
    ears = Awaited.objects.in_workspace(workspace_id).filter(run_id__in=[run.pk for run in held])
    mine = ears.filter(verb=event.verb, on_id__in=(event.record_id, event.account_id))
    # asked again of those that are held: meanwhile one may have gone on to its next wait
    still = set(mine.values_list("run_id", flat=True))
    woken = [run for run in held if run.pk in still]
    for run in woken:
        _came_to(run, event.verb)
        run.state, run.next_at = Run.State.READY, clock.now()
        run.save()
    ears.filter(run_id__in=still).delete()
    return len(woken)

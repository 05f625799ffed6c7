"""Taking an import back: what it added goes to the trash, what it changed is changed back.

Works from the events of the run's batch, newest first, so that entries go before the records they
belong to. What somebody has edited since stays, and so does an added record that is in use; both
are noted with the run (`records.actions.undo`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.db import transaction

from klientel.events.batches import newest_of, size_of
from klientel.events.verbs import verbs
from klientel.integrations.models import ImportedRow, ImportRun, KeptThing
from klientel.integrations.states import move
from klientel.integrations.verbs import tell
from klientel.kit import clock
from klientel.records.actions.taking_back import Spared, take_back
from klientel.records.models import RecordRef
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event

#: events taken back in one transaction
CHUNK = 500

Report = Callable[[int, int], None]


def carry_out(run: ImportRun, actor: Actor, report: Report = lambda done, total: None) -> int:
    """Take everything back that the run wrote; returns how many things.

    May be called again after it was cut off: what is back already stays as it is. Raises
    `Conflict` when somebody stopped it, or asked for it anew.
    """
    if run.state != run.State.UNDOING:
        move(run, run.State.UNDOING)
    total = size_of(run.workspace_id, run.batch)
    batch, done, kept = batch_of_undo(run), 0, 0
    back: dict[str, Counter[str]] = {"removed": Counter(), "restored": Counter()}
    last: UUID | None = None
    while True:
        events = newest_of(run.workspace_id, run.batch, last, CHUNK)
        if not events:
            break
        last = events[-1].pk
        with transaction.atomic():
            # so that whoever stops the undo, or asks for it anew, does so between two chunks
            move(run, run.State.UNDOING)
            spared = Spared()
            staying = take_back(actor, events, batch, own_batches=[run.batch], spared=spared)
            _keep(run, events, staying, spared)
        stays = {event.pk for event in staying}
        _count(back, (event for event in events if event.pk not in stays))
        done += len(events)
        kept += len(staying)
        report(done, total)
    with transaction.atomic():
        ImportedRow.objects.in_workspace(run.workspace_id).filter(batch=run.batch).delete()
        number = KeptThing.objects.in_workspace(run.workspace_id).filter(run=run).count()
        counts = {**run.counts, "kept": number, **{name: dict(one) for name, one in back.items()}}
        move(run, run.State.UNDONE, counts=counts, finished_at=clock.now())
        tell(actor, run, "undone")
    return done - kept


def batch_of_undo(run: ImportRun) -> UUID:
    """The batch of what the undo itself writes, the same in every attempt."""
    return uuid5(run.batch, "undo")


def _count(back: dict[str, Counter[str]], events: Iterable[Event]) -> None:
    """Count what went to the trash, and what was set back, by the type of record."""
    names = {"trash": "removed", "change_back": "restored"}
    for event in events:
        how = verbs.get(event.verb).undo if event.verb in verbs else None
        if how in names:
            back[names[how]][event.record_type] += 1


def _keep(
    run: ImportRun, events: Sequence[Event], staying: Sequence[Event], spared: Spared
) -> None:
    """Note the records that stayed, or of which a field did, each once for the run."""
    stays = {event.pk for event in staying}
    told = [e for e in events if e.record_id and (e.pk in stays or e.pk in spared.fields)]
    if not told:
        return
    ids = {event.record_id for event in told}
    spine = RecordRef.objects.in_workspace(run.workspace_id).filter(pk__in=ids)
    titles = dict(spine.values_list("pk", "title"))
    things: dict[UUID | None, KeptThing] = {}
    for event in told:
        why = (
            KeptThing.Why.EDITED
            if event.pk in spared.fields
            else KeptThing.Why.USED
            if event.pk in spared.used
            else KeptThing.Why.OTHER
        )
        thing = things.setdefault(
            event.record_id,
            KeptThing(
                workspace_id=run.workspace_id,
                run=run,
                record_id=event.record_id,
                record_type=event.record_type,
                title=str(titles.get(event.record_id) or event.facts.get("title", ""))[:300],
                why=why,
                fields=[],
            ),
        )
        thing.fields = sorted({*thing.fields, *spared.fields.get(event.pk, ())})
    # an attempt before may have noted some of them
    KeptThing.objects.bulk_create(list(things.values()), ignore_conflicts=True)

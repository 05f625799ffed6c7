"""Change or delete many records at once: started here, gone through by `bulk_work`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klientel.events import jobs, log
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.records.actions.catalogue import action, current_reading, in_force
from klientel.records.actions.many import Edit
from klientel.records.actions.once import form_key
from klientel.records.fields import ChoiceField, Field, LongTextField, Option, Reading, TextField
from klientel.records.types import RecordType, record_types
from klientel.views.actions.view import LONGEST, member_of
from klientel.views.bulk_work import carry_out, finish
from klientel.views.models import BulkRun
from klientel.views.selection import MOST_CHOSEN, Selection
from klientel.workspaces.actor import Actor

#: so many are changed while the person waits; more is left to a job
AT_ONCE = 200
#: more than this at once was never meant; an undo asks for its records by key, and SQLite takes
#: 32,766 of them in one statement
MOST = 30_000
TRASH = "trash"

WAYS = {"set": _("Set"), "add": _("Add"), "remove": _("Take away")}

_TYPE = TextField(name="type", label=_("List"), required=True, max_length=40)
_FIELD = TextField(name="field", label=_("Field"), required=True, max_length=40)
_WAY = ChoiceField(
    name="way",
    label=_("How"),
    options=[Option(name, label) for name, label in WAYS.items()],
    default="set",
)
_VALUE = LongTextField(name="value", label=_("Value"))
_IDS = LongTextField(name="ids", label=_("Chosen records"), max_length=MOST_CHOSEN * 40)
_ALL = TextField(name="all", label=_("All of the list"), max_length=5)
_STATE = LongTextField(name="state", label=_("List"), max_length=LONGEST)
_KEY = TextField(name="key", label=_("Form"), max_length=40)


@action(
    "list.change_many",
    label=_("Change many records"),
    permission="*.edit",
    on="",
    inputs=[_TYPE, _FIELD, _WAY, _VALUE, _IDS, _ALL, _STATE, _KEY],
    technical=["key"],
)
def change_many(
    actor: Actor,
    *,
    type: str,  # noqa: A002 - the input's name
    field: str,
    way: str,
    value: str,
    ids: str,
    all: str,  # noqa: A002 - the input's name
    state: str,
    key: str,
) -> BulkRun:
    """Give one field of the chosen records a value; a form sent twice (`key`) does it once.

    Chosen are `ids` (with commas), or with `all` whatever the list of `state` (as in an address)
    has. Raises `Invalid` for a wrong value. Many records are left to a job.
    """
    record_type = in_force(actor, record_types.get(type))
    actor.must(record_type.permission("edit"))
    reading = current_reading(actor)
    edit = edit_of(record_type, field, way, value, reading)
    stored = record_type.field(field).api(edit.value)
    chosen = Selection.of(record_type, {"ids": ids, "all": all, "state": state})
    return _start(actor, chosen, reading, key, way=way, field=field, value=stored)


@action(
    "list.trash_many",
    label=_("Delete many records"),
    permission="*.trash",
    on="",
    inputs=[_TYPE, _IDS, _ALL, _STATE, _KEY],
    technical=["key"],
)
def trash_many(
    actor: Actor,
    *,
    type: str,  # noqa: A002 - the input's name
    ids: str,
    all: str,  # noqa: A002 - the input's name
    state: str,
    key: str,
) -> BulkRun:
    """Put the chosen records into the trash; a form sent twice (`key`) does it once."""
    record_type = in_force(actor, record_types.get(type))
    actor.must(record_type.permission("trash"))
    chosen = Selection.of(record_type, {"ids": ids, "all": all, "state": state})
    return _start(actor, chosen, current_reading(actor), key, way=TRASH)


@action(
    "list.stop_many",
    label=_("Stop changing records"),
    permission="view.save",
    on="",
    inputs=[TextField(name="run", label=_("Run"), required=True, max_length=40)],
)
def stop_many(actor: Actor, *, run: str) -> None:
    """End one's own bulk edit; what it did so far stays, and can be undone."""
    found = runs_of(actor).filter(pk=form_key(run)).first()
    if found is None:
        raise NotFound()
    if not found.is_working:
        return
    for job in jobs.open_with_key(f"bulk:{found.pk}"):
        jobs.cancel(job)
    finish(found, BulkRun.State.STOPPED)
    facts = {"type": found.type, "count": found.changed}
    log.record(actor, "list.stopped_many", record_type="list", facts=facts)


def edit_of(record_type: RecordType, name: str, way: str, raw: Any, reading: Reading) -> Edit:
    """What many records get, from what a person typed; raises `Refused` for what cannot be."""
    one = record_type.by_name.get(name)
    if one is None or not is_for_many(one):
        raise Refused("This field cannot be changed for many records at once.", "field")
    if way not in one.ways:
        raise Refused("This field cannot be changed that way.", "way")
    try:
        value = one.clean(raw, reading)
        if way != "set" and one.is_empty(value):
            raise Refused("A value is missing.")
        _must_be_offered(one, value, reading)
    except Refused as refusal:
        raise refusal.at("value") from None
    return Edit(name, way, value)


def _must_be_offered(one: Field, value: Any, reading: Reading) -> None:
    """Refuse a choice that forms do not offer any more."""
    spec = one.input(one.empty(), reading)
    offered = {option["value"] for option in spec.get("options") or ()}
    if one.is_word and not one.is_empty(value) and offered and value not in offered:
        raise Refused("This is no longer in use.")


def is_for_many(one: Field) -> bool:
    """Whether a field can be given to many records: what people may set, no name, and of several
    values only those that can be added to what is there.
    """
    is_open = one.is_changeable or (one.editable and one.to_many)
    return is_open and ("add" in one.ways or not one.is_several)


def _start(actor: Actor, chosen: Selection, reading: Reading, key: str, **what: Any) -> BulkRun:
    run_id, member = form_key(key), member_of(actor)
    known: BulkRun | None = runs_of(actor).filter(pk=run_id).first()
    if known is not None:
        return known
    total = chosen.count(actor, reading)
    if not total:
        raise Refused("No record is chosen.")
    if total > MOST:
        raise Refused("At most {allowed} records can be changed at once.", allowed=MOST)
    run = BulkRun(
        id=run_id,
        workspace_id=actor.workspace_id,
        member_id=member,
        type=chosen.record_type.name,
        ids=None if chosen.ids is None else [str(one) for one in chosen.ids],
        query=chosen.query,
        total=total,
        **what,
    )
    run.save(force_insert=True)
    facts = {"type": run.type, "field": run.field, "way": run.way, "count": total}
    verb = "list.trashed_many" if run.way == TRASH else "list.changed_many"
    log.record(actor, verb, record_type="list", facts=facts, batch=run.batch)
    if total > AT_ONCE:
        _later(actor, run, chosen.record_type, reading)
    else:
        carry_out(run, actor, reading)
    return run


def _later(actor: Actor, run: BulkRun, record_type: RecordType, reading: Reading) -> None:
    from klientel.views.tasks import go_through

    count = reading.format.integer(run.total)
    if run.way == TRASH:
        label = gettext("Delete {count} records").format(count=count)
    else:
        name = reading.say(record_type.field(run.field).label)
        label = gettext("Change “{field}” of {count} records").format(field=name, count=count)
    jobs.enqueue(
        go_through,
        actor=actor,
        dedupe_key=f"bulk:{run.pk}",
        label=label,
        run_id=str(run.pk),
        type_name=run.type,
    )


def runs_of(actor: Actor) -> Any:
    """The bulk edits of an actor: what they chose is theirs alone."""
    return BulkRun.objects.visible_to(actor).filter(member_id=actor.member_id)


def found_run(actor: Actor, record_type: RecordType, key: UUID) -> BulkRun:
    """One of them; `NotFound` for any other. Raises `Forbidden` where the type may not be seen."""
    if not actor.may(record_type.permission("view")):
        raise Forbidden()
    run: BulkRun | None = runs_of(actor).filter(pk=key, type=record_type.name).first()
    if run is None:
        raise NotFound()
    return run

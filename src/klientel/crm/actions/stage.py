"""The stages of a firm: added, named, ordered, retired with the accounts in them, used again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klientel.crm.actions.leaving_stage import AT_ONCE, accounts_in, move_some
from klientel.crm.choices import ACTIVE, BEFORE, MEANINGS, STAGES, TONES
from klientel.crm.models import Account, Stage
from klientel.crm.stages import option_of
from klientel.events import jobs
from klientel.events.log import record
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import NotFound, Refused
from klientel.kit.text import fold, slug
from klientel.records.actions import action
from klientel.records.fields import ChoiceField, NumberField, TextField
from klientel.team.actions.member import locked_workspace
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event

#: stages that a firm may have, with those it uses no more
MOST = 30
_KEY_LONGEST = 12

_STAGE = TextField(name="stage", label=_("Stage"), required=True, max_length=_KEY_LONGEST)
_NAME = TextField(name="name", label=_("Name"), required=True, max_length=40)
_MEANING = ChoiceField(name="meaning", label=_("Means"), options=MEANINGS, required=True)
_TONE = ChoiceField(name="tone", label=_("Stands out as"), options=TONES, required=True)
SHOWN = (_NAME, _MEANING, _TONE)
_of_stages = partial(action, permission="stage.manage", on="", icon="flag")


@_of_stages("stage.add", label=_("Add a stage"), inputs=SHOWN)
def add(actor: Actor, *, name: str, meaning: str, tone: str) -> Stage:
    """Add a stage behind the others. Raises `Refused` for a name that another has."""
    rows = _held(actor)
    if len(rows) >= MOST:
        raise Refused("More than {most} stages are no help to anybody.", "name", most=MOST)
    _must_be_free(rows, name)
    key = _key_for(name, rows)
    place = max(row.place for row in rows.values()) + 1
    row = Stage(workspace_id=actor.workspace_id, key=key, name=name, tone=tone,
                meaning=meaning, place=place)  # fmt: skip
    row.save()
    _note(actor, "stage.added", row)
    return row


@_of_stages("stage.change", label=_("Change a stage"), inputs=(_STAGE, *SHOWN))
def change(actor: Actor, *, stage: str, name: str, meaning: str, tone: str) -> Stage:
    """Name a stage, say what it means and how it stands out; no account is written."""
    rows = _held(actor)
    row = _found(rows, stage)
    if not row.name and fold(name) in _names_of(row):
        # the program's own word goes on in both languages
        name = ""
    else:
        _must_be_free(rows, name, row)
    _set(actor, rows, row, {"name": name, "meaning": meaning, "tone": tone})
    return row


@_of_stages(
    "stage.move",
    label=_("Order stages"),
    inputs=(_STAGE, NumberField(name="place", label=_("Place"), required=True, minimum=Decimal(1))),
)
def move(actor: Actor, *, stage: str, place: int) -> Stage:
    """Put a stage in a place, counted from 1, among those that are used."""
    rows = _held(actor)
    row = _found(rows, stage)
    before = [one.key for one in _in_order(rows)]
    after = [key for key in before if key != row.key]
    after.insert(place - 1, row.key)
    if after != before and row.retired_at is None:
        _put_in_order(rows, after)
        _note(actor, "stage.moved", row, before=before)
    return row


@_of_stages(
    "stage.retire",
    label=_("Retire a stage"),
    inputs=(_STAGE, TextField(name="to", label=_("Its accounts go to"), max_length=_KEY_LONGEST)),
)
def retire(actor: Actor, *, stage: str, to: str) -> UUID:
    """Use a stage no more, and move its accounts to another; returns the batch, which is one undo.

    Many accounts are moved by a job. What lies in the trash keeps its stage. Raises `Refused`
    while accounts are in it and no other stage is named, and for the last of a meaning that the
    program needs.
    """
    rows = _held(actor)
    row = _found(rows, stage)
    count = accounts_in(actor.workspace_id, row.key).count()
    target = rows.get(to)
    if row.retired_at is None:
        _must_not_be_last(rows, row)
    elif not count:
        raise Refused("This stage is retired already.", "stage")
    if count and (target is None or target.retired_at is not None or target.key == row.key):
        raise Refused("Choose the stage that its accounts go to.", "to")
    batch = uuid7()
    row.retired_at = row.retired_at or clock.now()
    row.save()
    facts = {"count": count, "to": to if count else ""}
    if not count or count > AT_ONCE:
        _note(actor, "stage.retired", row, batch, **facts)
        if count:
            _move_later(actor, row, to, batch)
        return batch
    _touch(actor)
    move_some(actor, row.key, to, batch)
    # told last: the newest that happened is what a page offers to take back
    _note(actor, "stage.retired", row, batch, **facts)
    return batch


@_of_stages("stage.reopen", label=_("Use a stage again"), inputs=(_STAGE,))
def reopen(actor: Actor, *, stage: str) -> Stage:
    """Use a retired stage again, behind the others; accounts stay where they are."""
    row = _found(_held(actor), stage)
    if row.retired_at is not None:
        row.retired_at = None
        row.save()
        _note(actor, "stage.reopened", row)
    return row


def take_back(actor: Actor, event: Event, batch: UUID) -> None:
    """Undo what was done with a stage; the accounts that it moved are events of their own."""
    actor.must("stage.manage")
    rows = _held(actor)
    row = _found(rows, event.facts.get("stage", ""))
    match event.verb:
        case "stage.added":
            _remove(actor, row, batch)
        case "stage.changed":
            changes = event.facts.get("changes", {})
            _set(actor, rows, row, {name: was for name, (was, _now) in changes.items()}, batch)
        case "stage.moved":
            before = [one.key for one in _in_order(rows)]
            wanted = [key for key in event.facts.get("before", []) if key in before]
            _put_in_order(rows, [*wanted, *(key for key in before if key not in wanted)])
            _note(actor, "stage.moved", row, batch, before=before)
        case "stage.retired":
            row.retired_at = None
            row.save()
            _note(actor, "stage.reopened", row, batch)
        case "stage.reopened":
            _must_not_be_last(rows, row)
            if accounts_in(actor.workspace_id, row.key).exists():
                raise Refused("Accounts are in this stage. Retire it on the page of the stages.")
            row.retired_at = clock.now()
            row.save()
            _note(actor, "stage.retired", row, batch, count=0, to="")


def _held(actor: Actor) -> dict[str, Stage]:
    """The stages of the firm by key, held until the transaction ends; written at the first time."""
    locked_workspace(actor)
    stored = Stage.objects.in_workspace(actor.workspace_id).order_by("place", "key")
    rows = list(stored)
    if not rows:
        rows = [
            Stage(workspace_id=actor.workspace_id, key=one.value, tone=one.tone,
                  meaning=one.meaning, place=place)
            for place, one in enumerate(STAGES, 1)
        ]  # fmt: skip
        Stage.objects.bulk_create(rows)
        rows = list(stored.all())
    return {row.key: row for row in rows}


def _found(rows: Mapping[str, Stage], key: str) -> Stage:
    if key not in rows:
        raise NotFound()
    return rows[key]


def _in_order(rows: Mapping[str, Stage]) -> list[Stage]:
    return [row for row in rows.values() if row.retired_at is None]


def _put_in_order(rows: Mapping[str, Stage], keys: Sequence[str]) -> None:
    retired = [key for key, row in rows.items() if row.retired_at is not None]
    for place, key in enumerate([*keys, *retired], 1):
        rows[key].place = place
        rows[key].save()


def _set(
    actor: Actor,
    rows: Mapping[str, Stage],
    row: Stage,
    values: Mapping[str, str],
    batch: UUID | None = None,
) -> None:
    """Write what differs, unless the program would be left without a stage that it needs."""
    changes = {
        name: [getattr(row, name), value]
        for name, value in values.items()
        if getattr(row, name) != value
    }
    if "meaning" in changes:
        _must_not_be_last(rows, row)
    for name, (_was, value) in changes.items():
        setattr(row, name, value)
    if changes:
        row.save()
        _note(actor, "stage.changed", row, batch, changes=changes)


def _remove(actor: Actor, row: Stage, batch: UUID) -> None:
    if Account.objects.in_workspace(actor.workspace_id).filter(stage=row.key).exists():
        raise Refused("Accounts are in this stage. Retire it on the page of the stages.")
    _note(actor, "stage.removed", row, batch)
    row.delete()


def _must_not_be_last(rows: Mapping[str, Stage], row: Stage) -> None:
    """New accounts begin before the deal, and whoever is promoted or buys is active."""
    others = [one for one in _in_order(rows) if one.key != row.key]
    if row.meaning in (BEFORE, ACTIVE) and all(one.meaning != row.meaning for one in others):
        label = next(one.label for one in MEANINGS if one.value == row.meaning)
        raise Refused("One stage must mean “{meaning}”.", "meaning", meaning=label)


def _must_be_free(rows: Mapping[str, Stage], name: str, row: Stage | None = None) -> None:
    if "{" in name or "}" in name:
        raise Refused("Curly brackets cannot be part of a name.", "name")
    for one in rows.values():
        if one is row or fold(name) not in _names_of(one):
            continue
        if one.retired_at is None:
            raise Refused("Another stage has this name.", "name")
        raise Refused("A retired stage has this name. Use it again instead.", "name")


def _names_of(row: Stage) -> set[str]:
    """What a stage is called, folded: in every language where it has the program's own word."""
    names = set()
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            names.add(fold(str(option_of(row).label)))
    return names


def _key_for(name: str, rows: Mapping[str, Stage]) -> str:
    """A key that says what the stage was called when it was added, and no stage has."""
    stem = slug(name, _KEY_LONGEST).replace("-", "_").strip("_") or "stage"
    key, number = stem, 1
    while key in rows:
        number += 1
        key = f"{stem[: _KEY_LONGEST - len(str(number))]}{number}"
    return key


def _touch(actor: Actor) -> None:
    locked_workspace(actor).touch_directory()


def _note(actor: Actor, verb: str, row: Stage, batch: UUID | None = None, **facts: Any) -> None:
    told = {"stage": row.key, "name": str(option_of(row).label), **facts}
    record(actor, verb, record_type="stage", facts=told, batch=batch)
    _touch(actor)


def _move_later(actor: Actor, row: Stage, to: str, batch: UUID) -> None:
    from klientel.crm.tasks import empty_stage

    jobs.enqueue(
        empty_stage,
        actor=actor,
        dedupe_key=f"stage {batch}",
        label=gettext("Accounts leave the stage “{name}”").format(name=option_of(row).label),
        stage=row.key,
        to=to,
        batch=str(batch),
    )

"""Setting up the statuses of a kind of work: adding, renaming, ordering, giving up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records.actions import action
from klientel.records.actions.catalogue import current_reading, found_many
from klientel.records.actions.change import write_changes
from klientel.records.fields import ChoiceField, Option, TextField, TruthField
from klientel.records.types import record_types
from klientel.work.actions.kind import free_code, held_kinds, keep, row_of, tell
from klientel.work.kinds import TONES, Kinds, StatusShown
from klientel.work.models import Status, WorkItem
from klientel.work.models.status import UNFINISHED, Category
from klientel.workspaces.actor import Actor

MOST_STATUSES = 20
#: so many items take another status along with the one that is given up
MOST_MOVED = 5_000
_PIECE = 500

TONE_OPTIONS = (
    Option("neutral", _("Grey")),
    Option("accent", _("Blue")),
    Option("ok", _("Green")),
    Option("warn", _("Yellow")),
    Option("bad", _("Red")),
)

_KIND = TextField(name="kind", label=_("Kind of work"), required=True, max_length=20)
_STATUS = TextField(name="status", label=_("Status"), required=True, max_length=20)
_NAME = TextField(name="name", label=_("What it is called"), required=True, max_length=60)
_TONE = ChoiceField(name="tone", label=_("Colour"), options=TONE_OPTIONS)
_MEANS = ChoiceField(
    name="category",
    label=_("What it means"),
    options=[Option(one.value, one.label) for one in Category],
    required=True,
)


@action("status.add", label=_("Add a status"), on="", permission="kind.manage", icon="plus",
        inputs=(_KIND, _NAME, _MEANS, _TONE), technical=("kind",))  # fmt: skip
def add_status(actor: Actor, *, kind: str, name: str, category: str, tone: str) -> str:
    """Give a kind one more status, behind those that mean the same; returns its code.

    A status of that name and meaning which other kinds have is shared with them. Raises `Refused`
    for a name that the kind has already, or that means something else elsewhere.
    """
    kinds = held_kinds(actor)
    mine = kinds.statuses_of(kind)
    if len(mine) >= MOST_STATUSES:
        raise Refused("A kind has {most} statuses at most.", "name", most=MOST_STATUSES)
    known = _called(actor, kinds, name)
    if known is not None and (known in mine or known.category != category):
        raise Refused("Another status has this name.", "name")
    added = None if known else _added(actor, kinds, name, category, tone)
    code = known.code if known else added.code  # type: ignore[union-attr]
    row = row_of(actor, kinds, kind)
    same = [n for n, one in enumerate(mine, start=1) if one.category == category]
    place = same[-1] if same else len(mine)
    codes = [one.code for one in mine]
    row.statuses = [*codes[:place], code, *codes[place:]]
    new = {code: keep(added)} if added else {}
    tell(actor, "status.added", name, kinds={kind: keep(row)}, statuses=new)
    return code


def _called(actor: Actor, kinds: Kinds, name: str) -> StatusShown | None:
    say = current_reading(actor).say
    wanted = name.casefold()
    return next((one for one in kinds.statuses if say(one.label).casefold() == wanted), None)


def _added(actor: Actor, kinds: Kinds, name: str, category: str, tone: str) -> Status:
    last = max((one.position for one in kinds.statuses if one.category == category), default=0)
    return Status(
        workspace_id=actor.workspace_id, code=free_code(name, {one.code for one in kinds.statuses}),
        name=name, category=category, tone=tone or TONES[category], position=last + 1,
    )  # fmt: skip


@action("status.change", label=_("Change a status"), on="", permission="kind.manage",
        icon="pencil", inputs=(_STATUS, _NAME, _TONE), technical=("status",))  # fmt: skip
def change_status(actor: Actor, *, status: str, name: str, tone: str) -> None:
    """Call a status otherwise or give it another colour, in all kinds that have it."""
    kinds = held_kinds(actor)
    shown = _shown(kinds, status)
    other = _called(actor, kinds, name)
    if other is not None and other.code != status:
        raise Refused("Another status has this name.", "name")
    row = Status.objects.in_workspace(actor.workspace_id).filter(code=status).first() or Status(
        workspace_id=actor.workspace_id, code=status, category=shown.category,
        position=shown.position,
    )  # fmt: skip
    if name != current_reading(actor).say(shown.label):
        row.name = name
    row.tone = tone or shown.tone
    tell(actor, "status.changed", name, statuses={status: keep(row)})


def _shown(kinds: Kinds, code: str) -> StatusShown:
    found = kinds.status(code)
    if found is None:
        raise Refused("There is no such status.", "status")
    return found


@action("status.place", label=_("Move a status"), on="", permission="kind.manage",
        icon="arrow-up", technical=("kind", "status"),
        inputs=(_KIND, _STATUS, TruthField(name="up", label=_("Up"), default=True)))  # fmt: skip
def place_status(actor: Actor, *, kind: str, status: str, up: bool = True) -> None:
    """Let a status of a kind change places with the one before it, or behind it."""
    kinds = held_kinds(actor)
    row = row_of(actor, kinds, kind)
    codes = [one.code for one in kinds.statuses_of(kind)]
    if status not in codes:
        raise Refused("There is no such status.", "status")
    here = codes.index(status)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(codes):
        return
    codes[here], codes[there] = codes[there], codes[here]
    row.statuses = codes
    name = current_reading(actor).say(_shown(kinds, status).label)
    tell(actor, "status.changed", name, kinds={kind: keep(row)})


@action("status.retire", label=_("Retire a status"), on="", permission="kind.manage",
        icon="archive", technical=("kind", "status"),
        inputs=(_KIND, _STATUS, TextField(name="to", label=_("Its items become"), required=True,
                                          max_length=20)))  # fmt: skip
def retire_status(actor: Actor, *, kind: str, status: str, to: str) -> int:
    """Take a status from a kind; its items, deleted ones too, get another. Returns how many.

    Raises `Refused` for a kind that would have nothing open or nothing done left, and for more
    items than are moved at once.
    """
    kinds = held_kinds(actor)
    mine = kinds.statuses_of(kind)
    left = [one for one in mine if one.code != status]
    if status not in {one.code for one in mine} or to not in {one.code for one in left}:
        raise Refused("There is no such status.", "status")
    means = {one.category for one in left}
    if not means.intersection(UNFINISHED) or "done" not in means:
        raise Refused("A kind needs a status for what is open and one for what is done.", "status")
    batch = uuid7()
    moved = _move_items(actor, kind, status, to, batch)
    row = row_of(actor, kinds, kind)
    row.statuses = [one.code for one in left]
    name = current_reading(actor).say(_shown(kinds, status).label)
    # told last: the newest that happened is what is taken back first, and items need their status
    tell(actor, "status.retired", name, kinds={kind: keep(row)}, batch=batch)
    return moved


def _move_items(actor: Actor, kind: str, status: str, to: str, batch: UUID) -> int:
    """Give the items another status under a batch.

    Those that the actor does not see go along: the status is the firm's.
    """
    rows = WorkItem.objects.in_workspace(actor.workspace_id).filter(kind=kind, status=status)
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[: MOST_MOVED + 1])
    if len(ids) > MOST_MOVED:
        raise Refused(
            "More than {most} items have this status. Give some of them another one first.",
            "status", most=MOST_MOVED,
        )  # fmt: skip
    program = replace(actor, kind="system", reason="the firm uses the status no more")
    record_type = record_types.get("work")
    for start in range(0, len(ids), _PIECE):
        some = found_many(program, record_type, ids[start : start + _PIECE], trashed=None)
        pairs: list[tuple[Any, Mapping[str, Any]]] = [(one, {"status": to}) for one in some]
        write_changes(program, record_type, pairs, batch=batch)
    return len(ids)

"""Setting up kinds of work: adding, changing, ordering, giving up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from klientel.events.log import record
from klientel.kit.refused import Refused
from klientel.kit.text import clean_line, slug
from klientel.records.actions import action
from klientel.records.actions.catalogue import current_reading
from klientel.records.fields import (
    ChoiceField,
    LongTextField,
    NumberField,
    Option,
    TextField,
    TruthField,
)
from klientel.work.actions import kept_rows
from klientel.work.actions.holding import hold_firm
from klientel.work.converting import kinds_must_fit
from klientel.work.due_rule import DueBy
from klientel.work.kinds import Kinds, KindShown, read_kinds
from klientel.work.models import Kind
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace

#: what a row of the settings was, and what it is
Pair = tuple[kept_rows.State, kept_rows.State]

MOST_KINDS = 30
_MOST_LINES = 100
_PREFIX = re.compile(r"[A-Z]{1,6}-?")
#: signs that a kind can have
SIGNS = (
    "package", "check-check", "life-buoy", "undo-2", "folder", "wrench", "file-text", "star",
    "flag", "calendar", "phone", "mail", "shopping-bag", "receipt-euro", "handshake", "gem",
)  # fmt: skip

_KIND = TextField(name="kind", label=_("Kind of work"), required=True, max_length=20)
_NAME = TextField(name="name", label=_("Name of one"), required=True, max_length=60)
_PLURAL = TextField(name="plural", label=_("Name of several"), max_length=60)
_BEGINS = TextField(name="prefix", label=_("Prefix of its numbers"), required=True, max_length=7)
_SIGN = ChoiceField(
    name="icon", label=_("Sign"), options=[Option(one, one) for one in SIGNS], default="package"
)
_DUE = NumberField(
    name="due_days", label=_("Due after"), minimum=Decimal(0), maximum=Decimal(3650),
    help=_("How many days, weeks or months after it was added. Empty: no date."),
)  # fmt: skip
_DUE_BY = ChoiceField(
    name="due_by", label=_("Counted in"), default=DueBy.DAYS,
    options=[Option(one.value, one.label) for one in DueBy],
)  # fmt: skip
_STEPS = LongTextField(name="checklist", label=_("Steps of its checklist"))
_POSITIONS = ChoiceField(
    name="has_positions",
    label=_("With line items"),
    options=[Option("1", _("Yes")), Option("0", _("No"))],
    help=_("Empty: as it is."),
)


@action("kind.add", label=_("Add a kind of work"), on="", permission="kind.manage", icon="plus",
        inputs=(_NAME, _PLURAL, _BEGINS, _SIGN))  # fmt: skip
def add_kind(actor: Actor, *, name: str, plural: str, prefix: str, icon: str) -> Kind:
    """Add a kind of the firm's own, with the statuses of a task.

    Raises `Refused` for a name or the beginning of numbers that another kind has.
    """
    kinds = held_kinds(actor)
    if len(kinds.all) >= MOST_KINDS:
        raise Refused("There are {most} kinds of work at most.", "name", most=MOST_KINDS)
    row = Kind(
        workspace_id=actor.workspace_id, code=_free_code(kinds, name), name=name, plural=plural,
        prefix=_free_prefix(kinds, "", prefix), icon=icon,
        position=max((one.position for one in kinds.all), default=0) + 10,
        statuses=list(kinds.kind("task").statuses),
    )  # fmt: skip
    _must_be_free(actor, kinds, row.code, name)
    tell(actor, "kind.added", name, kinds={row.code: keep(row)})
    return row


@action(
    "kind.change",
    label=_("Change a kind of work"),
    on="",
    permission="kind.manage",
    icon="pencil",
    technical=("kind",),
    inputs=(_KIND, _NAME, _PLURAL, _BEGINS, _SIGN, _DUE, _DUE_BY, _STEPS, _POSITIONS),
)
def change_kind(actor: Actor, *, kind: str, **values: Any) -> Kind:
    """Change what a kind is called, how its numbers begin, and what its items begin with.

    Numbers that were given stay. A name left as it is shipped goes on being translated. Raises
    `Refused` for a name or the beginning of numbers that another kind has, and where it would hide
    what hangs on work of it.
    """
    kinds = held_kinds(actor)
    row, shown = row_of(actor, kinds, kind), kinds.kind(kind)
    say = current_reading(actor).say
    if values["name"] != say(shown.label) or values["plural"] != say(shown.plural):
        _must_be_free(actor, kinds, kind, values["name"])
        row.name, row.plural = values["name"], values["plural"]
    row.prefix = _free_prefix(kinds, kind, values["prefix"])
    row.icon, row.due_days = values["icon"], values["due_days"]
    row.due_by = values["due_by"] or DueBy.DAYS
    row.checklist = _lines(values["checklist"])
    if values["has_positions"]:
        row.has_positions = values["has_positions"] == "1"
    kept = keep(row)
    kinds_must_fit(actor, read_kinds(actor.workspace_id), [kind])
    tell(actor, "kind.changed", values["name"], kinds={kind: kept})
    return row


@action("kind.retire", label=_("Retire a kind of work"), on="", permission="kind.manage",
        icon="archive", inputs=(_KIND,))  # fmt: skip
def retire_kind(actor: Actor, *, kind: str) -> Kind:
    """Offer a kind no longer; items of it stay what they are. One kind must be left."""
    kinds = held_kinds(actor)
    if [one.code for one in kinds.offered] == [kind]:
        raise Refused("One kind of work must be left.", "kind")
    return _set_retired(actor, kinds, kind, is_retired=True)


@action("kind.revive", label=_("Reactivate a kind of work"), on="", permission="kind.manage",
        icon="rotate-cw", inputs=(_KIND,))  # fmt: skip
def revive_kind(actor: Actor, *, kind: str) -> Kind:
    """Offer a kind again that was given up."""
    return _set_retired(actor, held_kinds(actor), kind, is_retired=False)


def _set_retired(actor: Actor, kinds: Kinds, code: str, *, is_retired: bool) -> Kind:
    row = row_of(actor, kinds, code)
    if row.is_retired != is_retired:
        row.is_retired = is_retired
        name = current_reading(actor).say(kinds.kind(code).label)
        verb = "kind.retired" if is_retired else "kind.revived"
        tell(actor, verb, name, kinds={code: keep(row)})
    return row


@action("kind.place", label=_("Move a kind of work"), on="", permission="kind.manage",
        icon="arrow-up", inputs=(_KIND, TruthField(name="up", label=_("Up"), default=True)),
        technical=("kind",))  # fmt: skip
def place_kind(actor: Actor, *, kind: str, up: bool = True) -> None:
    """Let a kind change places with the one before it, or behind it."""
    kinds = held_kinds(actor)
    codes = [one.code for one in kinds.all]
    here = codes.index(kinds.kind(kind).code)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(codes):
        return
    codes[here], codes[there] = codes[there], codes[here]
    kept: dict[str, Pair] = {}
    for place, code in enumerate(codes, start=1):
        row = row_of(actor, kinds, code)
        row.position = place * 10
        kept[code] = keep(row)
    name = current_reading(actor).say(kinds.kind(kind).label)
    tell(actor, "kind.placed", name, kinds=kept)


def held_kinds(actor: Actor) -> Kinds:
    """All kinds as they are now, held until the transaction ends: no two changes lose each other's
    half.
    """
    hold_firm(actor.workspace_id)
    return read_kinds(actor.workspace_id)


def row_of(actor: Actor, kinds: Kinds, code: str) -> Kind:
    """The firm's row of a kind, or a new one like the shipped kind; raises `Refused` for none."""
    shown = kinds.kind(code)
    found = Kind.objects.in_workspace(actor.workspace_id).filter(code=code).first()
    return found or _as_row(actor.workspace_id, shown)


def _as_row(workspace_id: UUID, shown: KindShown) -> Kind:
    return Kind(
        workspace_id=workspace_id, code=shown.code, prefix=shown.prefix, icon=shown.icon,
        position=shown.position, statuses=list(shown.statuses), checklist=list(shown.checklist),
        due_days=shown.due_days, due_by=shown.due_by, is_retired=shown.is_retired,
    )  # fmt: skip


def keep(row: Any) -> Pair:
    """Write a row of the settings; returns what it was and what it is.

    Two people who add the same at once are told so.
    """
    was = kept_rows.was_of(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused("Somebody else has just set up the same. Please look again.") from None
    return (was, kept_rows.state_of(row))


def tell(
    actor: Actor,
    verb: str,
    name: str,
    *,
    kinds: Mapping[str, Pair] | None = None,
    statuses: Mapping[str, Pair] | None = None,
    batch: UUID | None = None,
) -> None:
    """Write the event of a change of the settings, and let every cached copy be stale.

    `kinds` and `statuses` hold, by code, what each row was and is.
    """
    facts = {"name": name, "kinds": dict(kinds or {}), "statuses": dict(statuses or {})}
    record(actor, verb, facts=facts, batch=batch)
    Workspace.objects.get(pk=actor.workspace_id).touch_directory()


def _free_code(kinds: Kinds, name: str) -> str:
    return free_code(name, {one.code for one in kinds.all})


def free_code(name: str, taken: set[str]) -> str:
    """A code for something of that name, which nothing else has."""
    base = slug(name, 14).strip("-") or "own"
    number, code = 1, base
    while code in taken:
        number += 1
        code = f"{base}-{number}"
    return code


def _must_be_free(actor: Actor, kinds: Kinds, code: str, name: str) -> None:
    say = current_reading(actor).say
    others = {say(one.label).casefold() for one in kinds.all if one.code != code}
    if name.casefold() in others:
        raise Refused("Another kind of work has this name.", "name")


def _free_prefix(kinds: Kinds, code: str, typed: str) -> str:
    text = typed.strip().upper()
    if not _PREFIX.fullmatch(text):
        raise Refused("One to six letters from A to Z.", "prefix")
    prefix = text.rstrip("-") + "-"
    if any(one.prefix == prefix and one.code != code for one in kinds.all):
        raise Refused("The numbers of another kind have this prefix.", "prefix")
    return prefix


def _lines(text: str) -> list[str]:
    lines = [clean_line(line, 300).strip() for line in text.splitlines()]
    kept = [line for line in lines if line]
    if len(kept) > _MOST_LINES:
        raise Refused("At most {allowed} steps.", "checklist", allowed=_MOST_LINES)
    return kept

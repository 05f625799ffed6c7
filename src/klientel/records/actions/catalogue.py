"""`@action`: how a function becomes a verb of the product.

The decorator checks the permission, opens the transaction, finds the record for the actor inside
it, cleans the declared inputs and collects the events written. The catalogue of all actions is
what buttons, the API, rules, bulk edits and agents are made of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any
from uuid import UUID

from django.db import connection

from klientel.kit.refused import Invalid, NotFound, Refused
from klientel.records.actions.together import written_together
from klientel.records.charge import Right
from klientel.records.compiled import record_named
from klientel.records.fields.base import Field, Text
from klientel.records.holding import hold_accounts_of
from klientel.records.icons import check_icon
from klientel.records.keys import lookup_of, named_by
from klientel.records.one_reading import current_reading, in_force, reading_as
from klientel.records.own_sight import must_reach
from klientel.records.types import RecordType, record_types
from klientel.workspaces import policy
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace


def _always(_record: Any) -> None:
    """The check of an action that makes sense for every record."""


def _nothing(_actor: Actor, _record: Any) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Note:
    """Something a form says before it is sent: a heading, and what follows from the action."""

    title: Text
    lines: Sequence[str]


def _here(_request: Any, _record: Any) -> str:
    """The answer of an action that its own form asks for."""
    return ""


def _no_notes(_actor: Actor, _record: Any) -> Sequence[Note]:
    return ()


@dataclass(frozen=True)
class Action:
    """One verb as others see it: its name, permission, the type it works on and its inputs.

    `applies(record)` raises `Refused` with the reason where the verb makes no sense; `technical`
    names inputs that programs send and people never see. `suggest(actor, record)` gives values that
    a form begins with, `notes(actor, record)` what it says of the consequences. `said` is the
    sentence about the `{record}` once it is done; without one the log's own tells it. `sphere` is
    the one that a record lies in afterwards, where the verb moves it: whose role does not reach it
    cannot do that. `instead(request, record)` is the address of a page that asks more than these
    inputs, where a record needs that; empty for the usual form. `as_step` says whether rules offer
    it, or what they ask for instead of its inputs; None: those that menus offer for a record.
    `of_any` names the input that takes the id of a record of any type, where it has no type.
    `in_words(shown)` is what a rule says it will do, of the inputs as people read them, as part of
    a sentence; without one they are listed. `adds` says that it only adds: it takes nothing away
    and overwrites nothing, which agents may be let do without asking. `writes` names verbs that it
    writes and that its own name does not tell, for whoever looks for loops.
    """

    name: str
    label: Text
    permission: str
    on: str
    inputs: Sequence[Field]
    call: Callable[..., Any]
    icon: str = ""
    key: str = ""
    #: no menu offers it: pages have their own way to it
    hidden: bool = False
    #: its place in menus, the smallest first; 50 for what says nothing
    order: int = 50
    applies: Callable[[Any], None] = _always
    technical: frozenset[str] = frozenset()
    suggest: Callable[[Actor, Any], Mapping[str, Any]] = _nothing
    notes: Callable[[Actor, Any], Sequence[Note]] = _no_notes
    said: Text = ""
    sphere: str = ""
    instead: Callable[[Any, Any], str] = _here
    as_step: bool | Sequence[Field] | None = None
    of_any: str = ""
    in_words: Callable[[Mapping[str, str]], str] | None = None
    adds: bool = False
    writes: frozenset[str] = frozenset()
    #: whoever its record is assigned to may do it, too (`RecordType.charge`)
    in_charge: bool = False
    #: the inputs as a firm has them, where they are fields of a record type; None: always the same
    fields_in: Callable[[Workspace], Sequence[Field]] | None = None

    @property
    def is_step(self) -> bool:
        """Whether a rule can do it."""
        return bool(self.on) and not self.hidden if self.as_step is None else bool(self.as_step)

    def inputs_in(self, workspace: Workspace) -> Sequence[Field]:
        """The inputs in a workspace: those that are fields have what the firm added."""
        return self.inputs if self.fields_in is None else self.fields_in(workspace)

    def is_offered(self, actor: Actor, record: Any) -> bool:
        """Whether an actor is offered the verb for a record as it is now."""
        is_allowed = not self.hidden and self.right.holds_for(actor, record)
        return (
            is_allowed and policy.reaches(actor.role, self.sphere) and self.makes_sense_for(record)
        )

    def makes_sense_for(self, record: Any) -> bool:
        """Whether the verb may be offered for a record as it is now."""
        try:
            self.applies(record)
        except Refused:
            return False
        return True

    @property
    def right(self) -> Right:
        """What it asks of whoever does it."""
        return _right(self.permission, self.on, in_charge=self.in_charge)

    @property
    def asked(self) -> list[Field]:
        """The inputs that a person is asked for."""
        return [one for one in self.inputs if one.name not in self.technical]

    @property
    def asked_by_rules(self) -> list[Field]:
        """What a rule asks for: the record is the one that it is about."""
        if self.as_step is None or isinstance(self.as_step, bool):
            return [one for one in self.asked if one.name != self.of_any]
        return list(self.as_step)


class _Actions:
    """All actions by name."""

    def __init__(self) -> None:
        self._by_name: dict[str, Action] = {}

    def register(self, one: Action) -> None:
        if one.name in self._by_name:
            raise ValueError(f"action {one.name} is declared twice")
        check_icon(f"action {one.name}", one.icon)
        self._by_name[one.name] = one

    def get(self, name: str) -> Action:
        """The action of that name; `NotFound` for none."""
        try:
            return self._by_name[name]
        except KeyError:
            raise NotFound() from None

    def on(self, type_name: str) -> list[Action]:
        """The actions on records of a type, in the order of menus."""
        mine = [one for one in self if one.on == type_name]
        return sorted(mine, key=lambda one: one.order)

    def __iter__(self) -> Iterator[Action]:
        return iter(sorted(self._by_name.values(), key=lambda one: one.name))


actions = _Actions()

__all__ = [
    "Action",
    "action",
    "actions",
    "clean_inputs",
    "current_reading",
    "found",
    "found_many",
    "in_force",
    "reading_as",
    "run",
]


def action(
    name: str,
    *,
    label: Text = "",
    permission: str = "",
    inputs: Sequence[Field] = (),
    on: str | None = None,
    icon: str = "",
    key: str = "",
    hidden: bool = False,
    applies: Callable[[Any], None] = _always,
    technical: Sequence[str] = (),
    suggest: Callable[[Actor, Any], Mapping[str, Any]] = _nothing,
    notes: Callable[[Actor, Any], Sequence[Note]] = _no_notes,
    said: Text = "",
    order: int = 50,
    sphere: str = "",
    instead: Callable[[Any, Any], str] = _here,
    as_step: bool | Sequence[Field] | None = None,
    of_any: str = "",
    in_words: Callable[[Mapping[str, str]], str] | None = None,
    adds: bool = False,
    writes: Sequence[str] = (),
    in_charge: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare `function(actor, record, **inputs)` as the action `name`.

    `on` is the record type, taken from the name (`deal.win` works on deals) unless given; an
    empty `on` makes an action without a record, called as `function(actor, **inputs)`. The first
    argument of the wrapped function is an Actor, the second a record, its id or its ref. Raises
    `Forbidden`, `NotFound`, `Invalid` or another `Refused`, and then nothing was written. What
    `applies` refuses for a record is not offered there either. With `in_charge` whoever the record
    is assigned to may do it without the permission, too.
    """
    noun = name.partition(".")[0] if on is None else on
    right = permission or f"{noun}.edit"

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        asks = partial(_right, right, noun, in_charge=in_charge)
        call = _guarded(function, noun, asks, inputs, applies, sphere)
        described = Action(
            name, label or name, right, noun, inputs, call, icon, key, hidden,
            applies=applies, technical=frozenset(technical), suggest=suggest, order=order,
            notes=notes, said=said, sphere=sphere, instead=instead, as_step=as_step, of_any=of_any,
            in_words=in_words, adds=adds, writes=frozenset(writes), in_charge=in_charge,
        )  # fmt: skip
        actions.register(described)
        return call

    return declare


def _right(permission: str, on: str, *, in_charge: bool) -> Right:
    """Asked when it is needed: actions are declared before the types that they are on."""
    return Right(permission, record_types.get(on).charge if in_charge else None)


def _guarded(
    function: Callable[..., Any],
    noun: str,
    asks: Callable[[], Right],
    inputs: Sequence[Field],
    applies: Callable[[Any], None],
    sphere: str,
) -> Callable[..., Any]:
    """The function behind permission, transaction, cleaning and the look-up of its record."""

    @wraps(function)
    def call(actor: Actor, target: Any = None, /, **given: Any) -> Any:
        actor.must_act()
        right = asks()
        right.must_hold(actor)

        def work() -> Any:
            # first, so that whoever may not know of it hears nothing else
            record = found(actor, record_types.get(noun), target) if noun else None
            values = clean_inputs(inputs, given, actor)
            if record is None:
                return function(actor, **values)
            right.must_hold_for(actor, record)
            applies(record)
            must_reach(actor, sphere)
            return function(actor, record, **values)

        return written_together(work)

    return call


def clean_inputs(inputs: Sequence[Field], given: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """The declared inputs, cleaned; raises `Invalid` with a reason per wrong or unknown one."""
    known = {one.name: one for one in inputs}
    unknown = set(given) - set(known)
    if unknown:
        raise Invalid({name: Refused("There is no such input.", name) for name in sorted(unknown)})
    if not known:
        return {}
    reading = current_reading(actor)
    values: dict[str, Any] = {}
    errors: dict[str, Refused] = {}
    for name, one in known.items():
        try:
            values[name] = one.clean(given.get(name, one.default), reading)
        except Refused as refusal:
            errors[name] = refusal.at(name)
    if errors:
        raise Invalid(errors)
    return values


def found(
    actor: Actor,
    record_type: RecordType,
    target: Any,
    *,
    trashed: bool | None = False,
    values: Sequence[Mapping[str, Any]] = (),
) -> Any:
    """The record for this actor, locked until the transaction ends; `NotFound` otherwise.

    `target` is a record, its id or its ref. The row is read again inside the transaction: what a
    page loaded before may be stale, and what the actor may see may have changed. What it hangs on,
    or by clean `values` will hang on, is locked before.
    """
    if isinstance(target, record_type.model):
        named = {"pk": target.pk}
    else:
        named = {"pk": target} if isinstance(target, UUID) else named_by(record_type, str(target))
    locks = connection.vendor == "postgresql" and connection.in_atomic_block
    ((column, value),) = named.items()
    if locks and record_type.inherits:
        rows = record_type.model.objects.visible_to(actor, trashed=trashed)
        rows = rows.filter(**lookup_of(record_type, actor.workspace_id, column, value))
        hold_accounts_of(actor, record_type, rows.values_list("pk", flat=True), values)
    record = record_named(record_type, actor, column, value, trashed=trashed, locks=locks)
    if record is None:
        raise NotFound()
    return record


def found_many(
    actor: Actor,
    record_type: RecordType,
    ids: Iterable[UUID],
    *,
    trashed: bool | None = False,
    values: Iterable[Mapping[str, Any]] = (),
) -> list[Any]:
    """Those of the records that exist for this actor, locked in the order of their ids."""
    wanted = list(ids)
    rows = record_type.model.objects.visible_to(actor, trashed=trashed).filter(pk__in=wanted)
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        hold_accounts_of(actor, record_type, wanted, values)
        rows = rows.select_for_update(of=("self",))
    return list(rows.order_by("pk"))


def run(actor: Actor, name: str, target: Any = None, /, **inputs: Any) -> Any:
    """Call an action by its name, as pages, the API and rules do."""
    one = actions.get(name)
    return one.call(actor, target, **inputs) if one.on else one.call(actor, **inputs)

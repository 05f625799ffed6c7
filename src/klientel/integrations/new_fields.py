"""Columns of a file that become new fields of the firm, of the kind that they seem to hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from klientel.integrations.mapping import ColumnPlan, Plan
from klientel.integrations.reading import Column
from klientel.kit.refused import Invalid, Refused
from klientel.kit.text import clean_line
from klientel.records.actions.own_field import MANAGE, add_field
from klientel.records.fields.base import Reading
from klientel.records.own_fields.defined import OWN_KINDS
from klientel.records.recipes import Recipe
from klientel.workspaces.actor import Actor

#: what the target of such a column begins with; behind it stands which type the field is of
NEW = "new:"
_LONGEST_LABEL = 80
_PLACES = 3


def new_fields(
    actor: Actor, recipe: Recipe, reading: Reading
) -> list[tuple[str, list[tuple[str, str]]]]:
    """The new fields on offer for every column, as a group of targets; none for who adds none."""
    if not actor.may(MANAGE) or not recipe.fills:
        return []
    headings = {before: reading.say(heading) for before, (_type, heading) in recipe.fills.items()}
    options = [
        (
            f"{NEW}{before}",
            _("New field: {list}").format(list=heading) if heading else _("New field"),
        )
        for before, heading in headings.items()
    ]
    return [(_("Not there yet"), options)]


def with_new_fields(actor: Actor, recipe: Recipe, plan: Plan, columns: Iterable[Column]) -> Plan:
    """The plan with the fields added that it asks for; raises `Invalid` with a reason by column."""
    known = {column.name: column for column in columns}
    chosen: dict[str, ColumnPlan] = {}
    errors: dict[str, Refused] = {}
    for name, one in plan.columns.items():
        before = one.target.removeprefix(NEW)
        if before == one.target or name not in known:
            chosen[name] = one
            continue
        try:
            chosen[name] = replace(one, target=_added(actor, recipe, before, known[name]))
        except Refused as refusal:
            errors[name] = (
                next(iter(refusal.errors.values())) if isinstance(refusal, Invalid) else refusal
            )
    if errors:
        raise Invalid(errors)
    return replace(plan, columns=chosen)


def _added(actor: Actor, recipe: Recipe, before: str, column: Column) -> str:
    """Add the field for a column, and return the target that it is then."""
    if before not in recipe.fills:
        raise Refused("This field cannot be set.")
    made = add_field(
        actor,
        type=recipe.fills[before][0],
        kind=_kind_for(column),
        label=clean_line(column.name, _LONGEST_LABEL).strip()[:_LONGEST_LABEL],
        places=_PLACES if column.kind == "decimal" else 0,
    )
    return f"{before}{made.name}"


def _kind_for(column: Column) -> str:
    """The kind of own field that takes what a column holds."""
    return next(one.name for one in OWN_KINDS.values() if column.kind in one.becomes_of)

"""Which column of a file becomes what: the mapping, its stored form, and its rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from klientel.kit.numbers import DecimalMark
from klientel.kit.refused import Invalid, Refused
from klientel.records.recipes import ALIKE, REPEATS, Recipe, Target

_MOST_FIXED = 200


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """What one column becomes, and how its dates and numbers are written."""

    target: str
    date_format: str = ""
    decimal_mark: DecimalMark | None = None


@dataclass(frozen=True)
class Plan:
    """What a whole file becomes.

    `columns` holds the mapped columns by name; `fixed` are values for all rows by target, as
    typed; `match_on` are targets tried in order to find a record that exists. `source` tells logs
    of the same shape apart (two tills). `add_new`, `update_existing`, `fill_only`, `repeats` and
    `careful` are explained in `records.recipes.Options`.
    """

    columns: Mapping[str, ColumnPlan] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    match_on: tuple[str, ...] = ()
    update_existing: bool = True
    source: str = ""
    add_new: bool = True
    fill_only: bool = False
    repeats: str = "join"
    #: what becomes of rows that are nearly certainly there already (`records.recipes.ALIKE`)
    alike: str = ALIKE[0]
    #: and of those that likely are
    likely: str = ALIKE[0]
    careful: bool = False

    @property
    def targets(self) -> set[str]:
        """Every target that gets a value."""
        return {one.target for one in self.columns.values()} | set(self.fixed)

    def to_json(self) -> dict[str, Any]:
        """The form in which a run keeps it and in which a mapping file is written."""
        return {
            "columns": {
                name: {
                    "target": one.target,
                    "date": one.date_format,
                    "decimal": one.decimal_mark or "",
                }
                for name, one in self.columns.items()
            },
            "fixed": dict(self.fixed),
            "match_on": list(self.match_on),
            "update_existing": self.update_existing,
            "source": self.source,
            "add_new": self.add_new,
            "fill_only": self.fill_only,
            "repeats": self.repeats,
            "alike": self.alike,
            "likely": self.likely,
            "careful": self.careful,
        }


def plan_from_json(stored: Mapping[str, Any]) -> Plan:
    """The plan from its stored form; a column may be named by its target alone.

    Raises `Refused` for anything that is not built like a mapping.
    """
    columns = {
        str(name): _column_plan(str(name), one) for name, one in _table(stored, "columns").items()
    }
    fixed = {str(name): str(value) for name, value in _table(stored, "fixed").items()}
    matched = stored.get("match_on", ())
    if isinstance(matched, str) or not isinstance(matched, Iterable):
        raise Refused("match_on in the mapping is a list of names.")
    return Plan(
        columns=columns,
        fixed=fixed,
        match_on=tuple(str(name) for name in matched),
        update_existing=bool(stored.get("update_existing", True)),
        source=str(stored.get("source", ""))[:_MOST_FIXED],
        add_new=bool(stored.get("add_new", True)),
        fill_only=bool(stored.get("fill_only", False)),
        repeats=_one_of(REPEATS, stored, "repeats"),
        alike=_one_of(ALIKE, stored, "alike"),
        likely=_one_of(ALIKE, stored, "likely"),
        careful=bool(stored.get("careful", False)),
    )


def _one_of(ways: Sequence[str], stored: Mapping[str, Any], name: str) -> str:
    """What is chosen of some ways, the first if nothing is."""
    given = str(stored.get(name) or ways[0])
    if given not in ways:
        raise Refused("{name} in the mapping is one of {names}.", name=name, names=", ".join(ways))
    return given


def _table(stored: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = stored.get(name, {})
    if not isinstance(table, Mapping):
        raise Refused("“{name}” in the mapping is a table of names and values.", name=name)
    return table


def _column_plan(name: str, given: Any) -> ColumnPlan:
    if isinstance(given, str):
        return ColumnPlan(given)
    if not isinstance(given, Mapping) or not isinstance(given.get("target"), str):
        raise Refused("The mapping of column “{name}” names no target.", name=name)
    mark = given.get("decimal") or None
    if mark not in (None, ",", "."):
        raise Refused("The decimal mark of column “{name}” is a comma or a point.", name=name)
    return ColumnPlan(given["target"], str(given.get("date") or ""), mark)


def check_plan(recipe: Recipe, plan: Plan, columns: Sequence[str]) -> None:
    """Raise `Invalid`, with a reason per column or target, for a plan that cannot work."""
    known = {target.name: target for target in recipe.targets}
    errors: dict[str, Refused] = {}
    taken: dict[str, str] = {}
    for name, one in plan.columns.items():
        refusal = _wrong_with(name, one, known, columns, taken)
        if refusal is not None:
            errors[name] = refusal
        taken.setdefault(one.target, name)
    for name in (*plan.fixed, *plan.match_on):
        if name not in known:
            errors[name] = Refused("“{name}” is nothing that can be imported here.", name=name)
    for target in recipe.targets:
        if target.required and target.name not in plan.targets:
            errors[target.name] = _missing(target)
    if not (plan.add_new or plan.update_existing):
        errors.setdefault(
            "update", Refused("Please choose whether records are added, completed, or both.")
        )
    if not plan.columns:
        errors.setdefault("", Refused("Please map at least one column."))
    if errors:
        raise Invalid(errors)


def _wrong_with(
    name: str,
    one: ColumnPlan,
    known: Mapping[str, Target],
    columns: Sequence[str],
    taken: Mapping[str, str],
) -> Refused | None:
    if name not in columns:
        return Refused("The file has no column “{name}”.", name, name=name)
    if one.target not in known:
        return Refused("“{name}” is nothing that can be imported here.", name, name=one.target)
    if one.target in taken and not known[one.target].gathers:
        return Refused("Column “{other}” becomes the same.", name, other=taken[one.target])
    if one.date_format and not _is_date_format(one.date_format):
        return Refused("“{text}” is no date format.", name, text=one.date_format[:40])
    return None


def _missing(target: Target) -> Refused:
    return Refused(
        "No column is mapped to “{label}”, which is required.",
        target.name,
        label=target.field.label,
    )


def _is_date_format(pattern: str) -> bool:
    day = ("%d" in pattern or "%-d" in pattern) and ("%y" in pattern or "%Y" in pattern)
    return day and any(month in pattern for month in ("%m", "%b", "%B")) and len(pattern) <= 40

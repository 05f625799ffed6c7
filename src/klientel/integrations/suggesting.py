"""Suggesting what the columns of a file become: by their names, else by what they hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from klientel.integrations.mapping import ColumnPlan, Plan
from klientel.integrations.reading import Column
from klientel.kit.numbers import DecimalMark
from klientel.kit.refused import Refused
from klientel.kit.text import fold
from klientel.records.fields.base import Reading
from klientel.records.recipes import Recipe, Target

_SAME, _KNOWN, _BEGINS = 200, 100, 50
_SHORTEST_BEGINNING = 4
#: what programs write before the heading, or behind it
_WHOSE = frozenset(map(fold, ["geschäftlich", "privat", "arbeit", "business", "home", "work"]))


@dataclass(frozen=True, slots=True)
class _Named:
    """A target with what it is called, and the other words that mean it, the surest first."""

    target: Target
    own: frozenset[str]
    known: Mapping[str, int]


def suggest(recipe: Recipe, columns: Sequence[Column], reading: Reading, *, header: bool) -> Plan:
    """A plan for a file nobody has mapped yet; columns nobody recognises stay out of it.

    It is careful with what is recognised by its name alone.
    """
    named = [_named(target, reading) for target in recipe.targets]
    chosen = _by_name(named, columns) if header else {}
    chosen = {
        name: (target, column)
        for name, (target, column) in chosen.items()
        if _is_readable(target, column, reading)
    }
    _by_content(named, columns, chosen, is_only_hint=header)
    plans = {name: plan_for(target, column) for name, (target, column) in chosen.items()}
    mapped = {one.target for one in plans.values()}
    return Plan(columns=plans, match_on=_matched(recipe, mapped), careful=True)


def _matched(recipe: Recipe, mapped: Collection[str]) -> tuple[str, ...]:
    """What rows are matched on: what several may share only where nothing else tells them apart."""
    able = [one for one in recipe.targets if one.matchable and one.name in mapped]
    own = [one for one in able if not one.is_shared]
    return tuple(one.name for one in own or able)


def plan_for(target: Target, column: Column) -> ColumnPlan:
    """A column's plan with the marks that were recognised in it."""
    written = target.field.written
    dates = column.date_format if written == "date" else ""
    mark: DecimalMark | None = None
    if written == "decimal" and column.decimal_mark in (",", "."):
        mark = "," if column.decimal_mark == "," else "."
    return ColumnPlan(target.name, dates, mark)


def _is_readable(target: Target, column: Column, reading: Reading) -> bool:
    """Whether a column that would become one of a few words holds such words at all.

    Other programs have stages and owners of their own.
    """
    if not column.samples or not target.field.buckets(reading):
        return True
    read = target.field.cell_reader(plan_for(target, column), reading)
    for sample in column.samples:
        try:
            read(sample)
        except Refused:
            continue
        return True
    return False


def _named(target: Target, reading: Reading) -> _Named:
    own = {fold(target.name)}
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            own.add(fold(reading.say(target.field.label)))
    aliases = [fold(alias) for alias in (*target.aliases, *target.field.aliases)]
    known = {alias: place for place, alias in reversed(list(enumerate(aliases)))}
    return _Named(target, frozenset(own - {""}), known)


def _by_name(
    named: Iterable[_Named], columns: Sequence[Column]
) -> dict[str, tuple[Target, Column]]:
    """The best pairs of column and target, each used once but for those that gather columns."""
    scored: list[tuple[int, int, int, _Named, Column]] = []
    for place, one in enumerate(named):
        for number, column in enumerate(columns):
            score = _score(one, column)
            if score:
                scored.append((-score, place, number, one, column))
    chosen: dict[str, tuple[Target, Column]] = {}
    used: set[str] = set()
    for *_order, one, column in sorted(scored, key=lambda row: row[:3]):
        if column.name not in chosen and (one.target.gathers or one.target.name not in used):
            chosen[column.name] = (one.target, column)
            used.add(one.target.name)
    return chosen


def _score(one: _Named, column: Column) -> int:
    header = _heading(column.name)
    fits = one.target.field.fits
    if fits and column.kind not in (*fits, "empty") and not _is_mixed(one, column, header):
        return 0
    if header in one.own:
        return _SAME
    if header in one.known:
        return max(_KNOWN - one.known[header], _BEGINS + 1)
    if len(header) >= _SHORTEST_BEGINNING:
        for word in (*one.own, *one.known):
            if word.startswith(header) or header.startswith(word + " "):
                return _BEGINS
    return 0


def _heading(name: str) -> str:
    """The heading as it is compared: “Geschäftlich: Ort” says the same as “Ort geschäftlich”."""
    whose, colon, what = name.partition(":")
    return fold(f"{what} {whose}" if colon and fold(whose) in _WHOSE else name)


def _is_mixed(one: _Named, column: Column, header: str) -> bool:
    """Whether a column of this very name holds what cannot be told: its wrong cells are refused."""
    return column.kind == "text" and (header in one.own or header in one.known)


def _by_content(
    named: Iterable[_Named],
    columns: Sequence[Column],
    chosen: dict[str, tuple[Target, Column]],
    *,
    is_only_hint: bool,
) -> None:
    """Give columns to targets by what they hold; below a header only where that is telling."""
    used = {target.name for target, _column in chosen.values()}
    for one in named:
        kinds = one.target.kinds
        if is_only_hint:
            kinds = tuple(kind for kind in kinds if kind in ("email", "phone"))
        if one.target.name in used:
            continue
        found = next(
            (c for kind in kinds for c in columns if c.kind == kind and c.name not in chosen), None
        )
        if found is not None:
            chosen[found.name] = (one.target, found)
            used.add(one.target.name)

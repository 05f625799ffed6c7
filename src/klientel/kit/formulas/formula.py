"""A formula that can be reckoned, made of a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from klientel.kit.dates import FIRST_YEAR, LAST_YEAR
from klientel.kit.formulas.checking import Checker, Input, Known
from klientel.kit.formulas.parsing import parsed
from klientel.kit.formulas.reckoning import Node, Read, guarded
from klientel.kit.formulas.spelling import stored_form
from klientel.kit.formulas.tokens import Token, tokens_of
from klientel.kit.formulas.values import EXACT, LARGEST, Clock, Shape, Wrong, is_given

__all__ = ["Formula", "Input", "read_formula", "stored_formula"]


@dataclass(frozen=True, slots=True)
class Formula:
    """What a text says: its shape, the fields that it `reads`, and how it is kept (`stored`)."""

    tree: Node
    reads: frozenset[str]
    depends_on_today: bool
    stored: str

    @property
    def shape(self) -> Shape:
        """What every result is; a formula that gives nothing but empty is a text."""
        return Shape.TEXT if self.tree.shape is Shape.NOTHING else self.tree.shape

    def reckoned(self, clock: Clock, read: Read, places: int) -> Any:
        """The result for one record, None for an empty one, or `Wrong`; never raises.

        `read(name)` gives the record's values. Numbers are rounded to so many places, half of it
        away from zero.
        """
        with localcontext(EXACT):
            return guarded(lambda: _fit(self.tree.reckoned(clock, read), places))


def _fit(value: Any, places: int) -> Any:
    """A result in the bounds of what can be kept."""
    if isinstance(value, Wrong) or not is_given(value):
        return value or None
    if isinstance(value, Decimal):
        if abs(value) >= LARGEST:
            return Wrong("large")
        rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        # no minus before a zero
        return rounded or abs(rounded)
    if isinstance(value, date | datetime) and not FIRST_YEAR <= value.year <= LAST_YEAR:
        return Wrong("day")
    return value


def read_formula(
    text: str, known: Known, *, labels: Sequence[str] = (), language: str = "en"
) -> Formula:
    """The formula that somebody wrote, with functions in either language; raises `Mistake`.

    `known(name)` finds a field by what stands between braces. With the language `de`, numbers have
    a decimal comma.
    """
    return _made(text, tokens_of(text, decimal_comma=language == "de"), known, labels, language)


def stored_formula(stored: str, known: Known) -> Formula:
    """The formula of a text that was kept; raises `Mistake` where a field of it is gone."""
    return _made(stored, tokens_of(stored), known, (), "en")


def _made(
    text: str, tokens: list[Token], known: Known, labels: Sequence[str], language: str
) -> Formula:
    checker = Checker(known, labels, language)
    tree = checker.checked(parsed(tokens))
    return Formula(
        tree,
        frozenset(checker.reads.values()),
        checker.depends_on_today,
        stored_form(text, tokens, checker.reads),
    )

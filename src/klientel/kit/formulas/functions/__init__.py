"""All functions of formulas, by the names that people may write."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from klientel.kit.formulas.functions.days import DAYS
from klientel.kit.formulas.functions.declaring import Function, Group
from klientel.kit.formulas.functions.logic import LOGIC
from klientel.kit.formulas.functions.numbers import NUMBERS_GROUP, SUMS
from klientel.kit.formulas.functions.signs import SIGNS
from klientel.kit.formulas.functions.texts import TEXTS

#: in the order in which they are listed
GROUPS: Sequence[Group] = (LOGIC, SUMS, NUMBERS_GROUP, TEXTS, DAYS)
FUNCTIONS: Sequence[Function] = [one for group in GROUPS for one in group.functions]

_UMLAUTS = str.maketrans({"Ä": "AE", "Ö": "OE", "Ü": "UE"})


def _by_name() -> dict[str, Function]:
    found: dict[str, Function] = {}
    for one in FUNCTIONS:
        for name in (one.name, one.german, *one.others):
            for written in (name, name.translate(_UMLAUTS)):
                if found.setdefault(written, one) is not one:
                    raise ValueError(f"two functions are called {written}")
    return found


BY_NAME = _by_name()


def function_named(name: str) -> Function | None:
    """The function of a name in either language, in any case; None for none."""
    return BY_NAME.get(name.upper())


def likely(name: str, language: str) -> str:
    """The name, in a language, of the function that was probably meant; empty for none."""
    names = [one.named(language) for one in FUNCTIONS]
    found = get_close_matches(name.upper()[:40], names, n=1, cutoff=0.7)
    return found[0] if found else ""


__all__ = ["FUNCTIONS", "GROUPS", "SIGNS", "Function", "Group", "function_named", "likely"]

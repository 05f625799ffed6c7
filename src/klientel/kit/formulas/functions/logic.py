"""Conditions, and what to do with values that are empty or wrong."""

from __future__ import annotations

from typing import Any

from klientel.kit.formulas.functions.declaring import Group, Shapes, Unfit, one_of
from klientel.kit.formulas.functions.signs import is_same
from klientel.kit.formulas.values import CALLED, Clock, Shape, Wrong, is_given

LOGIC = Group("Conditions")


def _if_gives(shapes: Shapes) -> Shape:
    return one_of(shapes[1:], 1)


def _if(_clock: Clock, condition: Any, then: Any, otherwise: Any = None) -> Any:
    if isinstance(condition, Wrong):
        return condition
    return then if condition else otherwise


def _ifs_gives(shapes: Shapes) -> Shape:
    if len(shapes) < 2:
        raise Unfit("A condition and its result are needed.")
    pairs = len(shapes) // 2 * 2
    for place in range(0, pairs, 2):
        if shapes[place] is not Shape.TRUTH:
            raise Unfit(
                "A condition is needed here, this is {what}.", place, what=CALLED[shapes[place]]
            )
    results = [*shapes[1:pairs:2], *shapes[pairs:]]
    return one_of(results)


def _ifs(_clock: Clock, *values: Any) -> Any:
    pairs = len(values) // 2 * 2
    for place in range(0, pairs, 2):
        if isinstance(values[place], Wrong):
            return values[place]
        if values[place]:
            return values[place + 1]
    return values[-1] if len(values) % 2 else None


def _switch_gives(shapes: Shapes) -> Shape:
    if len(shapes) < 3:
        raise Unfit("A value, and what shall stand for it, are needed.")
    rest = shapes[1:]
    pairs = len(rest) // 2 * 2
    one_of([shapes[0], *rest[:pairs:2]])
    return one_of([*rest[1:pairs:2], *rest[pairs:]])


def _switch(_clock: Clock, asked: Any, *rest: Any) -> Any:
    if isinstance(asked, Wrong):
        return asked
    pairs = len(rest) // 2 * 2
    for place in range(0, pairs, 2):
        if isinstance(rest[place], Wrong):
            return rest[place]
        if is_same(asked, rest[place]):
            return rest[place + 1]
    return rest[-1] if len(rest) % 2 else None


def _if_empty(_clock: Clock, *values: Any) -> Any:
    for value in values:
        if isinstance(value, Wrong) or is_given(value):
            return value
    return None


def _if_error(_clock: Clock, value: Any, otherwise: Any) -> Any:
    return otherwise if isinstance(value, Wrong) else value


LOGIC.add("IF", "WENN", "truth any any?", _if_gives, _if,
          "The second value if the condition holds, else the third.",
          takes_empty=True, takes_wrong=True)  # fmt: skip
LOGIC.add("IFS", "WENNS", "any*", _ifs_gives, _ifs,
          "Pairs of a condition and a value: the value of the first condition that holds. A value "
          "at the end stands for all else.", takes_empty=True, takes_wrong=True)  # fmt: skip
LOGIC.add("SWITCH", "ERSTERWERT", "any*", _switch_gives, _switch,
          "Compares the first value with those that follow and gives what stands behind the one "
          "that is the same.", takes_empty=True, takes_wrong=True)  # fmt: skip
LOGIC.add("AND", "UND", "truth*", Shape.TRUTH, lambda _clock, *all_: all(all_),
          "Whether all conditions hold.", takes_empty=True)  # fmt: skip
LOGIC.add("OR", "ODER", "truth*", Shape.TRUTH, lambda _clock, *any_: any(any_),
          "Whether at least one of the conditions holds.", takes_empty=True)  # fmt: skip
LOGIC.add("XOR", "XODER", "truth*", Shape.TRUTH,
          lambda _clock, *some: sum(map(bool, some)) % 2 == 1,
          "Whether an odd number of the conditions holds.", takes_empty=True)  # fmt: skip
LOGIC.add("NOT", "NICHT", "truth", Shape.TRUTH, lambda _clock, value: not value,
          "Whether the condition does not hold.", takes_empty=True)  # fmt: skip
LOGIC.add("TRUE", "WAHR", "", Shape.TRUTH, lambda _clock: True, "Yes.")
LOGIC.add("FALSE", "FALSCH", "", Shape.TRUTH, lambda _clock: False, "No.")
LOGIC.add("BLANK", "LEER", "", Shape.NOTHING, lambda _clock: None, "Nothing at all.",
          others=("EMPTY",))  # fmt: skip
LOGIC.add("ISBLANK", "ISTLEER", "any", Shape.TRUTH, lambda _clock, value: not is_given(value),
          "Whether there is no value.", takes_empty=True)  # fmt: skip
LOGIC.add("IFEMPTY", "WENNLEER", "any*", one_of, _if_empty,
          "The first of the values that is not empty.",
          others=("COALESCE", "IFBLANK"), takes_empty=True, takes_wrong=True)  # fmt: skip
LOGIC.add("IFERROR", "WENNFEHLER", "any any", one_of, _if_error,
          "The first value, or the second if the first cannot be reckoned.",
          takes_empty=True, takes_wrong=True)  # fmt: skip
LOGIC.add("ISERROR", "ISTFEHLER", "any", Shape.TRUTH,
          lambda _clock, value: isinstance(value, Wrong),
          "Whether a value cannot be reckoned.", takes_empty=True, takes_wrong=True)  # fmt: skip

"""Formulas that people write as in a spreadsheet: read, checked, reckoned, and spelled again.

A text becomes a `Formula` or a `Mistake` that says in words what is wrong, and where. Nothing in
here can hang or fail in another way, whatever the text and the values are: texts, nesting, results
and dates are bounded, and what goes wrong while it is reckoned is a value (`Wrong`).

What is empty stays unknown: an operation with an empty input is empty. `SUM`, `AVERAGE`, `MIN`,
`MAX`, `COUNT` and the like leave empty inputs out, texts are joined as if it were no text, a
condition that is unknown does not hold, and `IFEMPTY` says what shall stand there instead.
"""

from klientel.kit.formulas.formula import Formula, Input, read_formula, stored_formula
from klientel.kit.formulas.functions import FUNCTIONS, Function
from klientel.kit.formulas.mistakes import Mistake
from klientel.kit.formulas.spelling import spelled
from klientel.kit.formulas.values import MONEY_PLACES, Clock, Shape, Wrong

__all__ = [
    "FUNCTIONS",
    "MONEY_PLACES",
    "Clock",
    "Formula",
    "Function",
    "Input",
    "Mistake",
    "Shape",
    "Wrong",
    "read_formula",
    "spelled",
    "stored_formula",
]

"""What a function of formulas is: its names, what it takes and gives, and a sentence of help."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from klientel.kit.formulas.mistakes import Mistake
from klientel.kit.formulas.values import CALLED, NUMBERS, TIMES, Shape

#: what an input can be called in a declaration, and the shapes that it takes then. A text takes
#: everything in the form in which it is written, a day also the day of a moment.
TAKES: dict[str, frozenset[Shape]] = {
    "number": NUMBERS,
    "amount": NUMBERS,
    "text": frozenset(Shape),
    "day": TIMES,
    "time": TIMES,
    "truth": frozenset({Shape.TRUTH}),
    "any": frozenset(Shape),
}
#: how inputs are called in the signature that people read
WORDS: dict[str, str] = {
    "number": "number",
    "amount": "number",
    "text": "text",
    "day": "date",
    "time": "date",
    "truth": "condition",
    "any": "value",
}

Shapes = Sequence[Shape]
#: what a function gives for what it gets; raises `Unfit`
Gives = Callable[[Shapes], Shape]


class Unfit(Exception):
    """Inputs that do not go together: the reason (a msgid), and which of them is to blame."""

    def __init__(self, reason: str, which: int = -1, **values: object) -> None:
        super().__init__(reason)
        self.reason, self.which, self.values = reason, which, values


@dataclass(frozen=True, slots=True)
class Taken:
    """One input of a declaration."""

    word: str
    is_optional: bool = False
    repeats: bool = False


@dataclass(frozen=True)
class Function:
    """One function, or one sign.

    `takes` lists the inputs, `number text? any*`: `?` may be left out, `*` comes any number of
    times and at least once; the words are those of `TAKES`. `call(clock, *values)` reckons. With an
    empty input the result is empty, and with a wrong one wrong, unless it `takes_empty` or
    `takes_wrong` itself.
    """

    name: str
    german: str
    group: str
    takes: tuple[Taken, ...]
    gives: Gives
    call: Callable[..., Any]
    help: str = ""
    others: tuple[str, ...] = ()
    takes_empty: bool = False
    takes_wrong: bool = False
    depends_on_today: bool = False

    def named(self, language: str) -> str:
        """What it is called in a language."""
        return self.german if language == "de" else self.name

    @property
    def fewest(self) -> int:
        """How many inputs there must be."""
        return sum(not one.is_optional for one in self.takes)

    @property
    def most(self) -> int | None:
        """How many there may be; None for any number."""
        return None if any(one.repeats for one in self.takes) else len(self.takes)

    def taken(self, place: int) -> Taken:
        """What the input at a place is declared as."""
        return self.takes[min(place, len(self.takes) - 1)]

    def signature(self, language: str, say: Callable[[str], str] = str) -> str:
        """`ROUND(number; number)`, with what may be left out in square brackets."""
        shown = []
        for one in self.takes:
            word = say(WORDS[one.word])
            shown.append(f"{word}; …" if one.repeats else f"[{word}]" if one.is_optional else word)
        return f"{self.named(language)}({'; '.join(shown)})"


def always(shape: Shape) -> Gives:
    """The same shape whatever it gets."""
    return lambda _shapes: shape


def spread(shapes: Shapes) -> Shape:
    """Money if any of the numbers is money."""
    return Shape.MONEY if Shape.MONEY in shapes else Shape.NUMBER


def one_of(shapes: Shapes, first: int = 0) -> Shape:
    """The shape that several results have in common; raises `Unfit` where they have none."""
    given = [shape for shape in shapes if shape is not Shape.NOTHING]
    if not given:
        return Shape.NOTHING
    if all(shape in NUMBERS for shape in given):
        return spread(given)
    for place, shape in enumerate(shapes):
        if shape not in (given[0], Shape.NOTHING):
            raise Unfit(
                "All results must be of one kind: this is {what}, the first is {first}.",
                first + place,
                what=CALLED[shape],
                first=CALLED[given[0]],
            )
    return given[0]


class Group:
    """Functions that are listed under one heading."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.functions: list[Function] = []

    def add(
        self,
        name: str,
        german: str,
        takes: str,
        gives: Gives | Shape,
        call: Callable[..., Any],
        help: str,  # noqa: A002 - what it is
        **more: Any,
    ) -> None:
        """Declare a function; its sentence of help is a msgid."""
        given = gives if not isinstance(gives, Shape) else always(gives)
        taken = tuple(
            Taken(word.rstrip("?*"), word.endswith("?"), word.endswith("*"))
            for word in takes.split()
        )
        self.functions.append(Function(name, german, self.label, taken, given, call, help, **more))


def mistake_of(unfit: Unfit, start: int, end: int) -> Mistake:
    """What does not go together, said of a place in the text."""
    return Mistake(unfit.reason, start, end, **unfit.values)

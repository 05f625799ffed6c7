"""From the pieces of a formula to its tree: what is reckoned with what, in which order.

From the weakest to the strongest: comparisons, `&`, `+ -`, `* /`, `^`, the sign before a value, `%`
behind one. Of equals the left one comes first; `-2^2` is 4, as spreadsheets have it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from klientel.kit.formulas.mistakes import Mistake
from klientel.kit.formulas.tokens import Token

DEEPEST = 40
MOST_INPUTS = 60

_COMPARED = frozenset({"=", "<>", "<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True)
class Constant:
    """A number or a text that stands in the formula."""

    value: Decimal | str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Named:
    """A field, by what stands between its braces."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A function or a sign with its inputs; `name_end` is where its name ends."""

    name: str
    inputs: tuple[Syntax, ...]
    start: int
    end: int
    name_start: int
    name_end: int
    is_sign: bool = False
    #: a bare word, such as TRUE
    is_word: bool = False


Syntax = Constant | Named | Asked


@dataclass
class _Parser:
    tokens: Sequence[Token]
    at: int = 0
    depth: int = field(default=0)

    @property
    def now(self) -> Token:
        return self.tokens[self.at]

    def next(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def is_sign(self, *signs: str) -> bool:
        return self.now.sort == "sign" and self.now.says in signs

    # what binds weakest comes first -----------------------------------------------------------

    def whole(self) -> Syntax:
        if self.now.sort == "end":
            raise Mistake("There is no formula yet.", 0, self.now.end)
        tree = self.comparison()
        if self.at < len(self.tokens) - 1:
            raise self.unexpected()
        return tree

    def comparison(self) -> Syntax:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Mistake(
                "This is nested too deeply: at most {most} levels.",
                self.now.start,
                self.now.end,
                most=DEEPEST,
            )
        tree = self.joined(_COMPARED, self.text)
        self.depth -= 1
        return tree

    def text(self) -> Syntax:
        return self.joined(frozenset({"&"}), self.sum)

    def sum(self) -> Syntax:
        return self.joined(frozenset({"+", "-"}), self.product)

    def product(self) -> Syntax:
        return self.joined(frozenset({"*", "/"}), self.power)

    def power(self) -> Syntax:
        return self.joined(frozenset({"^"}), self.signed)

    def joined(self, signs: frozenset[str], part: Callable[[], Syntax]) -> Syntax:
        tree, joins = part(), 0
        while self.now.sort == "sign" and self.now.says in signs:
            sign = self.next()
            right = part()
            tree = _sign(sign.says, (tree, right), tree.start, right.end, sign)
            joins += 1
            # a chain is a tree as deep as it is long
            if joins > MOST_INPUTS:
                raise Mistake("This formula is too long.", sign.start, sign.end)
        return tree

    def signed(self) -> Syntax:
        signs: list[Token] = []
        while self.is_sign("-", "+"):
            signs.append(self.next())
        if len(signs) > 3:
            raise Mistake("Too many signs in a row.", signs[0].start, signs[-1].end)
        tree = self.percent()
        for sign in reversed(signs):
            if sign.says == "-":
                tree = _sign("negative", (tree,), sign.start, tree.end, sign)
        return tree

    def percent(self) -> Syntax:
        tree = self.value()
        if self.is_sign("%"):
            sign = self.next()
            tree = _sign("%", (tree,), tree.start, sign.end, sign)
        return tree

    def value(self) -> Syntax:
        token = self.now
        if token.sort == "number":
            self.next()
            return Constant(Decimal(token.says), token.start, token.end)
        if token.sort == "text":
            self.next()
            return Constant(token.says, token.start, token.end)
        if token.sort == "field":
            self.next()
            return Named(token.says, token.start, token.end)
        if token.sort == "word":
            return self.function()
        if self.is_sign("("):
            return self.bracket()
        raise self.unexpected()

    def bracket(self) -> Syntax:
        opened = self.next()
        tree = self.comparison()
        self.closed(opened)
        return tree

    def function(self) -> Syntax:
        name = self.next()
        if not self.is_sign("("):
            return Asked(name.says, (), name.start, name.end, name.start, name.end, is_word=True)
        opened = self.next()
        inputs: list[Syntax] = []
        if not self.is_sign(")"):
            inputs.append(self.comparison())
            while self.is_sign(";"):
                self.next()
                inputs.append(self.comparison())
                if len(inputs) > MOST_INPUTS:
                    raise Mistake(
                        "A function has at most {most} inputs.",
                        name.start,
                        name.end,
                        most=MOST_INPUTS,
                    )
        end = self.closed(opened)
        return Asked(name.says, tuple(inputs), name.start, end, name.start, name.end)

    def closed(self, opened: Token) -> int:
        if self.now.sort == "end":
            raise Mistake("This bracket is never closed.", opened.start, opened.end)
        if not self.is_sign(")"):
            raise self.unexpected()
        return self.next().end

    def unexpected(self) -> Mistake:
        token = self.now
        if token.sort == "end":
            last = self.tokens[max(self.at - 1, 0)]
            return Mistake("Something is missing at the end.", last.start, last.end)
        if token.sort == "sign" and token.says == ")":
            return Mistake(
                "A value is missing before this bracket, or it was never opened.",
                token.start,
                token.end,
            )
        if token.sort == "sign" and token.says == ";":
            return Mistake(
                "“;” and “,” stand only between the inputs of a function.", token.start, token.end
            )
        return Mistake("This was not expected here.", token.start, token.end)


def _sign(name: str, inputs: tuple[Syntax, ...], start: int, end: int, sign: Token) -> Asked:
    return Asked(name, inputs, start, end, sign.start, sign.end, is_sign=True)


def parsed(tokens: Sequence[Token]) -> Syntax:
    """The tree of a formula; raises `Mistake`."""
    return _Parser(tokens).whole()

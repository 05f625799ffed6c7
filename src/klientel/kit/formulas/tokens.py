"""Cutting the text of a formula into words, numbers, texts, fields and signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from klientel.kit.formulas.mistakes import Mistake

#: characters of a formula as somebody writes it
MOST_CHARACTERS = 4_000
MOST_TOKENS = 600
_MOST_DIGITS = 24

TokenIs = Literal["number", "text", "field", "word", "sign", "end"]

#: what people type and paste for a sign
_ALIKE = {
    "\u2212": "-", "\u2013": "-", "×": "*", "·": "*", "÷": "/", ":": "/",
    "≠": "<>", "≤": "<=", "≥": ">=", "!=": "<>", "==": "=",
}  # fmt: skip
_PATTERN = re.compile(
    r"""
      (?P<blank>\s+)
    | (?P<text>"(?:[^"]|"")*" | [„“][^“”"]*[“”"])
    | (?P<field>\{[^{}]*\})
    | (?P<number>[0-9]+(?:[.,][0-9]+)*|\.[0-9]+)
    | (?P<word>[^\W\d][\w.]*)
    | (?P<sign><=|>=|<>|!=|==|[-+*/^&%=<>();,:\u2212\u2013×·÷≠≤≥])
    """,
    re.VERBOSE,
)
_TWO_WAYS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: what it is, what it says, and where it stands.

    Numbers say themselves with a point, texts without their marks, fields what is between the
    braces, and `;` is the sign between inputs, whichever was typed.
    """

    sort: TokenIs
    says: str
    start: int
    end: int


def tokens_of(text: str, decimal_comma: bool = False) -> list[Token]:
    """The pieces of a text, an end behind them; raises `Mistake`.

    With `decimal_comma`, a comma right between two digits belongs to a number, as in `1,5`; every
    other comma parts inputs, like a semicolon.
    """
    if len(text) > MOST_CHARACTERS:
        raise Mistake(
            "A formula has at most {most} characters.", 0, len(text), most=MOST_CHARACTERS
        )
    found: list[Token] = []
    # as in a cell of a spreadsheet
    position = len(text) - len(text.lstrip())
    if text[position : position + 1] == "=":
        position += 1
    while position < len(text):
        match = _PATTERN.match(text, position)
        if match is None:
            raise _unreadable(text, position)
        position = match.end()
        if match.lastgroup != "blank":
            found.extend(_read(match, decimal_comma))
        if len(found) > MOST_TOKENS:
            raise Mistake("This formula is too long.", match.start(), match.end())
    return [*found, Token("end", "", len(text), len(text))]


def _unreadable(text: str, at: int) -> Mistake:
    if text[at] in '"„“':
        return Mistake("A quotation mark opens here and never closes.", at, len(text))
    if text[at] == "{":
        return Mistake("A brace opens here and never closes.", at, len(text))
    return Mistake("“{sign}” means nothing in a formula.", at, at + 1, sign=text[at])


def _read(match: re.Match[str], decimal_comma: bool) -> Iterator[Token]:
    start, end, said = match.start(), match.end(), match.group()
    if match.lastgroup == "text":
        says = said[1:-1].replace('""', '"') if said[0] == '"' else said[1:-1]
        yield Token("text", says, start, end)
    elif match.lastgroup == "field":
        yield Token("field", said[1:-1].strip(), start, end)
    elif match.lastgroup == "word":
        yield Token("word", said, start, end)
    elif match.lastgroup == "sign":
        sign = _ALIKE.get(said, said)
        yield Token("sign", ";" if sign == "," else sign, start, end)
    else:
        yield from _numbers(said, start, decimal_comma)


def _numbers(said: str, start: int, decimal_comma: bool) -> Iterator[Token]:
    """The number; where a comma parts inputs, the numbers on both sides of it."""
    if decimal_comma:
        yield _number(said, start, "," if "," in said else ".", decimal_comma=True)
        return
    for piece in re.finditer(r"[0-9.]+|,", said):
        at = start + piece.start()
        if piece.group() == ",":
            yield Token("sign", ";", at, at + 1)
        else:
            yield _number(piece.group(), at, ".", decimal_comma=False)


def _number(said: str, start: int, mark: str, *, decimal_comma: bool) -> Token:
    end = start + len(said)
    digits = said.replace(mark, ".", 1)
    if not re.fullmatch(r"[0-9]*\.?[0-9]+", digits):
        raise Mistake(
            "“{text}” is no number that can be read. Thousands are not parted in a formula.",
            start,
            end,
            text=said,
        )
    if decimal_comma and mark == "." and _TWO_WAYS.fullmatch(said):
        whole, comma = said.replace(".", ""), said.replace(".", ",")
        raise Mistake(
            "“{text}” can be read in two ways. Write “{whole}” or “{comma}”.",
            start,
            end,
            text=said,
            whole=whole,
            comma=comma,
        )
    if len(digits) > _MOST_DIGITS:
        raise Mistake("This number has more than {max} digits.", start, end, max=_MOST_DIGITS)
    return Token("number", digits, start, end)

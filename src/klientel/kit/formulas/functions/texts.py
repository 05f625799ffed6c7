"""Texts: taking them apart, joining and changing them, looking into them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from klientel.kit.formulas.functions.declaring import Group
from klientel.kit.formulas.functions.signs import joined
from klientel.kit.formulas.values import LONGEST, Clock, Shape, Wrong, is_given

TEXTS = Group("Texts")


def _count(number: Decimal | None, usual: int = 1) -> int:
    """A number of characters: never negative, never more than any text has."""
    if number is None:
        return usual
    return min(max(int(number), 0), LONGEST)


def _bounded(text: str) -> Any:
    return text if len(text) <= LONGEST else Wrong("long")


def _left(_clock: Clock, text: str, count: Decimal | None = None) -> str:
    return text[: _count(count)]


def _right(_clock: Clock, text: str, count: Decimal | None = None) -> str:
    wanted = _count(count)
    return text[-wanted:] if wanted else ""


def _middle(_clock: Clock, text: str, start: Decimal, count: Decimal) -> Any:
    if start < 1:
        return Wrong("number")
    at = _count(start) - 1
    return text[at : at + _count(count)]


def _words_with_capitals(_clock: Clock, text: str) -> Any:
    return _bounded(" ".join(word[:1].upper() + word[1:].lower() for word in text.split(" ")))


def _without_marks(_clock: Clock, text: str) -> str:
    return "".join(char for char in text if char.isprintable())


def _substituted(
    _clock: Clock, text: str, old: str, new: str | None = None, which: Decimal | None = None
) -> Any:
    """Every place, or the one of that number counted from 1."""
    new = new or ""
    if not old:
        return text
    if which is None:
        places = text.count(old)
        if len(text) + places * (len(new) - len(old)) > LONGEST:
            return Wrong("long")
        return text.replace(old, new)
    if which < 1:
        return Wrong("number")
    pieces = text.split(old)
    number = _count(which)
    if number >= len(pieces):
        return text
    return _bounded(old.join(pieces[:number]) + new + old.join(pieces[number:]))


def _replaced(_clock: Clock, text: str, start: Decimal, count: Decimal, new: str) -> Any:
    if start < 1:
        return Wrong("number")
    at = _count(start) - 1
    return _bounded(text[:at] + new + text[at + _count(count) :])


def _place(_clock: Clock, wanted: str, text: str, start: Decimal | None = None) -> Any:
    at = text.find(wanted, max(_count(start) - 1, 0))
    return Wrong("missing") if at < 0 else Decimal(at + 1)


def _place_in_any_case(clock: Clock, wanted: str, text: str, start: Decimal | None = None) -> Any:
    return _place(clock, wanted.lower(), text.lower(), start)


def _repeated(_clock: Clock, text: str, count: Decimal) -> Any:
    wanted = _count(count)
    return Wrong("long") if len(text) * wanted > LONGEST else text * wanted


def _with_between(clock: Clock, between: str | None, *texts: str | None) -> Any:
    given = [text for text in texts if is_given(text)]
    between = between or ""
    whole = len(between) * len(given) + sum(len(text or "") for text in given)
    return Wrong("long") if whole > 2 * LONGEST else joined(clock, between.join(map(str, given)))


def _fixed(clock: Clock, value: Decimal, places: Decimal | None = None) -> Any:
    wanted = 2 if places is None else int(places)
    if not 0 <= wanted <= 9:
        return Wrong("number")
    return clock.format.number(value, wanted, fixed=True)


def _char(_clock: Clock, code: Decimal) -> Any:
    number = int(code)
    is_one = 32 <= number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF
    return chr(number) if is_one else Wrong("number")


def _code(_clock: Clock, text: str) -> Any:
    return Decimal(ord(text[0])) if text else None


TEXTS.add("CONCAT", "TEXTKETTE", "text*", Shape.TEXT, joined,
          "Joins texts, as “&” does.", others=("CONCATENATE", "VERKETTEN"),
          takes_empty=True)  # fmt: skip
TEXTS.add("TEXTJOIN", "TEXTVERKETTEN", "text text*", Shape.TEXT, _with_between,
          "Joins the texts that are not empty, with the first one between them.",
          takes_empty=True)  # fmt: skip
TEXTS.add("LEN", "LÄNGE", "text", Shape.NUMBER,
          lambda _c, text: Decimal(len(text or "")),
          "How many characters a text has.", takes_empty=True)  # fmt: skip
TEXTS.add("LEFT", "LINKS", "text number?", Shape.TEXT, _left,
          "The first characters of a text.")  # fmt: skip
TEXTS.add("RIGHT", "RECHTS", "text number?", Shape.TEXT, _right,
          "The last characters of a text.")  # fmt: skip
TEXTS.add("MID", "TEIL", "text number number", Shape.TEXT, _middle,
          "Characters from the middle of a text: from which one, and how many.")  # fmt: skip
TEXTS.add("UPPER", "GROSS", "text", Shape.TEXT, lambda _c, text: _bounded(text.upper()),
          "The text in capitals.")  # fmt: skip
TEXTS.add("LOWER", "KLEIN", "text", Shape.TEXT, lambda _c, text: _bounded(text.lower()),
          "The text in small letters.")  # fmt: skip
TEXTS.add("PROPER", "GROSS2", "text", Shape.TEXT, _words_with_capitals,
          "The text with a capital at the beginning of each word.")  # fmt: skip
TEXTS.add("TRIM", "GLÄTTEN", "text", Shape.TEXT, lambda _c, text: " ".join(text.split()),
          "The text without blanks that are too many.")  # fmt: skip
TEXTS.add("CLEAN", "SÄUBERN", "text", Shape.TEXT, _without_marks,
          "The text without line breaks and signs that cannot be seen.")  # fmt: skip
TEXTS.add("SUBSTITUTE", "WECHSELN", "text text text number?", Shape.TEXT, _substituted,
          "Puts one text in place of another, everywhere or only the one of that number.",
          )  # fmt: skip
TEXTS.add("REPLACE", "ERSETZEN", "text number number text", Shape.TEXT, _replaced,
          "Puts a text in place of so many characters from one on.")  # fmt: skip
TEXTS.add("FIND", "FINDEN", "text text number?", Shape.NUMBER, _place,
          "At which character a text stands in another.")  # fmt: skip
TEXTS.add("SEARCH", "SUCHEN", "text text number?", Shape.NUMBER, _place_in_any_case,
          "As FIND, and capitals make no difference.")  # fmt: skip
TEXTS.add("CONTAINS", "ENTHÄLT", "text text", Shape.TRUTH,
          lambda _c, text, part: bool(text and part) and part.casefold() in text.casefold(),
          "Whether a text contains another; capitals make no difference.",
          takes_empty=True)  # fmt: skip
TEXTS.add("STARTSWITH", "BEGINNTMIT", "text text", Shape.TRUTH,
          lambda _c, text, part: bool(text and part)
          and text.casefold().startswith(part.casefold()),
          "Whether a text begins with another; capitals make no difference.",
          takes_empty=True)  # fmt: skip
TEXTS.add("ENDSWITH", "ENDETMIT", "text text", Shape.TRUTH,
          lambda _c, text, part: bool(text and part) and text.casefold().endswith(part.casefold()),
          "Whether a text ends with another; capitals make no difference.",
          takes_empty=True)  # fmt: skip
TEXTS.add("EXACT", "IDENTISCH", "text text", Shape.TRUTH,
          lambda _c, left, right: (left or "") == (right or ""),
          "Whether two texts are the same, capitals included.", takes_empty=True)  # fmt: skip
TEXTS.add("REPT", "WIEDERHOLEN", "text number", Shape.TEXT, _repeated,
          "A text so many times.")  # fmt: skip
TEXTS.add("FIXED", "FEST", "number number?", Shape.TEXT, _fixed,
          "A number as a text with so many decimal places.")  # fmt: skip
TEXTS.add("CHAR", "ZEICHEN", "number", Shape.TEXT, _char,
          "The character of a number (Unicode).", others=("UNICHAR", "UNIZEICHEN"))  # fmt: skip
TEXTS.add("CODE", "CODE", "text", Shape.NUMBER, _code,
          "The number of the first character of a text (Unicode).",
          others=("UNICODE",))  # fmt: skip

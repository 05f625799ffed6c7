"""Text: the one form for searching, the one for sorting, and the cleaning of what people type."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from klientel.kit.refused import Refused

# Letters without a decomposition in Unicode. Æ and œ end where "ae" and "oe" end in `fold`.
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
_UMLAUT_SPELT_OUT = re.compile(r"([aou])e+")
_NOT_A_WORD = re.compile(r"[\W_]+")
#: the same for ASCII alone, in a third of the time
_WORDS_OF_ASCII = {n: char if (char := chr(n)).isalnum() else " " for n in range(128)}
_NOT_A_DIGIT = re.compile(r"[^0-9]+")
_NOT_IN_A_SLUG = re.compile(r"[^a-z0-9]+")
_GERMAN_FOR_ADDRESSES = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})

# Control characters, lone surrogates, direction overrides (they can make a name read as another
# one), the byte order mark and noncharacters never belong into a stored text.
_UNWANTED_IN_TEXT = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff"
    r"\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_COMMON_MARKS = re.compile("[\u0300-\u036f]+")
_BLANKS = re.compile(r"\s+")
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029\x0b\x0c]")
_BLANKS_AT_LINE_END = re.compile(r"[^\S\n]+(?=\n|$)")


def fold(text: str) -> str:
    """The one form in which texts are searched and compared: mueller = müller = muller.

    Lower case, no accents, `ß` as `ss`, `ae`, `oe`, `ue` as `a`, `o`, `u`, and words (letters and
    digits) parted by single blanks. Folding a folded text changes nothing.
    """
    return _UMLAUT_SPELT_OUT.sub(r"\1", sort_key(text))


def sort_key(text: str) -> str:
    """The form by which names are put in order (DIN 5007-1): ä as a, ö as o, ü as u, ß as ss."""
    plain = text.lower() if text.isascii() else _without_marks(text)
    if plain.isascii():
        return " ".join(plain.translate(_WORDS_OF_ASCII).split())
    return _NOT_A_WORD.sub(" ", plain).strip()


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return fold(text).split()


def digits(text: str) -> str:
    """Only the digits of a text, any script's as 0-9: what a phone number is searched by."""
    if not text.isascii():
        text = "".join(_ascii_digit(char) for char in text)
    return _NOT_A_DIGIT.sub("", text)


@lru_cache(maxsize=8192)
def slug(text: str, max: int = 60) -> str:  # noqa: A002
    """The text as a readable piece of an address: `Müller & Söhne` becomes `mueller-soehne`.

    At most `max` characters, cut between words where there is one; may be empty.
    """
    german = unicodedata.normalize("NFC", text).lower().translate(_GERMAN_FOR_ADDRESSES)
    piece = _NOT_IN_A_SLUG.sub("-", _without_marks(german)).strip("-")
    if len(piece) <= max:
        return piece
    cut = piece[: max + 1].rfind("-")
    return piece[:max].rstrip("-") if cut <= 0 else piece[:cut].rstrip("-")


def clip(text: str, n: int) -> str:
    """The text in at most `n` characters; what was cut shows as `…`, between words if possible."""
    if len(text) <= n:
        return text
    if n <= 1:
        return "…"[:n]
    head = text[: n - 1]
    blank = head.rfind(" ")
    if blank > n // 2 and text[n - 1] != " ":
        head = head[:blank]
    return head.rstrip() + "…"


def clean_line(text: str, max: int) -> str:  # noqa: A002
    """What somebody typed, as one stored line: NFC, single blanks, no control characters.

    Longer than `max` characters is refused, never cut silently.
    """
    cleaned = _cleaned(text)
    if cleaned.isascii():
        return _no_longer(" ".join(cleaned.split()), max)
    return _no_longer(_BLANKS.sub(" ", cleaned).strip(), max)


def clean_text(text: str, max: int) -> str:  # noqa: A002
    """What somebody typed, as stored lines parted by `\\n`: NFC, no control characters but tabs.

    Longer than `max` characters is refused, never cut silently.
    """
    lines = _BLANKS_AT_LINE_END.sub("", _cleaned(text)).strip("\n")
    return _no_longer(lines, max)


def _cleaned(text: str) -> str:
    """The text in NFC without NUL and other unwanted characters, lines parted by `\\n`."""
    if text.isprintable():
        # nothing that is unwanted can be printed
        return text if text.isascii() else unicodedata.normalize("NFC", text)
    return unicodedata.normalize("NFC", _UNWANTED_IN_TEXT.sub("", _LINE_ENDS.sub("\n", text)))


def _no_longer(text: str, max: int) -> str:  # noqa: A002
    if len(text) > max:
        raise Refused(
            "This text has {length} characters; at most {max} are possible.",
            length=len(text),
            max=max,
        )
    return text


def _without_marks(text: str) -> str:
    """Lower case in compatibility form without combining marks, and our few extra letters."""
    # Twice, since lower case may bring marks (İ) and decomposing may bring capitals (℡).
    low = unicodedata.normalize("NFKD", text).lower().translate(_LETTERS)
    low = _COMMON_MARKS.sub("", unicodedata.normalize("NFKD", low))
    if low.isascii():
        return low
    return "".join([char for char in low if not _is_mark(char)])


@lru_cache(maxsize=4096)
def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] == "M"


def _ascii_digit(char: str) -> str:
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)

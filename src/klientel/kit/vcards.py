"""Reading vCards 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350), as telephones write them."""

from __future__ import annotations

import binascii
import os
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from klientel.kit.dialects import encoding_of

#: of a longer value (a picture) the rest is read and forgotten
_MOST = 64 * 1024
_LONGEST_LINE = 1 << 16
_MOST_PROPERTIES = 2_000
_NAME = re.compile(r"(?:([A-Za-z0-9_-]+)\.)?([A-Za-z0-9_-]+)")
_PARAMETER = re.compile(r';([^;:="]*)(?:=((?:"[^"]*"|[^";:])*))?')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_RANKS = {str(rank) for rank in range(1, 101)}
_OLD_ENCODINGS = {"quoted-printable", "base64", "b", "8bit", "7bit"}


@dataclass(frozen=True)
class Property:
    """One line of a card: `item1.TEL;TYPE=CELL:+49 171 1`.

    `name` is in capitals, `types` in small letters; `value` is decoded but still escaped.
    """

    name: str
    value: str
    group: str = ""
    types: frozenset[str] = frozenset()
    rank: int = 100

    @property
    def text(self) -> str:
        """The value as one text."""
        return _unescaped(self.value).strip()

    @property
    def parts(self) -> list[str]:
        """The components of a value that has several, parted by semicolons."""
        return [_unescaped(part).strip() for part in _parted(self.value, ";")]

    @property
    def items(self) -> list[str]:
        """The members of a list, parted by commas."""
        return [one for part in _parted(self.value, ",") if (one := _unescaped(part).strip())]


@dataclass
class Card:
    """One card: the line it begins on (from 1), its lines in order, and whether it was cut off."""

    line: int
    properties: list[Property] = field(default_factory=list)
    is_cut_off: bool = False

    def all(self, *names: str) -> list[Property]:
        """The filled properties of some names, the preferred ones first."""
        mine = [one for one in self.properties if one.name in names and one.value.strip("; \t")]
        return sorted(mine, key=lambda one: one.rank)

    def first(self, *names: str) -> Property | None:
        """The preferred property of the first name that has any."""
        return next((found[0] for name in names if (found := self.all(name))), None)

    def label(self, of: Property) -> str:
        """What its owner called a property (`item1.X-ABLabel`), "" when nothing."""
        if not of.group:
            return ""
        for one in self.properties:
            if one.name == "X-ABLABEL" and one.group.lower() == of.group.lower():
                return one.text.removeprefix("_$!<").removesuffix(">!$_")
        return ""


def looks_like_cards(head: bytes) -> bool:
    """Whether the first bytes of a file are those of vCards."""
    for encoding in ("utf-8-sig", "utf-16"):
        text = head[:400].decode(encoding, errors="ignore").lstrip("\ufeff \r\n\t")
        if text[:11].upper() == "BEGIN:VCARD":
            return True
    return False


def read_cards(path: str | os.PathLike[str]) -> Iterator[Card]:
    """The cards of a file, one at a time; what stands between them is passed over."""
    encoding = encoding_of(path)
    with Path(path).open(encoding=encoding, errors="replace", newline=None) as file:
        yield from _cards(_logical(file), encoding)


def _cards(lines: Iterator[tuple[int, str]], encoding: str) -> Iterator[Card]:
    card: Card | None = None
    depth = 0
    for number, line in lines:
        word = line.strip().upper()
        if word == "BEGIN:VCARD":
            # a card inside a card is somebody else (AGENT)
            if card is not None and depth == 1 and not card.properties:
                depth = 0
            depth += 1
            card = card or Card(number)
        elif word == "END:VCARD" and card is not None:
            depth -= 1
            if depth <= 0:
                yield card
                card, depth = None, 0
        elif card is not None and depth == 1 and len(card.properties) < _MOST_PROPERTIES:
            one = _property(line, encoding)
            if one is not None:
                card.properties.append(one)
    if card is not None:
        card.is_cut_off = True
        yield card


def _logical(file: TextIO) -> Iterator[tuple[int, str]]:
    """Lines that were folded, in one piece again, with the number of the first."""
    held: list[str] = []
    begun = number = length = 0
    for physical in _physical(file):
        number += 1
        is_soft = _ends_softly(held)
        is_folded = physical[:1] in (" ", "\t")
        if held and (is_soft or is_folded or _is_rest_of_picture(held, physical)):
            more = physical[1:] if is_folded else physical
            if is_soft:
                held[-1] = held[-1][:-1]
                more = physical.lstrip(" \t") if is_folded and physical[1:2] == "=" else more
            if length < _MOST:
                held.append(more)
                length += len(more)
            continue
        if held:
            yield begun, "".join(held)
        held, begun, length = [physical], number, len(physical)
    if held:
        yield begun, "".join(held)


def _physical(file: TextIO) -> Iterator[str]:
    while line := file.readline(_LONGEST_LINE):
        while len(line) == _LONGEST_LINE and not line.endswith("\n"):
            rest = file.readline(_LONGEST_LINE)
            if not rest or rest.endswith("\n"):
                break
        yield line.rstrip("\r\n")


def _ends_softly(held: list[str]) -> bool:
    """Whether a quoted-printable value goes on in the next line."""
    if not held or not held[-1].endswith("="):
        return False
    head = held[0].partition(":")[0].upper()
    return "QUOTED-PRINTABLE" in head


def _is_rest_of_picture(held: list[str], line: str) -> bool:
    head = held[0].partition(":")[0].upper()
    return ("BASE64" in head or "ENCODING=B" in head) and ":" not in line and bool(line.strip())


def _property(line: str, encoding: str) -> Property | None:
    named = _NAME.match(line)
    if named is None:
        return None
    place = named.end()
    types: set[str] = set()
    codes: set[str] = set()
    charset, rank = "", 100
    while (one := _PARAMETER.match(line, place)) and one.end() > place:
        key, value = one[1].strip().lower(), (one[2] or "").replace('"', "")
        words = [word.strip().lower() for word in (value if one[2] is not None else key).split(",")]
        place = one.end()
        if one[2] is None or key == "encoding":
            codes.update(word for word in words if word in _OLD_ENCODINGS)
        if key == "charset":
            charset = value
        elif key == "pref":
            rank = int(value) if value in _RANKS else 1
        elif key == "type" or one[2] is None:
            types.update(words)
    if line[place : place + 1] != ":":
        return None
    raw = _decoded(line[place + 1 :], codes, charset or encoding)
    if "pref" in types:
        rank = min(rank, 1)
    return Property(named[2].upper(), raw, named[1] or "", frozenset(types - {""}), rank)


def _decoded(value: str, codes: set[str], charset: str) -> str:
    if "quoted-printable" not in codes:
        return value
    try:
        stored = quopri.decodestring(value.encode("ascii", errors="ignore"))
    except (binascii.Error, ValueError):
        return value
    for name in ("utf-8", charset, "windows-1252"):
        try:
            # line ends are part of the text here, not of its writing
            text = stored.decode(name)
        except (LookupError, UnicodeError):
            continue
        return text.replace("\r\n", "\n")
    return value


def _parted(value: str, separator: str) -> list[str]:
    """The value parted where the separator is not escaped."""
    if "\\" not in value:
        return value.split(separator)
    parts = [""]
    place = 0
    while place < len(value):
        char = value[place]
        if char == "\\":
            parts[-1] += value[place : place + 2]
            place += 2
            continue
        if char == separator:
            parts.append("")
        else:
            parts[-1] += char
        place += 1
    return parts


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda one: "\n" if one[1] in "nN" else one[1], text)

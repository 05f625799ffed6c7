"""Names of people in one piece, parted into title, first name and family name."""

from __future__ import annotations

import re
from typing import NamedTuple

from klientel.kit.name_words import SALUTATIONS, TITLES
from klientel.kit.text import fold


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: “h. c.” stands behind a title as single letters
_BEFORE = SALUTATIONS | TITLES | {"h", "c"}
_PARTICLES = _set(
    "von vom zu zum zur van de den der des del della di da do dos das du la le les el al bin ibn "
    "ben ten ter te op af av auf im am an und y e ap mac freiherr freifrau graf gräfin baron "
    "baronin edler ritter"
)
#: they stand between others only
_LINKING = _set("und y e an am im auf op")
_SUFFIXES = _set("jun jr junior sen sr senior ii iii iv")
_COMMA = re.compile(r"\s*,\s*")


class Name(NamedTuple):
    """The parts of a name; any may be empty, but not all of a name that was not."""

    title: str
    first: str
    last: str


def is_particle(word: str) -> bool:
    """Whether a word belongs before a family name, as in “van der Meer”."""
    return word.rstrip(".").lower() in _PARTICLES


def split(text: str) -> Name:
    """The parts of “Dr. Anna von der Heide”, or of “von der Heide, Dr. Anna”."""
    words = text.split()
    before, comma, behind = text.partition(",")
    if comma and before.strip() and behind.strip() and not is_suffix(behind):
        titles, first = _without_titles(behind.split())
        more, last = _without_titles(before.split())
        return Name(" ".join([*more, *titles]), " ".join(first), " ".join(last or more))
    titles, names = _without_titles([word for word in _COMMA.sub(" ", text).split() if word])
    if not names:
        return Name("", "", " ".join(words))
    begins = _begin_of_family_name(names)
    return Name(" ".join(titles), " ".join(names[:begins]), " ".join(names[begins:]))


def is_suffix(text: str) -> bool:
    """Whether a word tells people of one name apart, as in “Hans Meier jun.”."""
    return text.strip().rstrip(".").lower() in _SUFFIXES


def _without_titles(words: list[str]) -> tuple[list[str], list[str]]:
    """The titles at the front, and the rest."""
    for place, word in enumerate(words):
        pieces = fold(word).split()
        if not pieces or not all(piece in _BEFORE for piece in pieces):
            return words[:place], words[place:]
    return words, []


def _begin_of_family_name(names: list[str]) -> int:
    """Where the family name begins: at its particles, else at the last word (but for “jun.”)."""
    last = len(names) - 1
    while last > 0 and is_suffix(names[last]):
        last -= 1
    for place, word in enumerate(names[:last]):
        # at the front, a capital makes it a first name: Ben Adler, Al Huber
        if place == 0 and word != word.lower():
            continue
        if word.lower() in _PARTICLES - _LINKING:
            return place
    return last

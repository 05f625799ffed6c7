"""A name taken apart: the words that tell it, its legal form, whose generation, its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from klientel.kit.likeness.given_names import root_of
from klientel.kit.likeness.phonetics import sound_of
from klientel.kit.likeness.spelling import MISTYPED, likeness_of_words, may_be_alike, steps_between
from klientel.kit.likeness.word_lists import (
    BEFORE_NAMES,
    COMMON_SURNAMES,
    GENERATIONS,
    GENERIC,
    JOINING,
)
from klientel.kit.name_words import LEGAL_FORMS, firm_words
from klientel.kit.text import fold

_GENERIC_WEIGHT = 0.3
_INITIAL_WEIGHT = 0.4
#: so many letters of names written in one word may differ in two
_JOINED_LETTERS = 8


@dataclass(frozen=True, slots=True)
class Name:
    """`words` are what tells the name, in the order written; the rest is beside it."""

    words: tuple[str, ...]
    legal: str = ""
    generation: str = ""
    numbers: tuple[str, ...] = ()
    #: whether any word is not one that many are called
    is_telling: bool = False
    #: a family name of which every town has several, and little beside it
    is_common: bool = False
    #: how much all words together tell
    weight: float = 0.0

    @property
    def sound(self) -> str:
        """One text for all spellings and orders of the name; forms of a given name are one."""
        telling = [word for word in self.words if word not in GENERIC] or list(self.words)
        sounds = [root if (root := root_of(word))[0] == "#" else sound_of(word) or word
                  for word in telling if len(word) > 1]  # fmt: skip
        return " ".join(sorted(sounds))


@lru_cache(maxsize=4_096)
def name_of(text: str) -> Name:
    """A name as people write it, taken apart: `Dr. Müller, Hans jun.`, `Müller GmbH & Co. KG`."""
    words: list[str] = []
    numbers: list[str] = []
    legal: list[str] = []
    generation = ""
    for word in firm_words(text):
        if word in LEGAL_FORMS and (words or legal):
            legal.append(LEGAL_FORMS[word])
        elif word in GENERATIONS and words:
            generation = GENERATIONS[word]
        elif word.isdigit():
            numbers.append(word.lstrip("0") or "0")
        elif word not in BEFORE_NAMES and word not in JOINING:
            words.append(word)
    if legal and "co" in words:
        words.remove("co")
    words = words or fold(text).split()
    telling = [word for word in words if word not in GENERIC and len(word) > 1]
    rare = [word for word in telling if word not in COMMON_SURNAMES and root_of(word)[0] != "#"]
    return Name(
        tuple(words), "+".join(sorted(set(legal))), generation, tuple(numbers), bool(telling),
        is_common=not rare, weight=sum(map(weight_of, words)),
    )  # fmt: skip


def likeness_of_names(one: Name, other: Name) -> float:
    """How much of two names is the same, from 0 to 1, whatever order their words stand in."""
    if one.words == other.words:
        return 1.0
    joined, whole = "".join(one.words), "".join(other.words)
    if joined == whole:
        return 1.0
    shared = _shared(one, other)
    is_written_in_one = (
        len(one.words) != len(other.words)
        and min(len(joined), len(whole)) >= _JOINED_LETTERS
        and joined[0] == whole[0]
        and steps_between(joined, whole, 1) <= 1
    )
    return max(shared, MISTYPED) if is_written_in_one else shared


def part_shared(one: Name, other: Name) -> bool:
    """Whether all words of the shorter name stand in the longer one, and they tell something."""
    short, long = (one, other) if len(one.words) <= len(other.words) else (other, one)
    if len(short.words) == len(long.words) or not short.is_telling:
        return False
    return all(
        any(likeness_of_words(word, more) >= 0.9 for more in long.words) for word in short.words
    )


def weight_of(word: str) -> float:
    """How much a word tells: one that many are called, or an initial, tells little."""
    if len(word) == 1:
        return _INITIAL_WEIGHT
    return _GENERIC_WEIGHT if word in GENERIC else 1.0


def _shared(one: Name, other: Name) -> float:
    """The weighted share of words that have a partner among the others, best partners first."""
    left = list(other.words)
    rest: list[str] = []
    found = 0.0
    for word in one.words:
        if word in left:
            left.remove(word)
            found += weight_of(word)
        else:
            rest.append(word)
    for word in rest:
        near = [more for more in left if may_be_alike(word, more)]
        if not near:
            continue
        likeness, partner = max((likeness_of_words(word, more), more) for more in near)
        if likeness:
            left.remove(partner)
            found += likeness * (weight_of(word) + weight_of(partner)) / 2
    whole = one.weight + other.weight
    return min(1.0, 2 * found / whole) if whole else 0.0

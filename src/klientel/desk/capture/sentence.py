"""A sentence in clauses, of which readers take what they understand; the rest stays text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from klientel.kit.text import fold

#: signs that one sentence may have
LONGEST = 2_000


def words_of(text: str) -> frozenset[str]:
    """A list of folded words, written as one text."""
    return frozenset(text.split())


_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n\s*")
_WORD = re.compile(r"@?[^\W_]+(?:[-'’][^\W_]+)*")
#: what parts clauses: not the comma of 1,5, the point of 3.12. and Dr., or the colon of 14:00
_BREAK = re.compile(
    r"\s*[,;](?!\d)\s*|\s*:(?!\d)\s*|\s+[-–—]\s+|\s*\n\s*"
    r"|(?<=[^\W\d_]{3})(?<!\bStd)(?<!\bMin)(?<!\bbzgl)[.!?]\s+"
)
#: words that say nothing without the part they stand beside
_FILLERS = words_of(
    "mit bei beim von vom ich wir hab habe haben hat hatte hatten heute dem der den die das "
    "am um an im in zu zum zur und kurz ca etwa ungefahr rund lang frau herr herrn hr fr dr "
    "uns mich mir with at from to on the a an i we had have has just by for him her "
    "them me us mr mrs ms and was war gab es gerade eben noch einmal nochmal again quick short "
)
#: of the fillers, those that tell who acted
_WHO = words_of("ich wir hab habe haben hat hatte hatten i we had have has und and")


@dataclass(frozen=True)
class Word:
    """A word of the sentence: as written, as compared (`kit.text.fold`), and where it stands."""

    text: str
    folded: str
    start: int
    end: int

    @property
    def is_capital(self) -> bool:
        return self.text[:1].isupper()


@dataclass(frozen=True)
class Part:
    """What a reader understood for a slot, such as `length`.

    `choices` are the values a person must choose from where the sentence means several.
    """

    slot: str
    value: Any = None
    choices: tuple[Any, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether somebody must still choose."""
        return bool(self.choices)


class Sentence:
    """The text, its words and clauses, and which stretches of it have been understood.

    The clause that says what happened is the head (`lead`); in others a part counts only when the
    whole clause is made of such parts: “20 min” does, “20 min too late” does not.
    """

    def __init__(self, text: str, patterns: Sequence[re.Pattern[str]] = ()) -> None:
        # runs of blanks would make the patterns walk them again and again
        self.text = _LINES.sub("\n", _BLANKS.sub(" ", text))
        self.words = [
            Word(found[0], fold(found[0]), found.start(), found.end())
            for found in _WORD.finditer(self.text)
        ]
        self.clauses = list(_clauses(self.text))
        self._patterns = patterns
        self._taken: list[tuple[int, int]] = []
        #: by clause, whether it is made of nothing but parts; asked for every match in it
        self._all_parts: dict[int, bool] = {}
        self._head = 0

    def lead(self, place: int) -> None:
        """Say where it stands what happened."""
        self._head = self.clause_of(place)

    def clause_of(self, place: int) -> int:
        """The number of the clause around a place."""
        return next((n for n, (_a, end) in enumerate(self.clauses) if place < end), 0)

    def is_head(self, place: int) -> bool:
        """Whether a place lies in the head."""
        return self.clause_of(place) == self._head

    def head(self) -> str:
        """The text of the head."""
        start, end = self.clauses[self._head]
        return self.text[start:end]

    def is_free(self, start: int, end: int) -> bool:
        """Whether nobody has taken any of a stretch."""
        return all(end <= a or start >= b for a, b in self._taken)

    def take(self, start: int, end: int) -> None:
        """Take a stretch out of the text: it is understood."""
        self._taken.append((start, end))
        self._all_parts.clear()

    def give_back(self, start: int, end: int) -> None:
        """Let a stretch that was taken be read again."""
        self._taken.remove((start, end))
        self._all_parts.clear()

    @property
    def taken(self) -> Sequence[tuple[int, int]]:
        """The stretches that have been understood."""
        return tuple(self._taken)

    def found(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Matches in the head and in clauses of nothing but parts, that nobody has taken."""
        for match in pattern.finditer(self.text):
            counts = self.is_head(match.start()) or self._is_all_parts(match.start())
            if counts and self.is_free(match.start(), match.end()):
                yield match

    def before(self, place: int, most: int = 2) -> list[str]:
        """The folded words right before a place, the nearest last, of the same clause."""
        start = self.clauses[self.clause_of(place)][0]
        near = [word.folded for word in self.words if start <= word.start and word.end <= place]
        return near[-most:]

    def after(self, place: int, most: int = 2) -> list[str]:
        """The folded words right behind a place, of the same clause."""
        end = self.clauses[self.clause_of(max(place - 1, 0))][1]
        return [word.folded for word in self.words if place <= word.start and word.end <= end][
            :most
        ]

    def says_nothing(self, start: int, end: int) -> bool:
        """Whether a stretch is made of parts and of words that say nothing by themselves."""
        text = "".join(
            " " if any(a <= place < b for a, b in self._taken) else self.text[place]
            for place in range(start, end)
        )
        for pattern in self._patterns:
            text = pattern.sub(lambda found: " " * len(found[0]), text)
        return all(word in _FILLERS for word in fold(text).split())

    def rest(self) -> str:
        """What nobody has understood, as one text.

        Where what is left of a clause is scattered over it, all of the clause is kept: half a
        sentence would say something else.
        """
        kept = ""
        for number, (start, end) in enumerate(self.clauses):
            piece = self._left_of(start, end)
            if not piece:
                continue
            gap = self.text[self.clauses[number - 1][1] : start] if kept else ""
            kept += (gap if gap.strip() or "\n" in gap or not kept else ", ") + piece
        return kept.strip()

    def _left_of(self, start: int, end: int) -> str:
        mine = [word for word in self.words if start <= word.start < end]
        if not any(a < end and b > start for a, b in self._taken):
            return self.text[start:end].strip()
        runs: list[list[Word]] = [[]]
        for word in mine:
            if self.is_free(word.start, word.end):
                runs[-1].append(word)
            elif runs[-1]:
                runs.append([])
        full = [run for run in runs if any(word.folded not in _FILLERS for word in run)]
        if not full:
            return ""
        if len(full) > 1:
            return self.text[start:end].replace("@", "").strip()
        run = _trimmed(full[0], is_at_end=full[0][-1] is mine[-1])
        last = run[-1].end
        # signs behind the last word belong to it: “will 20 %”
        while last < end and self.text[last] in "%€$?!)/.\"”“'" and self.is_free(last, last + 1):
            last += 1
        return self._with_signs_before(run[0].start, start, last)

    def _with_signs_before(self, first: int, start: int, last: int) -> str:
        while first > start and self.text[first - 1] in "(„“\"'#€$+~":
            first -= 1
        return self.text[first:last].strip()

    def _is_all_parts(self, place: int) -> bool:
        number = self.clause_of(place)
        if number not in self._all_parts:
            self._all_parts[number] = self.says_nothing(*self.clauses[number])
        return self._all_parts[number]


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _BREAK.finditer(text):
        if found.start() > start:
            yield start, found.start()
        start = found.end()
    if start < len(text) or not text:
        yield start, len(text)
    elif start:
        # the text ends with what parts clauses; places behind it belong to the last
        yield start, start


def _trimmed(run: list[Word], *, is_at_end: bool) -> list[Word]:
    """Words without those that belonged to what was taken out beside them.

    “ich habe” before it goes; a preposition goes where what it led to is gone, and stays before
    what is still there.
    """
    first, last = 0, len(run)
    while first < last and run[first].folded in _WHO:
        first += 1
    while last > first + 1 and not is_at_end and run[last - 1].folded in _FILLERS:
        last -= 1
    return run[first:last] or run

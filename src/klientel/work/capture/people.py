"""Who shall work on it: colleagues and teams that a sentence names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from klientel.desk.capture.sentence import Part, words_of
from klientel.desk.capture.stretches import Stretches
from klientel.kit.text import fold
from klientel.workspaces.queries import Directory

_I = re.IGNORECASE
_SLOT = 20
_NAME = r"[^\W\d_][\w'’-]*"
_NAMES = rf"{_NAME}(?:\s{_NAME})?"
_AND = r"(?:\s*[,&+]\s*|\s+(?:und|and)\s+)"
_MODAL = (
    r"(?:bitte\s+)?(?:soll(?:te|en|ten)?|muss|müssen|müsste|darf|möge|kann|könnte|macht|erledigt|übernimmt"
    r"|should|shall|must|has\s+to|have\s+to|needs\s+to|need\s+to|ought\s+to|can|could|please|will)"
)
#: `*ben`, `+ben`, and `@ben` where no account is called so
_MARKED = re.compile(rf"(?<![\w*+@])(?P<sign>[*+@])(?P<name>{_NAMES})", _I)
_SUBJECT = re.compile(
    rf"(?:^|(?<=[.!?:;,]\s)|(?<=\bdass\s)|(?<=\bthat\s))(?P<names>{_NAMES}?(?:{_AND}{_NAMES}){{0,4}}?)\s+"
    rf"(?P<modal>{_MODAL})(?:\s+bitte|\s+noch|\s+please)*\b\s*",
    _I,
)
_INVERTED = re.compile(
    rf"\b(?P<modal>soll(?:en|te)?|muss|müssen|kann|könnte|should|must|can|could)\s+(?P<names>{_NAMES})"
    r"(?:\s+bitte|\s+noch|\s+please)*\s*",
    _I,
)
_ASKED = re.compile(
    rf"\b(?:ask|tell|get|have|remind|let)\s+(?P<names>{_NAME}(?:{_AND}{_NAME})?)\s+to\s+"
    rf"|^(?P<called>{_NAMES})\s*[:,]\s*(?:bitte\s+|please\s+)?|^(?:bitte|please)\s+(?P<please>{_NAME})\b[,:]?\s*"
    rf"|^(?P<first>{_NAME})\s+(?:bitte|please)\s+",
    _I,
)
_GIVEN = re.compile(
    r"(?:[,;–-]\s*)?\b(?:(?:assign(?:ed)?(?:\s+(?:it|this))?\s+to|assignee|owner|zuständig(?:\s+ist)?|verantwortlich"
    r"(?:\s+ist)?|bearbeitung|delegieren\s+an|zuweisen\s+an|übergeben\s+an|macht|erledigt)\b\s*:?\s*"
    rf"(?P<names>{_NAMES}(?:{_AND}{_NAMES}){{0,4}})|an\s+(?P<to>{_NAMES})\s+(?:zuweisen|delegieren|geben|übergeben))",
    _I,
)
_FOR = re.compile(
    rf"^(?:(?:für|for)\s+(?P<names>{_NAME}(?:{_AND}{_NAME})?))\s*(?::|,)\s*"
    rf"|\b(?:für|for)\s+(?P<of>{_NAMES})\s*:\s*",
    _I,
)
_TEAM = (
    r"(?:[,;]\s*)?(?:\b(?:an|für|ans|fürs|to|for|assign(?:ed)?\s+to|im|in|beim)\s+)?"
    r"(?:\b(?:das|dem|the)\s+)?(?:[*+@](?:team\s+)?{name}\b|\bteam[:\s]+{name}\b|\b{name}[\s-]team\b)"
)
#: the teams of a sentence, the first of them first
TEAMS = ("team", "team2", "team3")
#: what stands between two teams
_JOINED = re.compile(rf"{_AND}$", _I)
_ME = words_of("ich mich mir me myself i")
_SHORTEST_BEGINNING = 2


@dataclass(frozen=True)
class Person:
    """A colleague, or a team: the id and the name."""

    id: UUID
    name: str


class Colleagues:
    """Those who are there, found by what people call them."""

    def __init__(self, directory: Directory, me: UUID | None) -> None:
        self.all = [
            Person(key, name)
            for key, name in directory.members.items()
            if key is not None and key in directory.active
        ]
        self.me = next((one for one in self.all if one.id == me), None)

    def called(self, text: str, *, may_begin: bool = False) -> list[Person]:
        """Those of that whole, first or last name; of its beginning where nobody has it."""
        wanted = fold(text)
        if not wanted:
            return []
        if wanted in _ME:
            return [self.me] if self.me else []
        whole = [one for one in self.all if fold(one.name) == wanted]
        parts = [one for one in self.all if wanted in fold(one.name).split()]
        begun = [
            one
            for one in self.all
            if may_begin
            and len(wanted) >= _SHORTEST_BEGINNING
            and any(word.startswith(wanted) for word in fold(one.name).split())
        ]
        return whole or parts or begun


def read_marked(
    stretches: Stretches, colleagues: Colleagues, without: frozenset[str], signs: str = "*+"
) -> list[Part]:
    """A part for each colleague with a sign before the name; its slot is a `*` and the name.

    Only the signs of colleagues stand for the beginning of a name: an @ is mostly an account.
    """
    found: dict[str, Part] = {}
    for match in stretches.found(_MARKED):
        if match["sign"] not in signs:
            continue
        for text in _longest_first(match["name"]):
            people = colleagues.called(text, may_begin=match["sign"] != "@")
            if not people:
                continue
            if _slot(text) not in without:
                found.setdefault(_slot(text), _part(text, people))
                stretches.take(match.start(), match.start("name") + len(text), _slot(text))
            break
    return list(found.values())


def read_said(stretches: Stretches, colleagues: Colleagues, without: frozenset[str]) -> list[Part]:
    """Those whom the sentence names as its subject, whom it asks, or whom it is given to."""
    return list(_said(stretches, colleagues, without))


def _said(stretches: Stretches, colleagues: Colleagues, without: frozenset[str]) -> Iterator[Part]:
    for pattern in (_GIVEN, _FOR, _SUBJECT, _INVERTED, _ASKED):
        for match in stretches.found(pattern):
            names, end = _names(match, colleagues)
            if not names or any(_slot(one) in without for one in names):
                continue
            stretches.take(match.start(), end, _slot(names[0]))
            yield from (_part(one, colleagues.called(one)) for one in names)
            return


def _names(match: re.Match[str], colleagues: Colleagues) -> tuple[list[str], int]:
    """The colleagues that a match names, and where what names them ends; nothing for others."""
    group = next(key for key, value in match.groupdict().items() if value and key != "modal")
    names = re.split(_AND, match[group])
    if all(colleagues.called(one) for one in names):
        return names, match.end()
    # “Kann Ben morgen”: the second word was no name
    first = match[group].split(" ", 1)[0]
    if match.re in (_INVERTED, _GIVEN) and colleagues.called(first):
        return [first], match.start(group) + len(first)
    return [], match.end()


def _longest_first(name: str) -> Iterable[str]:
    yield name
    if " " in name:
        yield name.split(" ", 1)[0]


def _slot(text: str) -> str:
    return f"*{fold(text)}"[:_SLOT]


def _part(text: str, people: list[Person]) -> Part:
    if len(people) == 1:
        return Part(_slot(text), people[0])
    return Part(_slot(text), None, tuple(people))


def each_once(parts: Iterable[Part]) -> list[Part]:
    """The same colleague twice is one."""
    seen: set[UUID] = set()
    kept = []
    for part in parts:
        if part.value is not None and part.value.id in seen:
            continue
        if part.value is not None:
            seen.add(part.value.id)
        kept.append(part)
    return kept


def read_teams(stretches: Stretches, directory: Directory, without: frozenset[str]) -> list[Part]:
    """A part for each team in the order of the sentence (`TEAMS`): it is named with the word, or
    with the sign of colleagues. What is not read stays text.
    """
    teams = [Person(key, name) for key, name in directory.teams.items() if key is not None]
    found: list[tuple[int, int, Person]] = []
    for team in sorted(teams, key=lambda one: -len(one.name)):
        for match in stretches.found(re.compile(_TEAM.format(name=re.escape(team.name)), _I)):
            # a longer name was found there already
            if all(match.end() <= start or match.start() >= end for start, end, _team in found):
                found.append((*match.span(), team))
                break
    parts: list[Part] = []
    for slot, (start, end, team) in zip(TEAMS, sorted(found, key=lambda one: one[0]), strict=False):
        if slot in without:
            continue
        joined = _JOINED.search(stretches.text, 0, start) if parts else None
        is_free = joined is not None and stretches.is_free(joined.start(), end)
        stretches.take(joined.start() if joined and is_free else start, end, slot)
        parts.append(Part(slot, team))
    return parts

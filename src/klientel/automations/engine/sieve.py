"""Of many rules that one trigger matches, those that a record's texts let through.

A firm has rules by the hundred that differ in a word: the same trigger, and one city each. They are
found by that word, and only those that it lets through are asked for all their conditions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from klientel.automations.engine.asked_once import Answers, Equal, Terms
from klientel.automations.engine.index import InForce
from klientel.records.conditions import Condition, Group
from klientel.records.types import RecordType

#: a rule with its place in the order of rules
Placed = tuple[int, InForce]


class Sieve:
    """Rules that are about the same type and act as the same member."""

    def __init__(self, terms: Terms, about: RecordType, rules: Sequence[Placed]) -> None:
        self._free: list[Placed] = []
        self._by_text: dict[tuple[str, str], dict[str, list[Placed]]] = {}
        for one in rules:
            definition = one[1].definition
            # one that does something else where its conditions are not met starts in any case
            needed = None if definition.otherwise else _needed(terms, about, definition.given)
            if needed is None:
                self._free.append(one)
            else:
                subject, column, text = needed
                self._by_text.setdefault((subject, column), {}).setdefault(text, []).append(one)

    def started(self, answers: Answers) -> Iterator[tuple[Placed, bool]]:
        """The rules that start for a scene, each with whether it meets their conditions."""
        maybe = list(self._free)
        for (subject, column), by_text in self._by_text.items():
            text = answers.text(subject, column)
            if text is not None:
                maybe += by_text.get(text, ())
        for one in maybe:
            definition = one[1].definition
            is_met = answers.meets(definition.given)
            if is_met or definition.otherwise:
                yield one, is_met


def _needed(terms: Terms, about: RecordType, given: Group) -> Equal | None:
    """A text that must be there, or else the conditions cannot be met; None where there is none."""
    if given.joined == "or" and len(given.parts) > 1:
        return None
    for part in given.parts:
        if isinstance(part, Condition) and (equal := terms.equal(about, part)) is not None:
            return equal
    return None

"""The seven lines of the brief's table, and how evidence on them becomes a standing and a verdict.

A position is a whole number from -100 (as with a customer) to 100 (as with a client). Directions
are those of the table in the brief. The weights are ours: what was agreed and how it is paid tells
more than how much is talked, and one line never decides. They are tested on the brief's examples.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Source = Literal["agreement", "talks", "purchases", "alike", "rooms", "none"]
Verdict = Literal["client", "customer", "between", ""]

#: from so many lines on that say something, there is a verdict
ENOUGH_LINES = 3
#: a lean of so much to one side is a verdict
CLEAR = 25
#: evidence of less weight than this does not make its line count
_COUNTS = 20


@dataclass(frozen=True)
class Line:
    """One line of the table: what it is called, what it is seen by, its two poles in words, and how
    much it weighs.
    """

    name: str
    label: str | Promise
    about: str | Promise
    customer: str | Promise
    client: str | Promise
    weight: int


LINES = (
    Line("term", _("Term"), _("What is agreed on, and for how long"), _("short"), _("long"), 3),
    Line(
        "offer", _("Offer"), _("Whether what they buy is made for them"),
        _("standard products or services"), _("custom, with advice"), 2,
    ),
    Line(
        "relation", _("Relation"), _("In how many months there were conversations"),
        _("transactions"), _("continuing collaboration"), 2,
    ),
    Line(
        "answers", _("Who answers"), _("Whether it is always the same person"),
        _("the team"), _("one named person"), 1,
    ),
    Line(
        "volume", _("Volume"), _("A purchase beside what is usual in the firm"),
        _("usual value"), _("high value"), 1,
    ),
    Line(
        "revenue", _("Revenue"), _("In what rhythm money comes"),
        _("paid for what was bought"), _("the same each month"), 3,
    ),
    Line(
        "examples", _("Resemblance"), _("Whom of the firm they are most like, all in all"),
        _("like your {customer.pl}"), _("like your {client.pl}"), 1,
    ),
)  # fmt: skip
BY_NAME = {line.name: line for line in LINES}


class Evidence(NamedTuple):
    """One fact about one account: on which line, how far to which side, how sure, in words.

    `text` is a msgid with `values` as placeholders. A weight of 0 says that it was seen and does
    not count. `source` is what it was read from.
    """

    line: str
    position: int
    weight: int
    source: Source
    text: str
    values: Mapping[str, Any] = {}

    def as_json(self) -> list[Any]:
        """As it is kept with the profile."""
        return [
            self.line,
            self.position,
            self.weight,
            self.source,
            self.text,
            dict(self.values),
        ]


@dataclass(frozen=True)
class Standing:
    """Where an account stands on one line; `weight` (0 to 100) is how much there is to go by."""

    position: int = 0
    weight: int = 0
    evidence: Sequence[Evidence] = ()

    @property
    def counts(self) -> bool:
        return self.weight >= _COUNTS


@dataclass(frozen=True)
class Profile:
    """An account on all lines, where it leans, and what it therefore seems to be."""

    standings: Mapping[str, Standing] = field(default_factory=dict)
    lean: int = 0
    verdict: Verdict = ""

    @property
    def coverage(self) -> int:
        """On how many lines there is something to go by."""
        return sum(one.counts for one in self.standings.values())

    def positions(self) -> dict[str, int]:
        """The positions on the lines that count."""
        return {name: one.position for name, one in self.standings.items() if one.counts}


def standing(evidence: Sequence[Evidence]) -> Standing:
    """The weighted mean of what was seen on one line; as sure as the surest of it."""
    whole = sum(one.weight for one in evidence)
    if not whole:
        return Standing(evidence=evidence)
    position = round(sum(one.position * one.weight for one in evidence) / whole)
    return Standing(position, max(one.weight for one in evidence), evidence)


def profile_of(evidence: Iterable[Evidence]) -> Profile:
    """Weigh everything that was seen of one account."""
    by_line: dict[str, list[Evidence]] = {}
    for one in evidence:
        by_line.setdefault(one.line, []).append(one)
    standings = {name: standing(some) for name, some in by_line.items()}
    whole = sum(BY_NAME[name].weight * one.weight for name, one in standings.items())
    if not whole:
        return Profile(standings)
    pulls = (BY_NAME[name].weight * one.weight * one.position for name, one in standings.items())
    lean = round(sum(pulls) / whole)
    return Profile(standings, lean, _verdict(standings, lean))


def _verdict(standings: Mapping[str, Standing], lean: int) -> Verdict:
    said = [one for name, one in standings.items() if name != "examples" and one.counts]
    if len(said) < ENOUGH_LINES:
        return ""
    if lean <= -CLEAR:
        return "customer"
    if lean >= CLEAR and _is_more_than_buying(standings):
        return "client"
    return "between"


def _is_more_than_buying(standings: Mapping[str, Standing]) -> bool:
    """Whether anything beside purchases speaks for a client: buying often makes nobody one."""
    return any(
        one.position > 0 and one.weight and one.source in ("agreement", "talks")
        for line in standings.values()
        for one in line.evidence
    )


def reasons(profile: Profile, towards: Verdict, most: int = 3) -> list[Evidence]:
    """The weightiest evidence that speaks for a verdict, the strongest first."""
    sign = 1 if towards == "client" else -1
    speaking = [
        (one.position * one.weight * BY_NAME[name].weight * sign, one)
        for name, line in profile.standings.items()
        for one in line.evidence
    ]
    strong = sorted((one for one in speaking if one[0] > 0), key=lambda one: -one[0])
    return [one for _pull, one in strong[:most]]

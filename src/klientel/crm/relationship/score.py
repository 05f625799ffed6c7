"""The lead score of a prospect: how well it fits, and how lively it is, each up to 50 points.

Fit is what it is; engagement is what happened, losing half its worth with each half-life (30 days
as it comes): the sum of points x 0.5^(age / half-life), after the usual split into fit and
engagement with decay. Every point has its reason. A firm sets the points itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from klientel.crm.relationship.seen import Seen, Touch

#: the most that fit and engagement count each
MOST = 50
HALF_LIFE = 30


@dataclass(frozen=True)
class Rule:
    """One thing that gives points: its name, in words, how many as it comes, and of which half."""

    name: str
    label: str | Promise
    points: int
    is_fit: bool


RULES = (
    Rule("referral", _("Came by referral"), 15, True),
    Rule("asked", _("Came by the website or an event"), 10, True),
    Rule("decider", _("Who decides is known"), 10, True),
    Rule("email", _("E-mail address is known"), 5, True),
    Rule("phone", _("Telephone number is known"), 5, True),
    Rule("industry", _("Industry of several of your {client.pl}"), 15, True),
    Rule("meeting", _("Meeting or visit"), 15, False),
    Rule("call", _("Call"), 8, False),
    Rule("mail_in", _("E-mail or message from them"), 8, False),
    Rule("mail_out", _("E-mail or message to them"), 3, False),
)
BY_NAME = {rule.name: rule for rule in RULES}


@dataclass(frozen=True)
class Weights:
    """What a firm gives points for, by rule, and the half-life of what happened in days."""

    points: Mapping[str, int] = field(
        default_factory=lambda: {rule.name: rule.points for rule in RULES}
    )
    half_life: int = HALF_LIFE

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Weights:
        """Those that a firm set, and what comes with the program for the rest."""
        points = {rule.name: int(kept.get(rule.name, rule.points)) for rule in RULES}
        return cls(points, max(1, int(kept.get("half_life", HALF_LIFE))))


class Point(NamedTuple):
    """Some points and what they are for: a rule's name, or a sentence with values."""

    points: float
    rule: str
    values: dict[str, Any]

    def as_json(self) -> list[Any]:
        """As it is kept."""
        return [round(self.points, 1), self.rule, self.values]


def score_of(
    seen: Seen, weights: Weights, industries: frozenset[str], today: date
) -> tuple[int, list[Point]]:
    """The score of a prospect from 0 to 100, and what it is made of, the most first."""
    fit = list(_fit(seen, weights, industries))
    lively = list(_lively(seen, weights, today))
    whole = sum(min(MOST, sum(one.points for one in half)) for half in (fit, lively))
    points = sorted((one for one in [*fit, *lively] if one.points), key=lambda one: -one.points)
    return max(0, min(100, round(whole))), points


def _fit(seen: Seen, weights: Weights, industries: frozenset[str]) -> Iterator[Point]:
    account = seen.account
    holds = {
        "referral": account.source == "referral",
        "asked": account.source in ("website", "event"),
        "decider": seen.decider is not None,
        "email": bool(account.email),
        "phone": bool(account.phone),
        "industry": bool(account.industry) and account.industry.casefold() in industries,
    }
    for name, is_so in holds.items():
        if is_so:
            yield Point(weights.points[name], name, {})


def _lively(seen: Seen, weights: Weights, today: date) -> Iterator[Point]:
    for touch in seen.touches:
        rule = _rule_for(touch)
        if not rule or not weights.points[rule]:
            continue
        age = max(0, (today - touch.on).days)
        points = weights.points[rule] * 0.5 ** (age / weights.half_life)
        if points >= 0.05:
            yield Point(points, rule, {"days": age, "whole": weights.points[rule]})


def _rule_for(touch: Touch) -> str:
    if touch.kind in ("meeting", "visit"):
        return "meeting"
    if touch.kind in ("mail", "message"):
        return "mail_in" if touch.is_incoming else "mail_out"
    return touch.kind if touch.kind in BY_NAME else ""


#: how a reason that loses worth is told; fit is told by its rule alone
FADING = gettext_noop("{rule}, {days} days ago: {points} of {whole} left")

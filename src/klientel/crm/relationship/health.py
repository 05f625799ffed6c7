"""How a client fares with us: a number from 0 to 100, made only of facts that anybody can look at.

The weighted mean of what is known; what is not known is left out, and how much was known is said.
Weights and bands follow the proposal for health scores in the design's facts (activity 20, term of
the contract 5). Rooms that know of work, money or complaints add theirs through a registry
(`records/account_signs.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext_noop as _

from klientel.crm.relationship.seen import Seen
from klientel.records.account_signs import HealthSign

#: so many days nobody may be silent where nothing was agreed
_USUAL_SILENCE = 30
#: an agreement that ends sooner than this is on the table
_NEAR = 90
#: so many days before the last day of notice the client is probably thinking about it
_NOTICE_NEAR = 45


class Part(NamedTuple):
    """One reason: how good it is from 0 to 100, how much it weighs, in words (a msgid)."""

    points: int
    weight: int
    text: str
    values: dict[str, Any]

    def as_json(self) -> list[Any]:
        """As it is kept."""
        return list(self)


def health_of(
    seen: Seen, today: date, signs: Iterable[HealthSign] = ()
) -> tuple[int | None, list[Part]]:
    """The health of a client and its reasons, the `signs` of other rooms among them; None while
    nothing is known."""
    found = [part for judge in _PARTS if (part := judge(seen, today)) is not None]
    found += [Part(one.points, one.weight, one.text, dict(one.values)) for one in signs]
    return mean_of(found), found


def mean_of(found: Iterable[Part]) -> int | None:
    """The weighted mean of parts, those that are known; None of none."""
    listed = list(found)
    weight = sum(part.weight for part in listed)
    return round(sum(part.points * part.weight for part in listed) / weight) if weight else None


#: by how many days ago, where no number of days is what one would say
_LATELY = {
    0: _("Last contact today, {most} days at most"),
    1: _("Last contact yesterday, {most} days at most"),
}
_LONG_AGO = _("Last contact {gone} days ago, {most} at most")


def _contact(seen: Seen, today: date) -> Part | None:
    account = seen.account
    most = account.silence_days or _USUAL_SILENCE
    if seen.last_contact_on is None:
        since = account.client_since
        if since is None or (today - since).days <= most:
            return None
        return Part(0, 20, _("Nobody has spoken with them yet"), {})
    gone = max(0, (today - seen.last_contact_on).days)
    # whole up to half of what was agreed, 60 at its end, nothing at twice that
    share = gone / most
    points = 100 if share <= 0.5 else 140 - 80 * share if share <= 1 else 120 - 60 * share
    values = {"gone": gone, "most": most}
    return Part(max(0, round(points)), 20, _LATELY.get(gone, _LONG_AGO), values)


def _rhythm(seen: Seen, today: date) -> Part | None:
    before = seen.talks_before / 3
    if before < 1:
        return None
    share = min(1.0, seen.talks_lately / before)
    values = {"now": seen.talks_lately, "before": round(before, 1)}
    text = _("{now} conversations in three months, {before} in the three before on average")
    return Part(round(100 * share), 10, text, values)


def _term(seen: Seen, today: date) -> Part | None:
    agreed = seen.agreement
    if agreed is None:
        return Part(30, 5, _("No agreement is in force"), {})
    if agreed.notice_given_on is not None:
        return Part(0, 5, _("Notice was given"), {})
    if agreed.ends_on is not None and not agreed.goes_on:
        days = max(0, (agreed.ends_on - today).days)
        if days < _NEAR:
            return Part(40, 5, _("The agreement ends in {days} days"), {"days": days})
    left = (agreed.notice_by - today).days if agreed.notice_by is not None else -1
    if 0 <= left < _NOTICE_NEAR:
        return Part(40, 5, _("Notice can be given for another {days} days"), {"days": left})
    return Part(100, 5, _("The agreement runs on"), {})


def _decider(seen: Seen, today: date) -> Part | None:
    if seen.decider is None:
        return Part(20, 5, _("Nobody is known who decides"), {})
    if not seen.decider:
        return Part(60, 5, _("Who decides is known, but not how to reach them"), {})
    return Part(100, 5, _("Who decides is known and can be reached"), {})


#: each says something of a client, or nothing
_PARTS: tuple[Callable[[Seen, date], Part | None], ...] = (_contact, _rhythm, _term, _decider)

"""A profile as a reader sees it: seven lines with poles and reasons, and a verdict in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from klientel.crm.models import Account, RelationshipProfile
from klientel.crm.relationship.lines import CLEAR, LINES, Evidence, Profile, profile_of, reasons
from klientel.records.fields.base import Reading

#: what can be done about an account that seems to be what it is not called, by what it seems to be
ANSWERS = {
    "client": ("account.promote", "account.keep_relationship"),
    "customer": ("account.return_to_customer", "account.keep_relationship"),
}
#: a position of so much is told without a "rather"
_SURE = 60


@dataclass(frozen=True)
class Reason:
    """One thing that was seen, in words; `side` is `client`, `customer` or empty."""

    text: str
    side: str


@dataclass(frozen=True)
class ShownLine:
    """One of the seven lines; `position` is None where nothing is known."""

    label: str
    about: str
    customer: str
    client: str
    position: int | None
    word: str
    reasons: list[Reason]


def kept(row: RelationshipProfile) -> Profile:
    """The profile as it was reckoned."""
    return profile_of(Evidence(*one) for one in row.evidence)


def lines_shown(profile: Profile, reading: Reading) -> list[ShownLine]:
    """All seven lines, those without evidence as well."""
    found = []
    for line in LINES:
        standing = profile.standings.get(line.name)
        known = standing is not None and standing.weight > 0
        position = standing.position if standing is not None and known else None
        found.append(
            ShownLine(
                reading.say(line.label),
                reading.say(line.about),
                reading.say(line.customer),
                reading.say(line.client),
                position,
                word_for(position, reading),
                [reason(one, reading) for one in (standing.evidence if standing else ())],
            )
        )
    return found


def reason(one: Evidence, reading: Reading) -> Reason:
    """One piece of evidence in the reader's words."""
    side = "client" if one.position > 0 else "customer" if one.position < 0 else ""
    text = reading.words.say(one.text, **in_format(one.values, reading))
    return Reason(text, side if one.weight else "")


def in_format(values: Mapping[str, Any], reading: Reading) -> dict[str, str]:
    """What stands in a reason, numbers as the reader writes them."""
    return {
        name: value if isinstance(value, str) else reading.format.number(value)
        for name, value in values.items()
    }


def word_for(position: int | None, reading: Reading) -> str:
    """A position in words, so that nobody has to see the line."""
    if position is None:
        return _("not known")
    if abs(position) < CLEAR:
        return _("in between")
    is_sure = abs(position) >= _SURE
    if position > 0:
        text = _("like {client.a}") if is_sure else _("more like {client.a}")
    else:
        text = _("like {customer.a}") if is_sure else _("more like {customer.a}")
    return reading.say(text)


def verdict_in_words(row: RelationshipProfile | None, account: Account, reading: Reading) -> str:
    """What the account seems to be, beside what it is called."""
    if row is None or not row.verdict:
        return _("Too little is known yet to tell.")
    if row.verdict == "between":
        return reading.say(_("Stands in between: something speaks for each side."))
    if account.relationship == "prospect":
        will = {
            "client": _("Is treated like {client.a} already."),
            "customer": _("Is treated like {customer.a}."),
        }
        return reading.say(will[row.verdict])
    if row.verdict == account.relationship:
        same = {
            "client": _("Is {client.a} in fact as well."),
            "customer": _("Is {customer.a} in fact as well."),
        }
        return reading.say(same[row.verdict])
    other = {
        "client": _("Is called {customer.a} and treated like {client.a}."),
        "customer": _("Is called {client.a} and treated like {customer.a}."),
    }
    return reading.say(other[row.verdict])


def why(row: RelationshipProfile, reading: Reading, most: int = 3) -> list[str]:
    """The weightiest reasons for a verdict, in words."""
    if row.verdict not in ("client", "customer"):
        return []
    profile = kept(row)
    return [reason(one, reading).text for one in reasons(profile, profile.verdict, most)]

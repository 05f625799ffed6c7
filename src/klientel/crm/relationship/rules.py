"""What the numbers of an account say, line by line: the rules, each with its reason in words.

Directions are those of the table in the brief. Positions and weights are settled by its examples
(`tests/test_relationship_examples.py`): the salon's regular of ten years stays a customer, however
often she comes; the accountant's client is one although hardly anybody talks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop as _

from klientel.crm.models import Agreement
from klientel.crm.relationship.lines import BY_NAME, Evidence
from klientel.crm.relationship.seen import Seen

#: an agreement of so many days is a long one
_LONG, _SHORT = 180, 60
#: fewer talks than this say nothing of who answers
_ENOUGH_TALKS = 4
#: how much purchases may differ and still be "the same each month"
_SAME = Decimal("0.15")
#: lines that a comparison with others needs
_ENOUGH_TO_COMPARE = 3


@dataclass(frozen=True)
class Usual:
    """What is usual in the firm: its median purchase, where clients and customers stand by line.

    `standard` are the products that it sells to many, `industries` (in lower case) those of
    several of its clients. `members` is how many people work there:
    where one does all, nobody in particular answers.
    """

    members: int = 0
    ticket: Decimal | None = None
    standard: frozenset[str] = frozenset()
    industries: frozenset[str] = frozenset()
    client: Mapping[str, int] = field(default_factory=dict)
    customer: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As it is kept until the next night; `members` is asked anew each time."""
        return {
            "ticket": str(self.ticket) if self.ticket is not None else None,
            "standard": sorted(self.standard),
            "industries": sorted(self.industries),
            "client": dict(self.client),
            "customer": dict(self.customer),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any], members: int) -> Usual:
        """What `as_json` kept."""
        ticket = kept.get("ticket")
        return cls(
            members,
            Decimal(ticket) if ticket is not None else None,
            frozenset(kept.get("standard", ())),
            frozenset(kept.get("industries", ())),
            kept.get("client", {}),
            kept.get("customer", {}),
        )


def evidence_of(seen: Seen, usual: Usual) -> list[Evidence]:
    """All that an account's numbers say; nothing of who was never dealt with."""
    if not (seen.agreement or seen.talks or seen.visits or seen.bought.count):
        return []
    return [
        *_term(seen),
        *_offer(seen),
        *_relation(seen),
        *_answers(seen, usual),
        *_volume(seen, usual),
        *_revenue(seen),
    ]


def likeness(positions: Mapping[str, int], usual: Usual) -> Iterator[Evidence]:
    """Whether an account stands where the firm's clients do, or where its customers do."""
    shared = [name for name in positions if name in usual.client and name in usual.customer]
    if len(shared) < _ENOUGH_TO_COMPARE:
        return
    near = [
        sum(BY_NAME[name].weight * abs(positions[name] - where[name]) for name in shared)
        for where in (usual.client, usual.customer)
    ]
    if not sum(near):
        return
    position = round(100 * (near[1] - near[0]) / sum(near))
    text = _("Stands closer to your {client.pl} than to your {customer.pl}")
    if position < 0:
        text = _("Stands closer to your {customer.pl} than to your {client.pl}")
    yield Evidence("examples", position, 50, "alike", text)


def _term(seen: Seen) -> Iterator[Evidence]:
    agreed, bought = seen.agreement, seen.bought
    if agreed is not None:
        yield _term_agreed(agreed)
        return
    if _comes_back(seen):
        text = _("Comes back with new tasks, over {count} months")
        yield Evidence("term", 40, 60, "talks", text, {"count": seen.talk_months})
    elif bought.count == 1:
        yield Evidence("term", -100, 100, "purchases", _("One purchase, and nothing agreed beyond"))
    elif bought.count:
        text = _("Nothing agreed: each of {count} purchases stood by itself")
        yield Evidence("term", -80, 80, "purchases", text, {"count": bought.count})
    since = seen.account.customer_since
    if since is not None and seen.account.purchases_count > 1:
        text = _("Loyal since {year}; that is no term")
        yield Evidence("term", 0, 0, "none", text, {"year": str(since.year)})


def _term_agreed(agreed: Agreement) -> Evidence:
    """What an agreement says: the longer it runs, the more; without terms (a promotion alone makes
    one) it says little.
    """
    days = None if agreed.ends_on is None else (agreed.ends_on - agreed.starts_on).days
    has_terms = bool(agreed.services.strip()) or agreed.ends_on is not None
    weight, values = 100 if has_terms else 40, {"subject": agreed.subject}
    if days is None or agreed.goes_on or days >= _LONG:
        text = _("Agreement “{subject}” runs on")
        return Evidence("term", 100, weight, "agreement", text, values)
    text = _("Agreement “{subject}” is short")
    return Evidence("term", 30 if days >= _SHORT else -60, weight, "agreement", text, values)


def _comes_back(seen: Seen) -> bool:
    """Whether somebody is advised through the year and orders more than one thing made for them."""
    bought = seen.bought
    is_custom = bought.products > 0 and bought.standard * 2 <= bought.products
    return seen.talk_months >= 6 and bought.count >= 2 and is_custom


def _offer(seen: Seen) -> Iterator[Evidence]:
    agreed, bought = seen.agreement, seen.bought
    services = [line for line in (agreed.services if agreed else "").splitlines() if line.strip()]
    if services:
        text = _("Services agreed on: {count}")
        yield Evidence("offer", 100, 100, "agreement", text, {"count": len(services)})
    if bought.products:
        position = round(100 - 200 * bought.standard / bought.products)
        text = _("Sold to others as well: {standard} of {count} products")
        values = {"standard": bought.standard, "count": bought.products}
        weight = min(100, 25 * bought.products)
        yield Evidence("offer", position, weight, "purchases", text, values)
    if bought.count and bought.at_counter * 5 >= bought.count * 4:
        yield Evidence("offer", -80, 50, "purchases", _("Bought over the counter or online"))


def _relation(seen: Seen) -> Iterator[Evidence]:
    months = seen.months_known
    if seen.talks or seen.bought.count or seen.agreement:
        share = seen.talk_months / months
        position = max(-100, min(100, round((share - 0.3) * 250)))
        weight = 100 if months >= 3 else 50
        text = _("Advised or worked with in {count} of {months} months")
        values = {"count": min(seen.talk_months, months), "months": months}
        yield Evidence("relation", position, weight, "talks", text, values)
    if seen.visits:
        text = _("Visits: {count}; visiting alone is no collaboration")
        yield Evidence("relation", 0, 0, "none", text, {"count": seen.visits})


def _answers(seen: Seen, usual: Usual) -> Iterator[Evidence]:
    account = seen.account
    if seen.talks >= _ENOUGH_TALKS and usual.members > 1:
        most = max(seen.by_member.values())
        position = max(-100, min(100, round((most / seen.talks - 0.5) * 333)))
        text = _("{most} of {count} conversations were with the same person")
        values = {"most": most, "count": seen.talks}
        yield Evidence("answers", position, 100, "talks", text, values)
    elif seen.bought.count >= 3 and not seen.talks:
        yield Evidence("answers", -70, 50, "purchases", _("Served by whoever was on duty"))
    if account.is_client and account.owner_id is None:
        yield Evidence("answers", -60, 60, "agreement", _("Nobody is named"))


def _volume(seen: Seen, usual: Usual) -> Iterator[Evidence]:
    mean = seen.bought.mean
    if not usual.ticket or mean <= 0:
        return
    ratio = float(mean / usual.ticket)
    position = max(-80, min(100, round(45 * (ratio - 1) - 80))) if ratio < 5 else 100
    text = _("A purchase comes to {times} times what is usual")
    yield Evidence("volume", position, 60, "purchases", text, {"times": round(ratio, 1)})


def _revenue(seen: Seen) -> Iterator[Evidence]:
    bought = seen.bought
    if not bought.count:
        return
    values: dict[str, Any] = {"count": bought.count}
    if _is_monthly(seen):
        text = _("About the same amount in each of {count} months")
        yield Evidence("revenue", 90, 80, "purchases", text, values)
    else:
        text = _("Paid each time for what was bought ({count}×)")
        yield Evidence("revenue", -80, 70, "purchases", text, values)


def _is_monthly(seen: Seen) -> bool:
    """One amount a month, on nearly the same day, never over the counter: a bill, not a visit."""
    bought = seen.bought
    is_even = bought.mean > 0 and (bought.most - bought.least) <= bought.mean * _SAME
    is_billed = bought.days_of_month <= 4 and bought.at_counter == 0
    return bought.count >= 6 and bought.months == bought.count and is_even and is_billed

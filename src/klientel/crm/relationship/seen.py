"""What the room itself knows of accounts, as plain numbers: one set-based read per question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Avg, Count, Max, Min, Q, QuerySet
from django.db.models.functions import ExtractDay, TruncMonth

from klientel.crm.actions.agreement import in_force
from klientel.crm.models import Account, Agreement, Contact, Interaction, Purchase, PurchaseLine
from klientel.kit import clock

#: contact by which a firm advises or works with somebody; a visit to the shop is none, and neither
#: is a message about an appointment
ADVICE = (Interaction.Kind.CALL, Interaction.Kind.MEETING, Interaction.Kind.MAIL)
#: bought where nobody need know the buyer
COUNTER = ("till", "online")
#: a product that so many accounts bought is a standard one, an industry of so many a usual one
_STANDARD = 3
_MOST_PRODUCTS = 5_000
#: fewer purchases than this have no middle worth the name
_ENOUGH_PURCHASES = 20
_YEAR = timedelta(days=365)
_QUARTER = timedelta(days=91)
_MOST_TOUCHES = 100


@dataclass
class Bought:
    """The purchases of the last twelve months."""

    count: int = 0
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(0)
    mean: Decimal = Decimal(0)
    #: in how many calendar months, on how many different days of a month
    months: int = 0
    days_of_month: int = 0
    at_counter: int = 0
    first_on: date | None = None
    last_on: date | None = None
    #: different things bought, and how many of them others buy as well
    products: int = 0
    standard: int = 0


@dataclass(frozen=True)
class Touch:
    """One contact with a prospect: on which day, of which kind, and whether it came from them."""

    on: date
    kind: str
    is_incoming: bool


@dataclass
class Seen:
    """One account in numbers; months and counts are of the last twelve months.

    `decider` is None where nobody is known who decides, else whether they can be reached.
    `talks_lately` are those of three months, `talks_before` those of the nine months before.
    """

    account: Account
    months_known: int = 0
    agreement: Agreement | None = None
    talks: int = 0
    talk_months: int = 0
    talks_lately: int = 0
    talks_before: int = 0
    visits: int = 0
    last_contact_on: date | None = None
    decider: bool | None = None
    #: of prospects only, the newest first, at most a hundred
    touches: list[Touch] = field(default_factory=list)
    by_member: dict[UUID | None, int] = field(default_factory=dict)
    bought: Bought = field(default_factory=Bought)


def seen_of(
    workspace_id: UUID,
    ids: Collection[UUID],
    today: date,
    zone: str,
    standard: Collection[str] = frozenset(),
    bought_until: date | None = None,
) -> list[Seen]:
    """The numbers of some accounts: eleven reads, however many accounts.

    `standard` are the products that are sold to many (`standard_products`). Purchases are those of
    twelve months up to `bought_until`, the last day of a log that has ended, else up to today.
    """
    until = bought_until or today
    accounts = Account.objects.in_workspace(workspace_id).filter(pk__in=ids, trashed_at=None)
    found = {one.pk: _bare(one, today, zone) for one in accounts}
    _agreed(workspace_id, found, today)
    since = clock.start_of_day(today - _YEAR, zone)
    talks = Interaction.objects.in_workspace(workspace_id).filter(
        account_id__in=found, trashed_at=None, occurred_at__gte=since, occurred_at__lte=clock.now()
    )
    _talked(found, talks, today, zone)
    _deciding(workspace_id, found)
    _touched(found, talks, zone)
    bought = Purchase.objects.in_workspace(workspace_id).filter(
        account_id__in=found, trashed_at=None, bought_on__gt=until - _YEAR, bought_on__lte=until
    )
    _bought(found, bought)
    _chosen(workspace_id, found, bought, standard)
    return list(found.values())


def _bare(account: Account, today: date, zone: str) -> Seen:
    last = account.last_contact_at
    on = clock.local(last, zone).date() if last is not None else None
    return Seen(account, _months_known(account, today), last_contact_on=on)


def _months_known(account: Account, today: date) -> int:
    """For how many months, of twelve at most, there could have been contact."""
    since = account.acquired_on or account.customer_since or account.created_at.date()
    return max(1, min(12, (today - since).days // 30))


def _agreed(workspace_id: UUID, found: dict[UUID, Seen], today: date) -> None:
    rows = Agreement.objects.in_workspace(workspace_id).filter(
        account_id__in=found, trashed_at=None
    )
    of_account: dict[UUID, list[Agreement]] = defaultdict(list)
    for one in rows.order_by("-starts_on", "-pk"):
        of_account[one.account_id].append(one)
    for pk, some in of_account.items():
        # of what ends today nothing follows for tomorrow
        found[pk].agreement = in_force(some, today + timedelta(days=1))


def _talked(found: dict[UUID, Seen], talks: QuerySet[Interaction], today: date, zone: str) -> None:
    rows = talks.order_by()
    advice = rows.filter(kind__in=ADVICE)
    lately = Count("pk", filter=Q(occurred_at__gte=clock.start_of_day(today - _QUARTER, zone)))
    counted = advice.values_list("account_id", "owner_id").annotate(n=Count("pk"), lately=lately)
    for pk, member, count, late in counted:
        one = found[pk]
        one.by_member[member] = count
        one.talks += count
        one.talks_lately += late
        one.talks_before += count - late
    month = TruncMonth("occurred_at", tzinfo=clock.zone(zone))
    for pk, months in advice.values_list("account_id").annotate(n=Count(month, distinct=True)):
        found[pk].talk_months = months
    visits = rows.filter(kind=Interaction.Kind.VISIT)
    for pk, count in visits.values_list("account_id").annotate(n=Count("pk")):
        found[pk].visits = count


def _deciding(workspace_id: UUID, found: dict[UUID, Seen]) -> None:
    ids = {one.account.decision_maker_id for one in found.values()} - {None}
    rows = Contact.objects.in_workspace(workspace_id).filter(pk__in=ids, trashed_at=None)
    reached = {pk: any(ways) for pk, *ways in rows.values_list("pk", "email", "phone", "mobile")}
    for one in found.values():
        one.decider = reached.get(one.account.decision_maker_id)


def _touched(found: dict[UUID, Seen], talks: QuerySet[Interaction], zone: str) -> None:
    prospects = [pk for pk, one in found.items() if one.account.relationship == "prospect"]
    if not prospects:
        return
    rows = talks.filter(account_id__in=prospects).exclude(kind=Interaction.Kind.NOTE)
    newest = rows.order_by("-occurred_at").values_list(
        "account_id", "occurred_at", "kind", "direction"
    )
    for pk, at, kind, direction in newest:
        touches = found[pk].touches
        if len(touches) < _MOST_TOUCHES:
            touches.append(Touch(clock.local(at, zone).date(), kind, direction == "in"))


def _bought(found: dict[UUID, Seen], bought: QuerySet[Purchase]) -> None:
    rows = bought.order_by()
    sums = rows.values_list("account_id").annotate(
        count=Count("pk"),
        least=Min("amount"),
        most=Max("amount"),
        mean=Avg("amount"),
        months=Count(TruncMonth("bought_on"), distinct=True),
        days=Count(ExtractDay("bought_on"), distinct=True),
        first=Min("bought_on"),
        last=Max("bought_on"),
    )
    for pk, count, least, most, mean, months, days, first, last in sums:
        found[pk].bought = Bought(
            count, least, most, Decimal(str(mean)), months, days, first_on=first, last_on=last
        )
    at_counter = rows.filter(channel__in=COUNTER)
    for pk, count in at_counter.values_list("account_id").annotate(n=Count("pk")):
        found[pk].bought.at_counter = count


def _chosen(
    workspace_id: UUID,
    found: dict[UUID, Seen],
    bought: QuerySet[Purchase],
    standard: Collection[str],
) -> None:
    """How many different things were bought, and how many of them are sold to others, too."""
    lines = PurchaseLine.objects.in_workspace(workspace_id).exclude(product="")
    mine = lines.filter(purchase__in=bought.values("pk")).order_by()
    for pk, product in mine.values_list("purchase__account_id", "product").distinct():
        found[pk].bought.products += 1
        found[pk].bought.standard += product in standard


def standard_products(workspace_id: UUID) -> frozenset[str]:
    """The products that at least three accounts bought, the most sold first; at most 5,000."""
    lines = PurchaseLine.objects.in_workspace(workspace_id).exclude(product="")
    buyers = Count("purchase__account_id", distinct=True)
    often = lines.values_list("product").annotate(buyers=buyers).filter(buyers__gte=_STANDARD)
    return frozenset(product for product, _count in often.order_by("-buyers")[:_MOST_PRODUCTS])


def client_industries(workspace_id: UUID) -> frozenset[str]:
    """The industries, in lower case, that at least three of the firm's clients are of."""
    rows = Account.objects.in_workspace(workspace_id).filter(
        relationship=Account.Relationship.CLIENT, trashed_at=None
    )
    counts: dict[str, int] = defaultdict(int)
    named = rows.exclude(industry="").values_list("industry").annotate(n=Count("pk")).order_by()
    for industry, count in named:
        counts[industry.casefold()] += count
    return frozenset(industry for industry, count in counts.items() if count >= _STANDARD)


def usual_ticket(workspace_id: UUID) -> Decimal | None:
    """The median purchase of the firm; None while there are fewer than twenty."""
    rows = Purchase.objects.in_workspace(workspace_id).filter(trashed_at=None, amount__gt=0)
    count = rows.count()
    if count < _ENOUGH_PURCHASES:
        return None
    middle = rows.order_by("amount").values_list("amount", flat=True)[count // 2]
    return Decimal(middle)

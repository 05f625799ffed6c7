"""The import of a shop's log: one file that makes customers and what they bought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from klientel.crm.actions.purchase import LineDraft, PurchaseDraft, record_purchases
from klientel.crm.models import Account
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.kit.text import sort_key
from klientel.records.actions import create_many
from klientel.records.actions.catalogue import current_reading
from klientel.records.actions.create import Draft
from klientel.records.fields import (
    DayField,
    EmailField,
    MoneyField,
    NumberField,
    PhoneField,
    TextField,
)
from klientel.records.recipes import CleanRow, Options, Outcome, Recipe, Target, recipes
from klientel.workspaces.actor import Actor

_CHUNK = 5_000

TARGETS = (
    Target(
        "number",
        TextField(name="number", label=_("Customer number"), max_length=60),
        group=_("{customer.up}"),
        matchable=True,
        aliases=(
            "customer id", "customer number", "customer no", "customer", "kundennummer",
            "kundennr", "kunden nr", "kdnr", "kunde", "buyer", "client id",
        ),
        kinds=("text", "integer"),
    ),
    Target(
        "email",
        EmailField(name="email", label=_("E-mail")),
        group=_("{customer.up}"),
        matchable=True,
        aliases=("mail", "e mail", "email address"),
        kinds=("email",),
    ),
    Target(
        "phone",
        PhoneField(name="phone", label=_("Telephone")),
        group=_("{customer.up}"),
        matchable=True,
        aliases=("tel", "telefonnummer", "mobile", "handy", "mobil"),
        kinds=("phone",),
    ),
    Target(
        "name",
        TextField(name="name", label=_("Name"), max_length=300),
        group=_("{customer.up}"),
        matchable=True,
        is_shared=True,
        aliases=("customer name", "kundenname", "account", "firma", "company"),
    ),
    Target(
        "date",
        DayField(name="date", label=_("Day of purchase"), required=True),
        group=_("Purchase"),
        required=True,
        aliases=("datum", "kaufdatum", "order date", "purchase date", "bought on", "tag", "day"),
        kinds=("date",),
    ),
    Target(
        "quantity",
        NumberField(name="quantity", label=_("Quantity"), places=3),
        group=_("Purchase"),
        aliases=("number of cds", "anzahl", "menge", "qty", "stuck", "units", "items"),
        kinds=("integer",),
    ),
    Target(
        "amount",
        MoneyField(name="amount", label=_("Amount"), required=True),
        group=_("Purchase"),
        required=True,
        aliases=("dollar value", "betrag", "umsatz", "summe", "total", "value", "price", "preis"),
        kinds=("decimal", "integer"),
    ),
    Target(
        "product",
        TextField(name="product", label=_("Product"), max_length=200),
        group=_("Purchase"),
        aliases=("produkt", "artikel", "item", "bezeichnung", "description"),
    ),
    Target(
        "channel",
        TextField(name="channel", label=_("Channel"), max_length=40),
        group=_("Purchase"),
        aliases=("kanal", "kasse", "till", "shop"),
    ),
    Target(
        "receipt",
        TextField(name="receipt", label=_("Receipt number"), max_length=60),
        group=_("Purchase"),
        aliases=("belegnummer", "beleg", "bon", "bonnummer", "order number", "bestellnummer"),
    ),
)  # fmt: skip


def register() -> None:
    """Offer the recipe to the importer."""
    recipes.register(
        Recipe(
            name="purchases",
            label=_("Purchases and their {customer.pl}"),
            targets=TARGETS,
            permission="account.import",
            apply=apply,
            aliases=("purchase", "sales", "transactions", "kaeufe"),
            nouns={"purchase": (_("Purchase"), _("Purchases"))},
        )
    )


@dataclass
class _Buyers:
    """The buyers of a chunk: who is known, and what is known of those who are not."""

    known: dict[str, UUID] = field(default_factory=dict)
    missing: dict[str, list[CleanRow]] = field(default_factory=dict)
    #: what several accounts share, so that it tells nobody
    shared: set[str] = field(default_factory=set)

    def key_of(self, row: CleanRow, order: Sequence[str]) -> str:
        """What identifies the buyer of a row, "" for nothing."""
        for name in order:
            value = row.values.get(name)
            if value:
                text = sort_key(value) if name == "name" else str(value)
                return f"{name}:{text.lower() if name == 'email' else text}"
        return ""


def apply(actor: Actor, rows: Sequence[CleanRow], options: Options, dry: bool) -> Outcome:
    """Make the customers and purchases of a chunk of rows; rows known by their key add nothing."""
    outcome = Outcome()
    order = options.match_on or ("number", "email", "phone", "name")
    buyers = _Buyers()
    keyed: list[tuple[str, CleanRow]] = []
    for row in rows:
        key = buyers.key_of(row, order)
        if not key:
            refusal = Refused("This row does not say who bought.", "number")
            outcome.errors.append((row.line, refusal))
            continue
        keyed.append((key, row))
    _find(actor, buyers, {key for key, _row in keyed})
    keyed = _told_apart(buyers, keyed, outcome)
    fresh = _fresh(actor, keyed)
    outcome.skipped = len(keyed) - len(fresh)
    counted: set[str] = options.scratch.setdefault("counted", set())
    for key, row in fresh:
        if key not in buyers.known and not (dry and key in counted):
            buyers.missing.setdefault(key, []).append(row)
    counted.update(buyers.missing)
    outcome.count(outcome.created, "account", len(buyers.missing))
    drafts = _receipts(fresh)
    outcome.count(outcome.created, "purchase", len(drafts))
    if dry or not fresh:
        return outcome
    batch = options.batch or uuid7()
    _make(actor, buyers, options, batch)
    for key, draft in drafts:
        draft.account_id = buyers.known[key]
    record_purchases(actor, [draft for _key, draft in drafts], batch=batch)
    return outcome


def _told_apart(
    buyers: _Buyers, keyed: list[tuple[str, CleanRow]], outcome: Outcome
) -> list[tuple[str, CleanRow]]:
    """The rows whose buyer is one; the others are told, never given to one of several."""
    sure = []
    for key, row in keyed:
        if key in buyers.shared:
            refusal = Refused(
                "Several records fit this row. A number or e-mail address would tell them apart.",
                key.partition(":")[0],
            )
            outcome.errors.append((row.line, refusal))
        else:
            sure.append((key, row))
    return sure


def _find(actor: Actor, buyers: _Buyers, keys: set[str]) -> None:
    """Look the buyers up: one query for each way they are named."""
    columns = {
        "number": "external_number", "email": "email", "phone": "phone", "name": "name_key"
    }  # fmt: skip
    wanted: dict[str, list[str]] = {}
    for key in keys:
        name, _sep, value = key.partition(":")
        wanted.setdefault(name, []).append(value)
    for name, values in wanted.items():
        column = columns[name]
        for start in range(0, len(values), _CHUNK):
            some = Account.objects.visible_to(actor).filter(
                **{f"{column}__in": values[start : start + _CHUNK]}
            )
            for value, pk in some.order_by("-pk").values_list(column, "pk"):
                key = f"{name}:{value}"
                if key in buyers.known:
                    buyers.shared.add(key)
                buyers.known[key] = pk


def _fresh(actor: Actor, keyed: list[tuple[str, CleanRow]]) -> list[tuple[str, CleanRow]]:
    """The rows that no purchase was made of before."""
    from klientel.crm.models import Purchase

    known: set[str | None] = set()
    keys = [row.key for _key, row in keyed]
    for start in range(0, len(keys), _CHUNK):
        some = Purchase.objects.in_workspace(actor.workspace_id).filter(
            import_key__in=keys[start : start + _CHUNK]
        )
        known.update(some.values_list("import_key", flat=True))
    if not known:
        return keyed
    # the further lines of a receipt have no key of their own: they follow the first one's
    receipts = {_receipt(key, row) for key, row in keyed if row.key in known} - {None}
    return [
        (key, row)
        for key, row in keyed
        if row.key not in known and _receipt(key, row) not in receipts
    ]


def _receipt(key: str, row: CleanRow) -> tuple[str, date, str] | None:
    number = row.values.get("receipt")
    return (key, row.values["date"], number) if number else None


def _receipts(fresh: list[tuple[str, CleanRow]]) -> list[tuple[str, PurchaseDraft]]:
    """One draft per row, or per receipt where the file names them."""
    drafts: list[tuple[str, PurchaseDraft]] = []
    by_receipt: dict[Any, PurchaseDraft] = {}
    for key, row in fresh:
        receipt = _receipt(key, row)
        known = by_receipt.get(receipt) if receipt else None
        if known is not None:
            known.amount += row.values["amount"]
            known.lines = [*known.lines, *_line(row)]
            continue
        draft = PurchaseDraft(
            account_id=UUID(int=0),
            bought_on=row.values["date"],
            amount=row.values["amount"],
            lines=_line(row),
            channel=row.values.get("channel") or "import",
            number=row.values.get("receipt") or "",
            import_key=row.key,
        )
        if receipt:
            by_receipt[receipt] = draft
        drafts.append((key, draft))
    return drafts


def _line(row: CleanRow) -> list[LineDraft]:
    product, quantity = row.values.get("product") or "", row.values.get("quantity")
    if not product and quantity is None:
        return []
    quantity = Decimal(1) if quantity is None else Decimal(quantity)
    amount = row.values["amount"]
    price = (amount / quantity).quantize(Decimal("0.0001")) if quantity else None
    return [LineDraft(product, amount, quantity, price)]


def _make(actor: Actor, buyers: _Buyers, options: Options, batch: UUID) -> None:
    """Add the customers nobody knew, acquired on the day of their first purchase."""
    if not buyers.missing:
        return
    workspace = current_reading(actor).workspace
    with override(workspace.language):
        unnamed = gettext("Customer {number}")
    drafts = []
    for rows in buyers.missing.values():
        first = min(row.values["date"] for row in rows)
        one = rows[0].values
        number, email = one.get("number") or "", one.get("email") or ""
        phone = one.get("phone") or ""
        name = one.get("name") or email or unnamed.format(number=number or phone)
        values = {
            "name": name,
            "kind": "person",
            "relationship": "customer",
            "stage": "active",
            "stage_since": first,
            "acquired_on": first,
            "customer_since": first,
            "source": "import",
            "source_note": options.source[:200],
            "external_number": number,
            "email": email,
            "phone": phone,
        }
        at = datetime.combine(first, time(12), clock.zone(workspace.time_zone))
        drafts.append(Draft(values, at))
    made = create_many(actor, "account", drafts, batch=batch, cleaned=True)
    buyers.known.update(zip(buyers.missing, (account.pk for account in made), strict=True))

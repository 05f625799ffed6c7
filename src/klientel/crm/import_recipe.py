"""The import of a shop's log: one file that makes customers and what they bought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from klientel.crm.account_names import keys_of, plain_key
from klientel.crm.actions.purchase import LineDraft, PurchaseDraft, record_purchases
from klientel.crm.choices import ACTIVE
from klientel.crm.import_targets import TARGETS
from klientel.crm.models import Account, Purchase
from klientel.crm.receipts import receipt_key
from klientel.crm.stages import stages_of
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records.actions import create_many
from klientel.records.actions.catalogue import current_reading
from klientel.records.actions.create import Draft
from klientel.records.examples import KNOWN, NEW, Examples
from klientel.records.looking_up import among
from klientel.records.recipes import (
    CleanRow,
    Options,
    Outcome,
    Recipe,
    halving,
    recipes,
)
from klientel.workspaces.actor import Actor
from klientel.workspaces.words import words_of

_CHUNK = 5_000
_NOBODY = UUID(int=0)
#: where accounts keep what buyers are named by
_COLUMNS = {"number": "external_number", "email": "email", "phone": "phone"}

#: the account, or what its buyer is named by; the day; the number
_Receipt = tuple[UUID | str, date, str]


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
    """The buyers of a chunk: who is known by which key."""

    known: dict[str, UUID] = field(default_factory=dict)
    #: what several accounts share, so that it tells nobody
    shared: set[str] = field(default_factory=set)
    spelled: dict[str, set[str]] = field(default_factory=dict)

    def key_of(self, row: CleanRow, order: Sequence[str]) -> str:
        """What identifies the buyer of a row, "" for nothing."""
        for name in order:
            value = row.values.get(name)
            if value:
                if name == "name":
                    self.spelled.setdefault(plain_key(value), set()).update(keys_of(value))
                    return f"name:{plain_key(value)}"
                return f"{name}:{str(value).lower() if name == 'email' else value}"
        return ""


@dataclass(slots=True)
class _Bought:
    """What becomes one purchase: a row, or the rows of a receipt."""

    buyer: str
    draft: PurchaseDraft
    rows: list[CleanRow]
    receipt: _Receipt | None = None

    def add(self, row: CleanRow, more: PurchaseDraft) -> None:
        self.rows.append(row)
        self.draft.amount += more.amount
        self.draft.lines = [*self.draft.lines, *more.lines]


def apply(actor: Actor, rows: Sequence[CleanRow], options: Options, dry: bool) -> Outcome:
    """Make the customers and purchases of a chunk of rows; rows known by their key add nothing."""
    outcome = Outcome()
    order = options.match_on or ("number", "email", "phone", "name")
    buyers = _Buyers()
    keyed: list[tuple[str, CleanRow]] = []
    today = current_reading(actor).today
    for row in rows:
        key = buyers.key_of(row, order)
        if not key:
            refusal = Refused("Nothing that buyers are recognised by is filled in this row.")
            outcome.errors.append((row.line, refusal))
            continue
        if row.values["date"] > today:
            outcome.errors.append((row.line, Refused("This has not happened yet.", "date")))
            continue
        keyed.append((key, row))
    _find(actor, buyers, {key for key, _row in keyed})
    keyed = _told_apart(buyers, keyed, outcome)
    fresh = _fresh(actor, _gathered(buyers, keyed), options, outcome)
    if dry:
        _count(buyers, fresh, options, outcome)
    else:
        _write(actor, buyers, fresh, options, outcome)
    return outcome


def _count(buyers: _Buyers, fresh: Sequence[_Bought], options: Options, outcome: Outcome) -> None:
    """Count what would be new: each buyer and each receipt once, however many chunks name them."""
    counted: set[Any] = options.scratch.setdefault("counted", set())
    who = {one.buyer for one in fresh} - buyers.known.keys()
    outcome.count(outcome.created, "account", len(who - counted))
    receipts = {one.receipt for one in fresh if one.receipt}
    singles = sum(not one.receipt for one in fresh)
    outcome.count(outcome.created, "purchase", singles + len(receipts - counted))
    if (examples := options.examples) is not None:
        _show(examples, fresh, who - counted)
    counted |= who | receipts


def _show(examples: Examples, fresh: Sequence[_Bought], new: set[str]) -> None:
    """Show the first buyers nobody knew, and their purchases."""
    shown: set[str] = set()
    for one in fresh:
        if not examples.want(NEW):
            return
        row = one.rows[0]
        if one.buyer in new and one.buyer not in shown:
            shown.add(one.buyer)
            told = {name: row.values.get(name) for name in ("number", "email", "phone")}
            after = {_COLUMNS[name]: value for name, value in told.items() if value}
            examples.add(NEW, row.line, "account", _called(row), after=after)
        told = {name: row.values.get(name) for name in ("date", "amount", "product", "receipt")}
        told["amount"] = one.draft.amount
        after = {name: value for name, value in told.items() if value}
        examples.add(NEW, row.line, "purchase", _called(row), after=after)


def _called(row: CleanRow) -> str:
    """What a row calls its buyer."""
    named = (row.values.get(name) for name in ("name", "number", "email", "phone"))
    return next((str(one) for one in named if one), "")


def _write(
    actor: Actor,
    buyers: _Buyers,
    fresh: Sequence[_Bought],
    options: Options,
    outcome: Outcome,
) -> None:
    batch = options.batch or uuid7()

    def write(some: Sequence[_Bought]) -> None:
        missing: dict[str, list[CleanRow]] = {}
        for one in some:
            if one.buyer not in buyers.known:
                missing.setdefault(one.buyer, []).extend(one.rows)
        made = _make(actor, missing, options, batch)
        for one in some:
            one.draft.account_id = made.get(one.buyer) or buyers.known[one.buyer]
            if one.receipt:
                one.draft.import_key = _key_of(one.draft)
        number = record_purchases(actor, [one.draft for one in some], batch=batch)
        buyers.known |= made
        outcome.count(outcome.created, "account", len(made))
        outcome.count(outcome.created, "purchase", number)

    for one, refusal in halving(fresh, write):
        outcome.errors += [(row.line, refusal) for row in one.rows]


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
    columns = {**_COLUMNS, "name": "name_key"}
    wanted: dict[str, list[str]] = {}
    for key in keys:
        name, _sep, value = key.partition(":")
        wanted.setdefault(name, []).append(value)
    for name, values in wanted.items():
        by_name = name == "name"
        sought = list({key for one in values for key in buyers.spelled[one]}) if by_name else values
        for start in range(0, len(sought), _CHUNK):
            seen = Account.objects.visible_to(actor)
            some = among(seen, columns.get(name, name), sought[start : start + _CHUNK])
            told = "name" if by_name else columns.get(name, name)
            for value, pk in some.order_by("-pk").values_list(told, "pk"):
                # a person has the key of another name that is turned round
                if (key := f"{name}:{plain_key(value) if by_name else value}") not in keys:
                    continue
                if key in buyers.known:
                    buyers.shared.add(key)
                buyers.known[key] = pk


def _gathered(buyers: _Buyers, keyed: list[tuple[str, CleanRow]]) -> list[_Bought]:
    """One purchase per row, or per receipt where the file names them."""
    gathered: list[_Bought] = []
    by_receipt: dict[_Receipt, _Bought] = {}
    for key, row in keyed:
        draft = _draft(row)
        receipt: _Receipt | None = None
        if draft.number:
            account_id = buyers.known.get(key)
            receipt = (account_id or key, draft.bought_on, draft.number)
            begun = by_receipt.get(receipt)
            if begun is not None:
                begun.add(row, draft)
                continue
            draft.account_id = account_id or draft.account_id
            draft.import_key = _key_of(draft) if account_id else None
        bought = _Bought(key, draft, [row], receipt)
        if receipt:
            by_receipt[receipt] = bought
        gathered.append(bought)
    return gathered


def _fresh(
    actor: Actor, gathered: list[_Bought], options: Options, outcome: Outcome
) -> list[_Bought]:
    """What no purchase was made of before; a receipt this import has begun is gone on with."""
    known: dict[str, tuple[UUID, UUID | None]] = {}
    keys = [one.draft.import_key for one in gathered if one.draft.import_key]
    for start in range(0, len(keys), _CHUNK):
        some = Purchase.objects.in_workspace(actor.workspace_id).filter(
            import_key__in=keys[start : start + _CHUNK], trashed_at=None
        )
        known |= {
            key: (pk, batch) for key, pk, batch in some.values_list("import_key", "pk", "batch")
        }
    fresh = []
    for one in gathered:
        pk, batch = known.get(one.draft.import_key or "", (None, None))
        if pk is not None and not (one.receipt and batch and batch == options.batch):
            outcome.skipped += len(one.rows)
            if (examples := options.examples) is not None and examples.want(KNOWN):
                examples.add(KNOWN, one.rows[0].line, "purchase", _called(one.rows[0]))
            continue
        one.draft.continues = pk
        fresh.append(one)
    return fresh


def _key_of(draft: PurchaseDraft) -> str:
    return receipt_key(draft.account_id, draft.bought_on, draft.number)


def _draft(row: CleanRow) -> PurchaseDraft:
    values = row.values
    return PurchaseDraft(
        account_id=_NOBODY,
        bought_on=values["date"],
        amount=values["amount"],
        lines=_line(row),
        channel=values.get("channel") or "import",
        number=values.get("receipt") or "",
        import_key=row.key,
    )


def _line(row: CleanRow) -> list[LineDraft]:
    product, quantity = row.values.get("product") or "", row.values.get("quantity")
    if not product and quantity is None:
        return []
    quantity = Decimal(1) if quantity is None else Decimal(quantity)
    amount = row.values["amount"]
    price = (amount / quantity).quantize(Decimal("0.0001")) if quantity else None
    return [LineDraft(product, amount, quantity, price)]


def _make(
    actor: Actor, missing: Mapping[str, list[CleanRow]], options: Options, batch: UUID
) -> dict[str, UUID]:
    """Add the customers nobody knew, acquired on the day of their first purchase."""
    if not missing:
        return {}
    workspace = current_reading(actor).workspace
    with override(workspace.language):
        unnamed = gettext("{customer.up} {number}")
        unnamed = words_of(workspace).fill(unnamed, number="{number}")
    drafts = []
    for rows in missing.values():
        first = min(row.values["date"] for row in rows)
        one = rows[0].values
        number, email = one.get("number") or "", one.get("email") or ""
        phone = one.get("phone") or ""
        name = one.get("name") or email or unnamed.format(number=number or phone)
        values = {
            "name": name,
            "kind": "person",
            "relationship": "customer",
            "stage": stages_of(workspace).first(ACTIVE),
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
    return dict(zip(missing, (account.pk for account in made), strict=True))

"""Four years of a firm, told in the order of time: the rows that its actions would have left."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from bench import wording
from bench.own_values import OwnValues, as_json
from bench.sinks import Table
from bench.sizes import Size
from bench.work_history import Work
from klientel.crm.account_names import order_key
from klientel.crm.models import (
    Account,
    Contact,
    Interaction,
    Purchase,
    PurchaseLine,
    TakingPart,
)
from klientel.events.models import Event, EventSeal
from klientel.events.seal import _START, _content, _digest
from klientel.kit.text import sort_key
from klientel.records.models import Counter, RecordRef, Responsibility, SearchDoc
from klientel.records.models.search_doc import mark_of
from klientel.records.types import record_types

END = datetime(2026, 6, 30, 16)  # noqa: DTZ001 - rows hold naive UTC
"""The last moment told; fixed, so that every run sees the same data."""
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001
YEARS = timedelta(days=4 * 365)
_KINDS = ("call", "call", "mail", "mail", "meeting", "visit", "message", "note", "note", "note")
_STAGES = ("active", "active", "active", "new", "in_contact", "qualified", "dormant", "former")
_SOURCES = ("referral", "website", "event", "outreach", "walk_in", "import", "other")
_OUTCOMES = ("", "", "", "Angebot folgt", "Rückruf vereinbart", "Zusage", "kein Bedarf")


class Hex(str):
    """An id as 32 hexadecimal digits, which the seal asks for by `.hex`."""

    __slots__ = ()

    @property
    def hex(self) -> str:
        return str(self)


@dataclass
class Firm:
    """The workspace and its people."""

    workspace: Any
    members: list[Any]
    teams: list[Any]


@dataclass(slots=True)
class _Seen:
    """What later rows must know of an account that is being told of."""

    id: Hex
    name: str
    relationship: str
    owner: Hex | None
    team: Hex | None
    privacy: str
    sphere: str
    made_at: datetime
    contacts: tuple[Hex, ...] = ()
    last_contact: datetime | None = None
    values: tuple[Any, ...] = ()


class Story:
    """Tells a firm's history into the tables."""

    def __init__(self, size: Size, firm: Firm) -> None:
        self.size = size
        self.workspace = Hex(firm.workspace.pk.hex)
        self.members = [(Hex(one.pk.hex), one.name) for one in firm.members]
        self.sellers = self.members[3:]
        self.teams = [Hex(one.pk.hex) for one in firm.teams]
        self.random = random.Random(size.accounts)
        self.first_parts = wording.sentences(4_000, 1)
        self.second_parts = wording.sentences(4_000, 2)
        self.accounts: list[_Seen] = []
        self.customers: list[_Seen] = []
        self._last_id = 0
        self._position = 0
        self._previous = _START
        self._told = 0
        self.own = OwnValues(firm.workspace, size.accounts)
        self.types = {one.name: one.in_workspace(firm.workspace) for one in record_types}
        self._open_tables()

    def _open_tables(self) -> None:
        own = ("id", "workspace_id", "created_at", "updated_at")
        seen = ("owner_id", "team_id", "privacy", "sphere")
        self.account = Table(
            Account, *own, *seen, "ref", "name", "name_key", "kind", "relationship", "stage",
            "stage_since", "acquired_on", "source", "decision_maker_id", "external_number", "email",
            "phone", "website", "street", "postcode", "city", "country", "customer_since",
            "client_since", "own_values", "last_contact_at",
        )  # fmt: skip
        self.contact = Table(
            Contact, *own, "account_id", "first_name", "last_name", "name_key", "position",
            "is_decision_maker", "email", "phone",
        )  # fmt: skip
        self.interaction = Table(
            Interaction, *own, "owner_id", "account_id", "contact_id", "kind", "direction",
            "occurred_at", "minutes", "body", "outcome", "is_internal",
        )  # fmt: skip
        self.part = Table(
            TakingPart, "id", "workspace_id", "record_id", "contact_id", "at", "until"
        )
        self.purchase = Table(
            Purchase, "id", "workspace_id", "account_id", "bought_on", "bought_at", "has_time",
            "channel", "amount", "currency", "lines_count", "batch", "created_at",
        )  # fmt: skip
        self.line = Table(
            PurchaseLine, "id", "workspace_id", "purchase_id", "product", "unit_price", "amount"
        )
        self.spine = Table(
            RecordRef, "id", "workspace_id", *seen, "type", "ref", "title", "account_id",
            "inherits", "updated_at",
        )  # fmt: skip
        self.search = Table(
            SearchDoc, "workspace_id", "record_id", "type", "mark", "has_parts", "title", "body",
            "digits",
        )  # fmt: skip
        self.answer = Table(Responsibility, "id", "workspace_id", "record_id", "member_id")
        self.event = Table(
            Event, "id", "workspace_id", "actor_kind", "member_id", "actor_name", "via", "verb",
            "record_type", "record_id", "account_id", "facts", "batch", "occurred_at",
            "recorded_at",
        )  # fmt: skip
        self.seal = Table(
            EventSeal, "id", "workspace_id", "event_id", "position", "salt", "content", "digest"
        )
        self.counter = Table(Counter, "id", "workspace_id", "series", "last")
        self.work = Work(self)
        # Parents before children, for the databases that look at once.
        self.tables = (
            self.account, self.contact, self.interaction, self.purchase, self.line, self.spine,
            self.part, self.search, self.answer, self.event, self.seal, self.counter,
            self.own.table, *self.work.tables,
        )  # fmt: skip

    def write(self) -> None:
        """Tell everything and write the rest of each table."""
        size, step = self.size, YEARS / (self.size.accounts + 1)
        for number in range(size.accounts):
            at = (END - YEARS + step * number).replace(microsecond=0)
            self._tell_account(number, at)
            for _ in range(10):
                self._tell_interaction(at + timedelta(seconds=60))
            if self.customers:
                self._tell_purchase(at)
            for _ in range(size.items // size.accounts):
                self.work.tell(at + timedelta(seconds=90))
        for one in self.accounts:
            self.account.add(*one.values, one.last_contact and str(one.last_contact))
        self.work.end(END)
        prefix = record_types.get("account").ref_prefix
        self.counter.add(self.new_id(END), self.workspace, f"account:{prefix}", size.accounts)
        for table in self.tables:
            table.flush()

    # --- Nouns

    def _tell_account(self, number: int, at: datetime) -> None:
        rng, pk = self.random, self.new_id(at)
        one = self._account(number, pk, at)
        name, ref = one.name, str(number + 1)
        postcode, city = rng.choice(wording.CITIES)
        is_person = one.relationship == "customer" and number % 3 == 0
        kind = "person" if is_person else "organisation"
        email = f"post{number}@kunde{number % 9973}.example" if number % 4 else ""
        phone = f"+4940{1_000_000 + number * 7 % 8_999_999}" if number % 3 else ""
        website = f"https://www.kunde{number}.example" if number % 5 == 0 else ""
        known_by = f"K-{100_000 + number}" if one.relationship == "customer" else ""
        contacts = [self._tell_contact(number, place, one, at) for place in range(2)]
        one.contacts = tuple(contacts)
        day = str(at.date())
        own = self.own.of_account(lambda: self.new_id(at), pk)
        since = None if one.relationship == "prospect" else day
        one.values = (
            pk, self.workspace, str(at), str(at), one.owner, one.team, one.privacy, one.sphere,
            ref, name, order_key(name, kind), kind,
            one.relationship, "active" if number < 2 else rng.choice(_STAGES), day, day,
            rng.choice(_SOURCES), contacts[0], known_by, email, phone, website,
            rng.choice(wording.STREETS), postcode, city, "DE", since,
            day if one.relationship == "client" else None, as_json(own),
        )  # fmt: skip
        shown = SimpleNamespace(
            ref=ref, name=name, email=email, phone=phone, website=website, city=city,
            external_number=known_by, own_values=own,
        )  # fmt: skip
        self._keep("account", one, pk, shown, at, ref=ref)
        if one.owner:
            self.answer.add(self.new_id(at), self.workspace, pk, one.owner)
        self.accounts.append(one)
        if one.relationship == "customer":
            self.customers.append(one)

    def _account(self, number: int, pk: Hex, at: datetime) -> _Seen:
        rng, names = self.random, wording.names()
        lot = 0.0 if number < 2 else rng.random()
        what = "client" if lot < 0.1 else "customer" if lot < 0.85 else "prospect"
        owner = rng.choice(self.sellers)[0] if what == "client" or lot > 0.8 else None
        hidden = rng.random()
        privacy = "team" if hidden < 0.1 else "named" if hidden < 0.11 else "everyone"
        if number < 2:
            privacy = "everyone"
        team = rng.choice(self.teams) if privacy == "team" or what == "client" else None
        if what == "customer" and number % 3 == 0:
            name = f"{rng.choice(names.first)} {rng.choice(names.family)}"
        else:
            name = (
                f"{rng.choice(names.trades)} {rng.choice(names.family)} {rng.choice(names.forms)}"
            )
        sphere = {"client": "client", "customer": "customer", "prospect": "general"}[what]
        return _Seen(pk, name, what, owner, team, privacy, sphere, at)

    def _tell_contact(self, number: int, place: int, one: _Seen, at: datetime) -> Hex:
        rng, names, pk = self.random, wording.names(), self.new_id(at)
        first, last = rng.choice(names.first), rng.choice(names.family)
        position = rng.choice(wording.POSITIONS)
        email = f"{first[0].lower()}.{number}.{place}@kunde{number % 9973}.example"
        phone = f"+4917{10_000_000 + (number * 2 + place) * 13 % 89_999_999}" if place else ""
        self.contact.add(
            pk, self.workspace, str(at), str(at), one.id, first, last,
            sort_key(f"{last} {first}")[:260], position, 1 - place, email, phone,
        )  # fmt: skip
        shown = SimpleNamespace(
            ref=None,
            name=f"{first} {last}",
            position=position,
            email=email,
            phone=phone,
            mobile="",
            own_values={},
        )
        self._keep("contact", one, pk, shown, at, inherits=True)
        return pk

    def _tell_interaction(self, at: datetime) -> None:
        rng, number = self.random, self._told
        self._told += 1
        one = self._whose(number)
        pk, kind = self.new_id(at), rng.choice(_KINDS)
        owner = rng.choice(self.sellers)
        body = f"{rng.choice(self.first_parts)}. {rng.choice(self.second_parts)}."
        if rng.random() < wording.COMMON_SHARE:
            body = f"{wording.COMMON} {body}"
        if number % max(1, self.size.interactions // wording.RARE_ROWS) == 7:
            body = f"{wording.RARE} {body}"
        outcome = rng.choice(_OUTCOMES)
        is_note = kind == "note"
        direction = "none" if kind in ("note", "meeting") else rng.choice(("in", "out"))
        contact = rng.choice(one.contacts) if number % 2 else None
        minutes = rng.randrange(5, 90, 5) if kind in ("call", "meeting", "visit") else None
        self.interaction.add(
            pk, self.workspace, str(at), str(at), owner[0], one.id, contact, kind, direction,
            str(at), minutes, body, outcome, int(is_note),
        )  # fmt: skip
        if contact is not None:
            self.part.add(self.new_id(at), self.workspace, pk, contact, str(at), None)
        if not is_note:
            one.last_contact = at
        shown = SimpleNamespace(
            ref=None, body=body, outcome=outcome, next_step="", kind=kind, own_values={}
        )
        self._keep("interaction", one, pk, shown, at, inherits=True, by=owner)

    def _whose(self, number: int) -> _Seen:
        """The first account has many interactions, the second 200, the others about ten."""
        size = self.size
        if number % (size.interactions // size.busy) == 0:
            return self.accounts[0]
        if number % (size.interactions // 200) == 1 and len(self.accounts) > 1:
            return self.accounts[1]
        return self.accounts[
            self.random.randrange(min(2, len(self.accounts) - 1), len(self.accounts))
        ]

    def _tell_purchase(self, at: datetime) -> None:
        rng = self.random
        one = self.customers[int(len(self.customers) * rng.random() ** 2)]
        pk, batch = self.new_id(at), self.new_id(at)
        cents = 500 + int(40_000 * rng.random() ** 3)
        amount, product = f"{cents / 100:.2f}", rng.choice(self.first_parts).split()[0]
        self.purchase.add(
            pk, self.workspace, one.id, str(at.date()), str(at), 1,
            rng.choice(("till", "online")), amount, "EUR", 1, batch, str(at),
        )  # fmt: skip
        self.line.add(self.new_id(at), self.workspace, pk, product, amount, amount)
        day = str(at.date())
        facts = {
            "count": 1, "amount": amount, "currency": "EUR", "first_on": day, "last_on": day,
            "batch": str(_dashed(batch)),
        }  # fmt: skip
        self.log("purchase.recorded", "account", one.id, one.id, facts, at, batch=batch)

    # --- What the kernel keeps beside a record

    def _keep(
        self,
        kind: str,
        one: _Seen,
        pk: Hex,
        shown: Any,
        at: datetime,
        *,
        ref: str | None = None,
        inherits: bool = False,
        by: tuple[Hex, str] | None = None,
    ) -> None:
        """Spine, search row and the event of its creation, as the writer would leave them."""
        title = self.types[kind].named(shown)
        self.spine.add(
            pk, self.workspace, one.owner, one.team, one.privacy, one.sphere, kind, ref, title,
            one.id, int(inherits), str(at),
        )  # fmt: skip
        self.index(kind, pk, shown)
        self.log(f"{kind}.created", kind, pk, one.id, {"title": title}, at, by=by)

    def index(self, kind: str, pk: Hex, shown: Any) -> None:
        """The search row of a record."""
        type_ = self.types[kind]
        found = type_.searched(shown)
        mark, has_parts = mark_of(UUID(self.workspace), kind), int(not type_.is_titled_by_text)
        self.search.add(
            self.workspace, pk, kind, mark, has_parts, found.title, found.body, found.digits
        )

    def log(
        self,
        verb: str,
        kind: str,
        pk: Hex,
        account: Hex,
        facts: dict[str, Any],
        at: datetime,
        *,
        batch: Hex | None = None,
        by: tuple[Hex, str] | None = None,
    ) -> None:
        member, name = by or self.sellers[self._position % len(self.sellers)]
        key, instant = self.new_id(at), at.replace(tzinfo=UTC)
        self.event.add(
            key, self.workspace, "member", member, name, "page", verb, kind, pk, account,
            json.dumps(facts), batch, str(at), str(at),
        )  # fmt: skip
        event: Any = SimpleNamespace(
            pk=key, workspace_id=self.workspace, actor_kind="member", actor_name=name,
            member_id=member, via="page", token="", verb=verb, record_type=kind, record_id=pk,
            account_id=account, batch=batch, cause=None, depth=0, occurred_at=instant,
            recorded_at=instant, facts=facts,
        )  # fmt: skip
        salt = self.random.randbytes(16)
        content = _content(event, salt)
        self._previous = _digest(self._previous, event, content)
        self._position += 1
        self.seal.add(
            self.new_id(at), self.workspace, key, self._position, salt, content, self._previous
        )

    def new_id(self, at: datetime) -> Hex:
        """A UUIDv7 of that moment; each is greater than the one before."""
        self._last_id += 1
        ms = (at - _EPOCH) // timedelta(milliseconds=1)
        low = self._last_id
        return Hex(f"{ms:012x}7{low >> 44 & 0xFFF:03x}8{low & 0xFFFFFFFFFFF:011x}0000")


def _dashed(key: Hex) -> str:
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"

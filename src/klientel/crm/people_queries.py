"""Named questions about people: where they belong, what they agree to, whom they know."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from klientel.crm.models import Account, Acquaintance, Affiliation, Consent, Contact
from klientel.workspaces.actor import Actor
from klientel.workspaces.prepared import Prepared

MOST_PEOPLE = 50
_MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class Around:
    """The people whose home an account is, and whether there is more to ask for."""

    people: list[Contact]
    #: people from elsewhere, organisations that are part of it, somebody who knows one of them
    has_others: bool
    has_parts: bool
    has_known: bool
    #: those of the people of whom a consent or objection is noted
    asked: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts of each purpose, and all that was ever noted, the newest first."""

    now: dict[str, Consent] = field(default_factory=dict)
    history: list[Consent] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Known:
    """That `contact` is known to another contact or to a member (`other` is None then)."""

    row: Acquaintance
    contact: UUID
    other: Contact | None


def _people_of(workspace_id: UUID, account_id: UUID) -> Any:
    affiliations = Affiliation.objects.in_workspace(workspace_id).filter(account_id=account_id)
    parts = Account.objects.in_workspace(workspace_id).filter(parent_id=account_id, trashed_at=None)
    consents = Consent.objects.in_workspace(workspace_id).filter(contact_id=OuterRef("pk"))
    knows = Acquaintance.objects.in_workspace(workspace_id)
    return (
        Contact.objects.in_workspace(workspace_id)
        .filter(account_id=account_id, trashed_at=None)
        .annotate(
            has_others=Exists(affiliations),
            has_parts=Exists(parts),
            is_asked=Exists(consents),
            knows=Exists(knows.filter(contact_id=OuterRef("pk"))),
            is_known=Exists(knows.filter(other_id=OuterRef("pk"))),
        )
        .order_by("-is_decision_maker", "name_key")[:MOST_PEOPLE]
    )


_around = Prepared(_people_of, workspace_id=UUID(int=1), account_id=UUID(int=2))


def around(actor: Actor, account: Account) -> Around:
    """The people of an account, who decides first, at most fifty; one read that also says whether
    others are worth one. Without people nobody knows, so that they are."""
    names = [one.attname for one in Contact._meta.concrete_fields]
    rows = _around.rows(workspace_id=actor.workspace_id, account_id=account.pk)
    people = [Contact.from_db("default", names, row[: len(names)]) for row in rows]
    flags = [row[len(names) :] for row in rows]
    return Around(
        people,
        has_others=not flags or bool(flags[0][0]),
        has_parts=not flags or bool(flags[0][1]),
        has_known=any(one[3] or one[4] for one in flags),
        asked=frozenset(person.pk for person, one in zip(people, flags, strict=True) if one[2]),
    )


def people_from_elsewhere(actor: Actor, account: Account) -> list[Affiliation]:
    """Who belongs to an account beside their home, as far as the actor sees them; each with the
    contact and its home. Who left comes last."""
    rows = Affiliation.objects.in_workspace(actor.workspace_id).filter(
        account_id=account.pk, contact__in=Contact.objects.visible_to(actor).values("pk")
    )
    found = rows.exclude(contact__account_id=account.pk).select_related("contact__account")
    return list(found.order_by(F("until").desc(nulls_first=True), "contact__name_key")[:_MOST_ROWS])


def organisations_of(actor: Actor, contact: Contact) -> list[Affiliation]:
    """Where a person belongs beside their home, as far as the actor sees it; who left comes
    last."""
    rows = Affiliation.objects.in_workspace(actor.workspace_id).filter(
        contact_id=contact.pk, account__in=Account.objects.visible_to(actor).values("pk")
    )
    found = rows.exclude(account_id=contact.account_id).select_related("account")
    return list(found.order_by(F("until").desc(nulls_first=True), "account__name_key")[:_MOST_ROWS])


def relatives_of(actor: Actor, account: Account) -> tuple[Account | None, list[Account]]:
    """What an account is part of and what is part of it, as far as the actor sees it; one read."""
    rows = Account.objects.visible_to(actor).exclude(pk=account.pk)
    found = list(
        rows.filter(Q(parent_id=account.pk) | Q(pk=account.parent_id)).order_by("name_key")[
            : _MOST_ROWS + 1
        ]
    )
    whole = next((one for one in found if one.pk == account.parent_id), None)
    return whole, [one for one in found if one is not whole]


def consents_of(workspace_id: UUID, contacts: Collection[UUID]) -> dict[UUID, Standing]:
    """What people agreed to and objected to, by person; one read.

    For each purpose the entry of the latest day counts, of one day the one noted last. Whoever is
    about to write to people asks here; a purpose without an entry is no consent, and neither is one
    that waits to be confirmed.
    """
    rows = Consent.objects.in_workspace(workspace_id).filter(contact_id__in=list(contacts))
    standings: dict[UUID, Standing] = {pk: Standing() for pk in contacts}
    for row in rows.order_by("contact_id", "-said_on", "-pk"):
        standing = standings[row.contact_id]
        standing.history.append(row)
        if row.struck_at is None and not row.is_waiting:
            standing.now.setdefault(row.purpose, row)
    return standings


def known_of(actor: Actor, contacts: Sequence[UUID]) -> list[Known]:
    """Who knows some people, as far as the actor sees them; two reads, whoever knows whom.

    Two of the people who know each other are told once for each.
    """
    ids = list(contacts)
    rows = Acquaintance.objects.in_workspace(actor.workspace_id).filter(
        Q(contact_id__in=ids) | Q(other_id__in=ids)
    )
    pairs: list[tuple[Acquaintance, UUID, UUID | None]] = []
    for row in rows.order_by("pk")[:_MOST_ROWS]:
        if row.contact_id in ids and row.other_id != row.contact_id:
            pairs.append((row, row.contact_id, row.other_id))
        if row.other_id in ids and row.other_id != row.contact_id:
            pairs.append((row, row.other_id, row.contact_id))
    wanted = {other for _row, _contact, other in pairs if other}
    seen: dict[UUID, Contact] = {}
    if wanted:
        others = Contact.objects.visible_to(actor).filter(pk__in=wanted)
        seen = {one.pk: one for one in others.select_related("account")}
    return [
        Known(row, contact, seen.get(other) if other else None)
        for row, contact, other in pairs
        if other is None or other in seen
    ]

"""How accounts and contacts are compared, and what becomes of them when they are merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from klientel.crm.actions import hierarchy
from klientel.crm.actions.agreement import keep_terms
from klientel.crm.actions.consent_marks import mark_consents
from klientel.crm.actions.figures import refresh_figures
from klientel.crm.actions.following import keep_last_contact
from klientel.crm.actions.holding import hold_accounts
from klientel.crm.actions.next_steps import keep_next_steps
from klientel.crm.actions.taking_part import follow_merged
from klientel.crm.duties import DUTIES, belonging_beside, mark_holders
from klientel.crm.models import Account, Agreement, Contact
from klientel.crm.receipts import follow_accounts
from klientel.kit.likeness import Entry, entry_of
from klientel.kit.refused import Refused
from klientel.kit.text import sort_key
from klientel.records.actions.catalogue import current_reading
from klientel.records.duplicates.compared import Compared
from klientel.records.merging.terms import Merging
from klientel.workspaces.actor import Actor

_RANK = {"prospect": 0, "customer": 1, "client": 2}


def _account_entry(row: Any) -> Entry:
    return entry_of(
        row.id, row.name, is_person=row.kind == "person", email=row.email, website=row.website,
        phones=(row.phone,), street=row.street, postcode=row.postcode, city=row.city,
    )  # fmt: skip


def _contact_entry(row: Any) -> Entry:
    return entry_of(
        row.id, f"{row.first_name} {row.last_name}".strip(), is_person=True, email=row.email,
        phones=(row.phone, row.mobile), within=row.account_id or None,
    )  # fmt: skip


def _permits(actor: Actor, accounts: Sequence[Any], values: Mapping[str, Any]) -> None:
    """Whoever could not make an account a client, or one no longer, does not by merging.

    With whom an agreement runs is a client, and stays one.
    """
    becomes = values["relationship"]
    were = {account.relationship for account in accounts}
    if "client" not in were | {becomes} or were == {becomes}:
        return
    if becomes != accounts[0].relationship or becomes != "client":
        actor.must("account.promote")
    if becomes != "client" and _runs_with(actor, accounts):
        raise Refused("An agreement runs with one of them: this stays {client.a}.", "relationship")


def _runs_with(actor: Actor, accounts: Sequence[Any]) -> bool:
    today = current_reading(actor).today
    rows = Agreement.objects.in_workspace(actor.workspace_id).filter(
        account_id__in=[account.pk for account in accounts], trashed_at=None
    )
    return any(one.runs_on(today) or one.starts_on > today for one in rows)


def _settle_accounts(actor: Actor, accounts: Sequence[Any]) -> None:
    ids = [account.pk for account in accounts]
    follow_accounts(actor.workspace_id, ids)
    refresh_figures(actor.workspace_id, ids, current_reading(actor).today)
    keep_last_contact(actor.workspace_id, ids)
    keep_next_steps(actor.workspace_id, ids)
    keep_terms(actor.workspace_id, ids, current_reading(actor).today)
    mark_holders(actor.workspace_id, ids)
    hierarchy.forget_own_move(actor, accounts)


def _settle_contacts(actor: Actor, contacts: Sequence[Any]) -> None:
    """Who has a duty at an account belongs to it; whoever was merged into somebody elsewhere, or
    comes back, has it no longer or again. What they took part in names who is there now."""
    ids = [contact.pk for contact in contacts]
    accounts = Account.objects.in_workspace(actor.workspace_id)
    belongs = dict(
        Contact.objects.in_workspace(actor.workspace_id)
        .filter(pk__in=ids, trashed_at=None)
        .values_list("pk", "account_id")
    )
    touched = {contact.account_id for contact in contacts}
    for duty in DUTIES:
        named = accounts.filter(**{f"{duty.column}__in": ids})
        touched |= set(named.values_list("pk", flat=True))
    hold_accounts(actor.workspace_id, touched)
    today = current_reading(actor).today
    beside = belonging_beside(actor.workspace_id, list(belongs), today)
    for duty in DUTIES:
        named = accounts.filter(**{f"{duty.column}__in": ids}).values_list("pk", duty.column)
        left = [
            pk
            for pk, holder in named
            if holder not in belongs or (belongs[holder] != pk and (holder, pk) not in beside)
        ]
        accounts.filter(pk__in=left).update(**{duty.field: None})
    mark_holders(actor.workspace_id, touched)
    mark_consents(actor.workspace_id, ids)
    follow_merged(actor, contacts)


def _strongest(values: Sequence[str]) -> str:
    return max(values, key=lambda value: _RANK.get(value, 0))


ACCOUNTS = Compared(
    ("id", "name", "kind", "email", "website", "phone", "street", "postcode", "city"),
    _account_entry,
    sorted_by="name_key",
    name_begins=lambda row: sort_key(row.name),
)
CONTACTS = Compared(
    ("id", "first_name", "last_name", "email", "phone", "mobile", "account_id"),
    _contact_entry,
    sorted_by="name_key",
    name_begins=lambda row: sort_key(f"{row.last_name} {row.first_name}"),
)
MERGED_ACCOUNTS = Merging(
    rank=lambda account: (_RANK.get(account.relationship, 0), account.purchases_count),
    prefer={
        "relationship": _strongest,
        "acquired_on": min,
        "customer_since": min,
        "client_since": min,
    },
    more=tuple(duty.field for duty in DUTIES),
    fit=hierarchy.stand_alone,
    permits=_permits,
    settle=_settle_accounts,
    note=_("Sums, last contact and segments are computed anew."),
)
MERGED_CONTACTS = Merging(rank=lambda contact: contact.is_decision_maker, settle=_settle_contacts)

"""What is done with an account: its stage, who looks after it, and what it is to the firm."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from klientel.crm.actions import agreement
from klientel.crm.actions.profile import stands
from klientel.crm.choices import ACTIVE, BEFORE, TIERS
from klientel.crm.duties import DECIDES, GETS_BILLS, Duty, belonging_beside
from klientel.crm.models import Account, Contact
from klientel.crm.queries import people_of, talks_about
from klientel.crm.stage_field import StageField
from klientel.crm.stages import stages_of
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records.actions import action
from klientel.records.actions.catalogue import Note, current_reading
from klientel.records.actions.change import write_changes
from klientel.records.fields import (
    ChoiceField,
    DayField,
    MemberField,
    RecordLinkField,
    TextField,
)
from klientel.records.models import RecordRef
from klientel.records.open_with import give_open, open_in_words
from klientel.records.seen_by import seen_by
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor

_Relationship = Account.Relationship


def _write(
    actor: Actor,
    account: Account,
    verb: str | None,
    values: dict[str, Any],
    facts: dict[str, Any] | None = None,
    batch: UUID | None = None,
) -> Account:
    record_type = record_types.get("account")
    told = {"title": account.name, **(facts or {})}
    write_changes(actor, record_type, [(account, values)], verb=verb, facts=told, batch=batch)
    return account


@action(
    "account.change_stage",
    label=_("Change stage"),
    icon="flag",
    order=20,
    key="S",
    said=_("The stage of {record} was changed"),
    inputs=(
        StageField(name="stage", label=_("Stage"), required=True),
        DayField(name="since", label=_("Since")),
        TextField(name="reason", label=_("Reason")),
    ),
)
def change_stage(
    actor: Actor, account: Account, *, stage: str, since: date | None, reason: str
) -> Account:
    """Move an account to another stage of its life cycle, on a day and for a reason."""
    if account.stage == stage:
        return account
    day = since or current_reading(actor).today
    values = {"stage": stage, "stage_since": day}
    return _write(actor, account, None, values, {"reason": reason} if reason else {})


@action(
    "account.assign",
    label=_("Change account manager"),
    icon="user-plus",
    order=30,
    key="I",
    said=_("The account manager of {record} was changed"),
    inputs=(MemberField(name="owner", label=_("Account manager")),),
)
def assign(actor: Actor, account: Account, *, owner: UUID | None) -> Account:
    """Let another member, or nobody, look after an account."""
    if account.owner_id == owner:
        return account
    return _write(actor, account, None, {"owner": owner})


def _must_not_be_client(account: Account) -> None:
    if account.is_client:
        raise Refused("This is {client.a} already.")


def _must_be_client(account: Account) -> None:
    if not account.is_client:
        raise Refused("This is not {client.a}.")


def _manager_and_today(actor: Actor, account: Account) -> dict[str, Any]:
    manager = account.owner_id or actor.member_id
    return {"manager": manager, "start": current_reading(actor).today, "tier": "b"}


def _what_promoting_means(actor: Actor, account: Account) -> list[Note]:
    people, talks = len(people_of(actor, account)), talks_about(actor, account)
    counts = [
        (account.purchases_count, ngettext("{count} purchase", "{count} purchases",
                                           account.purchases_count)),
        (people, ngettext("{count} person", "{count} people", people)),
        (talks, ngettext("{count} conversation", "{count} conversations", talks)),
    ]  # fmt: skip
    stays = [text.format(count=count) for count, text in counts if count]
    added = [
        gettext("One person who looks after {client.the.acc}"),
        gettext("An agreement, to which term, notice, deputy and services can be added"),
        gettext("A warning when nobody speaks with {client.the.dat} for too long"),
        gettext("Support no longer sees the account"),
    ]
    return [Note(_("Stays"), stays or [gettext("Everything that is noted here")]),
            Note(_("Is added"), added)]  # fmt: skip


def _what_returning_means(actor: Actor, account: Account) -> list[Note]:
    follows = [
        gettext("Everything that was noted and bought stays, and so does who looks after it."),
        gettext("What was agreed ends on this day; it stays readable here."),
        gettext("Nobody is warned any more when the last contact is long ago."),
        gettext("Support sees the account again."),
    ]
    notes = [Note(_("What follows"), follows)]
    if left := open_in_words(actor, account.pk):
        notes.append(Note(_("Still open"), left))
    return notes


@action(
    "account.promote",
    label=_("Promote to {client}"),
    permission="account.promote",
    icon="handshake",
    order=10,
    key="P",
    inputs=(
        MemberField(name="manager", label=_("Account manager")),
        DayField(name="start", label=_("{client.up} since")),
        ChoiceField(
            name="tier",
            label=_("Tier"),
            options=TIERS,
            default="b",
            help=_(
                "How closely you stay in touch: A at least every 14 days, B every 30, C every 60."
            ),
        ),
    ),
    applies=_must_not_be_client,
    sphere="client",
    suggest=_manager_and_today,
    notes=_what_promoting_means,
    said=_("{record} is {client.a} now"),
)
def promote(
    actor: Actor, account: Account, *, manager: UUID | None, start: date | None, tier: str
) -> Account:
    """Make an account a client: a layer on top of what it is, everything else stays.

    Without a manager the present one stays, else whoever does it. An agreement begins, of the same
    batch. Raises `Refused` for a client.
    """
    day = start or current_reading(actor).today
    owner = manager or account.owner_id or actor.member_id
    values = {
        "relationship": _Relationship.CLIENT.value,
        "owner": owner,
        "client_since": day,
        "customer_since": min(account.customer_since or account.acquired_on or day, day),
    }
    stages = stages_of(current_reading(actor).workspace)
    if stages.means(account.stage, BEFORE):
        values |= {"stage": stages.first(ACTIVE), "stage_since": day}
    facts: dict[str, Any] = {"manager": str(owner) if owner else None, "start": day.isoformat()}
    facts |= stands(actor, account)
    batch = uuid7()
    _write(actor, account, "account.promoted", values, facts, batch)
    agreement.begin(actor, account, batch=batch, starts_on=day, tier=tier)
    return account


@action(
    "account.return_to_customer",
    label=_("Back to {customer}"),
    permission="account.promote",
    icon="undo-2",
    order=90,
    applies=_must_be_client,
    notes=_what_returning_means,
    said=_("{record} is {customer.a} again"),
    inputs=(
        DayField(name="ended_on", label=_("Last day as {client}")),
        TextField(name="reason", label=_("Reason"), max_length=300),
        MemberField(
            name="successor",
            label=_("Who takes what is open"),
            help=_("Without anybody it stays with whoever has it."),
        ),
    ),
    suggest=lambda actor, _account: {"ended_on": current_reading(actor).today},
)
def return_to_customer(
    actor: Actor,
    account: Account,
    *,
    ended_on: date | None,
    reason: str,
    successor: UUID | None = None,
) -> Account:
    """Take the layer of a client off again; the history stays, and agreements end on the day.

    What is open with the account goes to the `successor`, if anybody is named. All of it is one
    step, and taken back as one. Raises `Refused` for who is no client, and for a successor who does
    not see the account.
    """
    batch, day = uuid7(), ended_on or current_reading(actor).today
    values = {"relationship": _Relationship.CUSTOMER.value}
    facts = {"ended_on": day.isoformat(), "reason": reason, **stands(actor, account)}
    _write(actor, account, "account.returned", values, facts, batch)
    agreement.end_all(actor, account, on=day, reason=reason, batch=batch)
    if successor is not None:
        _must_be_seen_by(account, successor)
        give_open(actor, account.pk, successor, batch)
    return account


def _must_be_seen_by(account: Account, member: UUID) -> None:
    """Raise `Refused` for somebody who does not see the account as it is now."""
    ref = RecordRef.objects.in_workspace(account.workspace_id).get(pk=account.pk)
    if not seen_by(ref, [member]):
        raise Refused("Whoever takes what is open must see this account.", "successor")


@action(
    "account.name_decider",
    label=_("Set the decision maker"),
    icon="star",
    order=40,
    said=_("The decision maker of {record} was changed"),
    inputs=(RecordLinkField(name="contact", label=_("Person"), to=("contact",)),),
)
def name_decider(actor: Actor, account: Account, *, contact: UUID | None) -> Account:
    """Say which contact decides at an account, or that nobody is known to.

    Raises `Refused` for a contact that does not belong to the account.
    """
    return _give_duty(actor, account, DECIDES, contact)


@action(
    "account.name_billing_contact",
    label=_("Set the billing contact"),
    icon="receipt-euro",
    order=42,
    said=_("The billing contact of {record} was changed"),
    inputs=(RecordLinkField(name="contact", label=_("Person"), to=("contact",)),),
)
def name_billing_contact(actor: Actor, account: Account, *, contact: UUID | None) -> Account:
    """Say to which contact the bills of an account go; to nobody means to the account itself.

    Raises `Refused` for a contact that does not belong to the account.
    """
    return _give_duty(actor, account, GETS_BILLS, contact)


def _belongs(actor: Actor, person: Contact, account: Account) -> bool:
    """Whether the account is somebody's home, or they are there beside it today."""
    if person.account_id == account.pk:
        return True
    today = current_reading(actor).today
    return (person.pk, account.pk) in belonging_beside(actor.workspace_id, [person.pk], today)


def _give_duty(actor: Actor, account: Account, duty: Duty, contact: UUID | None) -> Account:
    if contact is not None:
        person = Contact.objects.visible_to(actor).filter(pk=contact).first()
        if person is None or not _belongs(actor, person, account):
            raise Refused("This person does not belong to this account.", "contact")
    if duty.holder(account) == contact:
        return account
    return _write(actor, account, duty.verb, {duty.field: contact})

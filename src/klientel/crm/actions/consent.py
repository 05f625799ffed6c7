"""Noting what people agreed to and what they objected to; nothing that was said is overwritten."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.crm import choices
from klientel.crm.actions.consent_marks import mark_consents
from klientel.crm.actions.own_person import own_person
from klientel.crm.entry_field import ENTRY
from klientel.crm.fields import AskedChoiceField
from klientel.crm.models import Account, Consent, Contact
from klientel.events.log import record
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import NotFound, Refused
from klientel.records.actions import action
from klientel.records.actions.catalogue import current_reading, found
from klientel.records.actions.once import form_key
from klientel.records.fields import DayField, InstantField, LongTextField, TextField
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event

_KEY = TextField(name="key", label="")
_HOW = (
    AskedChoiceField(
        name="channel",
        label=_("How it was said"),
        options=choices.CONSENT_CHANNELS,
    ),
    TextField(
        name="source",
        label=_("Where the proof is"),
        max_length=200,
        help=_("The form, the e-mail or the conversation it can be shown with."),
    ),
    DayField(name="said_on", label=_("Said on")),
)
_NOTED = (
    AskedChoiceField(
        name="purpose",
        label=_("What for"),
        options=choices.CONSENT_PURPOSES,
    ),
    AskedChoiceField(name="answer", label=_("Answer"), options=choices.ANSWERS),
    *_HOW,
    LongTextField(
        name="wording",
        label=_("Exact wording"),
        help=_("What the person read or heard when they agreed."),
    ),
    TextField(
        name="wording_version",
        label=_("Version of the wording"),
        max_length=40,
        help=_("Such as “2026-03”, where the text of a form changes."),
    ),
    TextField(
        name="asked_by_mail",
        label=_("Mail that asked for confirmation"),
        max_length=200,
        help=_("Its Message-ID, for a double opt-in. The consent counts once it is confirmed."),
    ),
    InstantField(name="confirmed_at", label=_("Confirmed at"), relative=False),
    InstantField(name="said_at", label=_("Said at"), relative=False),
    TextField(name="said_from", label=_("Said from"), max_length=200),
    _KEY,
)
#: what a form notes by itself, and nobody types
_BY_ITSELF = ("key", "said_at", "said_from")


def _today(actor: Actor, _record: Any) -> dict[str, Any]:
    return {"said_on": current_reading(actor).today}


def _anew(actor: Actor, record: Any) -> dict[str, Any]:
    """Said in its own way: not as the withdrawn consent was, nor where an account came from."""
    return {**_today(actor, record), "channel": "", "source": ""}


@action(
    "contact.note_consent",
    label=_("Record consent"),
    icon="shield",
    order=30,
    said=_("Noted what {record} agrees to"),
    inputs=_NOTED,
    technical=_BY_ITSELF,
    suggest=_today,
)
def note_consent(actor: Actor, contact: Contact, *, key: str = "", **said: Any) -> Consent:
    """Note what a person said to being addressed for a purpose; the newest of each counts.

    Raises `Refused` for a consent without its proof, and for a day to come.
    """
    return _noted(actor, contact, said, key)


def _must_be_person(account: Account) -> None:
    if account.kind != Account.Kind.PERSON:
        raise Refused("This is an organisation. Consents are given by its people.")


@action(
    "account.note_consent",
    label=_("Record consent"),
    permission="contact.edit",
    icon="shield",
    order=46,
    said=_("Noted what {record} agrees to"),
    inputs=_NOTED,
    technical=_BY_ITSELF,
    suggest=_anew,
    applies=_must_be_person,
)
def note_consent_of_account(
    actor: Actor, account: Account, *, key: str = "", **said: Any
) -> Consent:
    """The same for an account that is a person; who is not noted as a contact becomes one."""
    batch = uuid7()
    contact = own_person(actor, account, batch)
    row = _noted(actor, contact, said, key, batch)
    record(
        actor, "account.consent_noted", record_type="account", record_id=account.pk,
        account_id=account.pk, facts={"entry": str(row.pk), "title": account.name}, batch=batch,
    )  # fmt: skip
    return row


@action(
    "contact.withdraw_consent",
    label=_("Withdraw"),
    icon="x",
    hidden=True,
    said=_("{record} withdrew a consent"),
    inputs=(ENTRY, *_HOW, _KEY),
    technical=("entry", "key"),
    suggest=_anew,
)
def withdraw_consent(
    actor: Actor, contact: Contact, *, entry: UUID | None, key: str = "", **said: Any
) -> Consent:
    """Note that a consent holds no longer; it stays readable that it did."""
    given = entry_of(actor, contact, entry)
    said |= {"purpose": given.purpose, "answer": "withdrawn", "wording": ""}
    return _noted(actor, contact, said, key)


@action(
    "contact.strike_consent",
    label=_("Strike out"),
    icon="x",
    hidden=True,
    said=_("An entry of {record} was struck out"),
    inputs=(ENTRY,),
    technical=("entry",),
)
def strike_consent(actor: Actor, contact: Contact, *, entry: UUID | None) -> Consent:
    """Strike out an entry that was a mistake; it counts no longer and stays readable."""
    row = entry_of(actor, contact, entry)
    return row if row.struck_at else _struck(actor, contact, row, is_struck=True)


def _noted(
    actor: Actor,
    contact: Contact,
    said: dict[str, Any],
    key: str,
    batch: UUID | None = None,
) -> Consent:
    place, today = form_key(key), current_reading(actor).today
    rows = Consent.objects.in_workspace(actor.workspace_id)
    sent: Consent | None = rows.filter(pk=place, contact_id=contact.pk).first()
    if sent is not None:
        return sent
    answer, day = said.pop("answer"), said.pop("said_on") or today
    _must_be_proved(answer, said, day, today)
    row = Consent(
        pk=place,
        workspace_id=actor.workspace_id,
        contact_id=contact.pk,
        is_given=answer == "given",
        said_on=day,
        noted_by_id=actor.member_id,
        noted_at=clock.now(),
        **said,
    )
    row.save()
    mark_consents(actor.workspace_id, [contact.pk])
    tell_of(actor, contact, row, f"contact.consent_{answer}", batch)
    return row


def _must_be_proved(answer: str, said: dict[str, Any], day: date, today: date) -> None:
    if day > today:
        raise Refused("This has not happened yet.", "said_on")
    if answer == "given" and not said["source"]:
        raise Refused("Without a proof a consent is worth nothing: say where it is.", "source")
    confirmed = said.get("confirmed_at")
    if confirmed is not None and confirmed > clock.now():
        raise Refused("This has not happened yet.", "confirmed_at")
    if confirmed is not None and not said.get("asked_by_mail"):
        raise Refused("Say which mail was confirmed.", "asked_by_mail")


def entry_of(actor: Actor, contact: Contact, entry: UUID | None) -> Consent:
    """An entry on what a person agrees to, by its id; `NotFound` for one of somebody else."""
    rows = Consent.objects.in_workspace(actor.workspace_id).filter(contact_id=contact.pk)
    row: Consent | None = rows.filter(pk=entry).first() if entry else None
    if row is None:
        raise NotFound()
    return row


def _struck(
    actor: Actor, contact: Contact, row: Consent, *, is_struck: bool, batch: UUID | None = None
) -> Consent:
    row.struck_at = clock.now() if is_struck else None
    row.save()
    mark_consents(actor.workspace_id, [contact.pk])
    verb = "contact.consent_struck" if is_struck else "contact.consent_unstruck"
    tell_of(actor, contact, row, verb, batch)
    return row


def tell_of(actor: Actor, contact: Contact, row: Consent, verb: str, batch: UUID | None) -> None:
    """What was said stands in the log, too: the proof outlives the row."""
    record(
        actor, verb, record_type="contact", record_id=contact.pk, account_id=contact.account_id,
        facts=facts_of(row, contact), batch=batch,
    )  # fmt: skip


def facts_of(row: Consent, contact: Contact) -> dict[str, str]:
    """What the log is told of an entry."""
    return {
        "entry": str(row.pk),
        "purpose": row.purpose,
        "channel": row.channel,
        "source": row.source,
        "wording": row.wording,
        "wording_version": row.wording_version,
        "said_on": row.said_on.isoformat(),
        "mail": row.asked_by_mail,
        "confirmed_at": row.confirmed_at.isoformat() if row.confirmed_at else "",
        "basis": row.basis,
        "title": contact.name,
    }


def take_back(actor: Actor, event: Event, batch: UUID) -> None:
    """Strike out what an event noted, or let it count again; nothing is removed."""
    actor.must("contact.edit")
    contact = found(actor, record_types.get("contact"), event.record_id)
    row = entry_of(actor, contact, UUID(event.facts["entry"]))
    if event.verb == "contact.consent_confirmed":
        unconfirm(actor, contact, row, batch)
        return
    is_struck = event.verb != "contact.consent_struck"
    if (row.struck_at is not None) == is_struck:
        raise Refused("Somebody changed this in the meantime.")
    _struck(actor, contact, row, is_struck=is_struck, batch=batch)


def unconfirm(actor: Actor, contact: Contact, row: Consent, batch: UUID) -> None:
    """Let a consent wait again that was confirmed by mistake."""
    if row.confirmed_at is None:
        raise Refused("Somebody changed this in the meantime.")
    row.confirmed_at, row.confirmed_from = None, ""
    row.unconfirmed_at = clock.now()
    row.save()
    mark_consents(actor.workspace_id, [contact.pk])
    tell_of(actor, contact, row, "contact.consent_unconfirmed", batch)


def tell_of_gone(actor: Actor, contacts: Any) -> None:
    """Say how many entries go with people who are removed for good: never silently."""
    rows = Consent.objects.in_workspace(actor.workspace_id).filter(contact_id__in=list(contacts))
    counts: dict[UUID, int] = {}
    for pk in rows.values_list("contact_id", flat=True):
        counts[pk] = counts.get(pk, 0) + 1
    for pk, count in sorted(counts.items()):
        record(
            actor, "contact.consents_purged", record_type="contact", record_id=pk,
            facts={"count": count},
        )  # fmt: skip

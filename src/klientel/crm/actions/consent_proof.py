"""What makes an entry on consents hold: a confirmation by mail, or a sale (§ 7 (3) UWG)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.crm import choices
from klientel.crm.actions.consent import entry_of, tell_of
from klientel.crm.actions.consent_marks import mark_consents
from klientel.crm.entry_field import ENTRY
from klientel.crm.fields import AskedChoiceField
from klientel.crm.models import Consent, Contact
from klientel.crm.people_queries import consents_of
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records.actions import action
from klientel.records.actions.catalogue import current_reading
from klientel.records.actions.once import form_key
from klientel.records.fields import DayField, InstantField, TextField, TruthField
from klientel.workspaces.actor import Actor

#: what § 7 (3) UWG speaks of: advertising by electronic mail
_BY_MAIL = frozenset({Consent.Purpose.NEWSLETTER, Consent.Purpose.MAIL, Consent.Purpose.SURVEY})
#: how long somebody may take to confirm
WAITS = timedelta(days=14)
_FLAGS = ("is_from_sale", "is_for_similar", "is_told_each_time")


@action(
    "contact.confirm_consent",
    label=_("Confirmed"),
    icon="check",
    hidden=True,
    said=_("{record} confirmed a consent"),
    inputs=(
        ENTRY,
        InstantField(name="confirmed_at", label=_("Confirmed at"), relative=False),
        TextField(
            name="confirmed_from",
            label=_("Confirmed from"),
            max_length=200,
            help=_("Network address and program, where they are known."),
        ),
    ),
    technical=("entry",),
    suggest=lambda _actor, _contact: {"confirmed_at": clock.now()},
)
def confirm_consent(
    actor: Actor,
    contact: Contact,
    *,
    entry: UUID | None,
    confirmed_at: datetime | None,
    confirmed_from: str,
) -> Consent:
    """Note that a person confirmed by mail what they agreed to: it counts from now on.

    Done twice it is done; the first time stays. Raises `Refused` where nothing was to be confirmed.
    """
    row = entry_of(actor, contact, entry)
    if row.confirmed_at is not None:
        return row
    if not row.is_waiting or row.struck_at is not None:
        raise Refused("No mail has asked for this to be confirmed.")
    at = confirmed_at or clock.now()
    if at > clock.now():
        raise Refused("This has not happened yet.", "confirmed_at")
    row.confirmed_at, row.confirmed_from = at, confirmed_from
    row.save()
    mark_consents(actor.workspace_id, [contact.pk])
    tell_of(actor, contact, row, "contact.consent_confirmed", None)
    return row


@action(
    "contact.note_customer",
    label=_("Existing customer: may be written to"),
    icon="shopping-bag",
    order=31,
    said=_("Noted that {record} may be written to about similar goods"),
    inputs=(
        AskedChoiceField(
            name="purpose",
            label=_("What for"),
            options=[one for one in choices.CONSENT_PURPOSES if one.value in _BY_MAIL],
        ),
        TruthField(
            name="is_from_sale",
            label=_("The address came with a sale"),
            default=False,
            help=_("From the person themselves, with something they bought."),
        ),
        TruthField(
            name="is_for_similar",
            label=_("Only for similar goods or services of our own"),
            default=False,
        ),
        TruthField(
            name="is_told_each_time",
            label=_("They were told then, and are told each time, that they can object"),
            default=False,
        ),
        TextField(
            name="source",
            label=_("Where the proof is"),
            max_length=200,
            help=_("The order with its notice, for example."),
        ),
        DayField(name="said_on", label=_("Sold on")),
        TextField(name="key", label=""),
    ),
    technical=("key",),
    suggest=lambda actor, _contact: {"said_on": current_reading(actor).today},
)
def note_customer(
    actor: Actor, contact: Contact, *, key: str = "", purpose: str, source: str,
    said_on: date | None, **flags: bool,
) -> Consent:  # fmt: skip
    """Note that a person may be written to without a consent, since all of § 7 (3) UWG holds.

    Raises `Refused` where one of it is missing, among it for somebody who has objected.
    """
    place, today = form_key(key), current_reading(actor).today
    rows = Consent.objects.in_workspace(actor.workspace_id)
    sent: Consent | None = rows.filter(pk=place, contact_id=contact.pk).first()
    if sent is not None:
        return sent
    day = said_on or today
    _must_hold(actor, contact, purpose, source, day, today, flags)
    row = Consent(
        pk=place,
        workspace_id=actor.workspace_id,
        contact_id=contact.pk,
        purpose=purpose,
        is_given=True,
        basis=Consent.Basis.CUSTOMER,
        source=source,
        said_on=day,
        noted_by_id=actor.member_id,
        noted_at=clock.now(),
        **dict.fromkeys(_FLAGS, True),
    )
    row.save()
    mark_consents(actor.workspace_id, [contact.pk])
    tell_of(actor, contact, row, "contact.customer_noted", None)
    return row


def _must_hold(
    actor: Actor,
    contact: Contact,
    purpose: str,
    source: str,
    day: date,
    today: date,
    flags: dict[str, Any],
) -> None:
    missing = [name for name in _FLAGS if not flags.get(name)]
    if missing:
        raise Refused("All three have to be true; otherwise it takes a consent.", missing[0])
    if not source:
        raise Refused("Without a proof this is worth nothing: say where it is.", "source")
    if day > today:
        raise Refused("This has not happened yet.", "said_on")
    now = consents_of(actor.workspace_id, [contact.pk])[contact.pk].now.get(purpose)
    if now is not None and not now.is_given:
        raise Refused("They have objected. Nothing but their own consent changes that.", "purpose")


def forget_unconfirmed(workspace_id: UUID) -> int:
    """Remove what a mail asked to confirm and nobody ever did in time; returns how many entries.

    Such an entry allows nothing, and nothing allows to keep it. The log tells of each. What was
    struck out, or was confirmed once, is a proof of what happened and stays.
    """
    actor = Actor.system(workspace_id, "consents that were never confirmed")
    with transaction.atomic():
        rows = Consent.objects.in_workspace(workspace_id).filter(
            ~Q(asked_by_mail=""),
            is_given=True,
            confirmed_at__isnull=True,
            unconfirmed_at__isnull=True,
            struck_at__isnull=True,
            noted_at__lt=clock.now() - WAITS,
        )
        gone = list(rows.select_related("contact").order_by("pk"))
        for row in gone:
            tell_of(actor, row.contact, row, "contact.consent_unanswered", None)
        mine = Consent.objects.in_workspace(workspace_id).filter(pk__in=[row.pk for row in gone])
        mine._raw_delete(mine.db)
    return len(gone)

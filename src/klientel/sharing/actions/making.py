"""Making a link: what it opens, for whom, how long, and perhaps a mail that takes it there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from klientel.kit import clock, email_address
from klientel.kit.ids import id_needed
from klientel.kit.link_secrets import hashed, new_secret
from klientel.kit.refused import Conflict, NotFound, Refused
from klientel.records.actions.catalogue import action
from klientel.records.actions.once import form_key
from klientel.records.fields import (
    ChoiceField,
    NumberField,
    Option,
    RecordLinkField,
    TextField,
    TruthField,
)
from klientel.records.models import RecordRef
from klientel.sharing import mails
from klientel.sharing.actions.telling import last_day, tell
from klientel.sharing.addressees import Addressee, addressee_of
from klientel.sharing.models import ShareLink
from klientel.sharing.rights import MAKE
from klientel.sharing.shareable import Purpose, shareable
from klientel.sharing.standing import may_share
from klientel.workspaces.actor import Actor
from klientel.workspaces.rows import row_of

#: links of one record that are open at once: nobody overlooks more
MOST = 50
USUAL = "30"
DAYS = (
    Option("7", _("7 days")),
    Option(USUAL, _("30 days")),
    Option("90", _("90 days")),
    Option("365", _("a year")),
)
_LONGEST_NAME = 120
#: signs of a password: whoever guesses has twenty tries an hour
SHORTEST = 8


@dataclass(frozen=True)
class Made:
    """A new link; `address` is shown to who made it, once, and kept nowhere.

    It is empty where the link went out by a mail already and the form was merely sent again.
    """

    link: ShareLink
    address: str


@action(
    "share.create",
    label=_("Make link"),
    permission=MAKE,
    on="",
    icon="link",
    hidden=True,
    technical=("key",),
    inputs=[
        TextField(name="record", label=_("Record"), required=True, max_length=36),
        TextField(name="purpose", label=_("What is shared"), required=True, max_length=40),
        TextField(name="part", label=_("Part"), max_length=36),
        TextField(name="shows", label=_("What can be seen"), max_length=400),
        RecordLinkField(name="to", label=_("Addressed to")),
        TextField(name="name", label=_("For whom"), max_length=120),
        TextField(name="email", label=_("E-mail address"), max_length=254),
        TruthField(name="send", label=_("Send the link by mail"), default=False),
        ChoiceField(name="days", label=_("Works for"), options=DAYS, default=USUAL),
        TextField(name="password", label=_("Password"), max_length=128),
        NumberField(
            name="most_openings",
            label=_("Maximum number of views"),
            minimum=Decimal(1),
            maximum=Decimal(1000),
            places=0,
        ),
        TextField(name="key", label=_("Form"), max_length=36),
    ],
)
def create_link(
    actor: Actor, *, record: str, purpose: str, send: bool, key: str, **given: Any
) -> Made:
    """Make a link to a record, or to a part of it, for somebody outside.

    `shows` are names parted by commas, of what the purpose lets be left out. What is not said of
    name and address comes from the record that it is addressed `to`, the language always. A form
    that is sent twice with one `key` makes one link; the second answer shows its address, which
    replaces the first. Raises `NotFound`, `Forbidden`, or `Refused` for what cannot be shared so.
    """
    ref = found_record(actor, record)
    shared = must_share(actor, ref, purpose)
    link = _drafted(actor, ref, shared, form_key(key), given)
    if send and not link.email:
        raise Refused("Please say which address the mail goes to.", "email")
    secret = new_secret()
    link.token_hash = hashed(secret)
    there = ShareLink.objects.in_workspace(actor.workspace_id).filter(pk=link.pk).first()
    if there is not None:
        return _again(actor, there, link, secret)
    _must_fit(actor, ref)
    _insert(link)
    tell(actor, "share.made", link, ref, expires_on=last_day(actor, link.expires_at))
    if send:
        link.mail_id = mails.send(actor, link, secret, ref).pk
        link.save()
        tell(actor, "share.sent", link, ref, email=link.email)
    return Made(link, mails.address_with(secret))


def _drafted(
    actor: Actor, ref: RecordRef, purpose: Purpose, key: UUID, given: Mapping[str, Any]
) -> ShareLink:
    most, password = given["most_openings"], given["password"]
    if password and len(password) < SHORTEST:
        raise Refused("A password needs at least {count} characters.", "password", count=SHORTEST)
    whom = _whom(actor, given)
    return ShareLink(
        id=key,
        workspace_id=actor.workspace_id,
        record=ref,
        purpose=purpose.name,
        part=_part(actor, purpose, ref, given["part"]),
        shows=_shown(purpose, given["shows"]),
        name=whom.name,
        email=whom.email,
        language=whom.language,
        made_by_id=actor.member_id,
        password=make_password(password) if password else None,
        expires_at=clock.now() + timedelta(days=int(given["days"])),
        most_openings=int(most) if most is not None else None,
    )  # type: ignore[misc]


def found_record(actor: Actor, key: str) -> RecordRef:
    """The record of an id as the actor sees it; `NotFound` otherwise."""
    return row_of(RecordRef, RecordRef.objects.visible_to(actor), key)


def must_share(actor: Actor, ref: RecordRef, purpose: str) -> Purpose:
    """The purpose, if the actor may share the record for it; programs and rules share nothing."""
    shared = shareable.get(purpose)
    if shared is None or not shared.is_for(ref.type) or actor.member_id is None:
        raise Refused("This cannot be shared.", "purpose")
    actor.must(f"{ref.type}.{shared.right}")
    if not may_share(actor, shared, ref.type):
        raise Refused("This cannot be shared.", "purpose")
    return shared


def _part(actor: Actor, purpose: Purpose, ref: RecordRef, part: str) -> UUID | None:
    if not purpose.has_part:
        return None
    wanted = id_needed(part)
    if wanted not in purpose.parts_named(actor.workspace_id, [(ref.pk, wanted)]):
        raise NotFound()
    return wanted


def _shown(purpose: Purpose, shows: str) -> list[str]:
    wanted = {one.strip() for one in shows.split(",")}
    return [one.name for one in purpose.shows if one.name in wanted]


def _whom(actor: Actor, given: Mapping[str, Any]) -> Addressee:
    to = addressee_of(actor, given["to"]) if given["to"] else Addressee()
    name = given["name"] or to.name[:_LONGEST_NAME]
    if not name:
        raise Refused("Say whom it is for.", "name")
    return Addressee(name, _address(given["email"] or to.email), to.language)


def _address(email: str) -> str:
    try:
        return email_address.normalise(email) if email else ""
    except Refused as refusal:
        raise refusal.at("email") from None


def _must_fit(actor: Actor, ref: RecordRef) -> None:
    rows = ShareLink.objects.in_workspace(actor.workspace_id).filter(
        record_id=ref.pk, revoked_at=None, expires_at__gt=clock.now()
    )
    if rows.count() >= MOST:
        raise Refused("There are {count} links to this already. Revoke one first.", count=MOST)


def _insert(link: ShareLink) -> None:
    try:
        with transaction.atomic():
            link.save(force_insert=True)
    except IntegrityError:
        # the id of something elsewhere
        raise Conflict("This could not be saved. Please send the form again.") from None


def _again(actor: Actor, there: ShareLink, sent: ShareLink, secret: str) -> Made:
    """The same form once more: its link under a new address, since the first was perhaps lost."""
    ours = (there.made_by_id, there.record_id, there.purpose, there.part)
    if ours != (actor.member_id, sent.record_id, sent.purpose, sent.part):
        raise Conflict("This could not be saved. Please send the form again.")
    if there.mail_id is not None or there.openings or there.state != "open":
        return Made(there, "")
    there.token_hash = hashed(secret)
    there.save()
    return Made(there, mails.address_with(secret))

"""Logging what passed between the firm and an account."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.crm.choices import CONTACT_KINDS, DIRECTIONS
from klientel.crm.models import Account, Interaction
from klientel.discussion.actions.file import attach_to, keys_of
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records.actions import action, create_many
from klientel.records.actions.change import write_changes
from klientel.records.actions.create import Draft
from klientel.records.actions.many import Edit, change_each
from klientel.records.actions.once import create_once, form_key
from klientel.records.fields import (
    ChoiceField,
    DayField,
    InstantField,
    LongTextField,
    MembersField,
    NumberField,
    RecordLinkField,
    RecordLinksField,
    TagsField,
    TextField,
)
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.rows import known_as

INPUTS = (
    ChoiceField(name="kind", label=_("Kind"), options=CONTACT_KINDS, required=True, default="note"),
    LongTextField(name="body", label=_("Text")),
    InstantField(name="occurred_at", label=_("When")),
    NumberField(name="minutes", label=_("Minutes"), minimum=Decimal(0), maximum=Decimal(100_000)),
    ChoiceField(name="direction", label=_("Direction"), options=DIRECTIONS),
    RecordLinkField(name="contact", label=_("With"), to=("contact",)),
    RecordLinksField(name="people", label=_("Also with"), to=("contact",)),
    MembersField(name="colleagues", label=_("Colleagues")),
    TextField(name="outcome", label=_("Outcome")),
    TextField(name="next_step", label=_("Next step"), max_length=200),
    DayField(name="next_step_on", label=_("Next step until")),
    TagsField(name="tags", label=_("Tags of the account")),
    TextField(name="files", label=_("Files"), max_length=2_000),
    TextField(name="key", label=_("Key")),
)


@action(
    "interaction.log",
    adds=True,
    label=_("Log a conversation"),
    on="account",
    permission="interaction.create",
    icon="phone",
    key="N",
    order=5,
    said=_("Noted."),
    inputs=INPUTS,
    technical=("tags", "files", "key"),
)
def log(
    actor: Actor,
    account: Account,
    *,
    key: str = "",
    files: str = "",
    tags: Sequence[str] = (),
    **values: Any,
) -> Interaction:
    """Note a call, meeting, visit, mail, message or note; the last contact follows.

    `key` is an id a form was given: the same form sent twice logs once. `files` are the ids of
    staged files that come with it; `tags` are added to those of the account, as one step. Raises
    `Refused` for an empty note, for a time to come, for a contact of another account and for a
    file that is gone.
    """
    brought = keys_of(files)
    is_empty = not (values["body"] or values["outcome"] or values["next_step"] or brought)
    if is_empty and values["kind"] in ("note", "message"):
        raise Refused("Please write something.", "body")
    at = values["occurred_at"] or clock.now()
    values |= {"account": account.pk, "occurred_at": at, "direction": values["direction"] or "none"}
    batch = uuid7() if brought or tags else None
    once = create_once(
        actor, "interaction", form_key(key), values, occurred_at=at, batch=batch, cleaned=True
    )
    if tags and batch:
        _label(actor, account, tags, batch)
    attach_to(actor, once.record, brought, batch=batch, verb="file.brought")
    return known_as(Interaction, once.record)


def _label(actor: Actor, account: Account, tags: Sequence[str], batch: UUID) -> None:
    """Add tags to the account; raises what refuses them."""
    edit = Edit("tags", "add", list(tags))
    outcome = change_each(actor, record_types.get("account"), [account.pk], edit, batch)
    for _key, _title, refusal in outcome.skipped:
        raise refusal


def _has_open_step(talk: Interaction) -> None:
    if not talk.next_step or talk.is_step_done:
        raise Refused("There is no open next step here.")


@action(
    "interaction.finish_step",
    label=_("Next step done"),
    on="interaction",
    icon="check",
    key="E",
    applies=_has_open_step,
    said=_("Done."),
)
def finish_step(actor: Actor, talk: Interaction) -> Interaction:
    """Mark the next step that was agreed as done. Raises `Refused` where none is open."""
    write_changes(actor, record_types.get("interaction"), [(talk, {"is_step_done": True})])
    return talk


def log_many(
    actor: Actor, drafts: Sequence[Draft], *, batch: UUID | None = None
) -> list[Interaction]:
    """Log many contacts whose values are clean already (imports, sample data)."""
    return create_many(actor, "interaction", drafts, batch=batch, cleaned=True)

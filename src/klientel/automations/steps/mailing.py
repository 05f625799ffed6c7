"""The step that writes a mail to somebody of the record, in their language, if they may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from klientel.automations.scene import Scene
from klientel.automations.steps.registry import Asking, Done, StepKind, steps
from klientel.automations.steps.telling import SECTION
from klientel.kit.refused import Refused
from klientel.records.fields import ChoiceField, LongTextField, Option, TextField
from klientel.records.fields.base import Field, Reading
from klientel.records.types import RecordType, record_types
from klientel.sending import consent, queue
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member

#: the kind of its mails
KIND = "rule"
_SUBJECT = TextField(name="subject", label=gettext_lazy("Subject"), required=True, max_length=200)
_TEXT = LongTextField(name="text", label=gettext_lazy("Text"), required=True, max_length=8_000)
_OTHERS_SUBJECT = TextField(
    name="other_subject", label=gettext_lazy("Subject in the other language"), max_length=200
)
_OTHERS_TEXT = LongTextField(
    name="other_text", label=gettext_lazy("Text in the other language"), max_length=8_000
)


@dataclass(frozen=True)
class Recipient:
    """Somebody a mail can go to: where the address stands, from the record on, and the words.

    `via` is the field that leads to another record, empty for the record itself.
    """

    name: str
    label: str
    via: str
    field: str


def recipients(about: RecordType | None, reading: Reading) -> Iterator[Recipient]:
    """Who can be written to about records of a type: addresses of its own, and of what it names."""
    if about is None:
        return
    for one in _addresses(about):
        yield Recipient(one.name, reading.say(one.label), "", one.name)
    for link in about.fields:
        targets = _types_of(link)
        if not link.is_link or link.is_several or len(targets) != 1:
            continue
        for one in list(_addresses(record_types.get(targets[0])))[:1]:
            label = reading.say(link.label)
            yield Recipient(f"{link.name}.{one.name}", label, link.name, one.name)


def _types_of(link: Field) -> list[str]:
    """The types that a field leads to."""
    return list(getattr(link, "to", ()))


def _addresses(about: RecordType) -> list[Field]:
    return [one for one in about.fields if one.takes_mail]


def _inputs(asking: Asking) -> Sequence[Field]:
    found = list(recipients(asking.about, asking.reading))
    to = ChoiceField(
        name="_to",
        label=pgettext_lazy("mail", "To"),
        options=[Option(one.name, one.label) for one in found],
        default=found[-1].name if found else None,
        required=True,
    )
    purpose = ChoiceField(
        name="_purpose",
        label=gettext_lazy("What for"),
        options=[
            Option(consent.SERVICE, gettext_lazy("What they ordered, asked for or agreed upon")),
            *(Option(one.name, one.label) for one in consent.purposes()),
        ],
        default=consent.SERVICE,
        required=True,
    )
    return (to, purpose, _SUBJECT, _TEXT, _OTHERS_SUBJECT, _OTHERS_TEXT)


def _run(actor: Actor, scene: Scene, values: Mapping[str, Any]) -> Done:
    target, address = _found(scene, str(values.get("_to") or ""))
    if not address:
        return Done(_("No mail was sent: there is no e-mail address."))
    purpose = str(values.get("_purpose") or consent.SERVICE)
    if not consent.allows(actor.workspace_id, purpose, address):
        told = _("No mail was sent: {address} has not consented to it.")
        return Done(told.format(address=address))
    subject, text = _in_language_of(scene, target, values)
    queue.queue(
        address,
        subject,
        text,
        kind=KIND,
        actor=actor,
        reply_to=_answers_to(scene),
        dedupe_key=scene.once(),
    )
    return Done(_("Mail to {address}: “{subject}”").format(address=address, subject=subject))


def _found(scene: Scene, name: str) -> tuple[Any, str]:
    """The record that an address belongs to, and the address; empty where there is none."""
    about, record = scene.about, scene.record
    if about is None or record is None:
        raise Refused("There is no record that this could be done with.")
    wanted = next((one for one in recipients(about, scene.reading) if one.name == name), None)
    if wanted is None:
        raise Refused("This cannot be taken from there.")
    holder, target = about, record
    if wanted.via:
        link = about.field(wanted.via)
        holder = record_types.get(_types_of(link)[0])
        target = _visible(scene, holder, link.value(record))
    address = holder.field(wanted.field).value(target) if target is not None else ""
    return target, str(address or "")


def _visible(scene: Scene, holder: RecordType, key: UUID | None) -> Any:
    if key is None:
        return None
    return holder.model.objects.visible_to(scene.actor).filter(pk=key).first()


def _in_language_of(scene: Scene, target: Any, values: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and text for somebody: the other ones for who speaks another language than ours."""
    spoken = str(getattr(target, "language", "") or "")[:2]
    is_other = bool(spoken) and spoken != scene.reading.workspace.language[:2]
    other = (str(values.get("other_subject") or ""), str(values.get("other_text") or ""))
    if is_other and all(other):
        return other
    return str(values.get("subject") or ""), str(values.get("text") or "")


def _answers_to(scene: Scene) -> str:
    """Where an answer goes: to who is in charge of the record or its account, else the rule's."""
    for record in (scene.record, scene.account):
        key = getattr(record, "owner_id", None)
        if key:
            break
    else:
        key = scene.actor.member_id
    mine = Member.objects.in_workspace(scene.actor.workspace_id).filter(pk=key, is_active=True)
    member = mine.select_related("user").first()
    return member.user.email if member is not None else ""


def _said(asking: Asking) -> str:
    return _("{people} gets a mail: “{subject}”").format(
        people=asking.shown.get("_to", "…"), subject=asking.shown.get("subject", "…")
    )


def _has_recipients(about: RecordType | None, reading: Reading) -> bool:
    return any(True for _one in recipients(about, reading))


steps.register(
    StepKind(
        name="mail",
        label=gettext_lazy("Write a mail"),
        icon="mail",
        inputs=_inputs,
        run=_run,
        said=_said,
        is_for=_has_recipients,
        can_be_undone=False,
        touches_records=False,
        is_outside=True,
        section=SECTION,
        order=46,
    ),
)

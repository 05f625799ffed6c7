"""What the capture line becomes here: a conversation, logged by the action everybody uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.crm.actions.interaction import log
from klientel.crm.capture.names import Name, read_names
from klientel.crm.capture.reading import claim, read
from klientel.crm.choices import CONTACT_KINDS, DIRECTIONS
from klientel.crm.models import Account, Contact, Interaction
from klientel.desk.capture.line import Asked, Chip, Line, Understood
from klientel.desk.capture.sentence import Part, Sentence
from klientel.desk.capture.times import Setting, When
from klientel.kit import clock
from klientel.records.fields.base import Reading, Text
from klientel.records.types import record_types
from klientel.views.search import search, with_words_in_title
from klientel.workspaces.actor import Actor

_TYPES = ("account", "contact")
_MARKED = 12
_KINDS = {one.value: one for one in CONTACT_KINDS}
_WAYS = {one.value: one for one in DIRECTIONS}
_ICONS = {"account": "building-2", "contact": "user-round", "when": "clock", "length": "timer",
          "outcome": "flag", "direction": "arrow-right", "step": "list-checks",
          "step_on": "calendar-clock"}  # fmt: skip


def _understand(actor: Actor, reading: Reading, asked: Asked) -> Understood:
    now = clock.local(clock.now(), reading.format.zone)
    chosen = _chosen(actor, asked.given.get("account", ""))
    return read(
        asked.text,
        Setting(now),
        lambda words, prefix: _lookup(actor, words, prefix),
        without=asked.without,
        may_label=actor.may("account.edit"),
        chosen=chosen,
        here=_here(actor, asked.here),
    )


def _claim(_actor: Actor, _reading: Reading, asked: Asked) -> int:
    return claim(asked.text)


def read_whom(actor: Actor, _reading: Reading, sentence: Sentence, chosen: str) -> list[Part]:
    """Whom a sentence of another line names: the parts `account` and `contact`."""
    return read_names(
        sentence,
        lambda words, prefix: _lookup(actor, words, prefix),
        chosen=_chosen(actor, chosen),
    )


def _lookup(actor: Actor, words: Sequence[str], prefix: str) -> Iterable[Name]:
    """Accounts and people that the actor may know of, with any of the words in their names."""
    hits = with_words_in_title(actor, words, _TYPES) if words else []
    # of what is typed behind the @, less and less: it may go on with the sentence
    marked = prefix.split()
    while marked and not any(hit.type == "account" for hit in hits):
        hits += search(actor, " ".join(marked), ["account"], limit=_MARKED)
        marked.pop()
    if prefix:
        hits += search(actor, prefix.split(maxsplit=1)[0], ["account"], limit=_MARKED)
    ids = {hit.id for hit in hits}
    return [*_accounts(actor, ids), *_people(actor, ids)] if ids else []


def _accounts(actor: Actor, ids: Iterable[UUID]) -> list[Name]:
    rows = Account.objects.visible_to(actor).filter(pk__in=list(ids))
    return [
        Name(
            str(pk),
            name,
            kind == Account.Kind.PERSON,
            hint=" · ".join(filter(None, (ref, city))),
        )
        for pk, name, kind, ref, city in rows.values_list("pk", "name", "kind", "ref", "city")
    ]


def _people(actor: Actor, ids: Iterable[UUID]) -> list[Name]:
    rows = Contact.objects.visible_to(actor).filter(pk__in=list(ids))
    columns = ("pk", "first_name", "last_name", "account_id", "account__name")
    return [
        Name(str(pk), f"{first} {last}".strip(), True, str(account), of)
        for pk, first, last, account, of in rows.values_list(*columns)
    ]


def _chosen(actor: Actor, text: str) -> Name | None:
    try:
        found = _accounts(actor, [UUID(text)]) if text else []
    except ValueError:
        return None
    return found[0] if found else None


def _here(actor: Actor, record: Any) -> Name | None:
    """The account whose page is open, or to which the record belongs whose page is."""
    if record is None or isinstance(record, Account):
        return Name(str(record.pk), record.name) if record else None
    account = record_types.of(record).account_of(record)
    found = _accounts(actor, [account]) if account else []
    return found[0] if found else None


def _chip(part: Part, reading: Reading) -> Chip:
    slot, value = part.slot, part.value
    if slot == "kind":
        option = _KINDS[value]
        is_told = value != Interaction.Kind.NOTE
        return Chip(slot, reading.say(option.label), option.icon, _("Kind"), may_leave=is_told)
    if slot.startswith("#"):
        return Chip(slot, f"#{value}", "tag", _("Tag of the account"))
    names = Counter(one.name for one in part.choices)
    choices = tuple(
        (one.id, one.name if names[one.name] == 1 else f"{one.name} · {one.hint}")
        for one in part.choices
    )
    what = {
        "direction": _("Direction"), "account": _("Who"), "contact": _("With"),
        "when": _("When"), "length": _("Length"), "outcome": _("Outcome"),
        "step": _("Next step"), "step_on": _("Next step until"),
    }[slot]  # fmt: skip
    return Chip(slot, _shown(slot, value, reading), _ICONS[slot], what, choices)


def _shown(slot: str, value: Any, reading: Reading) -> str:
    if isinstance(value, Name):
        return value.name
    if isinstance(value, When):
        return _day(value, reading)
    if slot == "step_on":
        return f"{reading.format.relative(value)}, {reading.format.date_long(value)}"
    if slot == "length":
        return reading.format.duration(value)
    if slot == "direction":
        return reading.say(_WAYS[value].label)
    return "" if value is None else str(value)


def _day(value: When, reading: Reading) -> str:
    days = abs((value.at.date() - reading.today).days)
    format_ = reading.format
    # further away a number of days says less than the date
    day = format_.relative(value.at.date()) if days < 2 else format_.date_long(value.at.date())
    return f"{day} {format_.time(value.at, True)}" if value.has_time else day


def _missing(said: Understood) -> Text:
    account = said.part("account")
    if account is None:
        return gettext_lazy("Who was it? Write the name, or an @ and its beginning.")
    if account.is_open:
        return gettext_lazy("Several fit. Choose who was meant.")
    return ""


def _log(actor: Actor, said: Understood, key: str) -> Interaction:
    values = {part.slot: part.value for part in said.parts}
    when = values.get("when")
    is_now = when is None or (not when.has_time and when.at.date() == _today(when))
    contact = values.get("contact")
    return log(
        actor,
        UUID(values["account"].id),
        kind=values["kind"],
        body=said.text,
        occurred_at="" if is_now or when is None else when.at,
        minutes=str(values.get("length", "")),
        direction=values.get("direction", ""),
        contact=contact.id if contact else "",
        outcome=values.get("outcome", ""),
        next_step=values.get("step", ""),
        next_step_on=values.get("step_on", ""),
        tags=[part.value for part in said.parts if part.slot.startswith("#")],
        key=key,
    )


def _today(when: When) -> Any:
    return clock.local(clock.now(), when.at.tzinfo or "UTC").date()


LINE = Line(
    name="talk",
    permission="interaction.create",
    label=gettext_lazy("Conversation or note"),
    icon="phone",
    order=10,
    examples=(
        gettext_lazy("Called @Miller, 20 min, wants a quote, follow up on Friday #b2b"),
        gettext_lazy("Yesterday met Mrs Reuter at Weber Motors, 1.5h"),
    ),
    claim=_claim,
    understand=_understand,
    chip=_chip,
    missing=_missing,
    carry_out=_log,
)

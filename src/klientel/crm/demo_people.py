"""What the sample firms know of people: birthdays, consents, who belongs where, who knows whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from klientel.crm.actions.account import name_billing_contact
from klientel.crm.actions.acquaintance import add_acquaintance
from klientel.crm.actions.affiliation import add_organisation, leave_organisation
from klientel.crm.actions.consent import note_consent, note_consent_of_account, withdraw_consent
from klientel.crm.actions.own_person import describe_person
from klientel.crm.demo import Stage
from klientel.crm.models import Account, Contact
from klientel.records.actions import change, change_many

#: an account, its people, and who looks after it
Kept = tuple[Account, Sequence[Contact], str]

_CHANNELS = ("mail", "phone", "mobile", "message", "mail")
_OTHER_POSITIONS = ("Beirat", "Gesellschafterin", "Steuerberaterin", "Vorstand", "Stiftungsrat")
_KNOWN_FROM = (
    "zusammen studiert", "im selben Ruderverein", "frühere Kollegen", "vom Unternehmerstammtisch",
)  # fmt: skip
_PROOFS = (
    ("form", "Anmeldung zum Rundbrief"),
    ("person", "Notiz vom Unternehmerstammtisch"),
    ("mail", "Antwort auf das Protokoll vom Kick-off"),
)
_CARDS = ("Stammkarte, Rückseite", "Zettel an der Kasse", "Anruf im Laden")


def weave(stage: Stage, kept: Sequence[Kept]) -> None:
    """Let clients' people be known better, and tie some of them together.

    Jana does what reaches from one client to another: she sees them all.
    """
    for number, (account, people, manager) in enumerate(kept):
        with stage.on(stage.today - timedelta(days=stage.random.randint(12, 60)), 17):
            _describe(stage, number, account, people, manager)
            if number % 3 == 0:
                _agree(stage, number, people[0], manager)
            if number % 4 == 1:
                _belong_elsewhere(stage, number, people[0], kept)
            if number % 3 == 2:
                _know(stage, number, people[-1], kept)
    _group(stage, kept)


def _describe(
    stage: Stage, number: int, account: Account, people: Sequence[Contact], manager: str
) -> None:
    actor = stage.actors[manager]
    values: dict[Any, dict[str, Any]] = {
        one.pk: {
            "birthday": _birthday(stage, number + place),
            "language": "en" if (number + place) % 9 == 8 else "de",
            "preferred_channel": _CHANNELS[(number + place) % len(_CHANNELS)],
            "since": stage.today - timedelta(days=stage.random.randint(400, 4_000)),
        }
        for place, one in enumerate(people)
        if (number + place) % 4 != 3
    }
    change_many(actor, "contact", values)
    if len(people) > 1:
        name_billing_contact(actor, account.pk, contact=people[-1].pk)


def _birthday(stage: Stage, number: int) -> str:
    """Some are soon; of every third nobody knows the year."""
    day = stage.today + timedelta(days=number * 53 % 360 + 1)
    year = "" if number % 3 == 2 else str(1958 + number * 7 % 42)
    return f"{min(day.day, 28)}.{day.month}.{year}"


def _agree(stage: Stage, number: int, person: Contact, manager: str) -> None:
    actor = stage.actors[manager]
    channel, source = _PROOFS[number // 3 % len(_PROOFS)]
    said = {"channel": channel, "source": source}
    row = note_consent(actor, person.pk, purpose="newsletter", answer="given", **said)
    note_consent(actor, person.pk, purpose="phone", answer="given", **said)
    if number % 6 == 3:
        with stage.on(stage.today - timedelta(days=5), 9):
            withdraw_consent(actor, person.pk, entry=row.pk, channel="mail",
                             source="Antwort auf den Newsletter")  # fmt: skip


def _belong_elsewhere(stage: Stage, number: int, person: Contact, kept: Sequence[Kept]) -> None:
    other = kept[(number + 5) % len(kept)][0]
    if other.pk == person.account_id:
        return
    actor = stage.actors["jana"]
    row = add_organisation(
        actor,
        person.pk,
        account=other.pk,
        position=_OTHER_POSITIONS[number % len(_OTHER_POSITIONS)],
        since=stage.today - timedelta(days=900 + number),
    )
    if number % 8 == 5:
        until = stage.today - timedelta(days=100)
        leave_organisation(actor, person.pk, entry=row.pk, until=until)


def _know(stage: Stage, number: int, person: Contact, kept: Sequence[Kept]) -> None:
    actor = stage.actors["jana"]
    how = _KNOWN_FROM[number % len(_KNOWN_FROM)]
    other = kept[(number + 3) % len(kept)][1][0]
    if number % 2 and other.pk != person.pk:
        add_acquaintance(actor, person.pk, other=other.pk, how=how)
    else:
        add_acquaintance(actor, person.pk, member=stage.actors["jana"].member_id, how=how)


def _group(stage: Stage, kept: Sequence[Kept]) -> None:
    """One client is the head of a small group."""
    if len(kept) < 4:
        return
    head = kept[0][0]
    with stage.on(stage.today - timedelta(days=30), 10):
        for part in (kept[1][0], kept[3][0]):
            change(stage.actors["jana"], "account", part.pk, {"parent": head.pk})


def know_regulars(stage: Stage, accounts: Sequence[Account]) -> None:
    """Some customers of the shop told their birthday, and what they want to hear of."""
    ute = stage.actors["ute"]
    for number, account in enumerate(accounts[:: max(1, len(accounts) // 30)]):
        with stage.on(stage.today - timedelta(days=8 + number % 50), 16):
            describe_person(
                ute,
                account.pk,
                birthday=_birthday(stage, number),
                preferred_channel="mail" if account.email else "phone",
            )
            said = {"channel": "paper", "source": _CARDS[number % len(_CARDS)]}
            answer = "withdrawn" if number % 5 == 4 else "given"
            note_consent_of_account(ute, account.pk, purpose="newsletter", answer=answer, **said)
            if number % 2:
                note_consent_of_account(
                    ute, account.pk, purpose="message", answer="withdrawn", channel="person"
                )

"""Consents that a plain list of people brings along: noted like those of an address book."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.crm.address_book_consents import (
    AnswerField,
    Consents,
    Told,
    joined,
    targets,
    told_in,
)
from klientel.crm.models import Contact
from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import current_reading
from klientel.records.recipes import Aside, Besides, Options, Outcome, besides
from klientel.workspaces.actor import Actor


@dataclass
class _Person:
    """Somebody of the file: who it is already, if anybody, and what rows say they agreed to."""

    record: Contact | None
    consents: list[Told] = field(default_factory=list)


def register() -> None:
    """Offer a column for each purpose where people are imported."""
    besides["contact"] = Besides(
        # what is no answer refuses its row: nobody may be written to for a cell that was guessed
        targets=partial(targets, AnswerField),
        consider=consider,
        nouns={"consent": (_("Consent"), _("Consents"))},
    )


def consider(
    actor: Actor, asides: Sequence[Aside], options: Options, outcome: Outcome
) -> Callable[[Mapping[Hashable, UUID]], None]:
    """Decide what is noted of the people of a chunk; a check only counts it."""
    people: dict[Hashable, _Person] = {}
    for one in asides:
        told = told_in(one.line, one.values)
        if not told:
            remark = Refused("A day or proof without a consent was left out.")
            outcome.notes.append((one.line, remark))
            continue
        person = people.setdefault(one.who, _Person(one.record))
        person.consents = joined(person.consents, told)
    consents = Consents(actor, options, current_reading(actor), list(people.values()))
    outcome.notes += consents.remarks
    number = sum(len(one.consents) for one in people.values())
    outcome.count(outcome.created, "consent", number)

    def note(there: Mapping[Hashable, UUID]) -> None:
        written = [(there[who], person.consents) for who, person in people.items() if who in there]
        noted = consents.note(written)
        outcome.count(outcome.created, "consent", noted - number)

    return note

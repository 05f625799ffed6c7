"""What an address book says of consents: noted with its proof, and no withdrawal is undone by it.

“Yes” is a consent on the day that the row names, else on the day of the import. “No” withdraws one
that is noted, and says nothing of people who never agreed. Who withdrew or objected stays so,
whatever the file says; the row tells it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from klientel.crm.actions.consent_many import Entry, note_consents
from klientel.crm.address_book_fields import Forgiving
from klientel.crm.address_book_words import words
from klientel.crm.models import Consent, Contact
from klientel.crm.models.consented import PURPOSES, column_of
from klientel.crm.people_queries import Standing, consents_of
from klientel.kit.refused import Refused
from klientel.kit.text import fold
from klientel.records.fields import DayField, TextField
from klientel.records.fields.base import Reading
from klientel.records.recipes import Options, Target
from klientel.workspaces.actor import Actor

_GROUP = _("Consent")
DAY, PROOF = "consent_day", "consent_proof"
GIVEN, NO, WITHDRAWN = "given", "no", "withdrawn"
_TOLD = {GIVEN: _("Agreed"), NO: _("Not agreed"), WITHDRAWN: _("Withdrawn or objected")}
#: what files write, by what it means
_ANSWERS = {
    GIVEN: "1, true, yes, ja, j, y, x, wahr, on, erteilt, eingewilligt, zugestimmt, agreed, given, "
    "granted, subscribed, abonniert, angemeldet, opt in, opted in, double opt in, aktiv, active, "
    "confirmed, bestätigt",
    NO: "0, false, no, nein, n, falsch, off, not agreed, keine, none, nicht erteilt, "
    "not subscribed, nicht angemeldet, pending, ausstehend, unconfirmed, unbestätigt",
    WITHDRAWN: "withdrawn, widerrufen, widersprochen, objected, unsubscribed, abgemeldet, opt out, "
    "opted out, do not contact, gesperrt, blocked, withdrawn or objected",
}
_MEANING = {
    fold(word.strip()): answer for answer, text in _ANSWERS.items() for word in text.split(",")
}
_LONGEST_PROOF = 200
#: of two rows that say different things of one person, the more careful one counts
_CAREFUL = (GIVEN, NO, WITHDRAWN)


@dataclass(kw_only=True)
class AnswerField(TextField):
    """Yes, no or withdrawn, as files write it."""

    accepted = "ja, nein, widerrufen, yes, no, withdrawn"

    def import_(self, text: str, reading: Reading) -> Any:
        if not text.strip():
            return None
        word = fold(text)
        answer = _own_words(get_language()).get(word) or _MEANING.get(word)
        if answer is None:
            raise Refused("This says neither yes nor no.", self.name)
        return answer

    def shown(self, value: Any, reading: Reading) -> str:
        return reading.say(_TOLD[value]) if value in _TOLD else super().shown(value, reading)


@cache
def _own_words(_language: str | None) -> dict[str, str]:
    """What the active language calls the answers, as words are compared; read for many cells."""
    return {fold(str(label)): answer for answer, label in _TOLD.items()}


@dataclass(kw_only=True)
class AnyAnswerField(Forgiving, AnswerField):
    """An answer, or what stood in its place."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a row says of one purpose; without a day it is said on that of the import."""

    purpose: str
    answer: str
    day: date | None
    proof: str
    line: int


def targets(answer: type[AnswerField] = AnyAnswerField) -> list[Target]:
    """A column for each purpose, and for the day and the proof of all that a row says."""
    answers = [
        answer(name=column_of(purpose), label=label) for purpose, label in Consent.Purpose.choices
    ]
    day = DayField(name=DAY, label=_("Day of the consent"))
    proof = TextField(name=PROOF, label=_("Proof of the consent"), max_length=_LONGEST_PROOF)
    return [
        Target(one.name, one, group=_GROUP, aliases=words(one.name))
        for one in (*answers, day, proof)
    ]


def told_in(line: int, values: Mapping[str, Any]) -> list[Told]:
    """What the row that begins on a line says of consents."""
    return [
        Told(purpose, answer, values.get(DAY), values.get(PROOF) or "", line)
        for purpose in PURPOSES
        if (answer := values.get(column_of(purpose)))
    ]


def joined(before: Sequence[Told], more: Iterable[Told]) -> list[Told]:
    """What several rows say of one person, once for each purpose."""
    by_purpose = {one.purpose: one for one in before}
    for one in more:
        known = by_purpose.get(one.purpose)
        if known is None or _CAREFUL.index(one.answer) > _CAREFUL.index(known.answer):
            by_purpose[one.purpose] = one
    return list(by_purpose.values())


class Person(Protocol):
    """Somebody of a file: who it is already, if anybody, and what rows say they agreed to."""

    record: Contact | None
    consents: list[Told]


class Consents:
    """Decides what is noted of the people of a chunk, and notes it.

    What is known already, and what must not be, is taken from `people` at once; `remarks` tell of
    the latter by line.
    """

    def __init__(
        self, actor: Actor, options: Options, reading: Reading, people: Sequence[Person]
    ) -> None:
        self._actor = actor
        self._options = options
        self._reading = reading
        self.remarks: list[tuple[int, Refused]] = []
        known = {one.record.pk for one in people if one.record is not None}
        standings = consents_of(actor.workspace_id, known) if known else {}
        for one in people:
            stays = one.record is not None and not options.update_existing
            standing = standings[one.record.pk] if one.record is not None else Standing()
            told = [] if stays else one.consents
            one.consents = [said for said in told if self._is_needed(standing, said)]

    def _is_needed(self, standing: Standing, one: Told) -> bool:
        entry = standing.now.get(one.purpose)
        named = {"purpose": self._reading.say(Consent.Purpose(one.purpose).label)}
        column = column_of(one.purpose)
        if one.day is not None and one.day > self._reading.today:
            refusal = Refused(
                "“{purpose}” was left out: this has not happened yet.", column, **named
            )
            self.remarks.append((one.line, refusal))
            return False
        if entry is None:
            return one.answer != NO
        if one.answer != GIVEN:
            return entry.is_given
        if not entry.is_given:
            refusal = Refused(
                "“{purpose}” was withdrawn on {day}; an import does not restore it.",
                column,
                day=self._reading.format.date(entry.said_on),
                **named,
            )
            self.remarks.append((one.line, refusal))
        return False

    def note(self, people: Iterable[tuple[UUID, Iterable[Told]]]) -> int:
        """Note what is needed of people who are there by now; gives how many entries."""
        entries = [
            Entry(
                contact,
                one.purpose,
                one.answer == GIVEN,
                one.day or self._reading.today,
                one.proof or self._source(),
            )
            for contact, told in people
            for one in told
        ]
        if entries:
            note_consents(self._actor, entries, self._options.batch)
        return len(entries)

    def _source(self) -> str:
        named = ", ".join(filter(None, (self._options.source, self._options.file)))
        return gettext("Import: {file}").format(file=named)[:_LONGEST_PROOF] if named else (
            gettext("Import")
        )  # fmt: skip

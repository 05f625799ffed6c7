"""Lists of people narrowed by what they agree to: true after every entry, undo and merge."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.http import QueryDict

from klientel.crm.actions import consent as verbs
from klientel.crm.actions.own_person import own_person
from klientel.crm.consent_fields import CONSENT_FIELDS
from klientel.crm.models import Consent, Contact
from klientel.crm.models.consented import PURPOSES, column_of
from klientel.crm.tests.consents import account, newest, note, person
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.merge import merge
from klientel.records.actions.own_field import add_field
from klientel.records.actions.undo import undo
from klientel.records.actions.unmerge import unmerge
from klientel.records.models import FieldValue
from klientel.records.reading import reading_for
from klientel.records.types import record_types
from klientel.views.export import Export
from klientel.views.query import ViewQuery
from klientel.views.rows import Listing
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def listing(firm: Firm, query: str) -> Listing:
    record_type = record_types.get("contact").in_workspace(firm.workspace)
    reading = reading_for(firm.workspace)
    asked = ViewQuery.from_request(record_type, QueryDict(query), firm.olga, reading)
    assert not asked.notices, asked.notices
    return Listing(record_type, asked, firm.olga, reading)


def found(firm: Firm, query: str) -> list[str]:
    return [row.title.split()[-1] for row in listing(firm, f"{query}&sort=name").page(50).rows]


def says(firm: Firm, contact: Contact, purpose: str = "newsletter") -> str | None:
    row = Contact.objects.in_workspace(firm.workspace.pk).get(pk=contact.pk)
    found: str | None = getattr(row, column_of(purpose))
    return found


@pytest.fixture
def people(firm: Firm) -> list[Contact]:
    """One who agreed, one who withdrew, one who was never asked."""
    nord = account(firm)
    made = [person(firm, nord, name) for name in ("Adam", "Berg", "Cohn")]
    note(firm, made[0], "newsletter")
    note(firm, made[1], "newsletter", said_on="2026-01-01")
    note(firm, made[1], "newsletter", "withdrawn", said_on="2026-02-01")
    return made


def test_each_purpose_has_its_column_and_its_field() -> None:
    assert list(PURPOSES) == list(Consent.Purpose.values)
    assert [one.column for one in CONSENT_FIELDS] == [column_of(one) for one in PURPOSES]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("consent_newsletter=given", ["Adam"]),
        ("consent_newsletter=withdrawn", ["Berg"]),
        ("consent_newsletter=given,withdrawn", ["Adam", "Berg"]),
        ("consent_newsletter.not=withdrawn", ["Adam", "Cohn"]),
        ("consent_newsletter.empty", ["Cohn"]),
        ("consent_newsletter.filled", ["Adam", "Berg"]),
        ("consent_phone=given", []),
    ],
)
def test_people_are_found_by_what_counts(
    firm: Firm, people: list[Contact], query: str, names: list[str]
) -> None:
    assert found(firm, query) == names


@pytest.mark.parametrize(
    ("operator", "operand", "names"),
    [("any", ["given"], ["Adam"]), ("not", ["given"], ["Berg", "Cohn"]), ("empty", None, ["Cohn"])],
)
def test_conditions_answer_as_lists_do(
    firm: Firm, people: list[Contact], operator: str, operand: Any, names: list[str]
) -> None:
    one, reading = CONSENT_FIELDS[0], reading_for(firm.workspace)
    rows = Contact.objects.visible_to(firm.olga).order_by("name_key")
    met = [row for row in rows if one.meets(one.operator(operator), row, operand, reading)]
    assert [row.last_name for row in met] == names


def test_it_follows_each_entry_and_each_undo(firm: Firm, people: list[Contact]) -> None:
    adam, berg, cohn = people
    undo(firm.olga, newest(firm, adam).pk)
    assert says(firm, adam) is None
    undo(firm.olga, newest(firm, adam).pk)
    assert says(firm, adam) == "given"
    row = note(firm, cohn, "phone")
    verbs.withdraw_consent(firm.olga, cohn, entry=row.pk, channel="phone", source="")
    assert (says(firm, cohn, "phone"), says(firm, cohn)) == ("withdrawn", None)
    # noted later, said before
    note(firm, berg, "newsletter", said_on="2026-01-15")
    assert says(firm, berg) == "withdrawn"


def test_it_follows_those_who_become_one_and_are_two_again(
    firm: Firm, people: list[Contact]
) -> None:
    adam, berg, _cohn = people
    note(firm, adam, "post")
    done = merge(firm.olga, "contact", adam.pk, [berg.pk])
    kept = Contact.objects.in_workspace(firm.workspace.pk).get(pk=done.winner_id)
    assert (says(firm, kept), says(firm, kept, "post")) == ("given", "given")
    note(firm, kept, "newsletter", "withdrawn")
    assert says(firm, kept) == "withdrawn"
    unmerge(firm.olga, done.pk)
    assert (says(firm, berg), says(firm, berg, "post")) == ("withdrawn", None)


def test_an_account_that_is_a_person_says_it_too(firm: Firm) -> None:
    roth = account(firm, "Ina Roth", kind="person")
    verbs.note_consent_of_account(
        firm.olga, roth, purpose="survey", answer="given", channel="form", source="Umfrage"
    )
    assert says(firm, own_person(firm.olga, roth, uuid7()), "survey") == "given"
    assert found(firm, "consent_survey=given") == ["Roth"]


def test_a_formula_over_it_follows_at_once(firm: Firm, people: list[Contact]) -> None:
    made = add_field(
        firm.olga, type="contact", kind="formula", label="Darf",
        formula="LEN({consent_phone}) > 2", places="0",
    )  # fmt: skip
    firm.workspace.refresh_from_db()
    note(firm, people[0], "phone")
    (row,) = FieldValue.objects.visible_to(firm.olga).filter(field_id=made.pk)
    assert row.record_id == people[0].pk


def test_nobody_sets_it_and_a_table_tells_it(firm: Firm, people: list[Contact]) -> None:
    values = {"account": people[0].account_id, "last_name": "Falk", "consent_newsletter": "given"}
    with pytest.raises(Refused):
        actions.create(firm.olga, "contact", values)
    page = firm.client().get("/werft/contacts?cols=consent_newsletter").text
    assert "Agreed" in page
    assert "Withdrawn or objected" in page
    fields = [record_types.get("contact").field(n) for n in ("name", "consent_newsletter")]
    rows = [
        row for piece in Export(listing(firm, "sort=name"), fields, "en").rows() for row in piece
    ]
    assert [row[1] for row in rows] == ["Agreed", "Withdrawn or objected", ""]


def test_what_was_noted_before_the_columns_came_stands_in_them(
    firm: Firm, people: list[Contact]
) -> None:
    rows = Contact.objects.in_workspace(firm.workspace.pk)
    rows.update(consent_newsletter=None)
    then = MigrationLoader(connection).project_state([("crm", "0002_consent_of_people")]).apps
    import_module("klientel.crm.migrations.0003_say_what_counts").say_what_counts(then, None)
    kept = dict(rows.values_list("last_name", "consent_newsletter"))
    assert kept == {"Adam": "given", "Berg": "withdrawn", "Cohn": None}

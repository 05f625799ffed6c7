"""Contacts that become one, or go, and the meetings and talks that name them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from klientel.crm.actions.meeting import hold, invite
from klientel.crm.actions.people import add_person
from klientel.crm.models import Contact, TakingPart
from klientel.crm.tests.meetings import SOON, account, last, mails, planned
from klientel.kit import clock
from klientel.records import actions
from klientel.records.actions.merge import merge
from klientel.records.actions.unmerge import unmerge
from klientel.records.consistency import differences
from tests.cast import Firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(firm: Firm) -> tuple[Contact, Contact]:
    nord = account(firm)
    kept = add_person(firm.olga, nord, {"last_name": "Falk", "email": "falk@nord.example"})
    gone = add_person(firm.olga, nord, {"last_name": "Falck", "email": "falck@nord.example"})
    return kept, gone


def talk(firm: Firm, pair: tuple[Contact, Contact], main: int | None, people: list[int]) -> Any:
    """A call with contacts of the pair, by their place in it."""
    given = {
        "body": "Rang an",
        "kind": "call",
        "account": pair[0].account_id,
        "contact": None if main is None else pair[main].pk,
        "people": [str(pair[one].pk) for one in people],
    }
    return actions.create(firm.olga, "interaction", given)


def named(record: Any) -> tuple[Any, set[str]]:
    record.refresh_from_db()
    return getattr(record, "contact_id", None), set(record.people)


def test_whoever_stays_is_invited_and_the_meeting_can_be_held(firm: Firm, pair: Any) -> None:
    kept, gone = pair
    meeting = planned(firm, kept.account, people=str(gone.pk))
    merge(firm.olga, "contact", kept.pk, [gone.pk], {"email": kept.pk})
    assert named(meeting)[1] == {str(kept.pk)}
    invite(firm.olga, meeting)
    assert [mail.to for mail in mails(firm)] == ["falk@nord.example"]
    with clock.fixed(SOON + timedelta(hours=2)):
        assert hold(firm.olga, meeting, body="Gesprochen").contact_id == kept.pk
    assert list(differences(firm.workspace)) == []


@pytest.mark.parametrize(
    ("main", "people"), [(None, [1]), (None, [0, 1]), (None, [1, 0]), (0, [1]), (1, [0]), (1, [])]
)
def test_what_named_either_or_both_names_one_and_then_again_whom_it_did(
    firm: Firm, pair: Any, main: int | None, people: list[int]
) -> None:
    said = talk(firm, pair, main, people)
    before = named(said)
    for _time in range(2):
        done = merge(firm.olga, "contact", pair[0].pk, [pair[1].pk])
        expected = (pair[0].pk, set()) if main is not None else (None, {str(pair[0].pk)})
        assert named(said) == expected
        assert len(said.people) == len(set(said.people))
        assert list(differences(firm.workspace)) == []
        apart = unmerge(firm.olga, done.pk)
        assert (named(said), apart.rows) == (before, 0)
        assert list(differences(firm.workspace)) == []


@pytest.mark.parametrize(("main", "people"), [(1, [0]), (1, []), (None, [0, 1])])
def test_rows_that_were_written_anew_since_agree_after_coming_apart(
    firm: Firm, pair: Any, main: int | None, people: list[int]
) -> None:
    said = talk(firm, pair, main, people)
    before = named(said)
    done = merge(firm.olga, "contact", pair[0].pk, [pair[1].pk])
    actions.change(firm.olga, "interaction", said.pk, {"owner": str(firm.members["wim"].pk)})
    unmerge(firm.olga, done.pk)
    assert named(said) == before
    assert list(differences(firm.workspace)) == []


def test_whoever_left_the_record_since_does_not_come_back_to_it(firm: Firm, pair: Any) -> None:
    meeting = planned(firm, pair[0].account, people=[str(one.pk) for one in pair])
    done = merge(firm.olga, "contact", pair[0].pk, [pair[1].pk])
    actions.change(firm.olga, "meeting", meeting.pk, {"people": []})
    unmerge(firm.olga, done.pk)
    assert named(meeting)[1] == set()
    rows = TakingPart.objects.in_workspace(firm.workspace.pk)
    assert not rows.filter(contact_id__isnull=False).exists()
    assert list(differences(firm.workspace)) == []


@pytest.mark.parametrize("is_deleted", [True, False])
def test_a_meeting_is_held_without_whom_was_deleted_or_left_since(
    firm: Firm, pair: Any, is_deleted: bool
) -> None:
    kept, gone = pair
    meeting = planned(firm, kept.account, people=[str(gone.pk), str(kept.pk)])
    if is_deleted:
        actions.trash(firm.olga, "contact", gone.pk)
    else:
        other = account(firm, name="Süd Media")
        actions.change(firm.olga, "contact", gone.pk, {"account": str(other.pk)})
    with clock.fixed(SOON + timedelta(hours=2)):
        said = hold(firm.olga, meeting, body="Gesprochen")
    assert (said.contact_id, said.people) == (kept.pk, [])


def test_taken_back_on_the_timeline_a_held_meeting_goes_back_whole(firm: Firm, pair: Any) -> None:
    for verb in ("meeting.held", "interaction.created"):
        meeting = planned(firm, pair[0].account)
        with clock.fixed(SOON + timedelta(hours=2)):
            said = hold(firm.olga, meeting, body="Gesprochen")
            actions.undo(firm.olga, last(firm, verb).pk)
        meeting.refresh_from_db()
        said.refresh_from_db()
        assert (meeting.state, said.trashed_at is None) == ("planned", False)

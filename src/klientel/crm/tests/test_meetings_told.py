"""Guests of a meeting hear of whatever changes it, once; and of nothing that is none of theirs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from klientel.crm import meeting_queries
from klientel.crm.actions.meeting import cancel, hold, move
from klientel.crm.actions.people import add_person
from klientel.crm.models import Meeting
from klientel.crm.tests.meetings import SOON, account, last, mails, planned
from klientel.kit import clock
from klientel.records import actions
from tests.cast import Firm

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def invited(firm: Firm) -> Meeting:
    nord = account(firm)
    falk = add_person(firm.olga, nord, {"last_name": "Falk", "email": "falk@nord.example"})
    return planned(firm, nord, people=str(falk.pk), invite="1")


def heard(firm: Firm) -> list[tuple[str, int]]:
    """Method and number of each mail after the invitation."""
    lines = [mail.calendar.replace("\r\n", "\n").split("\n") for mail in mails(firm)[1:]]
    facts = [dict(line.split(":", 1) for line in some if ":" in line) for some in lines]
    return [(one["METHOD"], int(one["SEQUENCE"])) for one in facts]


def test_moved_or_called_off_they_hear_it_once_and_of_the_undo_too(
    firm: Firm, invited: Any
) -> None:
    move(firm.olga, invited, starts_at=SOON + timedelta(hours=2))
    actions.undo(firm.olga, last(firm, "meeting.moved").pk)
    cancel(firm.olga, invited.pk)
    actions.undo(firm.olga, last(firm, "meeting.cancelled").pk)
    assert heard(firm) == [("REQUEST", 1), ("REQUEST", 2), ("CANCEL", 3), ("REQUEST", 4)]


@pytest.mark.parametrize(
    "values", [{"name": "Klausur"}, {"place": "Kiel"}, {"link": "https://call.example/1"}]
)
def test_of_an_edit_of_what_they_see_they_hear_and_not_of_the_note(
    firm: Firm, invited: Any, values: dict[str, str]
) -> None:
    actions.change(firm.olga, "meeting", invited.pk, values)
    actions.change(firm.olga, "meeting", invited.pk, {"note": "Preis drücken"})
    assert heard(firm) == [("REQUEST", 1)]


def test_deleted_it_is_called_off_and_restored_it_takes_place(firm: Firm, invited: Any) -> None:
    actions.trash(firm.olga, "meeting", invited.pk)
    actions.restore(firm.olga, "meeting", invited.pk)
    assert heard(firm) == [("CANCEL", 1), ("REQUEST", 2)]
    assert "STATUS:CANCELLED" in mails(firm)[1].calendar


def test_nobody_hears_what_was_done_quietly_or_is_over(firm: Firm, invited: Any) -> None:
    move(firm.olga, invited, starts_at=SOON + timedelta(hours=1), tell="0")
    with clock.fixed(SOON + timedelta(hours=1, minutes=30)):
        hold(firm.olga, invited.pk, body="Gesprochen")
        actions.undo(firm.olga, last(firm, "meeting.held").pk)
    with clock.fixed(SOON + DAY):
        actions.trash(firm.olga, "meeting", invited.pk)
    assert heard(firm) == []


def test_a_colleague_of_what_was_noted_ahead_has_no_time_either(firm: Firm) -> None:
    nord = account(firm)
    wim = firm.members["wim"].pk
    given = {
        "kind": "visit", "account": str(nord.pk), "occurred_at": SOON, "body": "Vor Ort",
        "minutes": 30, "colleagues": [str(wim)],
    }  # fmt: skip
    actions.create(firm.olga, "interaction", given)
    (found,) = meeting_queries.busy(firm.olga, [wim], SOON, SOON + DAY)
    assert (found.start, found.end) == (SOON, SOON + timedelta(minutes=30))


def test_what_a_deleted_meeting_became_stands_in_the_calendar(firm: Firm, invited: Any) -> None:
    olga = firm.members["olga"].pk
    with clock.fixed(SOON + timedelta(hours=2)):
        said = hold(firm.olga, invited.pk, body="Gesprochen")
        assert not meeting_queries.talks_of_member(firm.olga, olga, SOON, SOON + DAY)
        actions.trash(firm.olga, "meeting", invited.pk)
        assert meeting_queries.talks_of_member(firm.olga, olga, SOON, SOON + DAY) == [said]

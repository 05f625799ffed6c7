"""Meetings: planned, moved, called off, held; told to guests, and seen by whom it concerns."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from klientel.crm import meeting_queries
from klientel.crm.actions.meeting import cancel, hold, invite, move, plan
from klientel.crm.actions.people import add_person
from klientel.crm.models import Account, Interaction, Meeting, TakingPart
from klientel.crm.tests.meetings import SOON, account, last, mails, planned
from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import NotFound, Refused
from klientel.records import actions
from klientel.records.consistency import differences
from klientel.sending import limits
from klientel.sending.smtp import compose
from klientel.team.actions import plan_absence
from klientel.team.throttle import TooMany
from tests.cast import Firm

pytestmark = pytest.mark.django_db
PIECE = {"HX-Request": "true", "HX-Request-Type": "partial"}


def test_it_stands_on_the_account_and_in_the_calendars(firm: Firm) -> None:
    nord = account(firm)
    wim = firm.members["wim"].pk
    meeting = planned(firm, nord, colleagues=str(wim))
    page = firm.client().get(f"/{firm.slug}/accounts/{nord.ref}").content.decode()
    assert "Next meeting" in page
    assert "Jour fixe" in page
    members = TakingPart.objects.in_workspace(firm.workspace.pk).values_list("member_id", flat=True)
    assert set(members) == {wim, firm.members["olga"].pk}
    assert meeting.ends_at == SOON + timedelta(hours=1)
    assert list(differences(firm.workspace)) == []


def test_the_form_is_understood_in_the_zone_that_is_chosen(firm: Firm) -> None:
    nord = account(firm)
    to = f"/{firm.slug}/accounts/{nord.ref}/meetings/new"
    key = str(uuid7())
    given = {
        "name": "Call", "day": "5.1.2027", "time": "10 Uhr", "minutes": "30",
        "time_zone": "America/New_York", "key": key,
    }  # fmt: skip
    for _time in range(2):
        assert firm.client().post(to, given).status_code == 303
    meeting = Meeting.objects.in_workspace(firm.workspace.pk).get()
    assert meeting.starts_at == datetime(2027, 1, 5, 15, tzinfo=UTC)
    assert meeting.time_zone == "America/New_York"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"day": "31.2."}, "meeting-day"),
        ({"time": "25:99"}, "meeting-time"),
        ({"time_zone": "Mars/Base"}, "meeting-time_zone"),
        ({"time_zone": "../etc"}, "meeting-time_zone"),
        ({"minutes": "x"}, "meeting-minutes"),
        ({"name": ""}, "meeting-name"),
        ({"link": "javascript:alert(1)"}, "meeting-link"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_lost(
    firm: Firm, wrong: dict[str, str], field: str
) -> None:
    nord = account(firm)
    given = {"name": "Call", "day": "5.1.2027", "time": "10:00", "minutes": "30", "place": "Kiel"}
    to = f"/{firm.slug}/accounts/{nord.ref}/meetings/new"
    answer = firm.client().post(to, {**given, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#{field}"' in page
    assert 'value="Kiel"' in page
    assert not Meeting.objects.in_workspace(firm.workspace.pk).exists()


def test_guests_get_an_entry_for_their_calendar_and_never_the_note(firm: Firm) -> None:
    nord = account(firm)
    falk = add_person(firm.olga, nord, {"last_name": "Falk", "email": "falk@nord.example"})
    wim = firm.members["wim"].pk
    meeting = planned(
        firm, nord, people=str(falk.pk), colleagues=str(wim), note="Preis drücken", invite="1"
    )
    sent = mails(firm)
    assert {mail.to for mail in sent} == {"falk@nord.example", "wim@werft.example"}
    mail = compose(sent[0])
    types = [part.get_content_type() for part in mail.walk()]
    assert types.count("text/calendar") == 2
    entry = sent[0].calendar
    assert "METHOD:REQUEST" in entry
    assert f"UID:{meeting.pk}@klientel" in entry
    assert "Preis" not in entry + sent[0].text
    assert "olga@werft.example" in sent[0].reply_to


def test_moving_tells_with_a_higher_number_and_the_same_id(firm: Firm) -> None:
    nord = account(firm)
    falk = add_person(firm.olga, nord, {"last_name": "Falk", "email": "falk@nord.example"})
    meeting = planned(firm, nord, people=str(falk.pk), invite="1")
    move(firm.olga, meeting, starts_at=SOON + timedelta(hours=2), tell="0")
    assert len(mails(firm)) == 1
    move(firm.olga, meeting, starts_at=SOON + timedelta(hours=4))
    meeting.refresh_from_db()
    changed = mails(firm)[-1]
    assert "SEQUENCE:2" in changed.calendar
    assert f"UID:{meeting.pk}@klientel" in changed.calendar
    rows = TakingPart.objects.in_workspace(firm.workspace.pk)
    assert set(rows.values_list("at", flat=True)) == {SOON + timedelta(hours=4)}
    actions.undo(firm.olga, last(firm, "meeting.moved").pk)
    meeting.refresh_from_db()
    assert meeting.starts_at == SOON + timedelta(hours=2)
    assert list(differences(firm.workspace)) == []


def test_calling_off_tells_who_was_invited_alone(firm: Firm) -> None:
    nord = account(firm)
    falk = add_person(firm.olga, nord, {"last_name": "Falk", "email": "falk@nord.example"})
    quiet = planned(firm, nord, people=str(falk.pk))
    cancel(firm.olga, quiet)
    assert mails(firm) == []
    meeting = planned(firm, nord, people=str(falk.pk), invite="1")
    cancel(firm.olga, meeting, reason="Krank")
    gone = mails(firm)[-1]
    assert "METHOD:CANCEL" in gone.calendar
    assert "Krank" in gone.text
    with pytest.raises(Refused, match="no longer planned"):
        move(firm.olga, meeting, starts_at=SOON)
    page = firm.client().get(f"/{firm.slug}/accounts/{nord.ref}").content.decode()
    assert "<s>Jour fixe</s>" in page


def test_inviting_again_and_again_does_not_flood_an_outsider(firm: Firm) -> None:
    nord = account(firm)
    falk = add_person(firm.olga, nord, {"last_name": "Falk", "email": "falk@nord.example"})
    meeting = planned(firm, nord, people=str(falk.pk))
    for _ in range(limits.TO_ONE.most):
        invite(firm.olga, meeting)
    with pytest.raises(TooMany, match=r"falk@nord\.example"):
        invite(firm.olga, meeting)
    assert len(mails(firm)) == limits.TO_ONE.most
    told = Event.objects.in_workspace(firm.workspace.pk).filter(verb="meeting.invited")
    assert told.count() == limits.TO_ONE.most


def test_nobody_with_an_address_is_said(firm: Firm) -> None:
    with pytest.raises(Refused, match="e-mail address"):
        invite(firm.olga, planned(firm, account(firm)))


def test_held_it_becomes_an_interaction_in_one_step_and_back(firm: Firm) -> None:
    nord = account(firm)
    falk = add_person(firm.olga, nord, {"last_name": "Falk"})
    meeting = planned(firm, nord, people=str(falk.pk), colleagues=str(firm.members["wim"].pk))
    with pytest.raises(Refused, match="not begun"):
        hold(firm.olga, meeting, body="x")
    with clock.fixed(SOON + timedelta(hours=2)):
        talk = hold(firm.olga, meeting, body="Budget bestätigt", next_step="Angebot")
        assert (talk.kind, talk.occurred_at, talk.minutes) == ("meeting", SOON, 60)
        assert (talk.contact_id, talk.colleagues) == (falk.pk, [str(firm.members["wim"].pk)])
        assert Account.objects.visible_to(firm.olga).get(pk=nord.pk).last_contact_at == SOON
        meeting.refresh_from_db()
        assert (meeting.state, meeting.held_as_id) == ("held", talk.pk)
        assert list(differences(firm.workspace)) == []
        actions.undo(firm.olga, last(firm, "meeting.held").batch)
        meeting.refresh_from_db()
        assert (meeting.state, meeting.held_as_id) == ("planned", None)
        assert not Interaction.objects.visible_to(firm.olga).exists()


def test_two_who_hold_it_at_once_note_it_once(firm: Firm) -> None:
    meeting = planned(firm, account(firm))
    with clock.fixed(SOON + timedelta(hours=2)):
        hold(firm.olga, meeting, body="One")
        with pytest.raises(Refused):
            hold(firm.actor("lena"), meeting.pk, body="Two")
    assert Interaction.objects.visible_to(firm.olga).count() == 1


def test_who_has_no_time_is_told_without_the_reason(firm: Firm) -> None:
    secret = account(firm, name="Geheim")
    planned(firm, secret, name="Verkauf der Firma", colleagues=str(firm.members["wim"].pk))
    actions.share(firm.olga, "account", secret.pk, privacy="named")
    bea, wim = firm.actor("bea"), firm.members["wim"].pk
    day = SOON.replace(hour=0)
    (found,) = meeting_queries.busy(bea, [wim], day, day + timedelta(days=1))
    assert (found.start, found.end) == (SOON, SOON + timedelta(hours=1))
    query = {"day": "5.1.2027", "time": "10:30", "minutes": "60", "colleagues": str(wim)}
    page = firm.client("bea").get(f"/{firm.slug}/busy", query).content.decode()
    assert "busy-taken" in page
    assert "is-clash" in page
    assert "Verkauf" not in page
    assert "Geheim" not in page
    assert not meeting_queries.of_member(bea, wim, day, day + timedelta(days=1))


def test_called_off_trashed_and_foreign_ones_take_no_time(firm: Firm, other_firm: Firm) -> None:
    nord = account(firm)
    olga = firm.members["olga"].pk
    day = SOON.replace(hour=0)

    def found(actor: Any = firm.olga) -> int:
        return len(meeting_queries.busy(actor, [olga], day, day + timedelta(days=1)))

    meeting = planned(firm, nord)
    other = planned(firm, nord)
    assert found() == 2
    assert found(other_firm.actor("fremd")) == 0
    cancel(firm.olga, meeting)
    assert found() == 1
    actions.trash(firm.olga, "meeting", other.pk)
    assert found() == 0
    actions.restore(firm.olga, "meeting", other.pk)
    actions.trash(firm.olga, "account", nord.pk)
    assert found() == 0


@pytest.mark.parametrize("day", ["", "nonsense", "99.99.", "1.1.1800", "5.1.2027"])
def test_a_strange_day_breaks_no_strip(firm: Firm, day: str) -> None:
    query = {"day": day, "time": "x", "minutes": "9" * 30, "colleagues": "nobody"}
    assert firm.client().get(f"/{firm.slug}/busy", query).status_code == 200


def test_the_file_for_a_calendar_is_seen_by_whom_the_account_is(
    firm: Firm, other_firm: Firm
) -> None:
    nord = account(firm)
    meeting = planned(firm, nord)
    address = f"/{firm.slug}/meetings/{meeting.pk}/ics"
    answer = firm.client().get(address)
    assert answer["Content-Type"].startswith("text/calendar")
    assert "METHOD:PUBLISH" in answer.content.decode()
    assert other_firm.client("fremd").get(address).status_code == 404
    actions.share(firm.olga, "account", nord.pk, privacy="named")
    assert firm.client("wim").get(address).status_code == 404
    with pytest.raises(NotFound):
        move(firm.actor("wim"), meeting.pk, starts_at=SOON)


def test_a_meeting_planned_the_former_way_is_still_the_next_one(firm: Firm) -> None:
    nord = account(firm)
    given = {"kind": "meeting", "account": str(nord.pk), "occurred_at": SOON, "body": "Früher"}
    actions.create(firm.olga, "interaction", given)
    page = firm.client().get(f"/{firm.slug}/accounts/{nord.ref}/timeline").content.decode()
    assert "Next meeting" in page
    assert "planned" in page
    olga = firm.members["olga"].pk
    (found,) = meeting_queries.busy(firm.olga, [olga], SOON, SOON + timedelta(hours=1))
    assert (found.start, found.end) == (SOON, SOON + timedelta(hours=1))


def test_the_hour_that_is_offered_is_one_in_which_the_reader_has_time(firm: Firm) -> None:
    nord = account(firm)
    page = f"/{firm.slug}/accounts/{nord.ref}/meetings/new?day=2027-03-02"

    def offered(who: str = "olga") -> str:
        shown = firm.client(who).get(page).content.decode()
        found = re.search(r'id="meeting-time"[^>]*value="([^"]+)"', shown)
        assert found is not None
        return found[1]

    assert offered() == "09:00"
    zone = clock.zone(firm.workspace.time_zone)
    at = datetime(2027, 3, 2, 9, tzinfo=zone)
    plan(firm.olga, nord, name="Jour fixe", starts_at=at, minutes="90")
    assert offered() == "11:00"
    assert offered("bea") == "09:00", "what others have is not in the way"


def test_who_is_away_has_no_time_on_whole_days_where_the_firm_is(
    firm: Firm, other_firm: Firm
) -> None:
    olga, wim = firm.members["olga"].pk, firm.members["wim"].pk
    with clock.fixed(SOON - timedelta(days=1)):
        plan_absence(
            firm.olga,
            member=str(wim),
            deputy=str(olga),
            from_on="2027-01-05",
            until_on="2027-01-06",
        )
        zone = firm.workspace.time_zone
        day = clock.start_of_day(date(2027, 1, 5), zone)
        (found,) = meeting_queries.busy(firm.olga, [wim, olga], day, day + timedelta(days=1))
        assert (found.member, found.start, found.is_away) == (wim, day, True)
        assert found.end == clock.start_of_day(date(2027, 1, 7), zone)
        for other in (day - timedelta(days=1), day + timedelta(days=2)):
            assert not meeting_queries.busy(firm.olga, [wim], other, other + timedelta(days=1))
        stranger = other_firm.actor("fremd")
        assert not meeting_queries.busy(stranger, [wim], day, day + timedelta(days=1))
    query = {"day": "5.1.2027", "time": "10:30", "minutes": "60", "colleagues": str(wim)}
    page = firm.client().get(f"/{firm.slug}/busy", query).content.decode()
    assert "away until 6 Jan 2027, Olga stands in" in page
    assert "is-clash" in page


def test_no_day_off_is_suggested_for_a_meeting(firm: Firm) -> None:
    nord = account(firm)
    today = clock.today(firm.workspace.time_zone)
    until = today + timedelta(days=9)
    plan_absence(
        firm.olga, member="", deputy="", from_on=today.isoformat(), until_on=until.isoformat()
    )
    back = next(
        day for day in (until + timedelta(days=n) for n in range(1, 4)) if day.weekday() < 5
    )
    page = firm.client().get(f"/{firm.slug}/accounts/{nord.pk}/meetings/new").content.decode()
    assert f'value="{back.day} {back:%b} {back.year}"' in page

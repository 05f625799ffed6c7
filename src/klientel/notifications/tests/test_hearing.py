"""Who hears of what: each room says so by declaring it, and one subscriber writes the lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.crm.models import Account
from klientel.discussion.actions.assigning import resolve
from klientel.discussion.actions.comment import edit
from klientel.discussion.actions.watching import follow, unfollow
from klientel.events import log
from klientel.events.models import Event, Outbox
from klientel.events.notices import Notice, Telling, notices
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.notifications.actions import done, mute
from klientel.notifications.hearing import hear
from klientel.notifications.models import Heard, Notification
from klientel.notifications.tests.telling import inbox, item, say, shown, tell, texts
from klientel.records.actions import change, change_many, create, restore, trash
from klientel.records.actions.create import Draft, create_many
from klientel.records.actions.share import share
from klientel.records.duplicates.finding import look
from klientel.work.actions.dependency import wait_for
from klientel.work.actions.item import assign, complete
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def people(firm: Firm, *names: str) -> list[str]:
    return [str(firm.members[one].pk) for one in names]


def account(firm: Firm, name: str = "Hafen", **values: object) -> Account:
    return create(firm.olga, "account", {"name": name, **values})


def test_whoever_is_put_in_charge_hears_of_it_and_whoever_did_it_does_not(firm: Firm) -> None:
    item(firm, "olga", assignees=["wim", "olga"])
    assert texts(firm, "wim") == ["Plakat: Olga assigned Plakat to you"]
    assert inbox(firm, "wim")[0].for_me
    assert texts(firm, "olga") == []


def test_who_is_added_later_hears_of_it_and_who_was_there_hears_of_a_change(firm: Firm) -> None:
    task = item(firm, "wim", assignees=["wim"])
    assign(firm.olga, task.pk, assignees=people(firm, "wim", "lena"))
    assert texts(firm, "lena") == ["Plakat: Olga assigned Plakat to you"]
    assert texts(firm, "wim") == ["Plakat: Olga changed who works on Plakat"]
    assert not inbox(firm, "wim")[0].for_me


def test_several_events_on_one_record_are_one_line_with_a_count(firm: Firm) -> None:
    task = item(firm, "olga", assignees=["wim"])
    change(firm.olga, "work", task.pk, {"due": "3.12.2026"})
    complete(firm.olga, task.pk)
    (line,) = inbox(firm, "wim")
    assert (line.count, line.is_unread) == (3, True)
    (drawn,) = shown(firm.actor("wim"), [line])
    assert drawn.text == "Olga finished Plakat"
    assert drawn.more == "3 new"


def test_being_told_twice_of_one_event_is_being_told_once(firm: Firm) -> None:
    item(firm, "olga", assignees=["wim"])
    tell()
    hear(list(Event.objects.in_workspace(firm.workspace.pk).filter(verb="work.created")))
    (line,) = inbox(firm, "wim")
    assert line.count == 1
    assert Heard.objects.in_workspace(firm.workspace.pk).count() == 1


def test_a_mention_names_people_and_teams_and_leads_to_the_comment(firm: Firm) -> None:
    harbour = account(firm, owner=people(firm, "lena")[0])
    tell()
    said = say(firm, "olga", harbour, "Was meint ihr, @@web und @bea?")
    for name in ("wim", "bea"):
        (line,) = shown(firm.actor(name), inbox(firm, name))
        assert line.text == "Olga mentioned you on Hafen"
        assert line.href == f"/werft/comments/{said.pk}"
        assert line.quote == "Was meint ihr, @Web und @Bea?"
        assert line.why == "A comment names you, or a team you are in."
    assert texts(firm, "lena")[0] == "Hafen: Olga commented on Hafen"


def test_an_edit_tells_only_those_who_were_not_named_before(firm: Firm) -> None:
    harbour = account(firm)
    said = say(firm, "olga", harbour, "@wim bitte")
    tell()
    with clock.travel(timedelta(hours=1)):
        text = f"{said.body} und @[member:{firm.members['bea'].pk}]"
        edit(firm.olga, comment=str(said.pk), text=text, version=None)
        assert inbox(firm, "wim")[0].count == 1
        assert inbox(firm, "bea")[0].count == 1


def test_who_took_part_hears_the_answer_and_who_follows_hears_it_more_quietly(firm: Firm) -> None:
    harbour = account(firm)
    tell()
    follow(firm.actor("bea"), record=str(harbour.pk))
    say(firm, "wim", harbour, "Hat jemand angerufen?")
    say(firm, "olga", harbour, "Ja, heute früh.")
    assert [line.for_me for line in inbox(firm, "wim")] == [True]
    assert [(line.for_me, line.count) for line in inbox(firm, "bea")] == [(False, 2)]
    unfollow(firm.actor("bea"), record=str(harbour.pk))
    say(firm, "olga", harbour, "Noch etwas.")
    assert inbox(firm, "bea")[0].count == 2


def test_a_comment_that_waits_for_somebody_tells_them_and_its_end_tells_who_asked(
    firm: Firm,
) -> None:
    harbour = account(firm)
    said = say(firm, "olga", harbour, "Angebot prüfen", assignee="wim")
    assert texts(firm, "wim") == ["Hafen: Olga assigned a comment on Hafen to you"]
    resolve(firm.actor("wim"), comment=str(said.pk))
    assert texts(firm, "olga") == ["Hafen: Wim resolved a comment on Hafen"]


def test_who_is_handed_an_account_hears_of_it_as_well_as_a_deputy(firm: Firm) -> None:
    harbour = account(firm, relationship="client")
    change(firm.olga, "account", harbour.pk, {"owner": people(firm, "wim")[0]})
    values = {"account": str(harbour.pk), "starts_on": "1.11.2026", "subject": "Beratung"}
    create(firm.olga, "agreement", {**values, "deputy": people(firm, "bea")[0]})
    assert texts(firm, "wim")[-1] == "Hafen: Olga handed Hafen over to you"
    assert texts(firm, "bea") == ["Hafen: Olga made you the deputy for Hafen"]


def test_what_waited_for_something_else_tells_its_people_that_it_can_begin(firm: Firm) -> None:
    first = item(firm, "wim", "Text", assignees=["wim"])
    later = item(firm, "bea", "Druck", assignees=["bea"])
    wait_for(firm.olga, later.pk, other=first.pk)
    for line in inbox(firm, "bea"):
        done(firm.actor("bea"), line=str(line.pk))
    complete(firm.actor("wim"), first.pk)
    assert texts(firm, "bea") == ["Druck: Druck can begin: Wim finished Text"]


def test_who_answers_for_one_of_two_that_look_alike_hears_of_it(firm: Firm) -> None:
    wim, bea = people(firm, "wim", "bea")
    account(firm, "Reederei Nordwind GmbH", email="post@nordwind.example", owner=wim)
    account(firm, "Reederei Nordwind GmbH", email="post@nordwind.example", owner=bea)
    look(firm.workspace.pk, lambda _done, _all: None)
    for name in ("wim", "bea"):
        line = inbox(firm, name)[0]
        assert [pair[1] for pair in line.recent] == ["record.double", "record.given"]
    look(firm.workspace.pk, lambda _done, _all: None)
    assert inbox(firm, "wim")[0].count == 2


def test_an_import_tells_nobody_of_its_records_and_costs_no_outbox(firm: Firm) -> None:
    tell()
    owner = firm.members["wim"].pk
    drafts = [Draft({"title": f"Aufgabe {n}", "owner": owner}) for n in range(20)]
    create_many(firm.actor("olga", via="import"), "work", drafts)
    assert Outbox.objects.count() == 0
    assert inbox(firm, "wim") == []


def test_what_is_heard_late_stands_at_the_time_at_which_it_happened(firm: Firm) -> None:
    before = clock.now() - timedelta(hours=5)
    firm.members["wim"].joined_at = before
    firm.members["wim"].save()
    with clock.fixed(before):
        item(firm, "olga", assignees=["wim"])
    (line,) = inbox(firm, "wim")
    assert (line.newest_at, line.shown_at) == (before, before)


def test_many_records_in_one_go_are_one_line(firm: Firm) -> None:
    tasks = [item(firm, "olga", f"Aufgabe {n}") for n in range(9)]
    tell()
    change_many(
        firm.olga,
        "work",
        {one.pk: {"assignees": people(firm, "wim")} for one in tasks},
        batch=uuid7(),
    )
    (line,) = shown(firm.actor("wim"), inbox(firm, "wim"))
    assert (line.row.count, line.title, line.href) == (9, "Work (9)", "/werft/work")


def test_old_records_that_are_noted_now_are_no_news(firm: Firm) -> None:
    then = clock.now() - timedelta(days=30)
    values = {"title": "Alt", "assignees": people(firm, "wim")}
    create(firm.olga, "work", values, occurred_at=then)
    assert inbox(firm, "wim") == []


def test_a_line_goes_with_the_right_to_see_its_record_and_comes_back_with_it(firm: Firm) -> None:
    harbour = account(firm)
    say(firm, "olga", harbour, "@wim bitte")
    assert len(inbox(firm, "wim")) == 1
    share(firm.olga, "account", harbour.pk, privacy="named", team_id=None, member_ids=set())
    assert inbox(firm, "wim") == []
    share(firm.olga, "account", harbour.pk, privacy="everyone", team_id=None, member_ids=set())
    assert len(inbox(firm, "wim")) == 1
    trash(firm.olga, "account", harbour.pk)
    assert inbox(firm, "wim") == []
    restore(firm.olga, "account", harbour.pk)
    assert len(inbox(firm, "wim")) >= 1


def test_a_muted_record_is_heard_of_only_by_name(firm: Firm) -> None:
    task = item(firm, "olga", assignees=["wim"])
    tell()
    mute(firm.actor("wim"), record=str(task.pk))
    complete(firm.olga, task.pk)
    assert inbox(firm, "wim") == []
    say(firm, "olga", task, "Trotzdem, @wim?")
    assert texts(firm, "wim") == ["Plakat: Olga mentioned you on Plakat"]


def test_a_rule_of_mine_tells_me_nothing(firm: Firm) -> None:
    rule = replace(firm.actor("wim"), kind="rule", via="automation", depth=1)
    task = item(firm, "olga", assignees=["wim"])
    tell()
    before = inbox(firm, "wim")[0].count
    change(rule, "work", task.pk, {"due": "4.12.2026"})
    assert inbox(firm, "wim")[0].count == before


def test_nobody_hears_of_what_was_before_they_came(firm: Firm) -> None:
    item(firm, "olga", assignees=["wim"])
    firm.members["wim"].joined_at = clock.now() + timedelta(minutes=1)
    firm.members["wim"].save()
    assert inbox(firm, "wim") == []


def test_who_has_left_hears_nothing(firm: Firm) -> None:
    task = item(firm, "olga", assignees=["wim"])
    firm.members["wim"].is_active = False
    firm.members["wim"].save()
    tell()
    assert not Notification.objects.in_workspace(firm.workspace.pk).exists()
    assert task.assignees


def test_a_room_tells_people_by_declaring_a_notice_and_nothing_else(firm: Firm) -> None:
    def bookkeepers(events):
        return [Telling(event.pk, firm.members["bodo"].pk) for event in events]

    made_up = Notice(
        name="harbour.changed",
        label="The harbour changes",
        why="You keep the books.",
        verbs=("account.changed",),
        who=bookkeepers,
        for_me=True,
        sentence="{actor} touched {record}",
        place=lambda event, slug: f"/{slug}/harbour/{event.record_id}",
    )
    harbour = account(firm)
    tell()
    notices.register(made_up)
    try:
        change(firm.olga, "account", harbour.pk, {"city": "Kiel"})
        (line,) = shown(firm.actor("bodo"), inbox(firm, "bodo"))
    finally:
        notices.remove("harbour.changed")
    assert (line.text, line.why) == ("Olga touched Hafen", "You keep the books.")
    assert line.href == f"/werft/harbour/{harbour.pk}"


def test_a_batch_costs_the_same_however_many_events_it_has(firm: Firm) -> None:
    def cost(count: int) -> int:
        tasks = [item(firm, "olga", f"{count} {n}", assignees=["wim", "bea"]) for n in range(count)]
        verbs = ("work.created",)
        rows = Event.objects.in_workspace(firm.workspace.pk).filter(verb__in=verbs)
        some = list(rows.filter(record_id__in=[task.pk for task in tasks]))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            hear(some)
        return len(asked)

    cost(1)
    assert cost(3) == cost(11)


def test_nobody_outside_a_workspace_hears_of_it(firm: Firm, other_firm: Firm) -> None:
    stranger = other_firm.members["fremd"].pk
    log.record(firm.olga, "comment.assigned", record_id=None, facts={"assignee": str(stranger)})
    tell()
    assert not Notification.objects.for_system("a test looks everywhere").exists()

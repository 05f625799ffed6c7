"""The inbox as its owner sees it: pages, filters, done, put off, muted, and who may see what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.events.ids_in_time import floor_id
from klientel.events.own import KIND, channel_of
from klientel.events.tail import news_for
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.notifications import badge, queries
from klientel.notifications.actions import all_done, done, mute, reopen, snooze, unmute
from klientel.notifications.cleaning import forget_old
from klientel.notifications.models import Heard, Notification
from klientel.notifications.tests.telling import inbox, item, say, shown, tell
from klientel.records.actions import change, change_many, create, trash
from klientel.records.actions.purge import purge
from klientel.records.actions.share import share
from klientel.records.actions.undo import undo
from klientel.work.actions.item import complete
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member
from tests.cast import Firm

pytestmark = pytest.mark.django_db
#: a Thursday, 11:00 in Berlin
NOW = datetime(2026, 11, 26, 10, tzinfo=UTC)


def page(firm: Firm, name: str = "wim", query: str = "") -> str:
    tell()
    answer = firm.client(name).get(f"/werft/inbox{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def the_line(firm: Firm, name: str = "wim", show: str = "open") -> Notification:
    (line,) = inbox(firm, name, show)
    return line


def test_the_page_tells_what_happened_why_and_what_to_do(firm: Firm) -> None:
    task = item(firm, "olga", assignees=["wim"])
    html = page(firm)
    assert "Olga assigned Plakat to you" in html
    assert "You are in charge of it." in html
    assert f'href="/werft/work/{task.ref}-plakat"' in html
    assert "<title>Inbox (1) · Klientel</title>" in html
    assert "Olga assigned" not in page(firm, "bea")


def test_an_empty_inbox_says_what_will_appear(firm: Firm) -> None:
    assert "The inbox is empty." in page(firm)
    for show in ("unread", "watched", "later", "done"):
        assert 'class="empty-title"' in page(firm, query=f"?f={show}")


def test_strange_addresses_are_the_inbox_itself(firm: Firm) -> None:
    item(firm, "olga", assignees=["wim"])
    for query in ("?f=nonsense", "?after=nonsense", "?f=done&after=%00", "?after=WyJhIl0"):
        page(firm, query=query)


def test_opening_the_record_reads_its_line_and_nothing_else_does(firm: Firm) -> None:
    task = item(firm, "olga", assignees=["wim"])
    tell()
    browser = firm.client("wim")
    browser.get(f"/werft/work/{task.ref}")
    assert the_line(firm).is_unread
    browser.post(f"/werft/work/{task.pk}/presence", {"tab": "a"})
    assert not the_line(firm).is_unread
    assert badge.fresh(firm.actor("wim")) == 0
    complete(firm.olga, task.pk)
    line = the_line(firm)
    assert (line.is_unread, line.count) == (True, 1)


def test_done_takes_a_line_out_until_something_happens_and_is_taken_back(firm: Firm) -> None:
    task = item(firm, "olga", assignees=["wim"])
    wim = firm.actor("wim")
    event = done(wim, line=str(the_line(firm).pk))
    assert inbox(firm, "wim") == []
    assert done(wim, line=str(the_line(firm, show="done").pk)) is None
    undo(wim, event)
    assert the_line(firm).is_unread
    done(wim, line=str(the_line(firm).pk))
    complete(firm.olga, task.pk)
    assert the_line(firm).count == 1
    assert inbox(firm, "wim", "done") == []


def test_what_was_done_is_taken_up_again_from_its_list(firm: Firm) -> None:
    item(firm, "olga", assignees=["wim"])
    wim = firm.actor("wim")
    done(wim, line=str(the_line(firm).pk))
    reopen(wim, line=str(the_line(firm, show="done").pk))
    assert len(inbox(firm, "wim")) == 1


def test_all_done_is_one_step_that_is_taken_back_whole(firm: Firm) -> None:
    for n in range(3):
        item(firm, "olga", f"Aufgabe {n}", assignees=["wim"])
    tell()
    browser = firm.client("wim")
    answer = browser.post("/werft/inbox/done", {"show": "open"}, follow=True)
    assert "The inbox is empty." in answer.content.decode()
    browser.post("/werft/undo")
    assert len(inbox(firm, "wim")) == 3
    assert all_done(firm.actor("wim"), show="watched") is None


@pytest.mark.parametrize(
    ("when", "back_at"),
    [
        ("later", NOW + timedelta(hours=3)),
        ("tomorrow", datetime(2026, 11, 26, 23, tzinfo=UTC)),
        ("monday", datetime(2026, 11, 29, 23, tzinfo=UTC)),
    ],
)
def test_what_is_put_off_comes_back_unread_at_its_time(
    firm: Firm, when: str, back_at: datetime
) -> None:
    Member.objects.in_workspace(firm.workspace.pk).update(joined_at=NOW - timedelta(days=9))
    with clock.fixed(NOW):
        item(firm, "olga", assignees=["wim"])
        line = the_line(firm)
        event = snooze(firm.actor("wim"), line=str(line.pk), when=when)
        assert inbox(firm, "wim") == []
        assert len(inbox(firm, "wim", "later")) == 1
        assert badge.fresh(firm.actor("wim")) == 0
    with clock.fixed(back_at - timedelta(minutes=1)):
        assert inbox(firm, "wim") == []
    with clock.fixed(back_at):
        assert the_line(firm).is_unread
        assert badge.fresh(firm.actor("wim")) == 1
        undo(firm.actor("wim"), event)
        assert the_line(firm).shown_at == NOW


def test_what_waits_for_an_answer_comes_back_with_it(firm: Firm) -> None:
    harbour = create(firm.olga, "account", {"name": "Hafen"})
    say(firm, "olga", harbour, "@wim bitte")
    snooze(firm.actor("wim"), line=str(the_line(firm).pk), when="answer")
    with clock.travel(timedelta(days=30)):
        assert inbox(firm, "wim") == []
        say(firm, "olga", harbour, "Hat sich erledigt.")
        assert the_line(firm).count >= 1


def test_what_is_put_off_sleeps_through_changes_but_not_through_a_mention(firm: Firm) -> None:
    task = item(firm, "olga", assignees=["wim"])
    snooze(firm.actor("wim"), line=str(the_line(firm).pk), when="tomorrow")
    change(firm.olga, "work", task.pk, {"due": "3.12.2026"})
    assert inbox(firm, "wim") == []
    say(firm, "olga", task, "@wim eilt")
    assert the_line(firm).is_unread


def test_muting_ends_what_waits_and_is_taken_back_with_it(firm: Firm) -> None:
    task = item(firm, "olga", assignees=["wim"])
    wim = firm.actor("wim")
    tell()
    event = mute(wim, record=str(task.pk))
    assert inbox(firm, "wim") == []
    assert "Plakat" in page(firm, query="?f=done")
    undo(wim, event)
    assert len(inbox(firm, "wim")) == 1
    assert unmute(wim, record=str(task.pk)) is None


def test_the_badge_counts_unread_lines_for_me_that_i_may_see(firm: Firm) -> None:
    task = item(firm, "olga", assignees=["wim"])
    change(firm.actor("lena"), "work", task.pk, {"watchers": [str(firm.members["bea"].pk)]})
    complete(firm.olga, task.pk)
    tell()
    assert badge.fresh(firm.actor("wim")) == 1
    assert badge.fresh(firm.actor("bea")) == 0
    assert [line.for_me for line in inbox(firm, "bea", "watched")] == [False]
    answer = firm.client("wim").get("/werft/inbox/badge?in=side")
    assert '?in=side">1<' in answer.content.decode()
    trash(firm.olga, "work", task.pk)
    tell()
    assert badge.fresh(firm.actor("wim")) == 0


def test_the_stream_tells_the_owner_of_an_inbox_and_nobody_else(firm: Firm) -> None:
    item(firm, "olga", assignees=["wim"])
    tell()
    start = floor_id(clock.now() - timedelta(minutes=1))
    rows = list(badge.news([firm.workspace.pk], start))
    told = news_for(firm.actor("wim"), rows)
    assert [(one.record_type, one.record_id) for one in told] == [
        (KIND, channel_of(firm.members["wim"].pk))
    ]
    assert news_for(firm.olga, rows) == []


def test_nobody_reaches_a_line_of_somebody_else(firm: Firm, other_firm: Firm) -> None:
    item(firm, "olga", assignees=["wim"])
    line = the_line(firm)
    for browser, slug in ((firm.client("bea"), "werft"), (other_firm.client("fremd"), "fremd")):
        for what in ("open", "done", "again", "later"):
            answer = browser.post(f"/{slug}/inbox/{line.pk}/{what}", {"when": "tomorrow"})
            assert answer.status_code == 404, what
    assert the_line(firm).is_unread


def test_nonsense_that_is_sent_is_refused_with_a_sentence(firm: Firm) -> None:
    item(firm, "olga", assignees=["wim"])
    line, browser = the_line(firm), firm.client("wim")
    assert browser.post(f"/werft/inbox/{line.pk}/later", {"when": "never"}).status_code == 422
    assert browser.post(f"/werft/inbox/{line.pk}/later").status_code == 422
    # what the choice is called is as good as its name
    answer = browser.post(f"/werft/inbox/{line.pk}/later", {"when": " Tomorrow "})
    assert answer.status_code == 303
    assert browser.post("/werft/inbox/mute", {"record": "x"}).status_code == 404
    assert browser.post("/werft/inbox/done", {"show": "\x00"}).status_code == 303
    assert browser.get(f"/werft/inbox/{line.pk}/done").status_code == 405


def test_the_cost_of_the_page_does_not_grow_with_its_lines(firm: Firm) -> None:
    def cost() -> int:
        tell()
        browser = firm.client("wim")
        browser.get("/werft/inbox")
        with CaptureQueriesContext(connection) as asked:
            browser.get("/werft/inbox")
        return len(asked)

    harbour = create(firm.olga, "account", {"name": "Hafen"})
    say(firm, "olga", harbour, "@wim bitte")
    item(firm, "olga", assignees=["wim"])
    few = cost()
    for n in range(12):
        say(firm, "olga", item(firm, "olga", f"Aufgabe {n}", assignees=["wim"]), "@wim bitte")
    assert cost() == few


def test_a_long_inbox_has_pages_that_lose_and_repeat_nothing(firm: Firm) -> None:
    for n in range(queries.PAGE + 3):
        item(firm, "olga", f"Aufgabe {n}", assignees=["wim"])
    tell()
    first = queries.page_of(firm.actor("wim"), "open")
    rest = queries.page_of(firm.actor("wim"), "open", first.next_cursor)
    keys = [row.pk for row in (*first.rows, *rest.rows)]
    assert len(keys) == len(set(keys)) == queries.PAGE + 3
    assert rest.next_cursor is None


def test_what_is_done_goes_after_fourteen_days_and_what_nobody_looked_at_after_a_year(
    firm: Firm,
) -> None:
    item(firm, "olga", assignees=["wim"])
    item(firm, "olga", "Bleibt", assignees=["bea"])
    done(firm.actor("wim"), line=str(the_line(firm).pk))
    with clock.travel(timedelta(days=13)):
        assert forget_old.func() == 0
    with clock.travel(timedelta(days=15)):
        assert forget_old.func() == 1
        assert len(inbox(firm, "bea")) == 1
    with clock.travel(timedelta(days=366)):
        assert forget_old.func() == 1
    assert not Heard.objects.in_workspace(firm.workspace.pk).exists()


def test_a_line_of_many_names_only_what_its_reader_may_see(firm: Firm) -> None:
    tasks = [item(firm, "olga", f"Geheim {n}") for n in range(9)]
    tell()
    wim = [str(firm.members["wim"].pk)]
    change_many(firm.olga, "work", {one.pk: {"assignees": wim} for one in tasks}, batch=uuid7())
    line = the_line(firm)
    (drawn,) = shown(firm.actor("wim"), [line])
    assert (drawn.title, drawn.text) == ("Work (9)", "Olga assigned Geheim 8 to you")
    for task in tasks:
        change(firm.olga, "work", task.pk, {"assignees": []})
        share(firm.olga, "work", task.pk, privacy="named")
    (drawn,) = shown(firm.actor("wim"), [line])
    assert (drawn.title, drawn.text) == ("Work (9)", "")


def test_a_line_that_goes_on_for_years_keeps_little(firm: Firm) -> None:
    task = item(firm, "olga", assignees=["wim"])
    tell()
    with clock.travel(timedelta(days=31)):
        change(firm.olga, "work", task.pk, {"due": "3.12.2026"})
        tell()
        forget_old.func()
        assert the_line(firm).count == 2
        assert Heard.objects.in_workspace(firm.workspace.pk).count() == 1


def test_a_record_that_is_removed_for_good_takes_its_lines_along(firm: Firm) -> None:
    task = item(firm, "olga", assignees=["wim"])
    tell()
    trash(firm.olga, "work", task.pk)
    with clock.travel(timedelta(days=31)):
        for _count in purge(Actor.system(firm.workspace.pk, "a test")):
            pass
    assert not Notification.objects.in_workspace(firm.workspace.pk).exists()

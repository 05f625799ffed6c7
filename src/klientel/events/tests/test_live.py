"""The live channel, driven as a server drives it: who may listen, what they learn, when it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings

from klientel.events import live, own, tail
from klientel.events.hub import MAX_STREAMS_PER_MEMBER
from klientel.events.stream import MAX_NEWS, News, Stream
from klientel.events.tail import Row
from klientel.events.tests.browser import Browser, drive, later, sign_in
from klientel.events.tests.conftest import Cast, happen, make_cast
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member, User

pytestmark = pytest.mark.django_db(transaction=True)


def test_visitors_and_strangers_are_sent_away(cast: Cast) -> None:
    stranger = sign_in(make_cast("nordlicht").anna)
    mine = sign_in(cast.anna)

    async def journey() -> None:
        expected = [
            (Browser(), 401),
            (Browser(f"{settings.SESSION_COOKIE_NAME}=invented"), 401),
            (Browser(stranger), 404),
            (Browser(mine, path="/live/nowhere"), 404),
            (Browser(mine, path="/live/"), 404),
            (Browser(mine, sec_fetch_site="cross-site"), 403),
            (Browser(mine, host="evil.example"), 400),
        ]
        for browser, status in expected:
            assert (await browser.ended()).status == status
        browser = Browser(mine)
        browser.scope["method"] = "POST"
        assert (await browser.ended()).status == 405

    drive(journey)


def test_a_member_is_told_what_changed_and_nothing_else(cast: Cast, sees: Any) -> None:
    account, deal = uuid4(), uuid4()
    sees[cast.anna.member_id] = {account, deal}
    cookie = sign_in(cast.anna)

    async def journey() -> None:
        browser = await Browser(cookie).opened()
        assert browser.status == 200
        assert browser.headers[b"content-type"].startswith(b"text/event-stream")
        assert browser.headers[b"cache-control"] == b"no-store"
        assert browser.headers[b"x-accel-buffering"] == b"no"
        event = await later(
            happen, cast.ben, record_type="deal", record_id=deal, account_id=account,
            facts={"price": "secret"},
        )  # fmt: skip
        await browser.until(lambda: bool(browser.news))
        assert browser.news == [{"type": "deal", "id": str(deal), "account": str(account)}]
        assert f"id: {event.pk}\n" in browser.text
        assert "secret" not in browser.text
        await browser.leave()
        assert not len(live.hub_here())

    drive(journey)


def test_ids_of_invisible_records_are_not_told(cast: Cast, sees: Any) -> None:
    secret, account, open_one = uuid4(), uuid4(), uuid4()
    sees[cast.anna.member_id] = {secret, account, open_one}
    sees[cast.ben.member_id] = {open_one}
    cookies = [sign_in(cast.anna), sign_in(cast.ben)]

    async def journey() -> None:
        anna, ben = [await Browser(cookie).opened() for cookie in cookies]
        await later(happen, cast.anna, record_id=secret)
        await later(happen, cast.anna, record_id=open_one, account_id=account)
        await ben.until(lambda: bool(ben.news))
        await anna.until(lambda: len(anna.news) == 2)
        assert [one["id"] for one in ben.news] == [str(open_one)]
        assert ben.news[0]["account"] is None
        assert anna.news[1]["account"] == str(account)
        assert str(secret) not in ben.text

    drive(journey)


def test_another_workspace_hears_nothing(cast: Cast, other: Cast, sees: Any) -> None:
    thing, mine = uuid4(), uuid4()
    sees[cast.anna.member_id] = {thing, mine}
    cookie = sign_in(cast.anna)

    async def journey() -> None:
        browser = await Browser(cookie).opened()
        await later(happen, other.anna, record_id=thing)
        await later(happen, cast.anna, record_id=mine)
        await browser.until(lambda: bool(browser.news))
        assert [one["id"] for one in browser.news] == [str(mine)]

    drive(journey)


def lose_role(actor: Actor) -> None:
    Member.objects.in_workspace(actor.workspace_id).get(pk=actor.member_id).revoke_caches()


def leave_workspace(actor: Actor) -> None:
    Member.objects.in_workspace(actor.workspace_id).filter(pk=actor.member_id).update(
        is_active=False
    )


def change_password(actor: Actor) -> None:
    user = User.objects.get(pk=actor.user_id)
    user.set_password("another long password")
    user.save()


def sign_out(actor: Actor) -> None:
    from django.contrib.sessions.models import Session

    Session.objects.all().delete()


REVOCATIONS = [lose_role, leave_workspace, change_password, sign_out]


@pytest.mark.parametrize("revoke", REVOCATIONS)
def test_a_revoked_member_is_told_nothing_more(
    cast: Cast, sees: Any, revoke: Callable[[Actor], None]
) -> None:
    thing = uuid4()
    sees[cast.anna.member_id] = {thing}
    cookie = sign_in(cast.anna)

    async def journey() -> None:
        browser = await Browser(cookie).opened()
        await later(revoke, cast.anna)
        await later(happen, cast.ben, record_id=thing)
        await browser.ended()
        assert str(thing) not in browser.text

    drive(journey)


@pytest.mark.parametrize("revoke", REVOCATIONS)
def test_the_regular_check_ends_a_revoked_stream(
    cast: Cast, revoke: Callable[[Actor], None]
) -> None:
    cookies = [sign_in(cast.anna), sign_in(cast.ben)]

    async def journey() -> None:
        browsers = [await Browser(cookie).opened() for cookie in cookies]
        hub = live.hub_here()
        assert await hub.recheck() == 0
        await later(revoke, cast.anna)
        assert await hub.recheck() == (2 if revoke is sign_out else 1)
        await browsers[0].ended()
        assert browsers[1].has_ended is (revoke is sign_out)

    drive(journey)


def test_an_expired_session_ends_its_stream(cast: Cast) -> None:
    cookie = sign_in(cast.anna)

    async def journey() -> None:
        browser = await Browser(cookie).opened()
        streams = [stream for some in live.hub_here().streams.values() for stream in some]

        def much_later() -> set[Stream]:
            with clock.travel(timedelta(days=15)):
                return tail.standing(streams)

        assert len(await later(tail.standing, streams)) == 1
        assert await later(much_later) == set()
        await browser.leave()

    drive(journey)


def test_a_returning_page_learns_what_it_missed(cast: Cast, sees: Any) -> None:
    things = [uuid4() for _ in range(3)]
    sees[cast.anna.member_id] = set(things)
    with clock.travel(timedelta(minutes=-2)):
        first = happen(cast.anna, record_id=things[0])
    with clock.travel(timedelta(minutes=-1)):
        happen(cast.anna, record_id=things[1])
        happen(cast.anna, record_id=uuid4())
    cookie = sign_in(cast.anna)

    async def journey() -> None:
        browser = await Browser(cookie, last_event_id=str(first.pk)).opened()
        await browser.until(lambda: len(browser.news) == 2)
        assert [one["id"] for one in browser.news] == [str(pk) for pk in things[:2]]

    drive(journey)


def test_a_page_just_drawn_hears_what_others_did_since_and_not_what_it_did_itself(
    cast: Cast, sees: Any
) -> None:
    mine, theirs, later_one = uuid4(), uuid4(), uuid4()
    sees[cast.anna.member_id] = {mine, theirs, later_one}
    happen(cast.anna, record_id=mine)
    happen(cast.ben, record_id=theirs)
    with clock.travel(timedelta(seconds=5)):
        drawn = str(uuid7())
        happen(cast.anna, record_id=later_one)
        told = tail.replay(cast.anna, drawn, timedelta(seconds=6))
        just = tail.replay(cast.anna, drawn, tail.DRAWN_OVERLAP)
    assert told is not None
    assert just is not None
    assert [one.record_id for one in told] == [theirs, later_one]
    assert [one.record_id for one in just] == [later_one]


def test_a_page_just_drawn_hears_what_passed_since_and_left_no_event(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = uuid7()
    told = uuid7()
    asked = []

    def source(workspaces: Any, start: UUID) -> list[Row]:
        asked.append((list(workspaces), start <= drawn))
        return [
            Row(told, cast.anna.workspace_id, own.KIND, own.channel_of(one.member_id), None)
            for one in (cast.anna, cast.ben)
            if one.member_id
        ]

    monkeypatch.setattr(tail, "passing", [source])
    found = tail.replay(cast.anna, str(drawn))
    assert cast.anna.member_id
    assert asked == [([cast.anna.workspace_id], True)]
    assert found == [News(told, own.KIND, own.channel_of(cast.anna.member_id), None)]


@pytest.mark.parametrize("last", ["nonsense", str(UUID(int=1))])
def test_a_page_with_a_strange_id_reloads(cast: Cast, last: str) -> None:
    cookie = sign_in(cast.anna)

    async def journey() -> None:
        browser = await Browser(cookie, last_event_id=last).opened()
        await browser.until(lambda: "event: reload" in browser.text)

    drive(journey)


def test_a_page_that_missed_too_much_reloads(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tail, "MAX_REPLAY", 3)
    first = happen(cast.anna)
    for _ in range(3):
        happen(cast.anna)
    assert tail.replay(cast.anna, str(first.pk)) is None


def test_many_changes_at_once_are_one_word_to_reload(cast: Cast, sees: Any) -> None:
    from django.db import transaction

    from klientel.events.log import Line, record_many

    things = [uuid4() for _ in range(MAX_NEWS + 1)]
    sees[cast.anna.member_id] = set(things)
    cookie = sign_in(cast.anna)

    def import_all() -> None:
        with transaction.atomic():
            record_many(cast.anna, [Line("thing.done", record_id=pk) for pk in things])

    async def journey() -> None:
        browser = await Browser(cookie).opened()
        await later(import_all)
        await browser.until(lambda: "event: reload" in browser.text)
        assert not browser.news

    drive(journey)


def test_nobody_opens_more_than_twenty_streams(cast: Cast) -> None:
    cookie = sign_in(cast.anna)

    async def journey() -> None:
        browsers = [await Browser(cookie).opened() for _ in range(MAX_STREAMS_PER_MEMBER)]
        assert {browser.status for browser in browsers} == {200}
        assert (await Browser(cookie).ended()).status == 429
        await browsers[0].leave()
        assert (await Browser(cookie).opened()).status == 200

    drive(journey)


def test_an_idle_stream_is_kept_open_by_comments(cast: Cast) -> None:
    cookie = sign_in(cast.anna)

    async def journey() -> None:
        browser = await Browser(cookie).opened()
        live.hub_here().beat()
        await browser.until(lambda: browser.text.endswith("\n\n:\n\n"))

    drive(journey)


def test_a_browser_that_reads_nothing_is_let_go() -> None:
    async def journey() -> None:
        blocked = asyncio.Event()

        async def send(message: Any) -> None:
            if message.get("body"):
                await blocked.wait()

        async def receive() -> dict[str, Any]:
            await blocked.wait()
            return {"type": "http.disconnect"}

        actor = Actor(workspace_id=uuid4(), member_id=uuid4())
        stream = Stream(actor, uuid4(), "key", "stamp", send)
        running = asyncio.create_task(stream.run(receive))
        await asyncio.sleep(0)
        for _ in range(200):
            stream.push([])
            stream._queue(b"x" * 1000)
            await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await running

    asyncio.run(journey())


def test_the_tail_reads_each_event_once_even_when_ids_commit_out_of_order(cast: Cast) -> None:
    reader = tail.Tail()
    early = clock.now() - timedelta(seconds=3)
    one = happen(cast.anna)
    assert [row.pk for row in reader.read([cast.workspace.pk])[cast.workspace.pk]] == [one.pk]
    with clock.fixed(early):
        late = happen(cast.anna)
    assert [row.pk for row in reader.read([cast.workspace.pk])[cast.workspace.pk]] == [late.pk]
    assert reader.read([cast.workspace.pk]) == {}


def test_a_large_import_does_not_stop_the_tail(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tail, "_MAX_READ", 4)
    reader = tail.Tail()
    made = [happen(cast.anna).pk for _ in range(10)]
    found = []
    for _ in range(5):
        found += [row.pk for row in reader.read([cast.workspace.pk]).get(cast.workspace.pk, [])]
    assert found == made
    assert not reader.has_more

"""Who has a record open: leases without an event, told on the live stream to who may know."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.discussion import comment_cleaning
from klientel.discussion.actions.presence import LEASE, MOST_TABS, come, leave
from klientel.discussion.actions.watching import follow, unfollow
from klientel.discussion.models import Presence
from klientel.discussion.presence import KIND, others_at
from klientel.discussion.tests.bytes import account
from klientel.events import tail as tail_module
from klientel.events.models import Event
from klientel.events.tail import Row, Tail, news_for
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.records.actions.share import share
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def here(firm: Firm, record: Any, who: str = "olga") -> list[str]:
    names = {one.pk: name for name, one in firm.members.items()}
    return [names[key] for key in others_at(firm.actor(who), record.pk)]


def told(firm: Firm, tail: Tail) -> list[tuple[str, UUID | None]]:
    rows = tail.read([firm.workspace.pk]).get(firm.workspace.pk, [])
    return [(row.record_type, row.record_id) for row in rows if row.record_type == KIND]


def test_others_are_seen_and_oneself_is_not(firm: Firm) -> None:
    nord = account(firm)
    for who in ("olga", "wim", "bea"):
        come(firm.actor(who), nord.pk, "tab")
    assert here(firm, nord) == ["wim", "bea"]
    assert here(firm, nord, "wim") == ["olga", "bea"]


def test_it_writes_no_event_and_renews_its_lease_only_in_its_second_half(firm: Firm) -> None:
    nord, olga = account(firm), firm.olga
    before = Event.objects.in_workspace(firm.workspace.pk).count()
    come(olga, nord.pk, "tab")
    with CaptureQueriesContext(connection) as queries:
        come(olga, nord.pk, "tab")
    assert [one["sql"].split()[0] for one in queries] == ["SELECT"]
    with clock.travel(LEASE * 0.6):
        come(olga, nord.pk, "tab")
    with clock.travel(LEASE * 1.5):
        assert here(firm, nord, "wim") == ["olga"]
    assert Event.objects.in_workspace(firm.workspace.pk).count() == before


def test_whoever_says_nothing_any_more_is_gone_when_the_lease_ends(firm: Firm) -> None:
    nord = account(firm)
    come(firm.actor("wim"), nord.pk, "tab")
    with clock.travel(LEASE + timedelta(seconds=1)):
        assert here(firm, nord) == []
    with clock.travel(timedelta(days=2)):
        assert comment_cleaning.clear_leases(firm.workspace.pk) == 1


def test_one_of_two_windows_closed_leaves_the_other(firm: Firm) -> None:
    nord, wim = account(firm), firm.actor("wim")
    for tab in ("one", "two"):
        come(wim, nord.pk, tab)
    assert here(firm, nord) == ["wim"]
    leave(wim, nord.pk, "one")
    assert here(firm, nord) == ["wim"]
    leave(wim, nord.pk, "two")
    assert here(firm, nord) == []


def test_a_page_that_invents_windows_gets_no_more_than_a_few(firm: Firm) -> None:
    nord = account(firm)
    for tab in range(MOST_TABS + 5):
        come(firm.olga, nord.pk, str(tab))
    assert Presence.objects.in_workspace(firm.workspace.pk).count() == MOST_TABS


def test_the_stream_tells_of_coming_and_going_but_not_of_staying(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the hub has a thread of its own, whose connection it looks after; here it is the test's
    monkeypatch.setattr(tail_module, "close_old_connections", lambda: None)
    nord, wim = account(firm), firm.actor("wim")
    tail = Tail()
    come(wim, nord.pk, "tab")
    assert told(firm, tail) == [(KIND, nord.pk)]
    with clock.travel(LEASE * 0.6):
        come(wim, nord.pk, "tab")
        assert told(firm, tail) == []
        leave(wim, nord.pk, "tab")
    assert told(firm, tail) == [(KIND, nord.pk)]
    assert told(firm, tail) == []


def test_the_stream_tells_nobody_who_may_not_know_of_the_record(firm: Firm) -> None:
    nord = account(firm)
    share(firm.olga, "account", nord.pk, privacy="team", team_id=firm.teams["web"].pk)
    row = Row(uuid7(), firm.workspace.pk, KIND, nord.pk, None)
    assert news_for(firm.actor("bea"), [row]) == []
    assert [one.record_type for one in news_for(firm.actor("wim"), [row])] == [KIND]


def test_what_passes_at_a_record_hides_nothing_that_happened_to_it(firm: Firm) -> None:
    nord = account(firm)
    rows = [
        Row(uuid7(), firm.workspace.pk, kind, nord.pk, None)
        for kind in ("account", KIND, "account")
    ]
    assert [one.record_type for one in news_for(firm.olga, rows)] == [KIND, "account"]


def test_the_page_says_how_many_follow_it_and_who(firm: Firm) -> None:
    nord = account(firm)
    address = f"/werft/accounts/{nord.pk}/presence"
    assert "Followed by" not in firm.client().get(address).content.decode()
    for name in ("olga", "wim"):
        follow(firm.actor(name), record=str(nord.pk))
    page = firm.client().get(address).content.decode()
    assert "Followed by 2" in page
    assert 'title="Olga, Wim"' in page
    unfollow(firm.actor("wim"), record=str(nord.pk))
    assert "Followed by 1" in firm.client().get(address).content.decode()

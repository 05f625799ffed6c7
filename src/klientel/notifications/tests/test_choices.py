"""What somebody wants to hear of: one switch each, with a way back, and nobody else's."""

from __future__ import annotations

import pytest

from klientel.notifications.actions import choose
from klientel.notifications.models import Choice, Inbox
from klientel.notifications.tests.telling import item, tell
from klientel.records.actions.undo import undo
from tests.cast import Firm

pytestmark = pytest.mark.django_db
PAGE = "/werft/settings/notifications"


def test_every_role_finds_its_own_switches(firm: Firm) -> None:
    for name in firm.members:
        html = firm.client(name).get(PAGE).content.decode()
        assert "Somebody mentions me or my team" in html, name
        assert html.count('role="switch"') > 20


def test_a_switch_is_turned_and_taken_back(firm: Firm) -> None:
    browser, wim = firm.client("wim"), firm.actor("wim")
    browser.post(PAGE, {"what": "app:work.assigned", "is_on": "0"})
    item(firm, "olga", assignees=["wim"])
    tell()
    assert "Plakat" not in browser.get("/werft/inbox").content.decode()
    browser.post("/werft/undo")
    assert not Choice.objects.in_workspace(firm.workspace.pk).exists()
    assert choose(wim, what="app:work.assigned", is_on=True) is None


def test_quiet_hours_are_on_and_the_digest_is_off_unless_somebody_says_otherwise(
    firm: Firm,
) -> None:
    wim = firm.actor("wim")
    event = choose(wim, what="mails_watched", is_on=True)
    box = Inbox.objects.in_workspace(firm.workspace.pk).get(member_id=wim.member_id)
    assert (box.is_quiet_at_night, box.is_quiet_at_weekends) == (True, True)
    assert (box.mails_for_me, box.mails_watched) == (True, True)
    undo(wim, event)
    box.refresh_from_db()
    assert not box.mails_watched


def test_nobody_takes_back_what_somebody_else_chose(firm: Firm) -> None:
    event = choose(firm.actor("wim"), what="night", is_on=False)
    firm.client("olga").post(f"/werft/undo/{event}")
    box = Inbox.objects.in_workspace(firm.workspace.pk).get(member_id=firm.members["wim"].pk)
    assert not box.is_quiet_at_night


@pytest.mark.parametrize("what", ["", "app:nothing", "fax:work.assigned", "x", "\x00", "a" * 99])
def test_nonsense_is_refused_in_a_sentence(firm: Firm, what: str) -> None:
    assert firm.client("wim").post(PAGE, {"what": what, "is_on": "1"}).status_code == 422


def test_the_self_check_names_the_noisiest_and_mutes_it_by_one_press(firm: Firm) -> None:
    for n in range(3):
        item(firm, "olga", f"Aufgabe {n}", assignees=["wim"])
    tell()
    browser = firm.client("wim")
    html = browser.get(PAGE).content.decode()
    assert "Work is assigned to me" in html[html.index('id="lately"') : html.index('id="whole"')]
    assert "3 times" in html
    browser.post(PAGE, {"what": "app:work.assigned", "is_on": "0"})
    assert "switched off" in browser.get(PAGE).content.decode()

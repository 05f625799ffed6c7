"""Webhooks outlive whoever made them and each other; one that cannot go on says so."""

from __future__ import annotations

from typing import Any

import pytest

from klientel.events.models import Event
from klientel.events.worker import run_until_idle
from klientel.integrations.actions import hook as hooks
from klientel.integrations.hooks.telling import PERSON_LEFT
from klientel.integrations.models import Hook, Webhook
from klientel.integrations.tests.listening import account, add, told
from klientel.team.actions import hand_over
from tests.cast import Firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_is_called")]


def _rows(firm: Firm) -> Any:
    return Webhook.objects.in_workspace(firm.workspace.pk)


def _stopped(firm: Firm) -> list[dict[str, Any]]:
    events = Event.objects.in_workspace(firm.workspace.pk).filter(verb="webhook.stopped")
    return [one.facts for one in events]


def test_an_address_that_may_not_be_called_any_more_takes_nothing_from_the_others(
    firm: Firm,
) -> None:
    closed, open_one = add(firm), add(firm, name="Shop")
    _rows(firm).filter(pk=closed.pk).update(url="http://10.1.0.5/in")
    account(firm)
    run_until_idle()
    assert [one["record"]["title"] for one in told(open_one)] == ["Kranich"]
    there = _rows(firm).get(pk=closed.pk)
    assert not there.is_on
    assert there.paused_because.endswith(".")
    assert [one["hook"] for one in _stopped(firm)] == [str(closed.pk)]
    page = firm.client().get(f"/werft/settings/webhooks/{closed.pk}").content.decode()
    assert there.paused_because in page
    account(firm, "Igel")
    run_until_idle()
    assert len(_stopped(firm)) == 1


def test_a_webhook_whose_person_left_says_so(firm: Firm) -> None:
    mine = add(firm)
    _rows(firm).update(member=firm.members["wim"])
    firm.members["wim"].is_active = False
    firm.members["wim"].save()
    account(firm)
    run_until_idle()
    there = _rows(firm).get(pk=mine.pk)
    assert (there.is_on, there.paused_because) == (False, PERSON_LEFT)
    assert told(mine) == []


def test_what_somebody_connected_is_handed_over_with_the_rest(firm: Firm) -> None:
    mine = add(firm)
    address, _url, _secret = hooks.add_hook(firm.olga, name="Shop", is_signed=None)
    wim, bea = firm.members["wim"], firm.members["bea"]
    _rows(firm).update(member=wim)
    addresses = Hook.objects.in_workspace(firm.workspace.pk)
    addresses.update(member=wim)
    hand_over(firm.olga, member=str(wim.pk), to=str(bea.pk), leaves="1")
    run_until_idle()
    assert (_rows(firm).get().member_id, addresses.get().member_id) == (bea.pk, bea.pk)
    account(firm)
    run_until_idle()
    assert [one["record"]["title"] for one in told(mine)] == ["Kranich"]
    verbs = Event.objects.in_workspace(firm.workspace.pk).values_list("verb", flat=True)
    assert {"webhook.handed_over", "hook.handed_over"} <= set(verbs)
    assert address.pk == addresses.get().pk

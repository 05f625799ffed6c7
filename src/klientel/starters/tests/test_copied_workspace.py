"""A workspace from a copy does nothing by itself: its original may still do it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from klientel.automations.actions import create_rule, switch_on
from klientel.automations.copied import CAME_FROM_A_COPY
from klientel.automations.engine.timing import let_go_on
from klientel.automations.models import Rule, Run
from klientel.events.worker import run_until_idle
from klientel.integrations.actions.webhook import add_webhook, replace_secret, switch_webhook
from klientel.integrations.copies import bring_in, export
from klientel.integrations.models import Webhook
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.sending.models import Call
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member
from klientel.workspaces.queries import actor_of
from tests.cast import Firm

pytestmark = pytest.mark.django_db(transaction=True)


def _rule(firm: Firm) -> Rule:
    told = {"members": [str(firm.members["olga"].pk)], "text": "Umgezogen"}
    definition = {
        "about": "account",
        "when": [{"kind": "changed", "params": {"field": "city"}}],
        "then": [
            {"key": "aaaa1111", "do": "wait", "values": {"count": "3", "unit": "days"}},
            {"key": "bbbb2222", "do": "notify", "values": told},
        ],
    }
    return create_rule(firm.olga, name="Umzug", definition=json.dumps(definition), is_on=True)


def _copied(firm: Firm, folder: Path) -> Actor:
    """Olga in a copy of her workspace that was brought in beside it."""
    path = folder / "all.tar.gz"
    export.export(firm.olga, path)
    brought = bring_in.bring_in(path, "zwei").workspace
    seats = Member.objects.in_workspace(brought.pk)
    return actor_of(seats.get(user_id=firm.members["olga"].user_id))


def _state(rows: Any) -> tuple[int, Any]:
    run = rows.get()
    return run.state, run.reason.get("reason")


def test_its_rules_wait_to_be_switched_on_and_what_they_had_begun_ends(
    firm: Firm, tmp_path: Path
) -> None:
    made = _rule(firm)
    account = actions.create(firm.olga, "account", {"name": "Kranich"})
    actions.change(firm.olga, "account", account.pk, {"city": "Kiel"})
    run_until_idle()
    olga = _copied(firm, tmp_path)
    rule = Rule.objects.in_workspace(olga.workspace_id).get()
    assert (rule.runs_now, rule.paused_reason["reason"]) == (False, CAME_FROM_A_COPY)
    mine = Run.objects.in_workspace(olga.workspace_id)
    assert _state(mine) == (Run.State.STOPPED, CAME_FROM_A_COPY)
    with clock.fixed(clock.now() + timedelta(days=4)):
        let_go_on.call()
        run_until_idle()
    assert _state(mine) == (Run.State.STOPPED, CAME_FROM_A_COPY)
    # the original goes on
    assert Rule.objects.in_workspace(firm.workspace.pk).get(pk=made.pk).runs_now
    assert _state(Run.objects.in_workspace(firm.workspace.pk)) == (Run.State.DONE, None)
    switch_on(olga, rule=str(rule.number))
    assert Rule.objects.in_workspace(olga.workspace_id).get().runs_now


def test_its_webhooks_call_nobody_without_the_secret_that_stayed_behind(
    firm: Firm, tmp_path: Path
) -> None:
    given = {"name": "Shop", "url": "https://shop.example/in", "hears_imports": ""}
    add_webhook(firm.olga, verbs="account.*", **given)
    olga = _copied(firm, tmp_path)
    webhook = Webhook.objects.in_workspace(olga.workspace_id).get()
    assert not webhook.is_on
    actions.create(olga, "account", {"name": "Kranich"})
    run_until_idle()
    assert not Call.objects.filter(workspace_id=olga.workspace_id).exists()
    with pytest.raises(Refused, match="secret did not come"):
        switch_webhook(olga, webhook=str(webhook.pk), is_on=True)
    replace_secret(olga, webhook=str(webhook.pk))
    assert switch_webhook(olga, webhook=str(webhook.pk), is_on=True).is_on

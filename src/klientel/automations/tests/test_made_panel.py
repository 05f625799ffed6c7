"""A record's page says what rules have just made because of it, to whom that concerns."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from klientel.automations.definition import Definition, When
from klientel.automations.models import Run
from klientel.automations.tests.rules import made, task
from klientel.events.models import Event
from klientel.events.worker import run_until_idle
from klientel.kit import clock
from klientel.records import actions
from klientel.records.models import RecordRef
from klientel.work.models import WorkItem
from klientel.workspaces.policy import Privacy
from tests.cast import Firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def ott(firm: Firm) -> Any:
    """An account for which a rule has made a task."""
    greet = task("Ott begrüßen", account={"from": "record"})
    made(firm, Definition("account", (When("created"),), then=(greet,)), "Willkommen")
    account = actions.create(firm.olga, "account", {"name": "Ott"})
    run_until_idle()
    assert WorkItem.objects.visible_to(firm.olga).filter(title="Ott begrüßen").count() == 1
    return account


def page_of(firm: Firm, account: Any, who: str = "olga") -> str:
    answer = firm.client(who).get(f"/werft/accounts/{account.pk}", follow=True)
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text.partition('<ul class="made"')[2].partition("</ul>")[0]


def test_it_leads_there_and_back(firm: Firm, ott: Any) -> None:
    item = WorkItem.objects.visible_to(firm.olga).get(title="Ott begrüßen")
    said = page_of(firm, ott)
    assert "Ott begrüßen" in said
    assert "Willkommen" in said
    assert f"/work/{item.pk}" in said or f"/work/{item.ref}" in said
    undo = said.partition('action="')[2].partition('"')[0]
    assert firm.client().post(undo).status_code in (302, 303)
    item.refresh_from_db()
    assert item.trashed_at is not None
    assert page_of(firm, ott) == ""


def test_open_pages_are_told_without_a_word_of_what_was_made(firm: Firm, ott: Any) -> None:
    told = Event.objects.in_workspace(firm.workspace.pk).get(verb="rule.made")
    assert (told.record_type, told.record_id) == ("account", ott.pk)
    assert "begrüßen" not in str(told.facts)


def test_who_writes_no_rules_takes_nothing_back_here(firm: Firm, ott: Any) -> None:
    said = page_of(firm, ott, "wim")
    assert "Ott begrüßen" in said
    assert "<form" not in said


def test_what_is_out_of_sight_is_not_named(firm: Firm, ott: Any) -> None:
    item = WorkItem.objects.visible_to(firm.olga).get(title="Ott begrüßen")
    mine = WorkItem.objects.in_workspace(firm.workspace.pk).filter(pk=item.pk)
    mine.update(privacy=Privacy.NAMED)
    RecordRef.objects.in_workspace(firm.workspace.pk).filter(pk=item.pk).update(
        privacy=Privacy.NAMED
    )
    assert "begrüßen" not in page_of(firm, ott, "wim")


def test_after_an_hour_it_is_no_news(firm: Firm, ott: Any) -> None:
    with clock.travel(timedelta(minutes=61)):
        assert page_of(firm, ott) == ""


def test_a_rule_that_changes_the_record_itself_says_nothing(firm: Firm) -> None:
    from klientel.automations.definition import Step

    step = Step("aaaa1111", "set", {"tags": "neu"})
    made(firm, Definition("account", (When("created"),), then=(step,)))
    account = actions.create(firm.olga, "account", {"name": "Ott"})
    run_until_idle()
    assert Run.objects.visible_to(firm.olga).filter(record_id=account.pk).exists()
    assert page_of(firm, account) == ""
    assert not Event.objects.in_workspace(firm.workspace.pk).filter(verb="rule.made").exists()

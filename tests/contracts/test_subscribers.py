"""Every subscriber: asks for verbs that exist, and hearing an event twice changes nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from django.db import connection
from django.db.models import F

from klientel.automations.actions import create_rule
from klientel.crm.models import Account
from klientel.events.log import record
from klientel.events.models import Event
from klientel.events.subscribers import Subscriber, subscribers
from klientel.events.verbs import verbs
from klientel.integrations.actions.webhook import add_webhook
from klientel.records import actions
from tests.cast import Firm

SUBSCRIBERS = list(subscribers)


@pytest.fixture(params=SUBSCRIBERS, ids=lambda one: one.name)
def subscriber(request: pytest.FixtureRequest) -> Subscriber:
    return request.param


def test_it_asks_for_verbs_that_exist(subscriber: Subscriber) -> None:
    nouns = {verb.name.partition(".")[0] for verb in verbs}
    for wanted in subscriber.wants:
        noun, _dot, what = wanted.partition(".")
        assert wanted == "*" or wanted in verbs or (what == "*" and noun in nouns)


def rows_everywhere() -> dict[str, list[str]]:
    """What every table says, so that a number counted twice shows as well as a row too many."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            if not table.startswith("records_search"):
                cursor.execute(f'SELECT * FROM "{table}"')
                found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def furnish(firm: Firm) -> dict[str, dict[str, str]]:
    """A firm in which whoever listens has something to do: a rule and a webhook that hear of it.

    What some verbs must say for that is returned by verb.
    """
    told = {"members": [str(firm.members["bea"].pk)], "text": "Neu"}
    definition = {
        "about": "account",
        "when": [{"kind": "created", "params": {}}],
        "then": [{"key": "aaaa1111", "do": "notify", "values": told}],
    }
    create_rule(firm.olga, name="Neu", definition=json.dumps(definition), is_on=True)
    webhook, _secret = add_webhook(
        firm.olga, name="Shop", url="https://shop.example/in", verbs="account.*", hears_imports=""
    )
    gone = {"kind": "webhook", "source": str(webhook.pk), "error": "HTTP 500"}
    return {"call.given_up": gone}


def heard(firm: Firm, subscriber: Subscriber) -> list[Event]:
    said = furnish(firm)
    wim = firm.members["wim"].pk
    account = actions.create(firm.olga, "account", {"name": "Ott", "owner": wim})
    return [
        record(
            firm.olga,
            verb.name,
            record_type="account",
            record_id=account.pk,
            account_id=account.pk,
            facts={**dict.fromkeys(verb.facts, ""), **said.get(verb.name, {})},
        )
        for verb in verbs
        if subscriber.wants_verb(verb.name)
    ]


@pytest.mark.django_db
def test_hearing_an_event_twice_changes_nothing(firm: Firm, subscriber: Subscriber) -> None:
    events = heard(firm, subscriber)
    assert events
    before = rows_everywhere()
    subscriber.handle(events)
    once = rows_everywhere()
    assert once != before, "nothing was done the first time"
    subscriber.handle(events)
    assert rows_everywhere() == once


@pytest.mark.django_db
def test_a_number_counted_twice_would_be_noticed(firm: Firm) -> None:
    def count(events: Sequence[Event]) -> None:
        rows = Account.objects.in_workspace(firm.workspace.pk)
        rows.update(purchases_count=F("purchases_count") + len(events))

    careless = Subscriber("careless", frozenset({"account.created"}), count)
    events = heard(firm, careless)
    careless.handle(events)
    once = rows_everywhere()
    careless.handle(events)
    assert rows_everywhere() != once

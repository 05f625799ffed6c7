"""Every subscriber: asks for verbs that exist, and hearing an event twice changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.db import connection
from django.db.models import F

from klientel.crm.models import Account
from klientel.events.log import record
from klientel.events.models import Event
from klientel.events.subscribers import Subscriber, subscribers
from klientel.events.verbs import verbs
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


def heard(firm: Firm, subscriber: Subscriber) -> list[Event]:
    account = actions.create(firm.olga, "account", {"name": "Ott"})
    return [
        record(
            firm.olga,
            verb.name,
            record_type="account",
            record_id=account.pk,
            account_id=account.pk,
            facts=dict.fromkeys(verb.facts, ""),
        )
        for verb in verbs
        if subscriber.wants_verb(verb.name)
    ]


@pytest.mark.django_db
def test_hearing_an_event_twice_changes_nothing(firm: Firm, subscriber: Subscriber) -> None:
    events = heard(firm, subscriber)
    assert events
    subscriber.handle(events)
    once = rows_everywhere()
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

"""Every subscriber: asks for verbs that exist, and hearing an event twice changes nothing."""

from __future__ import annotations

import pytest
from django.db import connection

from klientel.events.log import record
from klientel.events.subscribers import Subscriber, subscribers
from klientel.events.verbs import verbs
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


def rows_everywhere() -> dict[str, int]:
    with connection.cursor() as cursor:
        counts = {}
        for table in connection.introspection.table_names(cursor):
            if not table.startswith("records_search"):
                cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
                counts[table] = cursor.fetchone()[0]
    return counts


@pytest.mark.django_db
def test_hearing_an_event_twice_adds_nothing(firm: Firm, subscriber: Subscriber) -> None:
    events = [
        record(firm.olga, verb.name, record_type="account", facts=dict.fromkeys(verb.facts, ""))
        for verb in verbs
        if subscriber.wants_verb(verb.name)
    ]
    assert events
    subscriber.handle(events)
    once = rows_everywhere()
    subscriber.handle(events)
    assert rows_everywhere() == once

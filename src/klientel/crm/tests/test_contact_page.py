"""A person's page tells what was said with them, and takes down what is said next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.crm.actions.interaction import log_many
from klientel.crm.actions.people import add_person
from klientel.crm.models import Contact, Interaction
from klientel.kit import clock
from klientel.records import actions
from klientel.records.actions.create import Draft
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def person_with(firm: Firm, talks: int) -> Contact:
    account = actions.create(firm.olga, "account", {"name": "Weber", "relationship": "customer"})
    falk = add_person(firm.olga, account, {"first_name": "Ina", "last_name": "Falk"})
    other = add_person(firm.olga, account, {"last_name": "Ott"})
    now = clock.now()
    for person, count in ((falk, talks), (other, 1)):
        values = {"account": account.pk, "contact": person.pk, "kind": "call"}
        log_many(firm.olga, [
            Draft({**values, "body": f"{person.last_name} {n}", "occurred_at": at}, at)
            for n in range(count)
            for at in [now - timedelta(days=n)]
        ])  # fmt: skip
    return falk


def test_it_tells_what_was_said_with_this_person_alone_newest_first(firm: Firm) -> None:
    falk = person_with(firm, 3)
    page = firm.client().get(f"/werft/contacts/{falk.pk}").content.decode()
    assert page.index("Falk 0") < page.index("Falk 1") < page.index("Falk 2")
    assert "Ott 0" not in page
    assert page.count("<dt>Name</dt>") == 0
    assert page.count("<dt>First name</dt>") == page.count("<dt>Family name</dt>") == 1


def test_older_conversations_come_by_cursor_without_gaps_or_repeats(firm: Firm) -> None:
    falk, browser, seen = person_with(firm, 65), firm.client(), []
    url = f"/werft/contacts/{falk.pk}"
    while url:
        headers = {"HX-Request": "true"} if seen else {}
        page = browser.get(url, headers=headers).content.decode()
        assert ("<!doctype" in page) is not bool(seen)
        seen += [part.split('"')[0] for part in page.split('id="talk-')[1:]]
        mark = page.partition("before=")[2].partition('"')[0]
        url = f"/werft/contacts/{falk.pk}/conversations?before={mark}" if mark else ""
    assert len(seen) == len(set(seen)) == 65


def test_the_number_of_queries_does_not_grow_with_what_was_said(firm: Firm) -> None:
    counts = []
    for talks in (5, 60):
        falk, browser = person_with(firm, talks), firm.client()
        browser.get(f"/werft/contacts/{falk.pk}")
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/werft/contacts/{falk.pk}")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 13


def test_what_is_noted_here_was_said_with_the_person(firm: Firm) -> None:
    falk, browser = person_with(firm, 1), firm.client()
    path = f"/werft/contacts/{falk.pk}/log"
    page = browser.get(f"/werft/contacts/{falk.pk}").content.decode()
    assert f'<option value="{falk.pk}" selected>' in page
    typed = {"kind": "note", "text": "Mag keine Anrufe vor zehn"}
    answer = browser.post(path, typed, headers={"HX-Request": "true"})
    assert "Mag keine Anrufe vor zehn" in answer.content.decode()
    noted = Interaction.objects.visible_to(firm.olga).get(body="Mag keine Anrufe vor zehn")
    assert (noted.contact_id, noted.account_id) == (falk.pk, falk.account_id)
    refused = browser.post(path, {"kind": "note", "text": " "}, headers={"HX-Request": "true"})
    assert refused.status_code == 422


def test_who_may_not_write_reads_and_a_stranger_finds_nothing(firm: Firm, other_firm: Firm) -> None:
    falk = person_with(firm, 1)
    page = firm.client("bodo").get(f"/werft/contacts/{falk.pk}").content.decode()
    assert "Falk 0" in page
    assert 'id="composer"' not in page
    note = {"kind": "note", "text": "x"}
    assert firm.client("bodo").post(f"/werft/contacts/{falk.pk}/log", note).status_code == 403
    strange = other_firm.client("fremd").post(f"/fremd/contacts/{falk.pk}/log", note)
    assert strange.status_code == 404

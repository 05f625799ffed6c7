"""The account's page: its faces, a fixed number of queries, and what is typed on it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.crm.actions.account import promote
from klientel.crm.actions.interaction import log_many
from klientel.crm.actions.people import add_person
from klientel.crm.actions.purchase import LineDraft, PurchaseDraft, record_purchases
from klientel.crm.models import Account, Contact, Interaction, Purchase
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.records import actions
from klientel.records.actions.catalogue import run
from klientel.records.actions.create import Draft
from tests.cast import Firm

pytestmark = pytest.mark.django_db

MOST_QUERIES = 13  # 12, and the spine read


def account_with(firm: Firm, entries: int, relationship: str = "client") -> Account:
    account = actions.create(
        firm.olga, "account", {"name": "Nord Media GmbH", "relationship": "customer"}
    )
    person = add_person(firm.olga, account, {"last_name": "Falk"}, decides=True)
    now = clock.now()
    values = {"account": account.pk, "contact": person.pk, "kind": "call", "body": "Budget Q1"}
    log_many(
        firm.olga,
        [
            Draft({**values, "occurred_at": now - timedelta(days=n)}, now - timedelta(days=n))
            for n in range(entries)
        ],
    )
    day = clock.today(firm.workspace.time_zone)
    line = [LineDraft("Textpaket", Decimal("10.00"))]
    record_purchases(
        firm.olga,
        [
            PurchaseDraft(account.pk, day - timedelta(days=n * 3), Decimal("10.00"), line)
            for n in range(entries)
        ],
    )
    for n in range(min(entries, 20)):
        actions.change(firm.olga, "account", account.pk, {"city": f"Ort {n}"})
    if relationship == "client":
        promote(firm.olga, account.pk)
    return Account.objects.visible_to(firm.olga).get(pk=account.pk)


def address(firm: Firm, account: Account, *more: str) -> str:
    return "/".join([f"/{firm.slug}/accounts/{account.ref}", *more])


@pytest.mark.parametrize("relationship", ["client", "customer"])
@pytest.mark.parametrize("tab", ["timeline", "purchases"])
def test_the_number_of_queries_does_not_grow_with_the_history(
    firm: Firm, relationship: str, tab: str
) -> None:
    counts = []
    browser = firm.client()
    for entries in (10, 100):
        account = account_with(firm, entries, relationship)
        url = address(firm, account, tab)
        assert browser.get(url).status_code == 200
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= MOST_QUERIES


def test_each_face_has_its_own_strip(firm: Firm) -> None:
    browser = firm.client()
    client = browser.get(address(firm, account_with(firm, 3))).content.decode()
    assert "type-line-client" in client
    assert "Next meeting" in client or "Last meeting" in client
    customer = browser.get(address(firm, account_with(firm, 3, "customer"))).content.decode()
    assert "type-line-customer" in customer
    assert "Segment" in customer


def test_older_entries_come_by_cursor_without_gaps_or_repeats(firm: Firm) -> None:
    account = account_with(firm, 75)
    browser, seen = firm.client(), []
    url = address(firm, account, "timeline") + "?show=talks"
    while url:
        page = browser.get(url, headers={"HX-Request": "true"} if seen else {}).content.decode()
        seen += [part.split('"')[0] for part in page.split('id="talk-')[1:]]
        mark = (
            page.partition('hx-get="' + address(firm, account)[:8])[2]
            and page.partition("before=")[2].partition('"')[0]
        )
        url = f"{address(firm, account, 'timeline')}?show=talks&before={mark}" if mark else ""
    assert len(seen) == len(set(seen)) == 75


def test_a_strange_place_starts_from_the_top(firm: Firm) -> None:
    account = account_with(firm, 2)
    assert firm.client().get(address(firm, account, "timeline") + "?before=%00x").status_code == 200


def test_what_the_composer_holds_is_logged_once(firm: Firm) -> None:
    account, browser = account_with(firm, 1), firm.client()
    typed = {"kind": "call", "text": "Zwei Varianten", "minutes": "18", "key": str(uuid7())}
    for _ in range(2):
        answer = browser.post(address(firm, account, "log"), typed, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        assert "Zwei Varianten" in answer.content.decode()
    assert Interaction.objects.visible_to(firm.olga).filter(body="Zwei Varianten").count() == 1
    plain = browser.post(address(firm, account, "log"), {"kind": "note", "text": "Ohne Skript"})
    assert plain.status_code == 303


def test_a_refused_note_says_why_in_place(firm: Firm) -> None:
    account = account_with(firm, 1)
    answer = firm.client().post(
        address(firm, account, "log"), {"kind": "note", "text": " "}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 422
    assert "log-error" in answer.content.decode()


def test_a_person_is_added_and_a_purchase_deleted(firm: Firm) -> None:
    account, browser = account_with(firm, 2), firm.client()
    given = {"last_name": "Ott", "email": "no address", "key": str(uuid7())}
    refused = browser.post(address(firm, account, "people"), given, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    browser.post(address(firm, account, "people"), {**given, "email": "", "decides": "1"})
    assert Contact.objects.visible_to(firm.olga).get(is_decision_maker=True).last_name == "Ott"
    bought = Purchase.objects.in_workspace(firm.workspace.pk).first()
    browser.post(address(firm, account, "purchases", str(bought.pk), "trash"))
    assert Account.objects.visible_to(firm.olga).get(pk=account.pk).purchases_count == 1


@pytest.mark.parametrize(
    ("who", "status"), [("lena", 200), ("wim", 200), ("sam", 404), ("bodo", 200)]
)
def test_who_may_open_a_client(firm: Firm, who: str, status: int) -> None:
    account = account_with(firm, 1)
    assert firm.client(who).get(address(firm, account)).status_code == status


def test_who_may_not_write_has_no_composer_and_is_refused(firm: Firm, other_firm: Firm) -> None:
    account = account_with(firm, 1)
    page = firm.client("bodo").get(address(firm, account, "timeline")).content.decode()
    assert 'id="composer"' not in page
    note = {"kind": "note", "text": "x"}
    url = address(firm, account, "log")
    fragment = {"HX-Request": "true"}
    assert firm.client("bodo").post(url, note, headers=fragment).status_code == 403
    assert other_firm.client("fremd").post(url, note).status_code == 404


def test_what_the_team_says_stands_in_the_timeline_also_of_what_hangs_on_the_account(
    firm: Firm,
) -> None:
    account = account_with(firm, 1)
    item = actions.create(
        firm.olga, "work", {"title": "Relaunch", "kind": "task", "account": str(account.pk)}
    )
    for record, text in ((account, "**Ring** @them"), (item, "Half done")):
        run(firm.olga, "comment.write", record=str(record.pk), text=text)
    page = firm.client().get(address(firm, account, "timeline")).content.decode()
    assert "Ring @them" in page
    assert "commented on Relaunch" in page
    assert page.count("entry entry-internal") == 2
    gone = run(firm.olga, "comment.write", record=str(account.pk), text="A slip")
    run(firm.olga, "comment.remove", comment=str(gone.pk))
    assert "A slip" not in firm.client().get(address(firm, account, "timeline")).content.decode()

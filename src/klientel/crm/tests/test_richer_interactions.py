"""Who took part, what came of it, what happens next; and a timeline that is asked narrowly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.crm import queries
from klientel.crm.actions.interaction import finish_step, log, log_many
from klientel.crm.actions.people import add_person
from klientel.crm.models import Interaction, TakingPart
from klientel.crm.queries import Narrowing
from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.create import Draft
from klientel.records.consistency import differences
from klientel.records.tasks import empty_trash
from tests.cast import Firm

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)


def account(firm: Firm, name: str = "Nord Media") -> Any:
    values = {"name": name, "relationship": "customer"}
    return actions.create(firm.olga, "account", values)


def person(firm: Firm, at: Any, name: str) -> Any:
    return add_person(firm.olga, at, {"last_name": name})


def talk(firm: Firm, at: Any, **more: Any) -> Interaction:
    return log(firm.olga, at, **{"kind": "call", "body": "Hello", **more})


def timeline(firm: Firm, at: Any, only: Narrowing) -> list[Any]:
    page = queries.timeline(firm.olga, at, known=lambda ids: ids, show="talks", only=only)
    return [item.id for item in page.rows]


def test_several_people_and_colleagues_take_part(firm: Firm) -> None:
    nord = account(firm)
    falk, ott = person(firm, nord, "Falk"), person(firm, nord, "Ott")
    wim = firm.members["wim"].pk
    one = talk(firm, nord, contact=str(falk.pk), people=f"{falk.pk},{ott.pk}", colleagues=str(wim))
    assert one.people == [str(ott.pk)]
    rows = TakingPart.objects.in_workspace(firm.workspace.pk)
    assert set(rows.values_list("contact_id", "member_id")) == {
        (falk.pk, None), (ott.pk, None), (None, wim),
    }  # fmt: skip
    page = firm.client().get(f"/{firm.slug}/accounts/{nord.ref}/timeline").content.decode()
    assert "with Falk, Ott, Wim" in page
    theirs = firm.client().get(f"/{firm.slug}/contacts/{ott.pk}").content.decode()
    assert "Hello" in theirs
    assert list(differences(firm.workspace)) == []


def test_nobody_of_another_account_takes_part(firm: Firm) -> None:
    nord, sued = account(firm), account(firm, "Süd")
    with pytest.raises(Refused, match="does not belong"):
        talk(firm, nord, people=str(person(firm, sued, "Fremd").pk))
    with pytest.raises(Refused):
        talk(firm, nord, colleagues="01936d2e-0000-7000-8000-000000000000")


def test_a_purged_contact_took_part_in_nothing_any_more(firm: Firm) -> None:
    nord = account(firm)
    falk, ott = person(firm, nord, "Falk"), person(firm, nord, "Ott")
    one = talk(firm, nord, contact=str(falk.pk), people=str(ott.pk))
    actions.trash_many(firm.olga, "contact", [falk.pk, ott.pk])
    with clock.travel(timedelta(days=31)):
        empty_trash.func()
    one.refresh_from_db()
    assert (one.contact_id, one.people) == (None, [])
    assert list(differences(firm.workspace)) == []


def test_the_rows_of_who_took_part_follow_the_time(firm: Firm) -> None:
    nord = account(firm)
    one = talk(firm, nord, contact=str(person(firm, nord, "Falk").pk))
    actions.change(firm.olga, "interaction", one.pk, {"occurred_at": "2025-01-02 10:00"})
    one.refresh_from_db()
    assert TakingPart.objects.in_workspace(firm.workspace.pk).get().at == one.occurred_at
    assert list(differences(firm.workspace)) == []


def test_a_next_step_stands_beside_the_account_until_it_is_done(firm: Firm) -> None:
    nord = account(firm)
    one = talk(firm, nord, next_step="Angebot senden", next_step_on="2026-12-01")
    browser, address = firm.client(), f"/{firm.slug}/accounts/{nord.ref}/timeline"
    assert 'id="next-steps"' in browser.get(address).content.decode()
    finish_step(firm.olga, one)
    assert 'id="next-steps"' not in browser.get(address).content.decode()
    with pytest.raises(Refused):
        finish_step(firm.olga, one)
    event = Event.objects.in_workspace(firm.workspace.pk).latest("id")
    actions.undo(firm.olga, event.pk)
    assert 'id="next-steps"' in browser.get(address).content.decode()
    finish_step(firm.olga, one)
    actions.change(firm.olga, "interaction", one.pk, {"next_step": "Nachfassen"})
    one.refresh_from_db()
    assert not one.is_step_done


def test_what_was_sent_is_never_internal_and_a_note_always(firm: Firm) -> None:
    nord = account(firm)
    note = talk(firm, nord, kind="note")
    mail = talk(firm, nord, kind="mail")
    for record, wanted, refused in ((note, True, False), (mail, False, True)):
        actions.change(firm.olga, "interaction", record.pk, {"is_internal": refused})
        record.refresh_from_db()
        assert record.is_internal is wanted
    page = firm.client().get(f"/{firm.slug}/accounts/{nord.ref}/timeline").content.decode()
    assert page.count("entry-internal") == 1
    assert page.count("entry-own") == 1


def test_the_timeline_is_narrowed_by_kind_person_and_year(firm: Firm) -> None:
    nord = account(firm)
    falk = person(firm, nord, "Falk")
    with_falk = talk(firm, nord, people=str(falk.pk), occurred_at="2025-12-31 23:30")
    mail = talk(firm, nord, kind="mail")
    theirs = log(firm.actor("wim"), nord, kind="call", body="Hi", occurred_at="2026-01-01 00:30")
    beside = talk(firm, nord, colleagues=str(firm.members["wim"].pk))
    assert timeline(firm, nord, Narrowing(kind="mail")) == [mail.pk]
    assert timeline(firm, nord, Narrowing(person=falk.pk)) == [with_falk.pk]
    by_wim = timeline(firm, nord, Narrowing(person=firm.members["wim"].pk))
    assert set(by_wim) == {theirs.pk, beside.pk}
    page = firm.client().get(f"/{firm.slug}/accounts/{nord.ref}/timeline?year=2025")
    assert f"talk-{with_falk.pk}" in page.content.decode()
    assert f"talk-{theirs.pk}" not in page.content.decode()


@pytest.mark.parametrize(
    "query",
    ["kind=nonsense", "person=x", "year=20x5", "year=99999", "kind=&person=&year=", "year=٢٠٢٥"],
)
def test_a_strange_question_shows_everything(firm: Firm, query: str) -> None:
    nord = account(firm)
    one = talk(firm, nord)
    page = firm.client().get(f"/{firm.slug}/accounts/{nord.ref}/timeline?{query}")
    assert f"talk-{one.pk}" in page.content.decode()


def test_a_narrowed_timeline_goes_on_without_gaps(firm: Firm) -> None:
    nord = account(firm)
    drafts = [
        Draft({"account": nord.pk, "kind": "call", "body": str(n)}, NOW - timedelta(hours=n))
        for n in range(70)
    ]
    for draft in drafts:
        draft.values["occurred_at"] = draft.occurred_at  # type: ignore[index]
    log_many(firm.olga, drafts)
    browser, seen = firm.client(), []
    url = f"/{firm.slug}/accounts/{nord.ref}/timeline?kind=call"
    while url:
        page = browser.get(url, headers={"HX-Request": "true"} if seen else {}).content.decode()
        seen += [part.split('"')[0] for part in page.split('id="talk-')[1:]]
        found = page.partition('class="entry-foot" hx-get="')[2].partition('"')[0]
        url = found.replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 70


@pytest.mark.parametrize("more", ["", "?kind=mail", "?person={wim}", "?year=2026"])
def test_a_narrow_question_costs_no_more_queries_with_a_longer_history(
    firm: Firm, more: str
) -> None:
    nord = account(firm)
    address = f"/{firm.slug}/accounts/{nord.ref}/timeline"
    address += more.format(wim=firm.members["wim"].pk)
    browser, counts = firm.client(), []
    for number in (5, 60):
        draft = {"account": nord.pk, "kind": "mail", "body": "x", "owner": firm.members["wim"].pk}
        drafts = [Draft({**draft, "occurred_at": NOW - timedelta(hours=n)}) for n in range(number)]
        log_many(firm.olga, drafts)
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_page_of_the_timeline_is_read_along_its_index(firm: Firm, on_postgresql: bool) -> None:
    if on_postgresql:
        pytest.skip("PostgreSQL plans by its statistics, of which a test has none")
    talks = queries._talks_of(firm.workspace.pk, account(firm).pk)
    for only in (None, Narrowing(kind="mail"), Narrowing(since=NOW - timedelta(9), until=NOW)):
        rows = queries.narrowed(firm.olga, talks, only) if only else talks
        plan = queries._older(rows, "occurred_at", (NOW, firm.workspace.pk))[:31].explain()
        assert "interaction_of_account" in plan
        assert "TEMP B-TREE" not in plan

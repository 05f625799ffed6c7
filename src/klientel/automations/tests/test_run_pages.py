"""The runs of a rule in the browser, and what timelines say of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.automations import run_pages
from klientel.automations.definition import Step
from klientel.automations.models import Run
from klientel.automations.tests.made_up import Doings, make_rule, runs_of, step, when
from klientel.events.delivery import deliver
from klientel.events.dispatch import dispatch
from klientel.events.models import Event
from klientel.events.worker import run_until_idle
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.create import Draft
from klientel.work.models import WorkItem
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def add(firm: Firm, name: str = "Ott", **values: Any) -> Any:
    return actions.create(firm.olga, "account", {"name": name, **values})


def runs_at(rule: Any) -> str:
    return f"/werft/automations/{rule.number}/runs"


def test_the_list_says_of_each_run_for_what_it_was_and_how_it_ended(
    firm: Firm, doings: Doings
) -> None:
    rule = make_rule(firm, "account", when("created"), step("test.do", text="hello"))
    add(firm, "Nord Media")
    run_until_idle()
    doings.fails = Refused("There is no hay here.")
    add(firm, "Weber Bau")
    run_until_idle()
    browser = firm.client()
    page = browser.get(runs_at(rule)).content.decode()
    for text in ("Nord Media", "Weber Bau", "done", "failed", "There is no hay here."):
        assert text in page
    page = browser.get(f"{runs_at(rule)}?outcome=failed").content.decode()
    assert "Weber Bau" in page
    assert "Nord Media" not in page
    assert "No run fits" in browser.get(f"{runs_at(rule)}?outcome=stopped").content.decode()


def test_a_list_that_is_empty_says_what_will_stand_there(firm: Firm, doings: Doings) -> None:
    rule = make_rule(firm, "account", when("created"), step("test.do"))
    assert "has not run yet" in firm.client().get(runs_at(rule)).content.decode()


def test_the_list_has_pages_and_costs_the_same_however_long_it_is(
    firm: Firm, doings: Doings, monkeypatch: Any
) -> None:
    monkeypatch.setattr(run_pages, "SIZE", 3)
    rule = make_rule(firm, "account", when("created"), step("test.do"))
    browser = firm.client()

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get(runs_at(rule))
        return len(captured)

    add(firm, "Account 0")
    run_until_idle()
    cost()
    few = cost()
    for number in range(1, 8):
        add(firm, f"Account {number}")
    run_until_idle()
    assert cost() == few
    seen: list[str] = []
    href = runs_at(rule)
    while href:
        page = browser.get(href)
        seen += [line.link.title for line in page.context["lines"]] if page.context else []
        text = page.content.decode()
        seen += [f"Account {n}" for n in range(8) if f">Account {n}<" in text]
        found = text.partition('href="?before=')[2].partition('"')[0].replace("&amp;", "&")
        href = f"{runs_at(rule)}?before={found}" if found else ""
    assert sorted(set(seen)) == [f"Account {n}" for n in range(8)]
    assert len(seen) == 8


def test_a_strange_page_of_the_list_is_refused_in_words(firm: Firm, doings: Doings) -> None:
    rule = make_rule(firm, "account", when("created"), step("test.do"))
    assert firm.client().get(f"{runs_at(rule)}?before=%00x").status_code in (404, 422)


def test_a_run_shows_each_step_with_what_it_was_given_and_made(firm: Firm, doings: Doings) -> None:
    made = step("create", _type="contact", last_name="Falk", account={"from": "record"})
    rule = make_rule(firm, "account", when("created"), [made, step("test.do", text="hello")])
    account = add(firm)
    run_until_idle()
    (run,) = runs_of(rule)
    page = firm.client().get(f"{runs_at(rule)}/{run.pk}").content.decode()
    contact = Event.objects.in_workspace(firm.workspace.pk).get(verb="contact.created")
    assert str(contact.record_id) in page or "Falk" in page
    for text in ("did it", "hello", account.name):
        assert text in page


def test_who_does_not_see_the_record_reads_nothing_of_it(firm: Firm, doings: Doings) -> None:
    rule = make_rule(firm, "account", when("created"), step("test.do", text="the secret text"))
    account = add(firm, "Very Secret")
    run_until_idle()
    actions.share(firm.olga, "account", account, privacy="named")
    (run,) = runs_of(rule)
    for href in (runs_at(rule), f"{runs_at(rule)}/{run.pk}"):
        page = firm.client("wim").get(href).content.decode()
        assert "Very Secret" not in page
        assert "the secret text" not in page
        assert "out of sight" in page


def test_what_a_for_each_did_is_read_only_by_those_who_see_its_record(
    firm: Firm, doings: Doings
) -> None:
    told = step("test.do", text="of {{ record.title }}")
    each = Step("e", "each", {"_what": "work."}, then=(told,))
    rule = make_rule(firm, "account", when("created"), each)
    hidden, _shown = (
        actions.create(firm.olga, "work", {"title": title}) for title in ("Geheimes", "Anruf")
    )
    actions.share(firm.olga, "work", hidden, privacy="named")
    add(firm)
    run_until_idle()
    href = f"{runs_at(rule)}/{runs_of(rule)[0].pk}"
    assert "of Geheimes" in firm.client().get(href).content.decode()
    page = firm.client("wim").get(href).content.decode()
    assert "Geheimes" not in page
    assert "of Anruf" in page
    assert page.count("out of sight") == 1


def test_what_a_step_made_is_read_only_by_those_who_see_it(firm: Firm, doings: Doings) -> None:
    made = step("create", _type="work", kind="task", title="Geheimes")
    rule = make_rule(firm, "account", when("created"), [made, step("test.do", text="hello")])
    add(firm)
    run_until_idle()
    (item,) = WorkItem.objects.in_workspace(firm.workspace.pk)
    actions.share(firm.olga, "work", item, privacy="named")
    href = f"{runs_at(rule)}/{runs_of(rule)[0].pk}"
    assert "Geheimes" in firm.client().get(href).content.decode()
    page = firm.client("wim").get(href).content.decode()
    assert "Geheimes" not in page
    assert "hello" in page


def test_a_failed_run_is_tried_again_and_undone_by_its_buttons(firm: Firm, doings: Doings) -> None:
    rule = make_rule(
        firm, "account", when("created"), [step("test.set", text="city=Ulm"), step("test.do")]
    )
    doings.fails = Refused("Not yet.")
    account = add(firm, city="Bonn")
    run_until_idle()
    (run,) = runs_of(rule)
    browser = firm.client()
    doings.fails = None
    assert browser.post(f"{runs_at(rule)}/{run.pk}/retry").status_code == 303
    run_until_idle()
    run.refresh_from_db()
    assert run.state == Run.State.DONE
    assert browser.post(f"{runs_at(rule)}/{run.pk}/undo").status_code == 303
    account.refresh_from_db()
    assert account.city == "Bonn"
    page = browser.get(f"{runs_at(rule)}/{run.pk}").content.decode()
    assert "undone" in page


def test_the_steps_of_a_long_run_come_in_pages(firm: Firm, doings: Doings) -> None:
    each = Step("e", "each", {"_what": "contact.account"}, then=(step("test.do"),))
    rule = make_rule(firm, "account", when("changed", field="city"), each)
    account = add(firm)
    named = [{"last_name": f"Name {n}", "account": account.pk} for n in range(120)]
    actions.create_many(firm.olga, "contact", [Draft(values) for values in named])
    actions.change(firm.olga, "account", account, {"city": "Ulm"})
    run_until_idle()
    (run,) = runs_of(rule)
    browser, href = firm.client(), f"{runs_at(rule)}/{run.pk}"
    counts, costs = [], []
    browser.get(href)
    for begin in (0, 50, 100, 150):
        with CaptureQueriesContext(connection) as captured:
            page = browser.get(f"{href}?from={begin}").content.decode()
        counts.append(page.count('<li class="stack-small">'))
        costs.append(len(captured))
        assert (f"?from={begin + 50}" in page) is (begin < 100)
    assert counts == [50, 50, 21, 0]
    assert max(costs) <= 8
    for nonsense in ("x", "-1", "²", "9" * 40):
        assert browser.get(href, {"from": nonsense}).status_code == 200


def test_a_run_that_waits_before_its_first_step_is_stopped_by_its_button(
    firm: Firm, doings: Doings
) -> None:
    late = clock.now() + timedelta(hours=2)
    rule = make_rule(firm, "account", when("created"), step("test.do"))
    add(firm)
    dispatch()
    deliver()
    (run,) = runs_of(rule)
    run.next_at = late
    run.save()
    browser, href = firm.client(), f"{runs_at(rule)}/{run.pk}"
    assert f'action="{href}/undo"' in browser.get(href).content.decode()
    assert browser.post(f"{href}/undo").status_code == 303
    page = browser.get(href).content.decode()
    assert "The run was stopped." in page
    assert "There was nothing to undo." in page
    run.refresh_from_db()
    assert run.state == Run.State.STOPPED


def test_only_a_run_that_changed_something_offers_to_undo_it(firm: Firm, doings: Doings) -> None:
    silent = make_rule(firm, "account", when("created"), step("test.do"))
    wait = step("wait", count="2", unit="days")
    waits = make_rule(firm, "account", when("created"), wait)
    writes = make_rule(firm, "account", when("created"), step("test.set", text="city=Ulm"))
    add(firm)
    run_until_idle()
    browser = firm.client()

    def buttons(rule: Any) -> list[str]:
        page = browser.get(f"{runs_at(rule)}/{runs_of(rule)[0].pk}").content.decode()
        main = page.partition('class="page-actions"')[2].partition("</header>")[0]
        return [word for word in ("Undo", "Stop", "Try again") if f"<span>{word}</span>" in main]

    assert (buttons(silent), buttons(waits), buttons(writes)) == ([], ["Stop"], ["Undo"])
    browser.post(f"{runs_at(writes)}/{runs_of(writes)[0].pk}/undo")
    assert buttons(writes) == []


def test_a_member_finds_no_buttons_and_a_stranger_nothing(
    firm: Firm, other_firm: Firm, doings: Doings
) -> None:
    rule = make_rule(firm, "account", when("created"), step("test.do"))
    add(firm)
    run_until_idle()
    (run,) = runs_of(rule)
    href = f"{runs_at(rule)}/{run.pk}"
    assert "/retry" not in firm.client("wim").get(href).content.decode()
    assert firm.client("wim").post(f"{href}/undo").status_code in (303, 403)
    run.refresh_from_db()
    assert run.undone_at is None
    assert other_firm.client("fremd").get(href).status_code == 404
    assert firm.client().get(f"{runs_at(rule)}/{uuid7()}").status_code == 404


@pytest.mark.parametrize("where", ["/werft/accounts/{ref}", "/werft/accounts/{ref}?tab=history"])
def test_a_timeline_says_what_a_rule_did_and_links_to_the_run(
    firm: Firm, doings: Doings, where: str
) -> None:
    rule = make_rule(firm, "account", when("created"), step("test.set", text="city=Ulm"),
                     name="Greeting")  # fmt: skip
    account = add(firm, city="Bonn")
    run_until_idle()
    (run,) = runs_of(rule)
    page = firm.client().get(where.format(ref=account.ref), follow=True).content.decode()
    assert "through the rule “Greeting”" in page
    assert f'href="{runs_at(rule)}/{run.pk}"' in page


def test_the_history_of_any_record_says_it_too(firm: Firm, doings: Doings) -> None:
    rule = make_rule(firm, "contact", when("created"), step("test.set", text="position=Boss"),
                     name="Greeting")  # fmt: skip
    account = add(firm)
    contact = actions.create(firm.olga, "contact", {"last_name": "Falk", "account": account.pk})
    run_until_idle()
    assert runs_of(rule)[0].state == Run.State.DONE
    from klientel.automations.through import through_rules

    events = Event.objects.in_workspace(firm.workspace.pk).filter(
        record_id=contact.pk, via="automation"
    )
    (told,) = through_rules(firm.olga, firm.slug, list(events)).values()
    assert told.text == "through the rule “Greeting”"
    (told,) = through_rules(firm.actor("bodo"), firm.slug, list(events)).values()
    assert told.href


def test_the_test_run_says_what_would_have_happened_and_what_would_on_one_record(
    firm: Firm, doings: Doings
) -> None:
    add(firm, "Nord Media")
    second = add(firm, "Weber Bau")
    rule = make_rule(firm, "account", when("created"), step("test.do", text="hello"))
    here = f"/werft/automations/{rule.number}/rehearsal"
    browser = firm.client()
    page = browser.get(here).content.decode()
    assert "It would have started 2 times." in page
    assert "Nord Media" in page
    assert "do something" in page
    page = browser.get(f"{here}?record={second.pk}").content.decode()
    assert page.count("do something") == 3
    assert browser.get(f"{here}?page=99999&record=nonsense").status_code == 200
    assert firm.client("wim").get(here).status_code == 403
    assert runs_of(rule) == []

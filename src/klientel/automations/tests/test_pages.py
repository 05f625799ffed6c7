"""The pages of rules: list, editor, history; for each role, without a script, with nonsense."""

import re
from typing import Any

import pytest

from klientel.automations import queries
from klientel.automations.actions import switch_off
from klientel.automations.definition import Definition, Step, When, from_json
from klientel.automations.models import Rule
from klientel.automations.tests.rules import FULFILLED, form, invoice_rule, made, task
from klientel.kit import cursors
from klientel.records.conditions import Condition, Group
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def test_the_list_says_each_rule_in_words(firm: Firm):
    made(firm, invoice_rule())
    page = firm.client("olga").get("/werft/automations").content.decode()
    assert "Rechnung prüfen" in page
    assert 'aria-checked="true"' in page


def test_an_empty_list_says_what_rules_are_for(firm: Firm):
    page = firm.client("olga").get("/werft/automations").content.decode()
    assert "/werft/automations/new" in page
    assert "empty-title" in page


def test_members_read_rules_and_change_none(firm: Firm):
    rule = made(firm, invoice_rule())
    browser = firm.client("wim")
    page = browser.get(f"/werft/automations/{rule.number}").content.decode()
    assert "Rechnung prüfen" in page
    assert "<form" not in page.split('id="main"')[1].split("</main>")[0]
    assert (
        browser.post(f"/werft/automations/{rule.number}/switch", {"do": "off"}).status_code != 200
    )
    assert browser.get("/werft/automations/new").status_code == 403
    assert browser.post("/werft/automations/draft", form(invoice_rule())).status_code == 403
    rule.refresh_from_db()
    assert rule.is_on


def test_a_rule_of_another_team_does_not_exist(firm: Firm):
    rule = made(firm, invoice_rule(), audience="team", team=str(firm.teams["web"].pk))
    for path in ("", "/history"):
        assert firm.client("bea").get(f"/werft/automations/{rule.number}{path}").status_code == 404
        assert firm.client("wim").get(f"/werft/automations/{rule.number}{path}").status_code == 200


def test_a_rule_is_made_in_the_editor(firm: Firm):
    browser = firm.client("olga")
    assert browser.get("/werft/automations/new").status_code == 200
    answer = browser.post("/werft/automations/new", form(invoice_rule(), is_on="1"))
    assert answer.status_code == 303
    rule = Rule.objects.in_workspace(firm.workspace.pk).get()
    assert answer["Location"] == f"/werft/automations/{rule.number}"
    assert from_json(rule.definition) == invoice_rule()
    assert rule.is_on
    assert browser.get(answer["Location"]).status_code == 200


def test_a_draft_writes_nothing_and_comes_back_with_what_was_added(firm: Firm):
    browser = firm.client("olga")
    sent = form(invoice_rule(), do="add-step:then:comment")
    page = browser.post("/werft/automations/draft", sent).content.decode()
    assert page.count('class="rule-chip rule-step"') == 2
    sent = form(invoice_rule(), do="drop-step:aaaa1111")
    page = browser.post("/werft/automations/draft", sent).content.decode()
    assert 'class="rule-chip rule-step"' not in page
    assert not Rule.objects.in_workspace(firm.workspace.pk).exists()


def test_what_is_typed_goes_before_what_was_there(firm: Firm):
    typed = {
        "step.aaaa1111": "1",
        "step.aaaa1111._type": "work",
        "step.aaaa1111.kind": "task",
        "step.aaaa1111.title": "Anders {{ account.name }}",
        "step.aaaa1111.due": "",
        "step.aaaa1111.due:from": "today",
        "step.aaaa1111.due:days": "5",
        "step.aaaa1111.due:working": "1",
        "given.0.field": "account:relationship",
        "given.0.op": "not",
        "given.0.value": ["client", "prospect"],
    }
    sent = form(invoice_rule(), **typed)
    heard = {"when.0": "event", "when.0.verb": "work.completed"}
    firm.client("olga").post("/werft/automations/new", {**sent, **heard})
    rule = Rule.objects.in_workspace(firm.workspace.pk).get()
    kept = from_json(rule.definition)
    assert kept.when == (When("event", {"verb": "work.completed"}),)
    assert kept.then[0].values == {
        "_type": "work",
        "kind": "task",
        "title": "Anders {{ account.name }}",
        "due": {"from": "today", "days": 5, "working": True},
    }
    asked = kept.given.simple()[0]
    assert (asked.operator, asked.operand) == ("not", "client,prospect")


def order_of(page: str) -> list[str]:
    return re.findall(r'class="rule-chip rule-step" id="at-step\.(\w+)"', page)


def test_steps_come_back_in_the_order_in_which_the_form_shows_them(firm: Firm) -> None:
    inner = (task(key="i1"), task(key="i2"))
    each = Step("e", "each", {"_what": "contact."}, then=inner)
    rule = Definition("account", (When("created"),), Group(), (task(key="a"), each, task(key="b")))
    browser, place = firm.client("olga"), "/werft/automations/draft"
    moved = {f"step.{key}": "1" for key in ("b", "e", "i2", "i1", "a")}
    page = browser.post(place, form(rule, **{**moved, "step.e._what": "contact."})).content.decode()
    assert order_of(page) == ["b", "e", "i2", "i1", "a"]
    # what a form shows of some alone, or of none, changes no order
    page = browser.post(place, form(rule, **{"step.b": "1", "step.a": "1"})).content.decode()
    assert order_of(page) == ["a", "e", "i1", "i2", "b"]
    # a button moves what was dragged before
    pressed = form(rule, do="down-step:b", **{**moved, "step.e._what": "contact."})
    page = browser.post(place, pressed).content.decode()
    assert order_of(page) == ["e", "i2", "i1", "b", "a"]


def test_another_field_is_asked_anew(firm: Firm):
    sent = form(invoice_rule(), **{"given.0.field": "priority", "given.0.op": "any",
                                   "given.0.value": "client"})  # fmt: skip
    page = firm.client("olga").post("/werft/automations/draft", sent).content.decode()
    assert 'name="given.0.value" value="1"' in page
    assert 'value="client" checked' not in page


def test_a_refusal_stands_at_its_place_and_nothing_is_lost(firm: Firm):
    wrong = Definition("work", invoice_rule().when, Group(), (task("Text {{ nonsense }}"),))
    answer = firm.client("olga").post("/werft/automations/new", form(wrong, name="Mein Name"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "nonsense" in page
    assert 'value="Mein Name"' in page
    assert 'id="at-step.aaaa1111.title-error"' in page


def test_a_conflict_keeps_what_was_written_and_can_be_saved_again(firm: Firm):
    rule = made(firm, invoice_rule())
    browser = firm.client("olga")
    address = f"/werft/automations/{rule.number}"
    browser.post(address, form(invoice_rule(), name="Erste", version="1"))
    answer = browser.post(address, form(invoice_rule(), name="Zweite", version="1"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Zweite"' in page
    assert 'name="version" value="2"' in page
    assert (
        browser.post(address, form(invoice_rule(), name="Zweite", version="2")).status_code == 303
    )


def test_nonsense_is_never_an_error_of_the_program(firm: Firm):
    browser = firm.client("olga")
    for sent in (
        {},
        {"definition": "[" * 9_000},
        {"definition": '{"then": 7, "when": [1, {"kind": []}]}', "do": "up-step"},
        {"definition": '{"about":"work"}', "do": "add-condition:given.9.9"},
        {"definition": '{"about":"work"}', "do": "add-condition:step."},
        form(invoice_rule(), do="drop-when:x"),
        form(invoice_rule(), **{"when.0": "date", "when.0.days": "\x00"}),
        form(invoice_rule(), rule="99999999999999"),
    ):
        assert browser.post("/werft/automations/draft", sent).status_code in (200, 404)
        assert browser.post("/werft/automations/new", sent).status_code < 500


def test_every_trigger_and_every_step_can_be_drawn(firm: Firm):
    from klientel.automations.steps import steps
    from klientel.automations.triggers import triggers
    from klientel.records.reading import reading_for
    from klientel.records.types import record_types

    browser, reading = firm.client("olga"), reading_for(firm.workspace)
    for about in (None, *record_types):
        whens = tuple(When(one.name) for one in triggers if one.is_for(about, reading))
        kinds = steps.for_type(about, reading)
        for start in range(0, len(kinds), 12):
            found = tuple(
                Step(f"k{n}", one.name) for n, one in enumerate(kinds[start : start + 12])
            )
            name = about.name if about is not None else ""
            sent = form(Definition(name, whens, Group(), found), checked="1")
            assert browser.post("/werft/automations/draft", sent).status_code == 200


def test_a_rule_is_switched_copied_and_deleted_from_its_page(firm: Firm):
    rule = made(firm, invoice_rule())
    browser = firm.client("olga")
    browser.post(f"/werft/automations/{rule.number}/switch", {"do": "off"})
    browser.post(f"/werft/automations/{rule.number}/copy")
    browser.post(f"/werft/automations/{rule.number}/delete")
    rule.refresh_from_db()
    assert (rule.is_on, rule.deleted_at is not None) == (False, True)
    assert Rule.objects.in_workspace(firm.workspace.pk).get(number=2).name.startswith("Rechnung")
    assert browser.get(f"/werft/automations/{rule.number}").status_code == 404


def test_the_history_tells_what_changed_and_returns_to_a_version(firm: Firm):
    rule = made(firm, invoice_rule())
    browser = firm.client("olga")
    address = f"/werft/automations/{rule.number}"
    other = Definition("work", invoice_rule().when, Group(), (task("Anrufen"),))
    browser.post(address, form(other, version="1"))
    page = browser.get(f"{address}/history").content.decode()
    assert "<del>" in page
    assert "Anrufen" in page
    browser.post(f"{address}/history", {"version": "1"})
    rule.refresh_from_db()
    assert (rule.version, from_json(rule.definition)) == (3, invoice_rule())
    assert browser.post(f"{address}/history", {"version": "x"}).status_code in (200, 303, 422)


def test_the_list_has_pages_that_hold_every_rule_once(
    firm: Firm, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 5)
    # two of each name: the name alone says no place
    for number in range(13):
        rule = made(firm, invoice_rule(), f"Regel {number // 2:02}")
        if number % 3 == 0:
            switch_off(firm.olga, rule=rule.number)
    browser, address, numbers, costs = firm.client("olga"), "/werft/automations", [], []
    while address:
        browser.get(address)
        with django_assert_max_num_queries(22) as asked:
            page = browser.get(address).content.decode()
        costs.append(len(asked))
        assert '<span class="page-count">13</span>' in page
        numbers.append(re.findall(r'class="rule-name" href="/werft/automations/(\d+)"', page))
        more = re.search(r'href="(/werft/automations\?after=[^"]+)"', page)
        address = more.group(1) if more else ""
    assert [len(some) for some in numbers] == [5, 5, 3]
    rows = Rule.objects.in_workspace(firm.workspace.pk).order_by("-is_on", "name", "pk")
    assert [int(one) for some in numbers for one in some] == [rule.number for rule in rows]
    assert len(set(costs)) == 1


def test_a_place_in_the_list_that_is_none_is_refused_in_words(firm: Firm) -> None:
    for after in ("x", cursors.encode(("b", 1)), cursors.encode((True, "a", "b"))):
        answer = firm.client("olga").get("/werft/automations", {"after": after})
        assert answer.status_code == 422


def test_a_ready_rule_is_known_wherever_in_the_list_it_stands(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 1)
    rule = made(firm, invoice_rule(), "Zuletzt", made_from="follow_up")
    made(firm, invoice_rule(), "Zuerst")
    page = firm.client("olga").get("/werft/automations").content.decode()
    ready = page.split('class="ready-list"')[1]
    assert f'href="/werft/automations/{rule.number}"' in ready


def test_switching_from_a_later_page_stays_on_it(firm: Firm) -> None:
    rule = made(firm, invoice_rule())
    place = f"/werft/automations?after={cursors.encode((True, 'A', rule.pk))}"
    sent = firm.client("olga").post(
        f"/werft/automations/{rule.number}/switch",
        {"do": "off"},
        headers={"Referer": f"http://testserver{place}"},
    )
    assert sent["Location"] == place


def test_the_list_costs_no_more_for_more_rules(firm: Firm, django_assert_max_num_queries: Any):
    browser = firm.client("olga")
    for number in range(3):
        made(firm, invoice_rule(), f"Regel {number}")
    browser.get("/werft/automations")
    with django_assert_max_num_queries(20) as few:
        browser.get("/werft/automations")
    for number in range(12):
        made(firm, invoice_rule(), f"Weitere {number}")
    browser.get("/werft/automations")
    with django_assert_max_num_queries(20) as many:
        browser.get("/werft/automations")
    assert len(many) == len(few)


def test_what_is_wrong_is_named_by_its_step_and_field(firm: Firm) -> None:
    inner = Step("cc", "comment", {"text": ""})
    branch = Step("bb", "branch", {}, Group("and", (Condition("title", "has", "x"),)), (inner,))
    rule = Definition("work", (When("created"),), Group(), (task(), branch))
    page = firm.client().post("/werft/automations/new", form(rule)).content.decode()
    summary = page.split('class="error-summary')[1].split("</div>")[0]
    assert "Step 2.1 “Write a comment”, Text: This must not be empty." in summary


def test_steps_are_offered_by_what_they_act_on(firm: Firm) -> None:
    def groups(about: str) -> list[str]:
        page = firm.client().get(f"/werft/automations/new?about={about}").content.decode()
        adder = page.split('id="menu-add-step-then"')[1].split("</k-menu>")[0]
        return re.findall(r'class="menu-title">([^<]*)<', adder)

    offered = groups("work")
    assert offered[:4] == [
        "Add and change",
        "Notify somebody",
        "Order or task",
        "Client or customer",
    ]
    assert "Order or task" not in groups("account"), "what an account has no use for is not offered"


def test_placeholders_are_shown_by_what_they_are_called_and_kept_by_name(firm: Firm) -> None:
    rule = Definition("work", (FULFILLED,), Group(), (task(title="Zu {{ record.title }}"),))
    browser = firm.client()
    browser.post("/werft/automations/new", form(rule))
    kept = Rule.objects.in_workspace(firm.workspace.pk).get()
    page = browser.get(f"/werft/automations/{kept.number}").content.decode()
    shown = re.search(r'name="step\.\w+\.title"[^>]*value="(Zu [^"]*)"', page)
    assert shown is not None
    assert shown[1] == "Zu {{ Order or task: Title }}"
    key = from_json(kept.definition).then[0].key
    sent = form(from_json(kept.definition), version=str(kept.version))
    typed = {f"step.{key}": "1", f"step.{key}._type": "work", f"step.{key}.title": shown[1]}
    browser.post(f"/werft/automations/{kept.number}", {**sent, **typed})
    kept.refresh_from_db()
    assert from_json(kept.definition).then[0].values["title"] == "Zu {{ record.title }}"

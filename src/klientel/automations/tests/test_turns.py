"""Each turn of a for-each counts by itself, whatever stands between it and its steps."""

from __future__ import annotations

from typing import Any

import pytest

from klientel.automations.definition import Step
from klientel.automations.tests.made_up import Doings, given, make_rule, runs_of, step, when
from klientel.events.worker import run_until_idle
from klientel.records import actions
from klientel.sending.models import Call, Message
from tests.cast import Firm

pytestmark = pytest.mark.django_db
MAIL = step("mail", "m", _to="email", _purpose="service", subject="Neu", text="Guten Tag")
CALL = step("call", "c", _url="https://example.org/hook", text="{{ record.name }}")


def each(*then: Step, what: str = "contact.account", key: str = "e") -> Step:
    return Step(key, "each", {"_what": what}, then=then)


def only_if(*then: Step) -> Step:
    return Step("b", "branch", {}, given(["last_name", "has", "o"]), then)


def moved_with(firm: Firm, *names: str) -> list[Any]:
    """The people of an account that has just moved."""
    account = actions.create(firm.olga, "account", {"name": "Ott"})
    found = [
        actions.create(
            firm.olga,
            "contact",
            {"last_name": name, "email": f"{name.lower()}@ott.example", "account": account.pk},
        )
        for name in names
    ]
    actions.change(firm.olga, "account", account, {"city": "Ulm"})
    run_until_idle()
    return found


def moves(firm: Firm, *then: Step) -> Any:
    return make_rule(firm, "account", when("changed", field="city"), then)


def test_a_branch_in_a_for_each_mails_and_calls_for_everybody(firm: Firm) -> None:
    rule = moves(firm, each(only_if(MAIL, CALL)))
    some = moved_with(firm, "Otto", "Adler", "Bosse")
    mailed = Message.objects.filter(kind="rule").values_list("to", flat=True)
    assert sorted(mailed) == ["bosse@ott.example", "otto@ott.example"]
    assert Call.objects.filter(kind="rule").count() == 2
    (run,) = runs_of(rule)
    rows = [line["row"] for line in run.log if line["do"] == "mail"]
    assert rows == [str(some[0].pk), str(some[2].pk)]


def test_a_rule_about_nothing_is_started_in_a_branch_for_everybody(
    firm: Firm, doings: Doings
) -> None:
    other = make_rule(firm, "", when("manual"), step("test.do"))
    moves(firm, each(only_if(step("start_rule", "s", _rule=str(other.pk)))))
    moved_with(firm, "Otto", "Adler", "Bosse")
    assert len(runs_of(other)) == 2


def test_for_eaches_within_each_other_mail_once_for_each_pair_however_deep(firm: Firm) -> None:
    all_people = "contact."
    deep = each(each(MAIL, what=all_people, key="g"), what=all_people, key="f")
    rule = moves(firm, each(deep))
    first, second = moved_with(firm, "Otto", "Adler")
    mailed = list(Message.objects.filter(kind="rule").values_list("to", "dedupe_key"))
    assert len(mailed) == 8
    assert all(len(key) <= 120 for _to, key in mailed)
    (run,) = runs_of(rule)
    assert run.log[0].get("row") is None
    told = [line["row"] for line in run.log if line["do"] == "mail"]
    assert told == [str(first.pk), str(second.pk)] * 4

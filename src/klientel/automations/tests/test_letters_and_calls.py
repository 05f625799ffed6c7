"""Rules write mails to people who may be written to, and call programs, each once for a step."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from klientel.automations.engine.ending import said as said_of
from klientel.automations.engine.timing import let_go_on
from klientel.automations.models import Run
from klientel.automations.steps import Asking, steps
from klientel.automations.steps.mailing import recipients
from klientel.automations.tests.made_up import make_rule, runs_of, step, when
from klientel.crm.actions.consent import note_consent, withdraw_consent
from klientel.events.worker import run_until_idle
from klientel.integrations.actions.hook import add_hook
from klientel.kit import clock
from klientel.kit.format import format_for
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.reading import reading_for
from klientel.records.types import record_types
from klientel.sending import limits
from klientel.sending.models import Call, Message
from klientel.team.throttle import Limit, TooMany
from tests.cast import Firm

pytestmark = pytest.mark.django_db

GREETING = {"subject": "Willkommen, {{ record.name }}", "text": "Guten Tag,\n{{ record.name }}"}


def mail_rule(firm: Firm, about: str = "contact", **values: Any) -> Any:
    given = {"_to": "email", "_purpose": "service", **GREETING, **values}
    return make_rule(firm, about, when("created"), step("mail", **given))


def person(firm: Firm, **more: Any) -> Any:
    account = actions.create(
        firm.olga, "account", {"name": "Ott GmbH", "email": "info@ott.example"}
    )
    given = {"first_name": "Ina", "last_name": "Ott", "account": account.pk, **more}
    return actions.create(firm.olga, "contact", {"email": "ina@ott.example", **given})


def mails() -> list[tuple[str, str]]:
    return list(Message.objects.filter(kind="rule").order_by("id").values_list("to", "subject"))


def said(rule: Any) -> str:
    (run,) = runs_of(rule)
    assert run.state == Run.State.DONE
    return str(run.log[0]["text"])


def test_a_mail_goes_to_the_address_of_the_record_once(firm: Firm) -> None:
    rule = mail_rule(firm)
    person(firm)
    run_until_idle()
    run_until_idle()
    assert mails() == [("ina@ott.example", "Willkommen, Ina Ott")]
    assert said(rule) == "E-Mail an ina@ott.example: „Willkommen, Ina Ott“"
    message = Message.objects.get(kind="rule")
    assert message.reply_to == "olga@werft.example"
    assert message.text == "Guten Tag,\nIna Ott"


def test_it_may_go_to_the_account_of_the_record(firm: Firm) -> None:
    names = [
        one.name for one in recipients(record_types.get("contact"), reading_for(firm.workspace))
    ]
    assert names == ["email", "account.email"]
    mail_rule(firm, _to="account.email")
    person(firm)
    run_until_idle()
    assert [to for to, _subject in mails()] == ["info@ott.example"]


def test_without_an_address_nobody_is_written_to_and_the_run_says_so(firm: Firm) -> None:
    rule = mail_rule(firm)
    person(firm, email="")
    run_until_idle()
    assert mails() == []
    assert "keine E-Mail-Adresse" in said(rule)


def test_advertising_needs_a_consent_that_still_stands(firm: Firm) -> None:
    ina = person(firm)
    news = make_rule(
        firm, "contact", when("created"), step("mail", _to="email", _purpose="mail", **GREETING)
    )
    yes = {"purpose": "mail", "answer": "given", "channel": "form", "source": "Formular"}
    person(firm, last_name="Neu")
    run_until_idle()
    assert mails() == []
    assert "hat dem nicht zugestimmt" in said(news)
    note_consent(firm.olga, ina, **yes)
    person(firm, last_name="Zwei", email="ina@ott.example")
    run_until_idle()
    assert [to for to, _subject in mails()] == ["ina@ott.example"]
    withdraw_consent(firm.olga, ina, entry=_last(ina), channel="mail")
    person(firm, last_name="Drei", email="ina@ott.example")
    run_until_idle()
    assert len(mails()) == 1


def _last(contact: Any) -> Any:
    from klientel.crm.people_queries import consents_of

    return consents_of(contact.workspace_id, [contact.pk])[contact.pk].now["mail"].pk


def test_whoever_speaks_another_language_gets_the_text_in_it(firm: Firm) -> None:
    mail_rule(firm, other_subject="Welcome, {{ record.name }}", other_text="Hello")
    person(firm, language="en")
    run_until_idle()
    assert [subject for _to, subject in mails()] == ["Welcome, Ina Ott"]


def test_a_name_with_line_breaks_makes_no_header(firm: Firm) -> None:
    mail_rule(firm)
    person(firm, last_name="Ott\r\nBcc: alle@example.org")
    run_until_idle()
    (mail,) = mails()
    assert "\n" not in mail[1]
    assert "\r" not in mail[1]


def test_a_rule_calls_an_address_once_and_says_only_its_host(firm: Firm) -> None:
    rule = make_rule(
        firm,
        "account",
        when("created"),
        step("call", _url="https://example.org/hook?key=geheim", text="Neu: {{ record.name }}"),
    )
    account = actions.create(firm.olga, "account", {"name": "Ott"})
    run_until_idle()
    run_until_idle()
    (call,) = Call.objects.filter(kind="rule")
    told = json.loads(call.body)
    assert told["record"]["id"] == str(account.pk)
    assert told["text"] == "Neu: Ott"
    assert "geheim" not in said(rule)
    assert "example.org" in said(rule)


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/", "http://[::ffff:10.0.0.1]/", "nonsense"]
)
def test_an_address_that_may_not_be_called_is_refused_when_the_rule_is_saved(
    firm: Firm, url: str
) -> None:
    asking = Asking(record_types.get("account"), {"_url": url}, reading_for(firm.workspace))
    with pytest.raises(Refused):
        steps.get("call").check(asking)


def test_whoever_a_rule_tells_finds_it_in_the_inbox_even_if_it_is_their_own(firm: Firm) -> None:
    names = [str(firm.members[name].pk) for name in ("olga", "wim")]
    make_rule(
        firm,
        "account",
        when("created"),
        step("notify", members=names, text="Neu: {{ record.name }}"),
    )
    actions.create(firm.olga, "account", {"name": "Ott"})
    run_until_idle()
    for name in ("olga", "wim"):
        page = firm.client(name).get(f"/{firm.slug}/inbox").content.decode()
        assert "Neu: Ott" in page
    assert "Neu: Ott" not in firm.client("bea").get(f"/{firm.slug}/inbox").content.decode()


def test_a_call_of_another_program_starts_a_rule_with_what_it_says(firm: Firm, client: Any) -> None:
    make_rule(
        firm,
        "",
        when("hook", hook="Shop"),
        step("notify", members=[str(firm.members["wim"].pk)], text="{{ hook.buyer.name }}"),
    )
    _hook, address, _secret = add_hook(firm.olga, name="Shop", is_signed="")
    body = {"buyer": {"name": "Ina Ott"}}
    path = "/" + address.split("/", 3)[3]
    assert client.post(path, body, content_type="application/json").status_code == 202
    run_until_idle()
    assert "Ina Ott" in firm.client("wim").get(f"/{firm.slug}/inbox").content.decode()


def test_what_is_too_much_for_one_address_waits_and_leaves_later(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        limits,
        "TO_ONE",
        Limit("to one", 1, timedelta(hours=1), later="A limit. It goes on at {when}."),
    )
    now = datetime(2026, 11, 4, 9, tzinfo=UTC)
    with clock.fixed(now):
        rule = mail_rule(firm)
        for name in ("Ina", "Ida", "Ute"):
            person(firm, first_name=name)
        run_until_idle()
        assert len(mails()) == 1
        waiting = [run for run in runs_of(rule) if run.state == Run.State.WAITING]
        assert [run.next_at for run in waiting] == [now + timedelta(hours=1)] * 2
        told = said_of(waiting[0].reason, format_=format_for("en", "Europe/Berlin"))
        assert told == "A limit. It goes on at 4 Nov 2026, 11:00."
    for hours in (1, 2):
        with clock.fixed(now + timedelta(hours=hours, minutes=1)):
            let_go_on.call()
            run_until_idle()
    assert len(mails()) == 3
    assert {run.state for run in runs_of(rule)} == {Run.State.DONE}


def test_what_comes_faster_than_it_may_leave_does_not_pile_up(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(message: Message) -> None:
        raise TooMany("Please wait {minutes} minutes.", minutes=60)

    monkeypatch.setattr(limits, "count", full)
    now = datetime(2026, 11, 4, 9, tzinfo=UTC)
    with clock.fixed(now):
        rule = mail_rule(firm)
        person(firm)
        run_until_idle()
    for hours in range(1, 5):
        assert runs_of(rule)[0].state == Run.State.WAITING
        with clock.fixed(now + timedelta(hours=hours, minutes=hours)):
            let_go_on.call()
            run_until_idle()
    (run,) = runs_of(rule)
    assert run.state == Run.State.FAILED
    assert "wait 60 minutes" in said_of(run.reason)

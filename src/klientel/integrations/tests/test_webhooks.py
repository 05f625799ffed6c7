"""Webhooks tell each thing once, to whom it was wanted, and no more than their member may know."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from klientel.events.models import Event, Job
from klientel.events.worker import run_until_idle
from klientel.integrations.actions import hook as hooks
from klientel.integrations.actions import webhook as webhooks
from klientel.integrations.hooks import receiving, telling
from klientel.integrations.models import Hook, HookCall, Webhook
from klientel.integrations.tests.listening import URL, account, add, told
from klientel.kit import clock
from klientel.kit.link_secrets import hashed
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.records.actions.catalogue import run
from klientel.records.actions.share import share
from klientel.sending import calls
from klientel.sending.models import Call
from klientel.sharing.tests.boats import boat, link_to, path
from tests.cast import Firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_is_called")]


def test_what_happens_is_queued_once_for_each_address_that_hears_of_it(firm: Firm) -> None:
    mine, other = add(firm), add(firm, "contact.*")
    made = account(firm)
    run_until_idle()
    event = Event.objects.in_workspace(firm.workspace.pk).get(verb="account.created")
    telling.tell([event])
    assert [one["verb"] for one in told(mine)] == ["account.created"]
    assert told(mine)[0]["record"] == {
        "type": "account", "id": str(made.pk), "ref": made.ref, "title": "Kranich",
    }  # fmt: skip
    assert told(other) == []


def test_one_verb_can_be_heard_of_without_the_others_of_its_noun(firm: Firm) -> None:
    mine = add(firm, "account.trashed")
    made = account(firm)
    run(firm.olga, "account.trash", made)
    run_until_idle()
    assert [one["verb"] for one in told(mine)] == ["account.trashed"]


def test_a_webhook_tells_nothing_that_its_member_may_not_know_of(firm: Firm) -> None:
    mine = add(firm)
    Webhook.objects.in_workspace(firm.workspace.pk).update(member=firm.members["wim"])
    account(firm, "Offen")
    share(firm.olga, "account", account(firm, "Geheim").pk, privacy="named")
    run_until_idle()
    assert [one["record"]["title"] for one in told(mine)] == ["Offen"]


@pytest.mark.usefixtures("boats")
def test_that_a_shared_link_was_opened_is_told_with_its_record(firm: Firm) -> None:
    mine, all_ = add(firm, "share.opened"), add(firm, "share.*")
    made = link_to(firm.olga, boat(firm))
    for number in range(3):
        Client().get(path(made), REMOTE_ADDR=f"198.51.100.{number}")
    firm.client().get(path(made))
    run_until_idle()
    assert [one["verb"] for one in told(all_)] == ["share.made", "share.opened"]
    (opened,) = told(mine)
    assert opened["record"]["title"] == "Gesine"
    assert opened["facts"]["number"] == 1
    page = firm.client().get("/werft/settings/webhooks/new").content.decode()
    assert "Shared links" in page


def test_without_its_member_a_webhook_is_silent(firm: Firm) -> None:
    mine = add(firm)
    Webhook.objects.in_workspace(firm.workspace.pk).update(member=firm.members["wim"])
    firm.members["wim"].is_active = False
    firm.members["wim"].save()
    account(firm)
    run_until_idle()
    assert told(mine) == []


def test_another_firm_hears_nothing(firm: Firm, other_firm: Firm) -> None:
    theirs = webhooks.add_webhook(
        other_firm.actor("fremd"), name="X", url=URL, verbs="account.*", hears_imports=""
    )[0]
    account(firm)
    run_until_idle()
    assert told(theirs) == []
    with pytest.raises(NotFound):
        webhooks.remove_webhook(firm.olga, webhook=str(theirs.pk))


def test_what_is_switched_off_or_removed_is_told_nothing_more(firm: Firm) -> None:
    mine = add(firm)
    webhooks.switch_webhook(firm.olga, webhook=str(mine.pk), is_on="")
    account(firm)
    run_until_idle()
    assert told(mine) == []
    webhooks.switch_webhook(firm.olga, webhook=str(mine.pk), is_on="on")
    account(firm, "Igel")
    run_until_idle()
    assert [one["record"]["title"] for one in told(mine)] == ["Igel"]
    webhooks.remove_webhook(firm.olga, webhook=str(mine.pk))
    assert set(Call.objects.values_list("state", flat=True)) == {Call.State.WITHDRAWN}


def test_an_import_is_told_only_to_whom_it_was_wanted(firm: Firm) -> None:
    mine, all_ = add(firm), add(firm, hears_imports="on")
    run(firm.actor("olga", "import"), "account.create", name="Igel")
    run_until_idle()
    assert (len(told(mine)), len(told(all_))) == (0, 1)


def test_what_could_not_be_reached_is_switched_off_with_a_word(firm: Firm) -> None:
    mine = add(firm)
    call = telling.call(mine, {"verb": "x"})
    Call.objects.filter(pk=call.pk).update(state=Call.State.SENDING, attempts=8)
    call.refresh_from_db()
    calls._give_up(call, "HTTP 500")
    run_until_idle()
    mine.refresh_from_db()
    assert (mine.is_on, mine.paused_because) == (False, "HTTP 500")
    assert Event.objects.in_workspace(firm.workspace.pk).filter(verb="webhook.paused").count() == 1
    webhooks.switch_webhook(firm.olga, webhook=str(mine.pk), is_on="on")
    mine.refresh_from_db()
    assert (mine.is_on, mine.paused_because) == (True, "")


def test_for_a_day_the_old_and_the_new_secret_both_sign(firm: Firm) -> None:
    mine = add(firm)
    first = mine.secrets[0]
    _webhook, secret = webhooks.replace_secret(firm.olga, webhook=str(mine.pk))
    mine.refresh_from_db()
    assert [calls.unseal(one) for one in mine.secrets_in_force()] == [secret, calls.unseal(first)]
    with clock.travel(webhooks.BOTH_SIGN):
        assert [calls.unseal(one) for one in mine.secrets_in_force()] == [secret]


def test_the_log_holds_neither_secret_nor_address(firm: Firm) -> None:
    mine = add(firm)
    webhooks.change_webhook(
        firm.olga, webhook=str(mine.pk), name="Neu", url=URL, verbs="contact.*", hears_imports=""
    )
    facts = json.dumps(
        list(Event.objects.in_workspace(firm.workspace.pk).values_list("facts", flat=True))
    )
    assert "key=secret" not in facts
    assert calls.unseal(mine.secrets[0]) not in facts


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("url", "http://169.254.169.254/"), ("url", "file:///etc/passwd"), ("url", "nonsense"),
        ("verbs", "account.exploded"), ("verbs", ","), ("verbs", "workspace.*"), ("name", " "),
    ],
)  # fmt: skip
def test_a_wrong_word_is_refused_and_nothing_is_kept(firm: Firm, field: str, wrong: str) -> None:
    with pytest.raises(Refused):
        add(firm, **{field: wrong})
    assert not Webhook.objects.in_workspace(firm.workspace.pk).exists()


def test_only_an_owner_connects_programs(firm: Firm) -> None:
    for name in ("lena", "wim", "sam", "bodo"):
        with pytest.raises(Forbidden):
            webhooks.add_webhook(
                firm.actor(name), name="X", url=URL, verbs="account.*", hears_imports=""
            )


def test_what_events_are_about_is_read_once_for_all_of_them(firm: Firm) -> None:
    add(firm, "account.created")
    for number in range(12):
        account(firm, f"Nr. {number}")
    events = list(Event.objects.in_workspace(firm.workspace.pk).filter(verb="account.created"))
    asked = []
    for some in (events[:2], events[2:]):
        with CaptureQueriesContext(connection) as queries:
            telling.tell(some)
        asked.append(len(queries))
    assert asked[0] == asked[1], "reading them, and queueing the calls with their jobs"
    assert Call.objects.count() == 12
    telling.tell(events)
    assert Call.objects.count() == 12, "told again, nothing is called twice"
    keys = Job.objects.filter(name__endswith="send_call").values_list("dedupe_key", flat=True)
    assert len(set(keys)) == len(keys) == 12


# --- Incoming webhooks


def hook(firm: Firm, **more: Any) -> tuple[Hook, str, str]:
    made, address, secret = hooks.add_hook(firm.olga, **{"name": "Shop", "is_signed": "", **more})
    return made, "/" + address.split("/", 3)[3], secret


def post(client: Any, path: str, body: bytes = b'{"order": 7}', **headers: str) -> Any:
    return client.post(path, body, content_type="application/json", headers=headers)


def received(firm: Firm) -> list[Event]:
    rows = Event.objects.in_workspace(firm.workspace.pk).filter(verb="hook.received")
    return list(rows.order_by("id"))


def test_a_call_becomes_an_event_of_the_member_without_any_cookie(firm: Firm, client: Any) -> None:
    made, path, _secret = hook(firm)
    answer = post(client, path)
    assert answer.status_code == 202
    (event,) = received(firm)
    assert answer.json() == {"received": str(event.pk)}
    assert event.facts == {"hook": str(made.pk), "name": "Shop", "payload": {"order": 7}}
    assert (event.via, event.member_id) == ("api", firm.members["olga"].pk)


def test_the_same_id_again_changes_nothing_and_gets_the_same_answer(
    firm: Firm, client: Any
) -> None:
    _made, path, _secret = hook(firm)
    answers = [post(client, path, **{"Idempotency-Key": "order-7"}).json() for _ in range(3)]
    assert len(received(firm)) == 1
    assert answers == answers[:1] * 3
    with clock.travel(receiving.KNOWN):
        assert receiving.forget_old() == 1
    assert not HookCall.objects.in_workspace(firm.workspace.pk).exists()


def test_of_an_address_only_a_hash_is_kept(firm: Firm) -> None:
    made, path, _secret = hook(firm)
    assert path.rsplit("/", 1)[1] not in json.dumps(
        list(Hook.objects.in_workspace(firm.workspace.pk).values()), default=str
    )
    assert made.token_hash == hashed(path.rsplit("/", 1)[1])


def test_an_unknown_a_removed_and_a_switched_off_address_look_the_same(
    firm: Firm, client: Any
) -> None:
    gone, gone_path, _secret = hook(firm)
    off, off_path, _secret = hook(firm)
    hooks.remove_hook(firm.olga, hook=str(gone.pk))
    hooks.switch_hook(firm.olga, hook=str(off.pk), is_on="")
    answers = [post(client, path) for path in ("/hooks/abc", gone_path, off_path)]
    assert {one.status_code for one in answers} == {404}
    assert len({one.content for one in answers}) == 1
    assert received(firm) == []


def test_a_signed_address_takes_only_what_is_signed_now_with_its_secret(
    firm: Firm, client: Any
) -> None:
    _made, path, secret = hook(firm, is_signed="on")
    now, body = int(time.time()), '{"order": 7}'
    wrong = {
        "none": "",
        "strange": "t=x,v1=y",
        "endless": f"t={'1' * 400},v1=y",
        "of other signs": f"t={now},v1=ü",
        "old": calls.signature(body, now - 400, [secret]),
        "other": calls.signature(body, now, ["another"]),
        "of other content": calls.signature("{}", now, [secret]),
    }
    for signature in wrong.values():
        answer = post(client, path, body.encode(), **{calls.SIGNATURE: signature})
        assert answer.status_code == 403
    good = calls.signature(body, now, [secret])
    assert post(client, path, body.encode(), **{calls.SIGNATURE: good}).status_code == 202
    assert len(received(firm)) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe",
        b"x" * (receiving.SIZE + 1),
        b"[" * 20_000,
        b"[" * 500 + b"]" * 500,
        b'"\xed\xa0\x80"',
    ],
)
def test_what_cannot_be_read_is_refused_in_words(firm: Firm, client: Any, body: bytes) -> None:
    _made, path, _secret = hook(firm)
    answer = post(client, path, body)
    assert answer.status_code == 422
    assert answer.json()["error"].endswith(".")
    assert received(firm) == []


def test_signs_that_a_database_cannot_keep_are_left_out(firm: Firm, client: Any) -> None:
    _made, path, _secret = hook(firm)
    assert post(client, path, rb'{"a\u0000b": ["c\u0000"]}').status_code == 202
    assert received(firm)[0].facts["payload"] == {"ab": ["c"]}


def test_too_many_calls_wait(firm: Firm, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _made, path, _secret = hook(firm)
    few = receiving.Limit("hook calls", 2, receiving.LIMIT.span)
    monkeypatch.setattr(receiving, "LIMIT", few)
    assert [post(client, path).status_code for _ in range(3)] == [202, 202, 429]


# --- Pages


def test_the_pages_show_secrets_once_and_calls_for_good(firm: Firm) -> None:
    browser = firm.client()
    slug = firm.slug
    given = {"name": "Shop", "url": URL, "verbs": ["account.*"]}
    answer = browser.post(reverse("webhook_new", args=[slug]), given)
    made = Webhook.objects.in_workspace(firm.workspace.pk).get()
    assert calls.unseal(made.secrets[0]) in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    page = reverse("webhook", args=[slug, made.pk])
    assert browser.post(page, {"do": "try"}).status_code == 303
    shown = browser.get(page).content.decode()
    assert "webhook.tried" in shown
    assert calls.unseal(made.secrets[0]) not in shown
    assert browser.post(page, {"do": "nonsense"}).status_code == 422
    assert browser.get(f"{page}?before=nonsense").status_code in (404, 422)
    assert browser.post(page, {"do": "remove"}).status_code == 303


def test_a_refused_form_keeps_what_was_typed(firm: Firm) -> None:
    given = {"name": "Mein Shop", "url": "nonsense", "verbs": ["account.created"]}
    answer = firm.client().post(reverse("webhook_new", args=[firm.slug]), given)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Mein Shop" in shown
    assert 'value="account.created" checked' in shown


def test_a_call_of_another_webhook_cannot_be_sent_again(firm: Firm) -> None:
    mine, other = add(firm), add(firm)
    call = telling.call(other, {"verb": "x"})
    Call.objects.filter(pk=call.pk).update(state=Call.State.SENT)
    with pytest.raises(Refused):
        webhooks.repeat_call(firm.olga, webhook=str(mine.pk), call=str(call.pk))
    assert webhooks.repeat_call(firm.olga, webhook=str(other.pk), call=str(call.pk))


def test_the_example_of_the_docs_tells_a_good_signature_from_others() -> None:
    docs = (Path(__file__).parents[4] / "docs" / "webhooks.md").read_text(encoding="utf-8")
    example: dict[str, Any] = {}
    code = re.search(r"```python\n(.*?)```", docs, re.DOTALL)
    assert code is not None
    exec(code[1], example)  # the example itself is what is tested
    is_good = example["is_from_klientel"]
    now, body = int(time.time()), '{"name": "Müller"}'
    assert is_good(calls.signature(body, now, ["new", "old"]), body.encode(), "old")
    assert not is_good(calls.signature(body, now, ["new"]), body.encode(), "old")
    assert not is_good(calls.signature(body, now - 400, ["old"]), body.encode(), "old")
    assert not is_good(calls.signature("{}", now, ["old"]), body.encode(), "old")
    assert not is_good("", body.encode(), "old")

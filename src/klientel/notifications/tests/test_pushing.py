"""Push: what rings, in which browsers, when, and how little it says, sealed for the browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from klientel.events.jobs import runner
from klientel.kit import clock, egress, web_push
from klientel.kit.refused import Refused
from klientel.kit.tests.push_browser import Browser
from klientel.notifications import devices, push_delivery
from klientel.notifications.actions import choose, ring_here, ring_no_more
from klientel.notifications.actions.reading import read_record
from klientel.notifications.cleaning import forget_old
from klientel.notifications.models import Inbox, Push, PushDevice, PushKey
from klientel.notifications.push_key import own_key, public_key
from klientel.notifications.tasks import ring_all
from klientel.notifications.tests.telling import item, say, tell
from klientel.records.actions import create
from klientel.records.actions.share import share
from klientel.team.actions import end_all_sessions
from klientel.workspaces.models import Member, User
from tests.cast import Firm

pytestmark = pytest.mark.django_db
#: a Thursday, 11:00 in Berlin
NOW = datetime(2026, 11, 26, 10, tzinfo=UTC)
NIGHT, MORNING = NOW + timedelta(hours=10), NOW + timedelta(hours=21, minutes=1)
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


class Service:
    """Stands for what the maker of a browser runs: takes messages and answers as it is told."""

    def __init__(self) -> None:
        heard: list[tuple[dict[str, str], bytes]] = []
        self.heard, self.answers = heard, [201]

        class Handler(BaseHTTPRequestHandler):
            def do_POST(handler) -> None:  # noqa: N805 - the service is `self`
                body = handler.rfile.read(int(handler.headers["Content-Length"]))
                heard.append((dict(handler.headers), body))
                handler.send_response(
                    self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                )
                handler.end_headers()

            def log_message(handler, *_args: Any) -> None:  # noqa: N805
                """Says nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/send/abc"


@pytest.fixture
def service(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    running = Service()
    settings.EGRESS_ALLOWED = frozenset({"127.0.0.1"})
    monkeypatch.setattr(egress, "PORTS", egress.PORTS | {running.server.server_port})
    yield running
    running.server.shutdown()
    running.server.server_close()
    running.thread.join()


@pytest.fixture(autouse=True)
def thursday(firm: Firm) -> Iterator[None]:
    """Everybody came long ago, and it is eleven."""
    Member.objects.in_workspace(firm.workspace.pk).update(joined_at=NOW - timedelta(days=99))
    User.objects.update(language="en")
    with clock.fixed(NOW):
        yield


@pytest.fixture
def phone() -> Browser:
    return Browser()


def subscribed(
    firm: Firm, service: Service, phone: Browser, name: str = "wim", at: str = ""
) -> Client:
    """A browser of somebody that rings."""
    browser = firm.client(name)
    keys = phone.receiver
    given = {"endpoint": service.url + at, "p256dh": keys.p256dh, "auth": keys.auth}
    answer = browser.post("/werft/inbox/push", given, HTTP_USER_AGENT=CHROME)
    assert answer.status_code == 303
    return browser


def work(minutes: int = 1) -> None:
    """All that is due soon is done."""
    tell()
    with clock.travel(timedelta(minutes=minutes)):
        while runner.run_one():
            pass


def heard(service: Service, phone: Browser) -> list[dict[str, str]]:
    work()
    return [json.loads(phone.opened(body)) for _headers, body in service.heard]


def rows(firm: Firm) -> Any:
    return PushDevice.objects.in_workspace(firm.workspace.pk)


def test_what_is_for_me_rings_sealed_for_the_browser_and_signed_by_the_installation(
    firm: Firm, service: Service, phone: Browser
) -> None:
    subscribed(firm, service, phone)
    made = item(firm, "olga", "Geheimes Plakat", kind="order", assignees=["wim"])
    assert heard(service, phone) == [
        {"title": "Werft", "body": "Update on A-1", "href": "/werft/work/A-1",
         "tag": f"werft {made.pk}"}
    ]  # fmt: skip
    ((headers, body),) = service.heard
    assert headers["Content-Encoding"] == "aes128gcm"
    assert headers["TTL"] == "14400"
    assert headers["Authorization"].endswith(f"k={public_key()}")
    assert b"A-1" not in body
    push = Push.objects.get()
    assert (push.state, push.content) == (Push.State.SENT, "")


def test_names_and_texts_never_leave(firm: Firm, service: Service, phone: Browser) -> None:
    subscribed(firm, service, phone)
    harbour = create(firm.olga, "account", {"name": "Hafenmeister"})
    say(firm, "olga", harbour, "@wim sieh dir das an")
    (told,) = heard(service, phone)
    assert "Hafenmeister" not in str(told)
    assert "sieh" not in str(told)
    assert "Olga" not in str(told)


def test_many_at_once_ring_once(firm: Firm, service: Service, phone: Browser) -> None:
    subscribed(firm, service, phone)
    for title in ("Plakat", "Anzeige"):
        item(firm, "olga", title, assignees=["wim"])
    (told,) = heard(service, phone)
    assert (told["body"], told["href"]) == ("2 updates", "/werft/inbox")


def test_what_was_read_meanwhile_does_not_ring(
    firm: Firm, service: Service, phone: Browser
) -> None:
    subscribed(firm, service, phone)
    made = item(firm, "olga", assignees=["wim"])
    tell()
    read_record(firm.actor("wim"), made.pk)
    assert heard(service, phone) == []


def test_what_may_not_be_seen_any_more_does_not_ring(
    firm: Firm, service: Service, phone: Browser
) -> None:
    subscribed(firm, service, phone)
    harbour = create(firm.olga, "account", {"name": "Hafen"})
    say(firm, "olga", harbour, "@wim bitte")
    tell()
    share(firm.olga, "account", harbour.pk, privacy="named")
    assert heard(service, phone) == []


def test_followed_things_and_what_was_switched_off_do_not_ring(
    firm: Firm, service: Service, phone: Browser
) -> None:
    subscribed(firm, service, phone)
    choose(firm.actor("wim"), what="push:comment.mention", is_on=False)
    harbour = create(firm.olga, "account", {"name": "Hafen"})
    say(firm, "olga", harbour, "@wim bitte")
    assert heard(service, phone) == []
    choose(firm.actor("wim"), what="push:comment.mention", is_on=True)
    say(firm, "olga", harbour, "@wim noch einmal")
    assert len(heard(service, phone)) == 1


def test_quiet_hours_wait_for_the_morning(firm: Firm, service: Service, phone: Browser) -> None:
    subscribed(firm, service, phone)
    with clock.fixed(NIGHT):
        item(firm, "olga", assignees=["wim"])
        item(firm, "olga", "Anzeige", assignees=["wim"])
        assert heard(service, phone) == []
    with clock.fixed(MORNING):
        ring_all.func()
        (told,) = heard(service, phone)
    assert told["body"] == "2 updates"


def test_a_browser_that_is_gone_is_forgotten(firm: Firm, service: Service, phone: Browser) -> None:
    subscribed(firm, service, phone)
    service.answers = [410]
    item(firm, "olga", assignees=["wim"])
    work()
    assert not rows(firm).exists()
    assert Push.objects.get().state == Push.State.DEAD
    assert not Inbox.objects.in_workspace(firm.workspace.pk).filter(pushes=True).exists()


def test_a_service_that_is_busy_is_asked_again_until_it_is_no_news(
    firm: Firm, service: Service, phone: Browser
) -> None:
    subscribed(firm, service, phone)
    service.answers = [503, 429, 201]
    item(firm, "olga", assignees=["wim"])
    work()
    assert Push.objects.get().state == Push.State.WAITING
    work(3)
    work(20)
    assert (len(service.heard), Push.objects.get().state) == (3, Push.State.SENT)
    service.answers = [503]
    item(firm, "olga", "Anzeige", assignees=["wim"])
    work()
    work(60 * 5)
    assert {one.state for one in Push.objects.all()} == {Push.State.SENT, Push.State.WITHDRAWN}


@pytest.mark.parametrize("end", ["sign out", "all", "member", "user"])
def test_a_browser_is_quiet_from_the_moment_its_session_or_access_ends(
    firm: Firm, service: Service, phone: Browser, end: str
) -> None:
    browser = subscribed(firm, service, phone)
    item(firm, "olga", assignees=["wim"])
    tell()
    wim = firm.members["wim"]
    if end == "sign out":
        browser.post("/me/sign-out")
    elif end == "all":
        Session.objects.filter(session_key=browser.session.session_key).delete()
        end_all_sessions(wim.user)
    elif end == "member":
        Member.objects.in_workspace(firm.workspace.pk).filter(pk=wim.pk).update(is_active=False)
    else:
        User.objects.filter(pk=wim.user_id).update(is_active=False)
    assert heard(service, phone) == []


def test_a_message_that_waits_is_not_sent_to_whom_it_may_not_reach(
    firm: Firm, service: Service, phone: Browser
) -> None:
    browser = subscribed(firm, service, phone)
    device = rows(firm).get()
    push = Push(workspace_id=firm.workspace.pk, device_id=device.pk, content="{}")
    push.save()
    browser.post("/me/sign-out")
    assert not push_delivery.send(push.pk)
    assert service.heard == []
    push.refresh_from_db()
    assert push.state == Push.State.WITHDRAWN
    assert not rows(firm).exists()


def test_a_browser_rings_for_who_uses_it_now_and_nobody_else(
    firm: Firm, service: Service, phone: Browser
) -> None:
    subscribed(firm, service, phone, "wim")
    subscribed(firm, service, phone, "bea")
    assert [one.member_id for one in rows(firm)] == [firm.members["bea"].pk]
    item(firm, "olga", assignees=["wim"])
    assert heard(service, phone) == []


def test_said_twice_it_is_one_browser_that_knows_the_newest_session(
    firm: Firm, service: Service, phone: Browser
) -> None:
    first = subscribed(firm, service, phone)
    subscribed(firm, service, phone)
    assert rows(firm).count() == 1
    first.post("/me/sign-out")
    assert len(devices.devices_of(firm.workspace.pk, firm.members["wim"].pk)) == 1


@pytest.mark.parametrize(
    "endpoint",
    ["http://push.example/a", "https://127.0.0.1/a", "https://10.0.0.1/a", "ftp://a.example", "x"],
)
def test_addresses_that_may_not_be_called_are_refused(
    firm: Firm, phone: Browser, endpoint: str
) -> None:
    given = {"endpoint": endpoint, "p256dh": phone.receiver.p256dh, "auth": phone.receiver.auth}
    with pytest.raises(Refused):
        ring_here(firm.olga, **given, name="Firefox", session="s")
    kept = firm.client().post("/werft/inbox/push", {**given, "do": "keep"})
    assert kept.status_code == 422
    assert not rows(firm).exists()


def test_what_is_no_key_is_refused_with_a_sentence(firm: Firm) -> None:
    given = {"endpoint": "https://push.example/a", "p256dh": "x", "auth": "y"}
    answer = firm.client().post("/werft/inbox/push", given, follow=True)
    assert "gave no address for push" in answer.content.decode()


def test_everybody_silences_their_own_browsers_alone(
    firm: Firm, service: Service, phone: Browser
) -> None:
    browser = subscribed(firm, service, phone)
    key = str(rows(firm).get().pk)
    ring_no_more(firm.actor("bea"), device=key)
    assert rows(firm).exists()
    browser.post("/werft/inbox/push", {"do": "quiet", "device": key})
    assert not rows(firm).exists()


def test_the_settings_show_push_once_a_browser_rings(
    firm: Firm, service: Service, phone: Browser
) -> None:
    page = "/werft/settings/notifications"
    before = firm.client("wim").get(page).content.decode()
    assert "Enable push in this browser" in before
    assert "push:comment.mention" not in before
    after = subscribed(firm, service, phone).get(page).content.decode()
    assert "Chrome, Linux" in after
    assert "this browser" in after
    assert "push:comment.mention" in after
    assert "push:comment.followed" not in after


def test_a_new_session_is_asked_to_say_that_its_browser_rings(
    firm: Firm, service: Service, phone: Browser
) -> None:
    sign = 'data-push-attach="/werft/inbox/push"'
    assert sign in firm.client("wim").get("/werft/inbox").content.decode()
    browser = subscribed(firm, service, phone)
    assert sign not in browser.get("/werft/inbox").content.decode()


def test_the_worker_has_one_address_and_may_serve_the_whole_site(tmp_path: Any) -> None:
    answer = Client().get("/me/push/worker.js")
    if answer.status_code == 404:
        pytest.skip("the front end is not built; get it with: ./dev.py build")
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
    assert b"fetch" not in answer.content


def test_the_key_is_made_once_and_lies_sealed(settings: Any) -> None:
    key = own_key()
    assert own_key() == key
    assert key not in PushKey.objects.get().sealed
    settings.SECRET_KEY = "another one, after a move"
    from klientel.notifications import push_key

    push_key._known.clear()
    assert own_key() != key
    assert web_push.public_part(own_key()) == public_key()


def test_looking_at_the_settings_writes_nothing_and_a_browser_asks_for_the_key(
    firm: Firm, service: Service, phone: Browser
) -> None:
    browser = subscribed(firm, service, phone)
    Session.objects.filter(session_key=browser.session.session_key).delete()
    page = firm.client("wim").get("/werft/settings/notifications").content.decode()
    assert "Chrome" not in page, "its session has ended"
    assert rows(firm).count() == 1, "looking forgets no browser"
    assert not PushKey.objects.exists(), "and makes no key"
    told = firm.client("wim").post("/werft/inbox/push", {"do": "key"}).content.decode()
    assert told == public_key()
    assert PushKey.objects.count() == 1


def test_a_new_browser_takes_the_place_of_one_whose_session_has_ended(
    firm: Firm, service: Service, phone: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "MOST", 1)
    browser = subscribed(firm, service, phone)
    Session.objects.filter(session_key=browser.session.session_key).delete()
    subscribed(firm, service, Browser(), at="/another")
    assert rows(firm).count() == 1


def test_what_is_over_is_forgotten_at_night(firm: Firm, service: Service, phone: Browser) -> None:
    browser = subscribed(firm, service, phone)
    item(firm, "olga", assignees=["wim"])
    work()
    assert Push.objects.count() == 1
    Session.objects.filter(session_key=browser.session.session_key).delete()
    with clock.travel(timedelta(days=8)):
        forget_old.func()
    assert not Push.objects.exists()
    assert not rows(firm).exists()

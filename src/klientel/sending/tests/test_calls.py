"""Calls leave once, signed, after commit, to public addresses; what fails is tried again."""

import datetime as dt
import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from uuid import uuid4

import pytest
from django.db import transaction

from klientel.events.jobs import runner
from klientel.events.models import Event, Job
from klientel.kit import clock, egress
from klientel.kit.refused import Refused
from klientel.sending import calls, leaving
from klientel.sending.models import Call
from klientel.sending.tasks import clean, sweep

pytestmark = pytest.mark.django_db
State = Call.State
SECRET = "s" * 32
SOURCE = uuid4()


class Receiver:
    """A web server on the loopback; `answers` are the statuses of the next calls."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], str]] = []
        self.answers: list[int] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.heard.append((dict(self.headers), body))
                self.send_response(outer.answers.pop(0) if outer.answers else 200)
                self.end_headers()
                self.wfile.write("Ja, gehört".encode())

            def log_message(self, *_args) -> None:
                """Tests print nothing."""

        self._http = HTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._http.server_port
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()


@pytest.fixture
def receiver(settings, monkeypatch):
    running = Receiver()
    settings.EGRESS_ALLOWED = frozenset({"127.0.0.1"})
    monkeypatch.setattr(egress, "PORTS", egress.PORTS | {running.port})
    yield running
    running.stop()


def call(firm, receiver, **more) -> Call:
    payload = more.pop("payload", {"verb": "account.created", "name": "Müller"})
    more = {"kind": "webhook", "source_id": SOURCE, **more}
    return calls.queue(firm.workspace.pk, more.pop("url", receiver.url), payload, **more)


def work() -> None:
    while runner.run_one():
        pass


def test_a_call_arrives_once_with_its_signature_and_its_answer_is_kept(firm, receiver):
    made = call(firm, receiver, secrets=[calls.seal(SECRET), calls.seal("old")])
    work()
    assert not calls.send(made.pk)
    ((headers, body),) = receiver.heard
    assert json.loads(body) == {"verb": "account.created", "name": "Müller"}
    assert headers[calls.DELIVERY] == str(made.pk)
    seconds, new, old = headers[calls.SIGNATURE].split(",")
    text = f"{seconds.removeprefix('t=')}.{body}".encode()
    assert new == "v1=" + hmac.new(SECRET.encode(), text, hashlib.sha256).hexdigest()
    assert old == "v1=" + hmac.new(b"old", text, hashlib.sha256).hexdigest()
    made.refresh_from_db()
    assert (made.state, made.last_status, made.last_answer) == (State.SENT, 200, "Ja, gehört")


def test_secrets_lie_sealed_in_the_database(firm, receiver):
    made = call(firm, receiver, secrets=[calls.seal(SECRET)])
    assert SECRET not in json.dumps(Call.objects.filter(pk=made.pk).values("secrets")[0])


def test_a_call_of_a_transaction_that_failed_never_leaves(firm, receiver):
    with transaction.atomic():
        call(firm, receiver)
        transaction.set_rollback(True)
    work()
    assert not receiver.heard


def test_the_same_key_is_called_once(firm, receiver):
    first, second = (call(firm, receiver, dedupe_key="event 1") for _ in range(2))
    work()
    assert first.pk == second.pk
    assert len(receiver.heard) == 1


def test_what_is_refused_is_tried_again_and_then_given_up_with_an_event(firm, receiver):
    receiver.answers = [500] * leaving.ATTEMPTS
    made = call(firm, receiver)
    work()
    made.refresh_from_db()
    assert (made.state, made.attempts, made.last_error) == (State.WAITING, 1, "HTTP 500")
    for _ in leaving.WAITS:
        assert not calls.send(made.pk), "it is not due yet"
        Call.objects.filter(pk=made.pk).update(next_try_at=clock.now())
        assert not calls.send(made.pk)
    made.refresh_from_db()
    assert (made.state, made.attempts, made.last_status) == (State.DEAD, leaving.ATTEMPTS, 500)
    event = Event.objects.for_system("the test reads").get(verb="call.given_up")
    assert event.facts["source"] == str(SOURCE)


def test_a_redirect_counts_as_a_failure(firm, receiver):
    receiver.answers = [302]
    made = call(firm, receiver)
    work()
    made.refresh_from_db()
    assert (made.state, made.last_error) == (State.WAITING, "HTTP 302")


def test_a_worker_that_dies_in_between_is_replaced(firm, receiver):
    made = call(firm, receiver)
    assert leaving.claim(Call, made.pk)
    Job.objects.all().delete()
    assert not calls.send(made.pk)
    with clock.travel(dt.timedelta(minutes=8)):
        assert sweep.call() == 1
        work()
    assert len(receiver.heard) == 1


def test_a_call_can_be_made_again_under_an_id_of_its_own(firm, receiver):
    made = call(firm, receiver)
    assert calls.again(firm.workspace.pk, made.pk, SOURCE) is None
    work()
    second = calls.again(firm.workspace.pk, made.pk, SOURCE)
    assert second is not None
    assert second.pk != made.pk
    work()
    assert [body for _headers, body in receiver.heard] == [made.body, made.body]


def test_the_calls_of_another_firm_cannot_be_made_again(firm, other_firm, receiver):
    made = call(firm, receiver)
    work()
    assert calls.again(other_firm.workspace.pk, made.pk, SOURCE) is None


def test_an_address_inside_is_refused_when_it_is_named(firm, settings):
    settings.EGRESS_ALLOWED = frozenset()
    with pytest.raises(Refused):
        calls.queue(firm.workspace.pk, "http://169.254.169.254/latest", {}, kind="webhook")


def test_a_name_that_leads_inside_is_given_up_at_once(firm, receiver, settings):
    made = call(firm, receiver, url=f"http://localhost:{receiver.port}/")
    settings.EGRESS_ALLOWED = frozenset()
    work()
    made.refresh_from_db()
    assert (made.state, made.attempts) == (State.DEAD, 1)
    assert not receiver.heard


def test_too_much_for_one_call_is_refused(firm, receiver):
    with pytest.raises(Refused):
        call(firm, receiver, payload={"text": "x" * 300_000})


def test_old_calls_are_forgotten(firm, receiver):
    call(firm, receiver)
    work()
    with clock.travel(dt.timedelta(days=31)):
        clean.call()
    assert not Call.objects.exists()

"""Mails leave once, after commit, to a real SMTP server; failures are tried again and then seen."""

import datetime as dt
import email
from types import SimpleNamespace

import pytest
from django.core.mail import EmailMessage
from django.db import transaction

from klientel.events.jobs import runner
from klientel.events.models import Event, Job
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.sending import delivery, leaving, smtp
from klientel.sending.backend import QueueBackend
from klientel.sending.models import Message
from klientel.sending.queue import queue, resend, withdraw
from klientel.sending.tasks import clean, sweep

pytestmark = pytest.mark.django_db
State = Message.State
NOW = dt.timedelta()


def write(**more) -> Message:
    given = {"to": "kim@example.org", "subject": "Grüße aus Köln", "text": "Guten Tag", **more}
    given.setdefault("kind", "note")
    given.setdefault("hold", NOW)
    return queue(given.pop("to"), given.pop("subject"), given.pop("text"), **given)


def work() -> None:
    while runner.run_one():
        pass


def test_a_mail_leaves_with_its_headers(server):
    message = write(reply_to="jana@roth.example", html="<p>Guten Tag</p>")
    work()
    message.refresh_from_db()
    assert message.state == State.SENT
    (mail,) = server.mails
    assert mail["Message-ID"] == message.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Reply-To"] == "jana@roth.example"
    assert mail.get_content_type() == "multipart/alternative"
    decoded = email.header.make_header(email.header.decode_header(mail["Subject"]))
    assert str(decoded) == "Grüße aus Köln"


def test_a_mail_of_a_transaction_that_failed_never_leaves(server):
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    work()
    assert not server.mails
    assert not Message.objects.exists()


def test_sending_twice_sends_once(server):
    message = write()
    assert delivery.send(message.pk)
    assert not delivery.send(message.pk)
    work()
    assert len(server.mails) == 1


def test_the_same_key_queues_once(server):
    first, second = write(dedupe_key="welcome 1"), write(dedupe_key="welcome 1")
    assert first.pk == second.pk
    work()
    assert len(server.mails) == 1


def test_a_key_is_one_workspaces_own(server, firm, other_firm):
    mine = write(dedupe_key="welcome 1", actor=firm.olga)
    theirs = write(dedupe_key="welcome 1", actor=other_firm.actor("fremd"))
    nobodys = write(dedupe_key="welcome 1")
    assert len({mine.pk, theirs.pk, nobodys.pk}) == 3
    assert write(dedupe_key="welcome 1", actor=firm.olga).pk == mine.pk
    assert write(dedupe_key="welcome 1").pk == nobodys.pk
    work()
    assert len(server.mails) == 3


def test_a_secret_that_was_given_up_is_gone_and_cannot_be_sent_again(server, firm):
    server.answers = ["550 no"]
    message = write(actor=firm.olga, kind="login", text="the link", html="<a>the link</a>")
    work()
    message.refresh_from_db()
    assert (message.state, message.text, message.html) == (State.DEAD, "", "")
    page = firm.client("olga")
    assert 'value="resend"' not in page.get("/werft/settings/mail").content.decode()
    answer = page.post("/werft/settings/mail", {"do": "resend", "message": str(message.pk)})
    assert answer.status_code == 422
    assert resend(firm.olga, message.pk) is None


def test_a_held_mail_can_be_taken_back_for_ten_seconds(server, firm):
    actor = firm.olga
    message = write(actor=actor, hold=dt.timedelta(seconds=10))
    work()
    assert not server.mails
    assert withdraw(actor.workspace_id, message.pk)
    late = write(actor=actor, hold=dt.timedelta(seconds=10))
    with clock.travel(dt.timedelta(seconds=11)):
        assert not withdraw(actor.workspace_id, late.pk)
        work()
    assert len(server.mails) == 1


def test_a_mail_waits_for_its_time(server):
    write(send_after=clock.now() + dt.timedelta(hours=1))
    work()
    assert not server.mails
    with clock.travel(dt.timedelta(hours=1, seconds=1)):
        work()
    assert len(server.mails) == 1


def test_a_passing_failure_is_tried_eight_times_over_a_day_and_then_dead(server, firm):
    server.answers = ["451 later"] * 20
    message = write(actor=firm.olga)
    began, tries = clock.now(), 0
    for _ in range(12):
        message.refresh_from_db()
        if message.state == State.DEAD:
            break
        with clock.travel(message.next_try_at - clock.now() + dt.timedelta(seconds=1)):
            work()
        tries += 1
    message.refresh_from_db()
    assert (message.state, message.attempts, tries) == (State.DEAD, 8, 8)
    assert dt.timedelta(hours=23) < message.next_try_at - began < dt.timedelta(hours=25)
    assert "451" in message.last_error
    event = Event.objects.in_workspace(firm.workspace.pk).get(verb="mail.given_up")
    assert event.facts["to"] == "kim@example.org"


def test_a_final_no_is_not_tried_again(server):
    server.answers = ["550 no such person"]
    message = write()
    work()
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.DEAD, 1)
    assert "550 no such person" in message.last_error


def test_a_dead_mail_is_sent_again_on_request(server, firm):
    server.answers = ["550 no"]
    message = write(actor=firm.olga)
    work()
    page = firm.client("olga")
    shown = page.get("/werft/settings/mail").content.decode()
    assert "550 no" in shown
    answer = page.post("/werft/settings/mail", {"do": "resend", "message": str(message.pk)})
    assert answer.status_code == 303
    work()
    message.refresh_from_db()
    assert message.state == State.SENT


def test_nobody_touches_the_mail_of_another_firm(server, firm, other_firm):
    server.answers = ["550 no"]
    message = write(actor=firm.olga)
    work()
    page = other_firm.client("fremd")
    assert str(message.pk) not in page.get("/fremd/settings/mail").content.decode()
    answer = page.post("/fremd/settings/mail", {"do": "resend", "message": str(message.pk)})
    assert answer.status_code == 422
    assert resend(other_firm.actor("fremd"), message.pk) is None
    message.refresh_from_db()
    assert message.state == State.DEAD


@pytest.mark.parametrize(("name", "code"), [("olga", 200), ("lena", 403), ("wim", 403)])
def test_only_owners_see_the_mail_page(firm, name, code):
    assert firm.client(name).get("/werft/settings/mail").status_code == code


def test_a_server_that_is_away_delays_and_loses_nothing(settings):
    settings.MAIL_SERVER = SimpleNamespace(
        host="127.0.0.1", port=9, user="", password="", tls="none"
    )
    message = write()
    work()
    message.refresh_from_db()
    assert message.state == State.WAITING
    assert message.text == "Guten Tag"


def test_a_server_without_tls_gets_nothing_when_tls_is_wanted(server, settings):
    settings.MAIL_SERVER.tls = "start"
    message = write()
    work()
    message.refresh_from_db()
    assert message.state == State.WAITING
    assert not server.mails


def test_a_worker_that_dies_in_between_is_replaced(server):
    message = write()
    claimed = leaving.claim(Message, message.pk)
    assert claimed is not None
    Job.objects.all().delete()
    assert not delivery.send(message.pk)
    with clock.travel(dt.timedelta(minutes=8)):
        assert sweep.call() == 1
        work()
    assert len(server.mails) == 1


@pytest.mark.parametrize(
    "to",
    [
        "kim@example.org\nBcc: x@evil.example",
        "kim@example.org, x@evil.example",
        "kim",
        "<kim@x.de>",
    ],
)
def test_an_address_is_exactly_one_address(to):
    with pytest.raises(Refused):
        write(to=to)


def test_a_subject_cannot_become_a_header(server):
    write(subject="Hallo\r\nBcc: x@evil.example")
    work()
    (mail,) = server.mails
    assert mail["Bcc"] is None
    assert "\n" not in mail["Subject"]


def test_without_a_server_mails_are_kept_as_files(settings, tmp_path, firm):
    settings.MAIL_SERVER, settings.MAIL_FOLDER = None, tmp_path / "mail"
    message = write(actor=firm.olga)
    work()
    message.refresh_from_db()
    assert message.state == State.SENT
    kept = settings.MAIL_FOLDER / message.kept_as
    assert b"Guten Tag" in kept.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0
    assert not smtp.is_configured()
    shown = firm.client("olga").get("/werft/settings/mail").content.decode()
    assert "No mail server is set up" in shown
    with clock.travel(dt.timedelta(days=91)):
        clean.call()
    assert not kept.exists()


def test_mails_of_libraries_go_through_the_queue(server):
    QueueBackend().send_messages(
        [EmailMessage("Hi", "secret link", to=["a@b.example", "c@d.example"])]
    )
    assert Message.objects.count() == 2
    work()
    assert len(server.mails) == 2
    # what opens a door is not kept longer than needed
    assert set(Message.objects.values_list("text", flat=True)) == {""}


def test_bodies_and_addresses_are_not_logged(server, caplog):
    server.answers = ["451 later"]
    write(text="the secret body")
    work()
    assert "the secret body" not in caplog.text
    assert "kim@example.org" not in caplog.text

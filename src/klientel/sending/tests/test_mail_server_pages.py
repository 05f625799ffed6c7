"""How a mail server is set up and tried: lines for the operator, and what the server answered."""

import re
import smtplib
import socket
from html import unescape
from types import SimpleNamespace

import pytest

from klientel.config.addresses import mail_server
from klientel.events.models import Event
from klientel.kit.refused import Invalid
from klientel.sending import setting_up, trial
from klientel.sending.models import Message

pytestmark = pytest.mark.django_db
PAGE = "/werft/settings/mail"
GIVEN = {
    "host": "smtp.example.org", "tls": "start", "port": "", "user": "post@werft.example",
    "password": "a/b:c@d %", "sender": "Post@Werft.example",
}  # fmt: skip


def url_of(lines: str) -> str:
    return lines.splitlines()[0].removeprefix("KLIENTEL_SMTP_URL=")


@pytest.mark.parametrize(
    ("tls", "port", "means"),
    [
        ("start", "", ("start", 587)),
        ("whole", "", ("whole", 465)),
        ("start", "2525", ("start", 2525)),
    ],
)
def test_the_lines_mean_what_was_typed(tls, port, means):
    lines = setting_up.lines({**GIVEN, "tls": tls, "port": port})
    read = mail_server(url_of(lines))
    assert (read.host, read.user, read.password) == (
        "smtp.example.org", "post@werft.example", "a/b:c@d %",
    )  # fmt: skip
    assert (read.tls, read.port) == means
    assert lines.endswith("\nKLIENTEL_MAIL_FROM=post@werft.example")


def test_a_server_beside_needs_no_user():
    lines = setting_up.lines({**GIVEN, "host": "localhost", "tls": "none", "user": ""})
    read = mail_server(url_of(lines))
    assert (read.tls, read.port, read.user) == ("none", 25, "")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("host", ""), ("host", "smtp.example.org/x"), ("host", "two words"), ("port", "0"),
        ("port", "x"), ("port", "99999"), ("sender", ""), ("sender", "nobody"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field(field, text):
    with pytest.raises(Invalid) as refused:
        setting_up.lines({**GIVEN, field: text})
    assert list(refused.value.errors) == [field]


def test_nobody_signs_in_on_an_open_line():
    with pytest.raises(Invalid) as refused:
        setting_up.lines({**GIVEN, "tls": "none"})
    assert list(refused.value.errors) == ["user"]


def test_the_page_makes_the_lines_and_keeps_nothing(firm, settings):
    settings.MAIL_SERVER = None
    page = firm.client()
    assert "Set up a mail server" in page.get(PAGE).content.decode()
    answer = page.post(PAGE, {**GIVEN, "do": "lines"})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    (shown,) = re.findall(
        r"<code>(KLIENTEL_SMTP_URL=.*?)</code>", answer.content.decode(), re.DOTALL
    )
    assert unescape(shown) == setting_up.lines(GIVEN)
    again = page.get(PAGE).content.decode()
    assert "KLIENTEL_SMTP_URL=" not in again
    wrong = page.post(PAGE, {**GIVEN, "host": "", "do": "lines"})
    assert wrong.status_code == 422
    text = wrong.content.decode()
    assert "Please enter the name of the mail server" in text
    assert 'value="post@werft.example"' in text
    assert GIVEN["password"] not in unescape(text)


def test_a_test_mail_says_what_the_server_answered(firm, server):
    page = firm.client()
    answer = page.post(PAGE, {"do": "try"}).content.decode()
    assert "250 taken" in answer
    assert [mail["To"] for mail in server.mails] == ["olga@werft.example"]
    assert Event.objects.for_system("test").filter(verb="mail.tried").count() == 1
    assert not Message.objects.exists()
    server.answers = ["550 no such mailbox"]
    refused = page.post(PAGE, {"do": "try"}).content.decode()
    assert "550 no such mailbox" in refused
    assert len(server.mails) == 1


def test_a_server_that_is_not_there_is_said_in_words(firm, settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings.MAIL_SERVER = SimpleNamespace(
        host="127.0.0.1", port=port, user="", password="", tls="none"
    )
    text = firm.client().post(PAGE, {"do": "try"}).content.decode()
    assert "The test mail did not leave." in text


@pytest.mark.parametrize(
    ("failure", "means"),
    [
        (smtplib.SMTPAuthenticationError(535, b"5.7.8 no"), "did not accept user and password"),
        (smtplib.SMTPSenderRefused(553, b"not yours", "a@b.example"), "for this sender"),
        (ConnectionRefusedError(111, "Connection refused"), "Nothing answers"),
    ],
)
def test_usual_failures_are_explained(monkeypatch, failure, means):
    def fails(message):
        raise failure

    monkeypatch.setattr(trial.smtp, "hand_over_now", fails)
    answer = trial.send("kim@example.org")
    assert not answer.is_taken
    assert answer.said
    assert means in answer.means


def test_a_sixth_test_mail_has_to_wait_and_none_leaves_without_a_server(firm, server, settings):
    page = firm.client()
    for _number in range(5):
        assert page.post(PAGE, {"do": "try"}).status_code == 200
    assert page.post(PAGE, {"do": "try"}).status_code == 422
    assert len(server.mails) == 5
    settings.MAIL_SERVER = None
    assert page.post(PAGE, {"do": "try"}).status_code == 422


def test_where_a_mail_is_wanted_the_page_says_that_none_leaves(firm, server, settings):
    page = firm.client()
    for path in ("settings/team/add", "settings/notifications"):
        assert "reaches nobody" not in page.get(f"/werft/{path}").content.decode()
    settings.MAIL_SERVER = None
    for path in ("settings/team/add", "settings/notifications"):
        text = page.get(f"/werft/{path}").content.decode()
        assert "reaches nobody" in text
        assert "/werft/settings/mail" in text


def test_a_password_with_an_umlaut_is_explained_and_never_shown(firm, server, monkeypatch):
    def fails(message):
        "Pässwort".encode("ascii")

    monkeypatch.setattr(trial.smtp, "hand_over_now", fails)
    text = unescape(firm.client().post(PAGE, {"do": "try"}).content.decode())
    assert "The test mail did not leave." in text
    assert "such as an umlaut" in text
    assert "Pässwort" not in text


def test_whose_mailbox_it_is_no_firm_on_the_server_reads(firm, server, settings):
    mailbox = {"user": "post@host.example"}
    settings.MAIL_SERVER = SimpleNamespace(**{**vars(settings.MAIL_SERVER), **mailbox})
    text = firm.client().get(PAGE).content.decode()
    assert "with user and password" in text
    assert "post@host.example" not in text

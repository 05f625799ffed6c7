"""Mails of news: at once, together, once a day, never twice, never of what was read or may not be
seen, and ended by one press."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from klientel.events.models import Job
from klientel.kit import clock
from klientel.notifications.actions import choose, done
from klientel.notifications.actions.reading import read_record
from klientel.notifications.mailing import send_to
from klientel.notifications.models import Ending, Inbox
from klientel.notifications.tasks import mail_all
from klientel.notifications.tests.telling import inbox, item, say, tell
from klientel.records.actions import change, create
from klientel.records.actions.share import share
from klientel.sending import smtp
from klientel.sending.models import Message
from klientel.sending.queue import queue
from klientel.work.actions.item import complete
from klientel.workspaces.models import Member, User
from tests.cast import Firm

pytestmark = pytest.mark.django_db
#: a Thursday, 11:00 in Berlin
NOW = datetime(2026, 11, 26, 10, tzinfo=UTC)
FRIDAY_NIGHT = datetime(2026, 11, 27, 21, tzinfo=UTC)
MONDAY_EIGHT = datetime(2026, 11, 30, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def thursday(firm: Firm) -> Iterator[None]:
    """Everybody came long ago, and it is eleven."""
    Member.objects.in_workspace(firm.workspace.pk).update(joined_at=NOW - timedelta(days=99))
    User.objects.update(language="en")
    with clock.fixed(NOW):
        yield


def mails(firm: Firm, name: str = "wim") -> list[Message]:
    """What was queued for a member, the oldest first, after all jobs that are due ran."""
    tell()
    mail_all.func()
    to = firm.members[name].user.email
    return list(Message.objects.filter(to=to, kind__startswith="news.").order_by("pk"))


def mention(firm: Firm, name: str = "Hafen") -> object:
    harbour = create(firm.olga, "account", {"name": name})
    say(firm, "olga", harbour, "@wim sieh dir das **bitte** an")
    return harbour


def test_a_mention_is_mailed_at_once_in_the_words_of_its_reader(firm: Firm) -> None:
    firm.members["wim"].user.language = "de"
    firm.members["wim"].user.save()
    mention(firm)
    (mail,) = mails(firm)
    assert mail.subject == "Werft: Erwähnt von Olga bei Hafen"
    assert "Guten Tag Wim,\n\nDas ist neu:" in mail.text
    assert "“@Wim sieh dir das bitte an”" in mail.text
    assert f"{settings.BASE_URL}/werft/comments/" in mail.text
    assert "<blockquote>@Wim sieh dir das bitte an</blockquote>" in mail.html
    job = Job.objects.get(name__endswith="mail_member")
    assert job.run_at == NOW + timedelta(minutes=1)


def test_what_is_for_me_is_mailed_together_four_hours_after_the_oldest(firm: Firm) -> None:
    item(firm, "olga", "Plakat", assignees=["wim"])
    assert mails(firm) == []
    with clock.fixed(NOW + timedelta(hours=3)):
        item(firm, "olga", "Anzeige", assignees=["wim"])
        assert mails(firm) == []
    with clock.fixed(NOW + timedelta(hours=4)):
        (mail,) = mails(firm)
        assert mail.subject == "Werft: 2 updates"
        assert "* Plakat" in mail.text
        assert "* Anzeige" in mail.text
        assert len(mails(firm)) == 1
    with clock.fixed(NOW + timedelta(hours=6)):
        item(firm, "olga", "Karte", assignees=["wim"])
        assert len(mails(firm)) == 1


def test_what_was_read_or_is_done_meanwhile_is_not_mailed(firm: Firm) -> None:
    read = item(firm, "olga", "Gelesen", assignees=["wim"])
    item(firm, "olga", "Erledigt", assignees=["wim"])
    lines = {line.record_id: line for line in inbox(firm, "wim")}
    read_record(firm.actor("wim"), read.pk)
    for key, line in lines.items():
        if key != read.pk:
            done(firm.actor("wim"), line=str(line.pk))
    with clock.fixed(NOW + timedelta(hours=5)):
        assert mails(firm) == []


def test_news_after_reading_is_mailed_alone(firm: Firm) -> None:
    task = item(firm, "olga", "Plakat", assignees=["wim"])
    tell()
    read_record(firm.actor("wim"), task.pk)
    complete(firm.olga, task.pk)
    tell()
    with clock.fixed(NOW + timedelta(hours=5)):
        (mail,) = mails(firm)
    assert "Olga finished Plakat" in mail.text


def test_nothing_is_mailed_that_its_reader_may_not_see_any_more(firm: Firm) -> None:
    harbour = mention(firm)
    tell()
    share(firm.olga, "account", harbour.pk, privacy="named")
    assert mails(firm) == []
    share(firm.olga, "account", harbour.pk, privacy="everyone")
    assert mails(firm) == []


def test_who_has_left_is_not_written_to(firm: Firm) -> None:
    mention(firm)
    tell()
    firm.members["wim"].is_active = False
    firm.members["wim"].save()
    assert mails(firm) == []
    assert send_to(firm.workspace.pk, firm.members["wim"].pk) == 0


def test_nights_and_weekends_are_quiet_and_what_waits_leaves_on_monday(firm: Firm) -> None:
    with clock.fixed(FRIDAY_NIGHT):
        mention(firm)
        assert mails(firm) == []
    with clock.fixed(FRIDAY_NIGHT + timedelta(hours=14)):
        assert mails(firm) == []
    with clock.fixed(MONDAY_EIGHT - timedelta(minutes=1)):
        assert mails(firm) == []
    with clock.fixed(MONDAY_EIGHT):
        assert len(mails(firm)) == 1


def test_quiet_is_reckoned_where_the_reader_is_and_can_be_switched_off(firm: Firm) -> None:
    firm.members["wim"].user.time_zone = "Asia/Tokyo"
    firm.members["wim"].user.save()
    mention(firm)
    assert mails(firm) == []
    choose(firm.actor("wim"), what="night", is_on=False)
    assert len(mails(firm)) == 1


def test_what_is_followed_is_mailed_once_a_day_and_only_on_wish(firm: Firm) -> None:
    watchers = [str(firm.members["wim"].pk)]
    task = item(firm, "olga", "Plakat", watchers=watchers)
    tell()
    change(firm.olga, "work", task.pk, {"due": "3.12.2026"})
    with clock.fixed(NOW + timedelta(days=1)):
        assert mails(firm) == []
        choose(firm.actor("wim"), what="mails_watched", is_on=True)
        change(firm.olga, "work", task.pk, {"due": "4.12.2026"})
        (mail,) = mails(firm)
        assert mail.kind == "news.digest"
        change(firm.olga, "work", task.pk, {"due": "7.12.2026"})
        assert len(mails(firm)) == 1
    with clock.fixed(MONDAY_EIGHT):
        assert len(mails(firm)) == 2


def test_two_workers_write_one_mail_and_one_that_dies_loses_none(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    mention(firm)
    tell()
    wim = firm.members["wim"].pk

    def dies(*_given: object, **_named: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr("klientel.notifications.mailing.queue", dies)
        with pytest.raises(ConnectionError):
            send_to(firm.workspace.pk, wim)
    assert send_to(firm.workspace.pk, wim) == 1
    assert send_to(firm.workspace.pk, wim) == 0
    assert Message.objects.filter(kind="news.now").count() == 1


def test_a_notice_can_be_kept_out_of_mails_or_out_of_everything(firm: Firm) -> None:
    wim = firm.actor("wim")
    choose(wim, what="mail:comment.mention", is_on=False)
    mention(firm)
    assert len(inbox(firm, "wim")) == 1
    assert mails(firm) == []
    choose(wim, what="app:comment.mention", is_on=False)
    choose(wim, what="app:comment.mine", is_on=False)
    mention(firm, "Speicher")
    assert len(inbox(firm, "wim")) == 1


def link_in(mail: Message) -> str:
    return mail.unsubscribe.removeprefix(settings.BASE_URL)


def test_the_mail_says_how_it_is_ended_by_one_press(firm: Firm) -> None:
    mention(firm)
    (mail,) = mails(firm)
    wire = smtp.compose(mail)
    assert wire["List-Unsubscribe"] == f"<{mail.unsubscribe}>"
    assert wire["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert wire["Auto-Submitted"] == "auto-generated"
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(link_in(mail), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    mention(firm, "Speicher")
    assert len(mails(firm)) == 1
    assert len(inbox(firm, "wim")) == 2


def test_looking_at_the_link_ends_nothing_and_pressing_twice_is_pressing_once(firm: Firm) -> None:
    mention(firm)
    (mail,) = mails(firm)
    browser = Client()
    page = browser.get(link_in(mail)).content.decode()
    assert "Unsubscribe from these mails?" in page
    assert "Hafen" not in page
    box = Inbox.objects.in_workspace(firm.workspace.pk).get(member_id=firm.members["wim"].pk)
    assert box.mails_for_me
    for _press in range(2):
        assert "You are unsubscribed" in browser.post(link_in(mail)).content.decode()
    box.refresh_from_db()
    assert not box.mails_for_me
    assert box.mails_watched is False


def test_the_link_signs_nobody_in_and_is_kept_as_a_hash(firm: Firm) -> None:
    mention(firm)
    (mail,) = mails(firm)
    browser = Client()
    browser.get(link_in(mail))
    browser.post(link_in(mail))
    assert browser.get("/werft/inbox").status_code == 302
    secret = link_in(mail).rsplit("/", 1)[-1]
    (kept,) = Ending.objects.in_workspace(firm.workspace.pk)
    assert re.fullmatch(r"[0-9a-f]{64}", kept.secret_hash)
    assert secret not in kept.secret_hash


def test_a_strange_link_is_nothing_and_cannot_be_guessed_for_long(firm: Firm) -> None:
    browser = Client()
    answers = [browser.post(f"/me/unsubscribe/guess-{n}").status_code for n in range(40)]
    assert answers[0] == 404
    assert answers[-1] == 429


@pytest.mark.parametrize(
    "address",
    ["https://elsewhere.example/x", "{base}/x\r\nBcc: a@b.example", "{base}/x>", "{base}/ä"],
)
def test_no_other_header_can_be_smuggled_in(firm: Firm, address: str) -> None:
    given = address.replace("{base}", settings.BASE_URL)
    with pytest.raises(ValueError, match="only an address"):
        queue("wim@werft.example", "Betreff", "Text", kind="news.now", unsubscribe=given)

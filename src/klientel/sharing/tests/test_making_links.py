"""Making, sending, ending links, and who may: each right is asked of who does it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Conflict, Forbidden, NotFound, Refused
from klientel.records import actions
from klientel.records.actions.undo import undo
from klientel.sending.models import Message
from klientel.sharing.actions import create_link, renew_link, revoke_link
from klientel.sharing.mails import _language
from klientel.sharing.models import Opening, ShareLink
from klientel.sharing.notices import _makers
from klientel.sharing.queries import lines_of, page_of
from klientel.sharing.shareable import Purpose, shareable
from klientel.sharing.tasks import KEPT, tidy_links
from klientel.sharing.tests.boats import boat, link_to, path
from klientel.team.handover import hand_overs
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace
from tests.cast import Firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("boats")]


def told(firm: Firm, verb: str) -> Any:
    return Event.objects.in_workspace(firm.workspace.pk).filter(verb=verb).order_by("pk")


def contact(firm: Firm, name: str = "Falk", who: str = "olga", language: str = "en") -> Any:
    account = actions.create(firm.actor(who), "account", {"name": f"{name} GmbH"})
    said = {"first_name": "Ina", "last_name": name, "account": str(account.pk),
            "email": "ina@falk.example", "language": language}  # fmt: skip
    return actions.create(firm.actor(who), "contact", said)


def names(page: Any) -> list[str]:
    return [one.name for one in page.rows]


def test_who_may_not_share_cannot_and_programs_cannot_either(firm: Firm) -> None:
    gesine = boat(firm)
    with pytest.raises(Forbidden):
        link_to(firm.actor("bodo"), gesine)
    with pytest.raises(Refused):
        link_to(Actor.system(firm.workspace.pk, "a rule"), gesine)
    actions.share(firm.olga, "boat", gesine.pk, privacy="named")
    with pytest.raises(NotFound):
        link_to(firm.actor("wim"), gesine)


def test_what_no_purpose_shares_cannot_be_shared(firm: Firm) -> None:
    account = actions.create(firm.olga, "account", {"name": "Nord", "relationship": "customer"})
    for purpose in ("boat", "nothing"):
        with pytest.raises(Refused, match="cannot be shared"):
            link_to(firm.olga, account, purpose=purpose)
    with pytest.raises(NotFound):
        link_to(firm.olga, boat(firm), purpose="anchor", part=str(uuid4()))


def test_a_record_of_another_firm_is_not_found(firm: Firm, other_firm: Firm) -> None:
    with pytest.raises(NotFound):
        link_to(other_firm.actor("fremd"), boat(firm))


def test_a_link_lasts_thirty_days_where_nobody_says_otherwise(firm: Firm) -> None:
    made = create_link(firm.olga, record=str(boat(firm).pk), purpose="boat", name="Ina")
    assert abs(made.link.expires_at - clock.now() - timedelta(days=30)) < timedelta(minutes=1)
    with pytest.raises(Refused):
        link_to(firm.olga, boat(firm), days="9999")


def test_only_what_a_purpose_knows_can_be_left_in(firm: Firm) -> None:
    assert link_to(firm.olga, boat(firm), shows="price, crew,secrets").link.shows == [
        "crew",
        "price",
    ]


def test_a_form_sent_twice_makes_one_link_whose_last_address_works(firm: Firm) -> None:
    gesine, key = boat(firm), str(uuid7())
    first = link_to(firm.olga, gesine, key=key)
    second = link_to(firm.olga, gesine, key=key)
    assert ShareLink.objects.in_workspace(firm.workspace.pk).count() == 1
    assert told(firm, "share.made").count() == 1
    assert first.address != second.address
    browser = firm.client()
    assert browser.get(path(first)).status_code == 404
    assert browser.get(path(second)).status_code == 200
    with pytest.raises(Conflict):
        link_to(firm.actor("wim"), gesine, key=key)


def test_a_mail_takes_the_link_to_whom_it_is_for_and_its_text_is_not_kept(firm: Firm) -> None:
    made = link_to(firm.olga, boat(firm), email="Ina@Falk.example", send=True)
    message = Message.objects.get(pk=made.link.mail_id)
    assert message.to == "ina@falk.example"
    assert made.address in message.text
    assert message.reply_to == "olga@werft.example"
    assert message.is_secret
    assert message.auto_submitted == ""
    assert told(firm, "share.sent").get().facts["email"] == "ina@falk.example"


def test_a_mail_needs_an_address_that_is_one(firm: Firm) -> None:
    for email in ("", "no address", "a@b.example\nBcc: c@d.example"):
        with pytest.raises(Refused) as refused:
            link_to(firm.olga, boat(firm), email=email, send=True)
        assert "email" in (refused.value.field, *getattr(refused.value, "errors", {}))
    assert not ShareLink.objects.in_workspace(firm.workspace.pk).exists()


def test_ending_a_link_takes_back_its_mail_and_is_itself_taken_back(firm: Firm) -> None:
    made = link_to(firm.olga, boat(firm), email="ina@falk.example", send=True)
    key = str(made.link.pk)
    for _twice in range(2):
        revoke_link(firm.olga, link=key)
    assert told(firm, "share.revoked").count() == 1
    assert Message.objects.get(pk=made.link.mail_id).state == Message.State.WITHDRAWN
    with pytest.raises(Refused, match="has been revoked"):
        renew_link(firm.olga, link=key, days="30")
    undo(firm.olga, told(firm, "share.revoked").get().pk)
    assert firm.client().get(path(made)).status_code == 200


def test_everybody_ends_their_own_and_who_manages_links_ends_any_they_see(firm: Firm) -> None:
    made = link_to(firm.actor("wim"), boat(firm, who="wim"))
    key = str(made.link.pk)
    for name in ("bea", "sam"):
        with pytest.raises(NotFound):
            revoke_link(firm.actor(name), link=key)
    assert names(page_of(firm.actor("lena"))) == ["Ina Falk"]
    revoke_link(firm.actor("lena"), link=key)
    assert names(page_of(firm.actor("wim"))) == []
    assert names(page_of(firm.actor("wim"), shown="ended")) == ["Ina Falk"]


def test_nobody_learns_from_a_list_of_links_what_they_may_not_see(firm: Firm) -> None:
    gesine = boat(firm)
    link_to(firm.olga, gesine)
    actions.share(firm.olga, "boat", gesine.pk, privacy="named")
    assert names(page_of(firm.actor("lena"))) == []
    assert names(page_of(firm.olga)) == ["Ina Falk"]


def test_lists_are_paged_and_cost_the_same_for_few_and_many(firm: Firm) -> None:
    gesine = boat(firm)
    counts = []
    for many in (3, 52):
        rows = ShareLink.objects.in_workspace(firm.workspace.pk)
        for number in range(many - rows.count()):
            one = ShareLink(
                workspace_id=firm.workspace.pk, record_id=gesine.pk, purpose="boat",
                name=f"{number}", made_by_id=firm.olga.member_id, token_hash=uuid7().hex,
                expires_at=clock.now() + timedelta(days=3),
            )  # fmt: skip
            one.save()
        with CaptureQueriesContext(
            connection,
        ) as seen:
            page = page_of(firm.olga)
            lines_of(page.rows)
        counts.append(len(seen))
    assert counts == [1, 1]
    assert len(page.rows) == 50
    assert len(page_of(firm.olga, before=str(page.next_cursor)).rows) == 2
    with pytest.raises(Refused, match="Revoke one first"):
        link_to(firm.olga, gesine)


def test_what_opens_nothing_says_why_in_lists(firm: Firm) -> None:
    gesine, used = boat(firm), link_to(firm.olga, boat(firm), most_openings=1)
    link_to(firm.olga, gesine)
    Client().get(path(used))
    actions.trash(firm.olga, "boat", gesine.pk)
    states = {line.state for line in lines_of(page_of(firm.olga, shown="all").rows)}
    assert states == {"gone", "used"}


def test_the_maker_is_told_of_the_first_opening_alone(firm: Firm) -> None:
    made = link_to(firm.actor("wim"), boat(firm, who="wim"))
    for minutes in (0, 70):
        with clock.travel(timedelta(minutes=minutes)):
            Client().get(path(made))
    events = list(told(firm, "share.opened"))
    assert len(events) == 2
    assert [one.member for one in _makers(events)] == [firm.members["wim"].pk]


@pytest.mark.parametrize(
    ("spoken", "firms", "hello"),
    [("en", "de", "Hello Ina"), ("de", "en", "Guten Tag Ina"), ("fr", "de", "Guten Tag Ina"),
     ("", "en", "Hello Ina")],
)  # fmt: skip
def test_a_mail_speaks_the_language_of_whom_it_is_addressed_to_else_the_firms(
    firm: Firm, spoken: str, firms: str, hello: str
) -> None:
    Workspace.objects.filter(pk=firm.workspace.pk).update(language=firms)
    falk = contact(firm, language=spoken if spoken != "fr" else "")
    made = link_to(firm.olga, boat(firm), to=str(falk.pk), name="", send="1")
    if spoken == "fr":
        made.link.language = "fr"
        assert _language(made.link, Workspace.objects.get(pk=firm.workspace.pk)) == firms
    mail = Message.objects.get(pk=made.link.mail_id)
    assert (mail.to, made.link.name) == ("ina@falk.example", "Ina Falk")
    assert hello in mail.text


def test_what_is_said_of_name_and_address_goes_before_what_the_contact_has(firm: Firm) -> None:
    falk = contact(firm)
    made = link_to(firm.olga, boat(firm), to=str(falk.pk), name="Office", email="o@falk.example")
    assert (made.link.name, made.link.email) == ("Office", "o@falk.example")
    assert made.link.language == "en"


def test_nobody_is_addressed_whom_the_maker_may_not_see_or_who_is_no_person(
    firm: Firm, other_firm: Firm
) -> None:
    hidden, theirs = contact(firm, "Hidden"), contact(other_firm, who="fremd")
    actions.share(firm.olga, "account", hidden.account_id, privacy="named")
    for key in (hidden.pk, theirs.pk, boat(firm, who="wim").pk, uuid7()):
        with pytest.raises(Refused, match="no access"):
            link_to(firm.actor("wim"), boat(firm, who="wim"), to=str(key))
    with pytest.raises(Refused) as refused:
        link_to(firm.olga, boat(firm), name="")
    assert refused.value.field == "name"


def test_the_links_of_who_leaves_are_handed_over_and_go_on(firm: Firm) -> None:
    made = link_to(firm.actor("wim"), boat(firm))
    one = next(one for one in hand_overs() if one.name == "links")
    wim, lena = firm.members["wim"].pk, firm.members["lena"].pk
    assert one.count(firm.olga, wim) == 1
    assert one.move(firm.olga, wim, lena, uuid7(), set()) == 1
    assert one.move(firm.olga, wim, lena, uuid7(), set()) == 0
    member = firm.members["wim"]
    member.is_active = False
    member.save()
    assert firm.client().get(path(made)).status_code == 200
    assert told(firm, "share.handed_over").count() == 1


def test_what_ended_long_ago_is_forgotten_with_who_opened_it(firm: Firm) -> None:
    old, young = link_to(firm.olga, boat(firm), days="7"), link_to(firm.olga, boat(firm))
    Client().get(path(old))
    assert Opening.objects.in_workspace(firm.workspace.pk).exists()
    renew_link(firm.olga, link=str(young.link.pk), days="365")
    with clock.travel(timedelta(days=8) + KEPT):
        assert tidy_links.call() == 1
        assert tidy_links.call() == 0
    left = ShareLink.objects.in_workspace(firm.workspace.pk)
    assert [one.pk for one in left] == [young.link.pk]
    assert not Opening.objects.in_workspace(firm.workspace.pk).exists()


def test_a_name_is_registered_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        shareable.register(Purpose(name="boat", label="", says="", page=lambda *_args: None))  # type: ignore[arg-type]


def test_the_log_tells_the_last_day_as_the_firm_counts_days(firm: Firm) -> None:
    firm.workspace.time_zone = "Europe/Berlin"
    firm.workspace.save()
    # half an hour into the 2nd in Berlin, still the 1st by UTC
    with clock.fixed(datetime(2026, 6, 1, 22, 30, tzinfo=UTC)):
        made = link_to(firm.olga, boat(firm), days="30")
    event = Event.objects.in_workspace(firm.workspace.pk).get(verb="share.made")
    assert event.facts["expires_on"] == "2026-07-02"
    assert made.link.expires_at.date().isoformat() == "2026-07-01"

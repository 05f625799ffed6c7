"""Nothing is noted that was not seen: the line shows what it understood, then writes it, once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from klientel.crm.models import Account, Contact, Interaction
from klientel.desk.capture.line import Line, line_for
from klientel.kit import clock
from klientel.records import actions
from klientel.workspaces.rows import known_as
from tests.cast import Firm

pytestmark = pytest.mark.django_db

PAGE = "/werft/capture"


@pytest.fixture
def weber(firm: Firm) -> Account:
    values = {"name": "Autohaus Weber", "relationship": "client"}
    account = actions.create(firm.olga, "account", values)
    actions.create(firm.olga, "account", {"name": "Bach Optik", "relationship": "client"})
    person = {"first_name": "Anke", "last_name": "Reuter", "account": account.pk}
    actions.create(firm.olga, "contact", person)
    return known_as(Account, account)


def hidden(page: str) -> dict[str, list[str]]:
    """The hidden inputs of the form, as a browser sends them."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page):
        found.setdefault(name, []).append(value)
    found.pop("csrfmiddlewaretoken", None)
    return found


def sent(browser: Client, text: str, **more: Any) -> str:
    """What the form shows when a sentence is sent for the first time."""
    empty = browser.get(PAGE).content.decode()
    answer = browser.post(PAGE, {**hidden(empty), "text": text, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def chips(page: str) -> list[str]:
    return re.findall(r'<span class="filter-value">([^<]*)</span>', page)


def talks(firm: Firm) -> list[Interaction]:
    return list(Interaction.objects.in_workspace(firm.workspace.pk).order_by("pk"))


def test_what_was_seen_is_noted_by_the_second_enter(firm: Firm, weber: Account) -> None:
    browser = firm.client()
    text = "gestern mit Frau Reuter bei Autohaus Weber getroffen 1,5h, will Probefahrt"
    shown = sent(browser, text)
    assert chips(shown) == ["Meeting", "Autohaus Weber", "Anke Reuter", "yesterday", "1.5\xa0h"]
    assert not talks(firm), "nobody had seen it"
    answer = browser.post(PAGE, {**hidden(shown), "text": text})
    assert answer.status_code == 303
    (talk,) = talks(firm)
    assert (talk.kind, talk.account_id, talk.minutes) == ("meeting", weber.pk, 90)
    assert talk.contact_id == Contact.objects.in_workspace(firm.workspace.pk).get().pk
    assert talk.body == "will Probefahrt"
    yesterday = clock.today("Europe/Berlin") - timedelta(days=1)
    assert clock.local(talk.occurred_at, "Europe/Berlin").date() == yesterday


def test_it_is_noted_once_and_can_be_taken_back(firm: Firm, weber: Account) -> None:
    browser = firm.client()
    text = "Autohaus Weber angerufen, alles gut"
    form = {**hidden(sent(browser, text)), "text": text}
    first = browser.post(PAGE, form)
    browser.post(PAGE, form)
    (talk,) = talks(firm)
    said = browser.get(first["Location"]).content.decode()
    undo = re.search(r'hx-post="(/werft/undo/[^"]+)"', said)
    assert undo is not None
    browser.post(undo[1])
    talk.refresh_from_db()
    assert talk.trashed_at is not None


def test_a_sentence_that_was_changed_is_seen_again_first(firm: Firm, weber: Account) -> None:
    browser = firm.client()
    form = hidden(sent(browser, "Autohaus Weber angerufen"))
    answer = browser.post(PAGE, {**form, "text": "Bach Optik angerufen"})
    assert answer.status_code == 200
    assert "Bach Optik" in chips(answer.content.decode())
    assert not talks(firm)


def test_a_part_that_is_not_meant_stays_text(firm: Firm, weber: Account) -> None:
    browser = firm.client()
    text = "Autohaus Weber angerufen, 20 min"
    shown = sent(browser, text)
    answer = browser.post(PAGE, {**hidden(shown), "text": text, "leave": "length"})
    again = answer.content.decode()
    assert "20\xa0min" not in chips(again)
    assert browser.post(PAGE, {**hidden(again), "text": text}).status_code == 303
    (talk,) = talks(firm)
    assert (talk.minutes, talk.body) == (None, "20 min")


def test_who_is_meant_is_chosen_among_several(firm: Firm, weber: Account) -> None:
    actions.create(firm.olga, "account", {"name": "Weber Bau", "relationship": "client"})
    browser = firm.client()
    shown = sent(browser, "Weber angerufen")
    choices = {
        name: pk
        for pk, name in re.findall(r'name="choose" value="([^"]+)"[^>]*>.*?<span>([^<]+)', shown)
    }
    assert set(choices) == {"Autohaus Weber", "Weber Bau"}
    refused = browser.post(PAGE, {**hidden(shown), "text": "Weber angerufen"})
    assert "Several fit" in refused.content.decode()
    assert not talks(firm)
    form = {**hidden(shown), "text": "Weber angerufen", "choose": choices["Autohaus Weber"]}
    chosen = browser.post(PAGE, form).content.decode()
    assert "Autohaus Weber" in chips(chosen)
    assert browser.post(PAGE, {**hidden(chosen), "text": "Weber angerufen"}).status_code == 303
    assert talks(firm)[0].account_id == weber.pk


def test_two_of_one_name_are_told_apart_where_one_is_chosen(firm: Firm) -> None:
    for city in ("Kiel", "Husum"):
        actions.create(firm.olga, "account", {"name": "Reederei Olderog", "city": city})
    asked = firm.client().post("/werft/capture", {"text": "Anruf Reederei Olderog", "do": "look"})
    text = asked.content.decode()
    refs = Account.objects.visible_to(firm.olga).values_list("ref", "city")
    assert [city for ref, city in refs if f"Reederei Olderog · {ref} · {city}" not in text] == []


def test_on_the_page_of_an_account_it_is_meant(firm: Firm, weber: Account) -> None:
    browser = firm.client()
    below = f"http://testserver/werft/accounts/{weber.ref}"
    page = browser.get(PAGE, headers={"HX-Request": "true", "HX-Current-URL": below})
    form = hidden(page.content.decode())
    shown = browser.post(PAGE, {**form, "text": "angerufen, 5 min"}).content.decode()
    assert chips(shown) == ["Call", "Outgoing", "Autohaus Weber", "5\xa0min"]
    left = browser.post(PAGE, {**hidden(shown), "text": "angerufen, 5 min", "leave": "account"})
    assert "Autohaus Weber" not in chips(left.content.decode())


@pytest.mark.parametrize("text", ["", "   ", "angerufen", "x" * 2001, "\x00", "@", "Notiz"])
def test_what_cannot_be_noted_is_said_and_kept(firm: Firm, weber: Account, text: str) -> None:
    browser = firm.client()
    shown = sent(browser, text)
    answer = browser.post(PAGE, {**hidden(shown), "text": text})
    assert answer.status_code in (200, 422)
    assert 'role="alert"' in answer.content.decode()
    assert not talks(firm)


def test_markup_is_shown_as_text(firm: Firm, weber: Account) -> None:
    shown = sent(firm.client(), '<script>alert(1)</script>"@Autohaus Weber angerufen')
    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown


def test_nobody_notes_at_what_they_do_not_see(firm: Firm, other_firm: Firm, weber: Account) -> None:
    """A name, a chosen id and the page below are all looked up with one's own sight."""
    hidden_one = {"name": "Geheim AG", "relationship": "client"}
    private = actions.create(firm.olga, "account", hidden_one)
    foreign = actions.create(other_firm.actor("fremd"), "account", {"name": "Fremde Firma"})
    browser = firm.client("sam")
    for text, more in (
        ("Geheim AG angerufen", {}),
        ("@Geheim angerufen", {}),
        ("Fremde Firma angerufen", {}),
        ("angerufen", {"given": f"account={private.pk}"}),
        ("angerufen", {"choose": f"account={foreign.pk}"}),
        ("angerufen", {"page": f"/werft/accounts/{private.ref}"}),
        ("angerufen", {"choose": "account=no id"}),
    ):
        shown = sent(browser, text, **more)
        assert not {"Geheim AG", "Fremde Firma"} & set(chips(shown)), text
        browser.post(PAGE, {**hidden(shown), "text": text})
    assert not talks(firm)


def test_only_who_may_note_has_the_line(firm: Firm) -> None:
    """Bookkeeping writes no conversations: no line, no key, no page."""
    assert 'data-key="Q"' in firm.client().get("/werft/accounts").content.decode()
    bodo = firm.client("bodo")
    assert 'data-key="Q"' not in bodo.get("/werft/accounts").content.decode()
    assert bodo.get(PAGE).status_code == 403
    assert bodo.post(PAGE, {"text": "x"}).status_code == 403
    assert bodo.post(f"{PAGE}/read", {"text": "x"}).status_code == 403
    assert line_for(firm.actor("bodo")) is None
    assert isinstance(line_for(firm.olga), Line)


def test_reading_costs_the_same_however_many_accounts_there_are(
    firm: Firm, weber: Account, django_assert_max_num_queries: Any
) -> None:
    browser = firm.client()
    browser.get(PAGE)
    text = "Gestern mit Frau Reuter bei Autohaus Weber wegen Rechnung und Angebot telefoniert"
    with django_assert_max_num_queries(16):
        few = browser.post(f"{PAGE}/read", {"text": text})
    drafts = [{"name": f"Reuter Weber Autohaus {n}", "relationship": "client"} for n in range(60)]
    for draft in drafts:
        actions.create(firm.olga, "account", draft)
    with django_assert_max_num_queries(16):
        many = browser.post(f"{PAGE}/read", {"text": text})
    assert "Autohaus Weber" in chips(few.content.decode())
    assert "Autohaus Weber" in chips(many.content.decode())


def test_a_look_at_the_line_writes_nothing(firm: Firm, weber: Account) -> None:
    browser = firm.client()
    browser.post(f"{PAGE}/read", {"text": "Autohaus Weber angerufen"})
    assert browser.get(f"{PAGE}/read").status_code == 405
    assert not talks(firm)

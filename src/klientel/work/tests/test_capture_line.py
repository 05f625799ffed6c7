"""The capture line adds work: seen before it is written, mended where it stands, and once."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from klientel.crm.models import Account, Interaction
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.records import actions
from klientel.work.tests.captured import (
    NOW,
    PAGE,
    chips,
    entries,
    items,
    line_of,
    look,
    send,
    undo_in,
)
from klientel.workspaces.rows import known_as
from tests.cast import Firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def nord(firm: Firm) -> Account:
    values = {"name": "Nordwind Energie GmbH", "relationship": "client"}
    return known_as(Account, actions.create(firm.olga, "account", values))


def test_a_sentence_becomes_a_task_with_all_that_was_said(firm: Firm, nord: Account) -> None:
    browser = firm.client()
    text = "Angebot für @Nordwind bis 12.12.2030 14:00 #dringend !hoch *wim 2h"
    with clock.fixed(NOW):
        answer = send(browser, text)
    assert answer.status_code == 303
    (item,) = items(firm)
    assert (item.title, item.kind, item.account_id, item.priority) == (
        "Angebot",
        "task",
        nord.pk,
        "2",
    )
    assert item.assignees == [str(firm.members["wim"].pk)]
    assert item.due_at == datetime(2030, 12, 12, 13, tzinfo=UTC)
    assert item.estimate_hours == 2
    assert len(item.tags) == 1


def test_a_day_is_a_day_of_the_firm(firm: Firm) -> None:
    with clock.fixed(NOW):
        send(firm.client(), "Rechnung prüfen bis morgen, ab heute")
    (item,) = items(firm)
    assert item.due_is_day
    assert item.due_at == datetime(2026, 11, 26, 23, tzinfo=UTC)


def test_a_task_of_nobody_is_whose_sentence_it_was(firm: Firm) -> None:
    send(firm.client("wim"), "Rechnung prüfen")
    (item,) = items(firm)
    assert item.owner_id == firm.members["wim"].pk


def test_it_is_added_once_and_taken_back_whole(firm: Firm, nord: Account) -> None:
    browser, key = firm.client(), str(uuid7())
    first = send(browser, "Angebot für Nordwind schicken #neu", key=key)
    send(browser, "Angebot für Nordwind schicken #neu", key=key)
    assert len(items(firm)) == 1
    browser.post(undo_in(browser, first))
    assert items(firm)[0].trashed_at is not None


def test_nothing_is_written_that_was_not_seen(firm: Firm, nord: Account) -> None:
    browser = firm.client()
    answer = browser.post(PAGE, {"text": "Angebot für Nordwind schicken", "key": str(uuid7())})
    assert "Nordwind Energie GmbH" in chips(answer.content.decode())
    assert items(firm) == []
    # read as something else, it was not seen either
    form = {"text": "Angebot für Nordwind schicken", "key": str(uuid7())}
    seen = re.search(r'name="seen" value="([^"]*)"', answer.content.decode())
    assert seen is not None
    browser.post(PAGE, {**form, "seen": seen[1], "line": "talk"})
    assert items(firm) == []
    assert not Interaction.objects.in_workspace(firm.workspace.pk).exists()


def test_it_can_be_read_as_something_else(firm: Firm, nord: Account) -> None:
    browser = firm.client()
    assert line_of(look(browser, "Nordwind morgen anrufen")) == "work"
    page = look(browser, "Nordwind morgen anrufen", **{"as": "talk"})
    assert line_of(page) == "talk"
    assert line_of(look(browser, "Nordwind angerufen")) == "talk"
    assert line_of(look(browser, "Nordwind angerufen", line="work")) == "work"


@pytest.mark.parametrize(
    ("slot", "value", "shown"),
    [
        ("due", "Mo 9:00", "30 November 2026, 09:00"), ("kind", "order", "Order"),
        ("priority", "1", "Urgent"), ("estimate", "90 min", "1.5"), ("title", "Anderes", "Anderes"),
        ("*wim", "lena", "Lena"),
    ],
)  # fmt: skip
def test_a_chip_is_changed_by_typing_or_choosing(
    firm: Firm, slot: str, value: str, shown: str
) -> None:
    browser = firm.client()
    text = "Rechnung prüfen bis morgen 2h !hoch *wim"
    with clock.fixed(NOW):
        opened = browser.post(PAGE, {"text": text, "change": slot}).content.decode()
        assert 'class="capture-change"' in opened
        typed = (
            {"typing": slot, "typed": value}
            if 'name="typed"' in opened
            else {"choose": f"{slot}={value}"}
        )
        page = browser.post(PAGE, {"text": text, **typed}).content.decode()
    assert [one for one in chips(page) if shown in one], chips(page)
    assert items(firm) == []


def test_what_is_set_by_hand_is_written(firm: Firm) -> None:
    answer = send(firm.client(), "Rechnung prüfen", given=["kind=order", "title=Etwas anderes"])
    assert answer.status_code == 303
    (item,) = items(firm)
    assert (item.kind, item.title) == ("order", "Etwas anderes")


def test_a_wrong_value_is_said_and_nothing_is_lost(firm: Firm) -> None:
    browser = firm.client()
    form = {"text": "Rechnung prüfen bis morgen", "typing": "due", "typed": "blau"}
    page = browser.post(PAGE, form).content.decode()
    assert "“blau” is no day to come." in page
    assert ">Rechnung prüfen bis morgen</textarea>" in page
    assert 'class="capture-change"' in page, "it can be typed again"
    answer = send(browser, "Rechnung prüfen bis morgen", given="due=blau")
    assert answer.status_code == 200
    assert items(firm) == []


@pytest.mark.parametrize(
    "given",
    ["", "=", "due", "kind=nothing", "team=x", "*=x", "account=no id", "priority=9",
     "estimate=99999999999999", "title=" + "x" * 5_000, "due=\x00", "day=x", "item=x", "length=∞"],
)  # fmt: skip
@pytest.mark.parametrize("line", ["", "work", "time", "done", "talk", "nothing"])
def test_hostile_values_are_sentences_at_worst(firm: Firm, given: str, line: str) -> None:
    form = {"text": "Rechnung prüfen 2h *wim", "given": given, "line": line, "change": "x" * 99}
    answer = firm.client().post(PAGE, form)
    assert answer.status_code == 200
    assert items(firm) == []


def test_which_of_two_is_meant_is_chosen(firm: Firm, nord: Account) -> None:
    other = actions.create(firm.olga, "account", {"name": "Nordwind Reisen"})
    browser = firm.client()
    text = "Angebot an Nordwind schicken"
    page = look(browser, text)
    assert f'value="account={other.pk}"' in page
    assert "Several fit" in page
    assert send(browser, text).status_code == 200
    assert items(firm) == []
    assert send(browser, text, given=f"account={other.pk}").status_code == 303
    assert items(firm)[0].account_id == other.pk
    assert send(browser, text, without="account").status_code == 303
    assert items(firm)[1].account_id is None


def test_two_fridays_are_offered(firm: Firm) -> None:
    browser = firm.client()
    with clock.fixed(NOW):
        page = look(browser, "Angebot schicken nächsten Freitag")
        days = re.findall(r'name="choose" value="due=([^"]+)"', page)
        assert days == ["2026-11-27", "2026-12-04"]
        send(browser, "Angebot schicken nächsten Freitag", given="due=2026-12-04")
    assert clock.local(items(firm)[0].due_at, "Europe/Berlin").date().isoformat() == "2026-12-04"


def test_on_the_page_of_an_account_it_is_for_that(firm: Firm, nord: Account) -> None:
    browser = firm.client()
    here = {"page": f"/werft/accounts/{nord.ref}"}
    assert "Nordwind Energie GmbH" in chips(look(browser, "Angebot schicken", **here))
    left = look(browser, "Angebot schicken", without="account", **here)
    assert "Nordwind Energie GmbH" not in chips(left)
    send(browser, "Angebot schicken", **here)
    assert items(firm)[0].account_id == nord.pk


def test_on_the_page_of_an_item_it_is_part_of_that(firm: Firm, nord: Account) -> None:
    order = actions.create(
        firm.olga, "work", {"title": "Relaunch", "kind": "order", "account": nord.pk}
    )
    browser = firm.client()
    here = {"page": f"/werft/work/{order.ref}"}
    shown = chips(look(browser, "Texte schreiben", **here))
    assert f"{order.ref} Relaunch" in shown
    send(browser, "Texte schreiben", **here)
    part = items(firm)[1]
    assert (part.parent_id, part.account_id) == (order.pk, nord.pk)
    assert f"{order.ref} Relaunch" not in chips(
        look(browser, "Texte schreiben", without="parent", **here)
    )


def test_a_number_names_what_it_is_part_of(firm: Firm) -> None:
    order = actions.create(firm.olga, "work", {"title": "Relaunch", "kind": "order"})
    send(firm.client(), f"Texte schreiben für {order.ref}")
    assert items(firm)[1].parent_id == order.pk
    assert items(firm)[1].title == "Texte schreiben"


def test_a_kind_of_the_firm_s_own_is_known_by_its_name(firm: Firm) -> None:
    from klientel.work.actions.kind import add_kind

    add_kind(firm.olga, name="Fotoshooting", plural="Fotoshootings", prefix="FS", icon="star")
    firm.workspace.refresh_from_db()
    send(firm.client(), "Fotoshooting: Herbstkollektion")
    (item,) = items(firm)
    assert (item.title, item.ref[:3]) == ("Herbstkollektion", "FS-")
    # a given-up kind is no longer one
    from klientel.work.actions.kind import retire_kind

    retire_kind(firm.olga, kind=item.kind)
    firm.workspace.refresh_from_db()
    assert "Fotoshooting: Winter" in chips(look(firm.client(), "Fotoshooting: Winter", line="work"))


def test_nobody_reaches_what_they_do_not_see(firm: Firm, other_firm: Firm, nord: Account) -> None:
    """Sam, in support, sees no clients: not by name, not by number, nor by the id of one."""
    mine = {"title": "Geheimes", "kind": "order", "account": nord.pk}
    secret = actions.create(firm.olga, "work", mine)
    theirs = actions.create(other_firm.actor("fremd"), "work", {"title": "Fremdes"})
    browser = firm.client("sam")
    for text, more in (
        ("Angebot an @Nordwind schicken", {}),
        (f"Texte schreiben für {secret.ref}", {}),
        (f"2h an {secret.ref} gearbeitet", {}),
        ("erledigt: Geheimes", {}),
        ("2h gearbeitet", {"given": f"item={secret.pk}", "line": "time"}),
        ("erledigt", {"given": f"item={theirs.pk}", "line": "done"}),
        ("erledigt", {"page": f"/werft/work/{secret.ref}", "line": "done"}),
        ("Texte schreiben", {"given": f"account={nord.pk}"}),
    ):
        page = look(browser, text, **more)
        assert not [
            one
            for one in chips(page)
            if "Nordwind Energie" in one or "Geheimes" in one or "Fremdes" in one
        ], text
    assert entries(firm) == []


def test_a_colleague_who_may_not_see_the_account_is_refused_in_words(
    firm: Firm, nord: Account
) -> None:
    browser = firm.client()
    answer = send(browser, "Angebot für @Nordwind schreiben *sam")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Sam may not see whom this is for." in page
    assert ">Angebot für @Nordwind schreiben *sam</textarea>" in page
    assert items(firm) == []


def test_bookkeeping_may_look_but_add_nothing(firm: Firm) -> None:
    assert firm.client("bodo").post(PAGE, {"text": "Rechnung prüfen"}).status_code == 403


def test_repeating_is_said_to_be_set_elsewhere(firm: Firm) -> None:
    page = look(firm.client(), "jeden Montag Bericht schicken")
    assert "Repeating is set on the page of the item." in page


def test_markup_and_braces_stay_text(firm: Firm) -> None:
    text = "{client} <script>alert(1)</script> prüfen"
    page = look(firm.client(), text, line="work")
    assert "<script>alert" not in page
    answer = send(firm.client(), text, line="work")
    assert answer.status_code == 303
    assert items(firm)[0].title == "{client} <script>alert(1)</script> prüfen"


def test_the_line_of_my_day_brings_its_text_along(firm: Firm) -> None:
    browser = firm.client()
    today = browser.get("/werft/today").content.decode()
    assert 'id="today-line" name="text"' in today
    page = browser.get(PAGE, {"text": "Rechnung prüfen !hoch"}).content.decode()
    assert ">Rechnung prüfen !hoch</textarea>" in page
    assert "High" in chips(page)


def test_reading_costs_the_same_however_much_there_is(
    firm: Firm, nord: Account, django_assert_max_num_queries: Any
) -> None:
    browser = firm.client()
    texts = (
        "Ben soll bis Freitag das Angebot für @Nordwind schicken, Aufwand 2h, zu A-1",
        "2h an der Rechnung Angebot Nordwind Vertrag gearbeitet",
        "erledigt: Rechnung Angebot Nordwind Vertrag",
    )
    browser.get(PAGE)
    for _much in (0, 40):
        for number in range(_much):
            actions.create(
                firm.olga,
                "work",
                {"title": f"Rechnung Angebot Vertrag {number}", "account": nord.pk},
            )
        for text in texts:
            with django_assert_max_num_queries(20):
                look(browser, text)

"""The forms of an account's page: sent twice, at once, or with a key that is none."""

from __future__ import annotations

import re
import threading

import pytest
from django.db import connection

from klientel.crm.actions.people import add_person
from klientel.crm.models import Contact, Interaction
from klientel.kit.ids import uuid7
from klientel.records import actions
from tests.cast import Firm


@pytest.mark.parametrize("path", ["log", "people"])
def test_a_page_answers_a_strange_key_in_a_sentence(firm: Firm, path: str) -> None:
    one = actions.create(firm.olga, "account", {"name": "Ott"})
    other = actions.create(firm.olga, "account", {"name": "Falk"})
    person = add_person(firm.olga, other, {"last_name": "Ott"})
    for key in (one.pk, other.pk, person.pk):
        given = {"key": str(key), "last_name": "Neu", "kind": "call", "body": "Neu"}
        script = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}
        answer = firm.client().post(f"/werft/accounts/{one.ref}/{path}", given, **script)
        assert answer.status_code in (409, 422), key
        assert "send the form again" in answer.content.decode()
    assert not Interaction.objects.visible_to(firm.olga).exists()
    assert Contact.objects.visible_to(firm.olga).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_add_one_person(firm: Firm) -> None:
    account = actions.create(firm.olga, "account", {"name": "Ott"})
    start, key, actor = threading.Barrier(2), str(uuid7()), firm.olga
    made: list[object] = []

    def send() -> None:
        try:
            start.wait()
            made.append(add_person(actor, account, {"last_name": "Falk"}, key=key).pk)
        except Exception as error:
            made.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [str(one) for one in made] == [key, key]


def test_the_panel_of_an_action_sent_twice_logs_one_call(firm: Firm) -> None:
    account = actions.create(firm.olga, "account", {"name": "Ott"})
    panel = f"/werft/accounts/{account.pk}/actions/interaction.log"
    key = re.search(r'name="key" value="([^"]+)"', firm.client().get(panel).content.decode())
    assert key is not None
    given = {"key": key[1], "kind": "call", "body": "Angerufen"}
    for _ in range(2):
        assert firm.client().post(panel, given).status_code == 303
    assert Interaction.objects.visible_to(firm.olga).count() == 1


KEY = re.compile(r'name="key" id="composer-key" value="([^"]+)"')


@pytest.mark.parametrize("place", ["account", "contact"])
def test_two_notes_from_one_page_are_two(firm: Firm, place: str) -> None:
    account = actions.create(firm.olga, "account", {"name": "Nord"})
    person = actions.create(firm.olga, "contact", {"last_name": "Falk", "account": account.pk})
    here = f"accounts/{account.ref}" if place == "account" else f"contacts/{person.pk}"
    browser = firm.client()
    (key,) = KEY.findall(browser.get(f"/werft/{here}").content.decode())
    headers = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}
    for text in ("Erste", "Zweite", "Dritte"):
        given = {"kind": "note", "text": text, "key": key}
        answer = browser.post(f"/werft/{here}/log", given, **headers)
        assert answer.status_code == 200
        (key,) = KEY.findall(answer.content.decode())
    noted = Interaction.objects.in_workspace(firm.workspace.pk).values_list("body", flat=True)
    assert sorted(noted) == ["Dritte", "Erste", "Zweite"]

"""Two people save one form: both values are shown, each field is chosen, and nothing is lost."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from klientel.crm.actions.interaction import log
from klientel.crm.models import Interaction
from klientel.events.models import Event
from klientel.records import actions
from tests.cast import Firm

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}


@pytest.fixture
def talk(firm: Firm) -> Interaction:
    account = actions.create(firm.olga, "account", {"name": "Weber", "relationship": "customer"})
    return log(firm.olga, account, kind="call", body="Zwei Varianten", minutes="18")


def hidden_in(page: str) -> list[tuple[str, str]]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return [(name, html.unescape(value)) for name, value in found if name != "csrfmiddlewaretoken"]


def sent(page: str, **chosen: str) -> dict[str, Any]:
    """What a browser sends of the page with what was typed or chosen."""
    given: dict[str, Any] = {}
    for name, value in hidden_in(page):
        given.setdefault(name, []).append(value)
    return given | chosen


def now(talk: Interaction) -> Interaction:
    return Interaction.objects.in_workspace(talk.workspace_id).get(pk=talk.pk)


def overtaken(firm: Firm, talk: Interaction, **kept: str) -> tuple[Any, str, str]:
    """Olga's form, in which she typed two things after Wim saved one of them."""
    browser, path = firm.client(), f"/werft/interactions/{talk.pk}/edit"
    form = browser.get(path).content.decode()
    actions.change(firm.actor("wim"), "interaction", talk.pk, {"body": "Wims Text", **kept})
    answer = browser.post(path, sent(form, body="Olgas Text", outcome="Angebot"))
    assert answer.status_code == 409
    return browser, path, answer.content.decode()


def test_both_values_stand_side_by_side_with_who_and_nothing_was_written(firm, talk):
    _browser, _path, page = overtaken(firm, talk)
    assert "Wims Text" in page
    assert "Olgas Text" in page
    assert "Wim, " in page
    assert (now(talk).body, now(talk).outcome) == ("Wims Text", "")


@pytest.mark.parametrize("choice", ["Wims Text", "Olgas Text"])
def test_what_is_chosen_is_saved_with_what_else_was_typed(firm, talk, choice):
    browser, path, page = overtaken(firm, talk)
    before = Event.objects.in_workspace(firm.workspace.pk).count()
    assert browser.post(path, sent(page, body=choice)).status_code == 303
    assert (now(talk).body, now(talk).outcome) == (choice, "Angebot")
    assert Event.objects.in_workspace(firm.workspace.pk).count() == before + 1


def test_without_a_choice_it_is_asked_once_more_and_nothing_is_lost(firm, talk):
    browser, path, page = overtaken(firm, talk)
    again = browser.post(path, sent(page))
    assert again.status_code == 409
    text = again.content.decode()
    assert "Please choose for each field." in text
    assert "Wims Text" in text
    assert now(talk).body == "Wims Text"
    assert browser.post(path, sent(text, body="Olgas Text")).status_code == 303
    assert (now(talk).body, now(talk).outcome) == ("Olgas Text", "Angebot")


def test_whoever_is_overtaken_once_more_is_asked_once_more(firm, talk):
    browser, path, page = overtaken(firm, talk)
    actions.change(firm.actor("bea"), "interaction", talk.pk, {"body": "Beas Text"})
    again = browser.post(path, sent(page, body="Olgas Text"))
    assert again.status_code == 409
    assert "Beas Text" in again.content.decode()
    assert now(talk).body == "Beas Text"


def test_another_field_disturbs_nobody(firm, talk):
    browser, path = firm.client(), f"/werft/interactions/{talk.pk}/edit"
    form = browser.get(path).content.decode()
    actions.change(firm.actor("wim"), "interaction", talk.pk, {"outcome": "Wims Ergebnis"})
    assert browser.post(path, sent(form, body="Olgas Text")).status_code == 303
    assert (now(talk).body, now(talk).outcome) == ("Olgas Text", "Wims Ergebnis")


def test_several_fields_are_each_chosen(firm, talk):
    browser, path, page = overtaken(firm, talk, outcome="Wims Ergebnis")
    assert page.count("<fieldset") == 2
    answer = browser.post(path, sent(page, body="Wims Text", outcome="Angebot"))
    assert answer.status_code == 303
    assert (now(talk).body, now(talk).outcome) == ("Wims Text", "Angebot")


def test_over_another_page_it_is_a_dialog(firm, talk):
    browser, path = firm.client(), f"/werft/interactions/{talk.pk}/edit"
    form = browser.get(path, **HTMX).content.decode()
    actions.change(firm.actor("wim"), "interaction", talk.pk, {"body": "Wims Text"})
    answer = browser.post(path, sent(form, body="Olgas Text"), **HTMX)
    assert answer.status_code == 409
    assert answer.content.decode().lstrip().startswith("<dialog")


def test_what_is_typed_is_text_and_no_page(firm, talk):
    browser, path = firm.client(), f"/werft/interactions/{talk.pk}/edit"
    form = browser.get(path).content.decode()
    actions.change(firm.actor("wim"), "interaction", talk.pk, {"body": "<b>Wim</b>"})
    page = browser.post(path, sent(form, body="<script>1</script>")).content.decode()
    assert "<script>1" not in page
    assert "<b>Wim" not in page


@pytest.mark.parametrize("odd", [{"clash": "nothing"}, {"clash": ["body", "owner"]}])
def test_a_made_up_question_is_no_failure(firm, talk, odd):
    answer = firm.client().post(f"/werft/interactions/{talk.pk}/edit", odd)
    assert answer.status_code in (200, 409)
    assert now(talk).body == "Zwei Varianten"

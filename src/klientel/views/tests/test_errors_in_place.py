"""What went wrong is said within the workspace, with a way on."""

from __future__ import annotations

import pytest
from django.db import OperationalError

from klientel.views import new_pages
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def test_nothing_there_keeps_the_sidebar_and_offers_the_words_of_the_address(firm: Firm) -> None:
    answer = firm.client().get("/werft/accounts/17-mueller-werbung")
    text = answer.content.decode()
    assert answer.status_code == 404
    assert 'action="/werft/search"' in text
    assert 'value="mueller werbung"' in text
    assert 'class="sidebar"' in text


def test_who_may_not_is_told_who_can_help(firm: Firm) -> None:
    answer = firm.client("wim").get("/werft/settings/firm")
    assert answer.status_code == 403
    assert "Olga can help." in answer.content.decode()
    assert "can help" not in firm.client().get("/werft/x").content.decode()


@pytest.mark.parametrize("path", ["/me/settings/team", "/me/settings/firm", "/me/accounts"])
def test_an_address_of_the_program_is_no_workspace(firm: Firm, path: str) -> None:
    assert firm.client().get(path).status_code == 404


def test_a_full_disk_is_said_in_words(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(new_pages, "create_once", full)
    answer = firm.client().post("/werft/accounts/new", {"name": "Ott"})
    assert answer.status_code == 507
    assert "disk is full" in answer.content.decode()

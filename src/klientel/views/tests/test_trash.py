"""The trash lists what can be restored, and nothing else."""

from __future__ import annotations

import re

import pytest

from klientel.records import actions
from klientel.views import trash_pages
from tests.cast import Firm

RESTORE = re.compile(r'action="(/werft/[^"]+/restore)"')


def test_what_went_with_its_account_is_restored_with_it_and_not_listed(firm: Firm) -> None:
    account = actions.create(firm.olga, "account", {"name": "Ott"})
    for kind in ("call", "meeting"):
        values = {"account": account.pk, "kind": kind, "body": f"{kind} with Ott"}
        talk = actions.create(firm.olga, "interaction", values)
    actions.trash(firm.olga, "interaction", talk.pk)
    browser = firm.client()
    assert browser.get("/werft/trash").content.decode().count("/restore") == 1
    actions.trash(firm.olga, "account", account.pk)
    offered = RESTORE.findall(browser.get("/werft/trash").content.decode())
    assert offered == [f"/werft/accounts/{account.pk}/restore"]
    for path in offered:
        assert browser.post(path).status_code == 303
    again = RESTORE.findall(browser.get("/werft/trash").content.decode())
    assert again == [f"/werft/interactions/{talk.pk}/restore"], "it was deleted by itself before"


def test_the_trash_is_read_page_by_page(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trash_pages, "SHOWN", 2)
    boats = [actions.create(firm.olga, "boat", {"name": f"Boat {n}"}) for n in range(5)]
    actions.trash_many(firm.olga, "boat", [boat.pk for boat in boats[:3]])
    actions.trash_many(firm.olga, "boat", [boat.pk for boat in boats[3:]])
    browser, path, seen = firm.client(), "/werft/trash", []
    while path:
        text = browser.get(path).content.decode()
        seen.append(RESTORE.findall(text))
        older = re.search(r'href="(\?before=[^"]+)"', text)
        path = f"/werft/trash{older[1]}" if older else ""
    assert [len(page) for page in seen] == [2, 2, 1]
    assert len({one for page in seen for one in page}) == 5


@pytest.mark.parametrize("before", ["zzz", "WyJpMSJd", "x" * 6000])
def test_a_strange_page_of_the_trash_is_refused_in_words(firm: Firm, before: str) -> None:
    assert firm.client().get(f"/werft/trash?before={before}").status_code == 422

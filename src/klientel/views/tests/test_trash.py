"""The trash lists what can be restored, and nothing else."""

from __future__ import annotations

import re

from klientel.records import actions
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

"""A role that may not view a type learns nothing of its records, by whichever page it asks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from klientel.records import actions
from klientel.records.keys import named_by
from klientel.records.types import record_types
from klientel.workspaces import policy
from klientel.workspaces.policy import Permission
from tests.cast import Firm

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}
BELOW = ("", "/peek", "/row", "/menu", "/fields/name", "/fields/name?show", "/share")


@pytest.fixture
def boats_are_for_owners(monkeypatch: pytest.MonkeyPatch) -> None:
    row = Permission("boat.view", "See boats", frozenset({"owner"}))
    monkeypatch.setitem(policy._permissions, "boat.view", row)


@pytest.mark.usefixtures("boats_are_for_owners")
@pytest.mark.parametrize("who", ["olga", "wim"])
def test_no_page_shows_a_record_of_a_type_the_role_may_not_view(firm: Firm, who: str) -> None:
    boat = actions.create(firm.olga, "boat", {"name": "Gudrun"})
    gone = actions.create(firm.olga, "boat", {"name": "Gudrun II"})
    actions.trash(firm.olga, "boat", gone.pk)
    browser, may = firm.client(who), who == "olga"
    for path in (*(f"/{boat.pk}{one}" for one in BELOW), f"/{boat.ref}", "", "/filters?on=rig"):
        answer = browser.get(f"/werft/boats{path}", **HTMX)
        assert answer.status_code == (200 if may else 403), path
        assert may or "Gudrun" not in answer.content.decode(), path
    for path in ("/palette?q=gudrun", "/search?q=gudrun", "/trash", "/options?q=gudrun&types=boat"):
        assert ("Gudrun" in browser.get(f"/werft{path}").content.decode()) is may, path
    if not may:
        for path in (f"/{boat.pk}/trash", f"/{gone.pk}/restore", "/bulk/trash"):
            given = {"selected": [str(boat.pk)]}
            assert browser.post(f"/werft/boats{path}", given).status_code == 403, path


def test_a_key_is_read_alike_at_every_door(firm: Firm) -> None:
    boat = actions.create(firm.olga, "boat", {"name": "Gudrun"})
    record_type = record_types.get("boat")
    for key in (str(boat.pk), boat.ref, boat.ref.lower(), f"{boat.ref}-gudrun"):
        assert firm.client().get(f"/werft/boats/{key}").status_code == 200, key
        assert actions.change(firm.olga, "boat", key, {"harbour": "Kiel"}).pk == boat.pk
    assert named_by(replace(record_type, ref_prefix=""), "142-mueller") == {"ref": "142"}

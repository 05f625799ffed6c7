"""The statement that finds a record is kept for equal rights only, and never a row."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from klientel.kit.refused import NotFound
from klientel.records import actions
from klientel.records.actions.catalogue import found
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor, Lent
from tests.cast import Firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def boat(firm: Firm) -> Any:
    made = actions.create(firm.olga, "boat", {"name": "Möwe"})
    actions.share(firm.olga, "boat", made.pk, privacy="named")
    return made


def sees(actor: Actor, boat: Any, *, trashed: bool | None = False) -> bool:
    try:
        return bool(found(actor, record_types.get("boat"), boat.pk, trashed=trashed).pk == boat.pk)
    except NotFound:
        return False


def test_each_sees_what_is_theirs_whoever_asked_before(
    firm: Firm, other_firm: Firm, boat: Any
) -> None:
    others = [firm.actor("lena"), firm.actor("wim"), firm.actor("sam"), other_firm.actor("fremd")]
    for _again in range(2):
        assert sees(firm.olga, boat)
        assert not any(sees(one, boat) for one in others)


def test_being_named_and_named_no_more_acts_at_once(firm: Firm, boat: Any) -> None:
    bea = firm.members["bea"].pk
    for names in ([], [bea], []):
        actions.share(firm.olga, "boat", boat.pk, privacy="named", member_ids=names)
        assert sees(firm.actor("bea"), boat) == bool(names)
        assert not sees(firm.actor("wim"), boat)


def test_moving_to_another_team_acts_at_once(firm: Firm, boat: Any) -> None:
    actions.share(firm.olga, "boat", boat.pk, privacy="team", team_id=firm.teams["web"].pk)
    wim = firm.actor("wim")
    assert sees(wim, boat)
    assert not sees(replace(wim, team_ids=frozenset({firm.teams["beratung"].pk})), boat)


def test_a_token_of_other_types_sees_nothing_of_what_its_member_sees(firm: Firm, boat: Any) -> None:
    assert sees(firm.olga, boat)
    assert not sees(replace(firm.olga, lent=Lent(types=frozenset({"account"}))), boat)
    assert sees(replace(firm.olga, lent=Lent(types=frozenset({"boat"}))), boat)


def test_what_was_written_since_is_read(firm: Firm, boat: Any) -> None:
    assert sees(firm.olga, boat)
    actions.change(firm.olga, "boat", boat.pk, {"name": "Albatros"})
    assert found(firm.olga, record_types.get("boat"), boat.pk).name == "Albatros"
    actions.trash(firm.olga, "boat", boat.pk)
    assert not sees(firm.olga, boat)
    assert sees(firm.olga, boat, trashed=True)
    assert sees(firm.olga, boat, trashed=None)

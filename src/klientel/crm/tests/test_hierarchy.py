"""Organisations are part of others: a tree, whoever writes it and whatever is merged."""

from __future__ import annotations

from typing import Any

import pytest

from klientel.crm.models import Account
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.change import change_many
from klientel.records.actions.merge import merge
from klientel.records.actions.undo import undo
from klientel.records.actions.unmerge import unmerge
from klientel.records.models import MovedRow
from klientel.workspaces.rows import known_as
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def made(firm: Firm, name: str, parent: Account | None = None, **values: Any) -> Account:
    values = {"name": name, "parent": parent.pk if parent else None, **values}
    return known_as(Account, actions.create(firm.olga, "account", values))


def move(firm: Firm, account: Account, parent: Account | None) -> Any:
    values = {"parent": parent.pk if parent else None}
    return actions.change(firm.olga, "account", account.pk, values)


def again(account: Account) -> Account:
    return known_as(Account, Account.objects.in_workspace(account.workspace_id).get(pk=account.pk))


def row(firm: Firm, count: int) -> list[Account]:
    found: list[Account] = []
    for number in range(count):
        found.append(made(firm, f"Stufe {number}", found[-1] if found else None))
    return found


def test_nothing_is_part_of_itself_however_far_around(firm: Firm) -> None:
    top, middle, bottom = row(firm, 3)
    for parent in (top, middle, bottom):
        with pytest.raises(Refused, match="part of itself"):
            move(firm, top, parent)
    assert again(top).parent_id is None
    move(firm, bottom, top)
    move(firm, middle, bottom)
    assert again(middle).parent_id == bottom.pk


def test_two_that_swap_in_one_write_are_refused_together(firm: Firm) -> None:
    one, other = made(firm, "Eins"), made(firm, "Zwei")
    values = {one.pk: {"parent": other.pk}, other.pk: {"parent": one.pk}}
    with pytest.raises(Refused, match="part of itself"):
        change_many(firm.olga, "account", values)
    assert (again(one).parent_id, again(other).parent_id) == (None, None)


def test_a_row_of_organisations_has_an_end(firm: Firm) -> None:
    chain = row(firm, 6)
    with pytest.raises(Refused, match="At most 6"):
        made(firm, "Stufe 6", chain[-1])
    above = made(firm, "Darüber")
    with pytest.raises(Refused, match="At most 6"):
        move(firm, chain[0], above)
    move(firm, chain[1], above)


def test_an_undo_that_would_close_a_circle_leaves_things_as_they_are(firm: Firm) -> None:
    from klientel.events.feed import history_of

    one, other = made(firm, "Eins"), made(firm, "Zwei")
    move(firm, one, other)
    move(firm, one, None)
    event = history_of(firm.olga, one.pk, limit=1).rows[0]
    move(firm, other, one)
    undo(firm.olga, event.pk)
    assert (again(one).parent_id, again(other).parent_id) == (None, one.pk)


def test_what_was_part_of_a_merged_one_is_part_of_what_it_became(firm: Firm) -> None:
    kept, gone = made(firm, "Nord Media"), made(firm, "Nord Media GmbH")
    child = made(firm, "Nord Druck", gone)
    done = merge(firm.olga, "account", kept.pk, [gone.pk])
    assert again(child).parent_id == kept.pk
    unmerge(firm.olga, done.pk)
    assert again(child).parent_id == gone.pk


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_part_can_become_one_with_its_whole_and_come_apart_again(
    firm: Firm, is_kept: bool
) -> None:
    whole = made(firm, "Nord Media")
    part = made(firm, "Nord Media GmbH", whole)
    winner, loser = (whole, part) if is_kept else (part, whole)
    done = merge(firm.olga, "account", winner.pk, [loser.pk])
    assert again(winner).parent_id is None
    apart = unmerge(firm.olga, done.pk)
    assert apart.rows == 0
    assert (again(whole).parent_id, again(part).parent_id) == (None, whole.pk)


def test_ends_of_a_row_can_become_one_without_a_circle(firm: Firm) -> None:
    top, middle, bottom = row(firm, 3)
    done = merge(firm.olga, "account", bottom.pk, [top.pk])
    assert (again(bottom).parent_id, again(middle).parent_id) == (None, bottom.pk)
    assert not MovedRow.objects.in_workspace(firm.workspace.pk).filter(row_id=bottom.pk).exists()
    unmerge(firm.olga, done.pk)
    assert (again(bottom).parent_id, again(middle).parent_id) == (middle.pk, top.pk)


def test_who_cannot_see_an_organisation_cannot_name_it_as_a_whole(firm: Firm) -> None:
    from klientel.records.actions import share

    whole, part = made(firm, "Geheim"), made(firm, "Offen")
    share(firm.olga, "account", whole.pk, privacy="team", team_id=firm.teams["web"].pk)
    with pytest.raises(Refused, match="no access"):
        actions.change(firm.actor("bea"), "account", part.pk, {"parent": whole.pk})


def test_a_list_is_narrowed_to_what_is_part_of_an_organisation(firm: Firm) -> None:
    whole = made(firm, "Holding")
    made(firm, "Tochter Eins", whole)
    made(firm, "Fremde")
    page = firm.client().get(f"/werft/accounts?parent={whole.pk}").content.decode()
    assert "Tochter Eins" in page
    assert "Fremde" not in page

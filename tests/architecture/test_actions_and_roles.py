"""Who may do what: every action, called by each person, as `actions.txt` says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from klientel.events.models import Event
from klientel.kit.refused import Refused
from klientel.records.actions import actions
from klientel.records.actions.catalogue import Action
from klientel.records.types import record_types
from klientel.workspaces import policy
from tests.architecture import tables
from tests.architecture.things import OUTSIDE, Scene, hide, inputs_for, makers
from tests.cast import Firm
from tests.contracts.samples import make, sample_inputs

TABLE = "actions.txt"
#: the columns: who acts, by first name (tests/cast.py); what is done to a record of the team web is
#: asked of Bea, who is in another team, and Fremd is of another workspace
COLUMNS = ("olga", "lena", "wim", "sam", "bodo", "bea", "fremd")

#: actions whose inputs name something that hangs on a record, and is as much out of sight
OF_RECORDS = ("comment.", "file.", "share.", "record.")
#: actions that take a saved view by its number
OF_VIEWS = ("view.change", "view.delete", "view.offer", "view.pin", "view.rename", "view.unpin")


@pytest.mark.slow
@pytest.mark.django_db
def test_every_action_lets_each_person_do_what_the_table_says(firm: Firm, other_firm: Firm) -> None:
    tables.compare(TABLE, 2, dict(_answers(firm, other_firm)))


def test_the_table_of_actions_is_plausible() -> None:
    """Whose role lacks the permission is refused, and a record of others does not exist.

    A row in which nobody writes anything says nothing of rights: what it takes is to be made
    (`things`), so that whoever may is told from whoever may not.
    """
    roles = dict(zip(COLUMNS, ("owner", "lead", "member", "support", "bookkeeping"), strict=False))
    for (name, permission), row in tables.kept(TABLE, 2).items():
        cells = dict(zip(COLUMNS, row, strict=True))
        one = actions.get(name)
        assert one.permission == permission, name
        for person, role in roles.items():
            if not policy.holds(role, permission):
                assert cells[person] == "403", (name, person)
        assert "yes+" in row, f"nobody does {name}: make what it takes"
        assert not any(cell.endswith("!") for cell in row), f"{name} writes out of reach"
        if one.on or name.startswith(OF_RECORDS):
            assert cells["fremd"] == "404", name
            assert cells["bea"] in ("404", "403"), name


@pytest.mark.django_db
def test_a_view_of_ones_own_is_there_for_nobody_else(firm: Firm, other_firm: Firm) -> None:
    """Not even for who may change the views that others share."""
    for name in OF_VIEWS:
        one = actions.get(name)
        answers = {who: _done(firm, other_firm, one, who, is_own=True) for who in COLUMNS}
        assert answers.pop("olga").startswith("yes"), name
        assert set(answers.values()) == {"404"}, (name, answers)


def test_things_are_made_for_actions_that_there_are() -> None:
    assert set(makers) <= {one.name for one in actions}


def _answers(firm: Firm, other: Firm) -> Iterator[tuple[tables.Key, tables.Row]]:
    for one in actions:
        row = tuple(_done(firm, other, one, name) for name in COLUMNS)
        yield (one.name, one.permission), row


def _done(firm: Firm, other: Firm, one: Action, name: str, *, is_own: bool = False) -> str:
    """What comes of it: yes or the number of the refusal, `+` if something was written.

    `!` says that something was written where it must not: of what Bea may not know of, or in a
    workspace that Fremd is not in.
    """
    with transaction.atomic():
        target = [_target(firm, one, name)] if one.on else []
        actor = (other if name == "fremd" else firm).actor(name)
        scene = Scene(firm, name, actor, next(iter(target), None), is_own)
        inputs = {**sample_inputs(firm.olga, one.inputs), **inputs_for(one.name, scene)}
        before, beyond = _events(actor), _beyond(scene)
        try:
            one.call(actor, *target, **inputs)
            answer = "yes"
        except Refused as refusal:
            answer = str(refusal.status)
        wrote, strayed = _events(actor) > before, _beyond(scene) > beyond
        transaction.set_rollback(True)
    cache.clear()
    return f"{answer}{'+' if wrote else ''}{'!' if strayed else ''}"


def _target(firm: Firm, one: Action, name: str) -> Any:
    """The record it is done to; for Bea one that only the team web may know of."""
    record = make(firm.olga, record_types.get(one.on))
    if name == OUTSIDE:
        hide(firm, record)
    return record.pk


def _beyond(scene: Scene) -> int:
    """How much was written of what is out of reach for who acts."""
    written = Event.objects.in_workspace(scene.firm.workspace.pk)
    if scene.actor.workspace_id != scene.firm.workspace.pk:
        return written.count()
    if scene.name != OUTSIDE:
        return 0
    return written.filter(record_id__in=scene.out_of_sight).count()


def _events(actor: Any) -> int:
    return Event.objects.in_workspace(actor.workspace_id).count()

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
from klientel.records.actions.share import share
from klientel.records.types import record_types
from klientel.workspaces import policy
from tests.architecture import tables
from tests.cast import Firm
from tests.contracts.samples import make, sample_inputs

TABLE = "actions.txt"
#: the columns: who acts, by first name (tests/cast.py); what is done to a record of the team web is
#: asked of Bea, who is in another team, and Fremd is of another workspace
COLUMNS = ("olga", "lena", "wim", "sam", "bodo", "bea", "fremd")


@pytest.mark.slow
@pytest.mark.django_db
def test_every_action_lets_each_person_do_what_the_table_says(firm: Firm, other_firm: Firm) -> None:
    tables.compare(TABLE, 2, dict(_answers(firm, other_firm)))


def test_the_table_of_actions_is_plausible() -> None:
    """Whose role lacks the permission is refused, and a record of others does not exist."""
    roles = dict(zip(COLUMNS, ("owner", "lead", "member", "support", "bookkeeping"), strict=False))
    for (name, permission), row in tables.kept(TABLE, 2).items():
        cells = dict(zip(COLUMNS, row, strict=True))
        one = actions.get(name)
        assert one.permission == permission, name
        for person, role in roles.items():
            if not policy.holds(role, permission):
                assert cells[person] == "403", (name, person)
        if one.on:
            assert cells["fremd"] == "404", name
            assert cells["bea"] in ("404", "403"), name


def _answers(firm: Firm, other: Firm) -> Iterator[tuple[tables.Key, tables.Row]]:
    for one in actions:
        row = tuple(_done(firm, other, one, name) for name in COLUMNS)
        yield (one.name, one.permission), row


def _done(firm: Firm, other: Firm, one: Action, name: str) -> str:
    """What comes of it: yes or the number of the refusal, `+` if something was written."""
    with transaction.atomic():
        target = [_target(firm, one, name)] if one.on else []
        inputs = sample_inputs(firm.olga, one.inputs)
        actor = (other if name == "fremd" else firm).actor(name)
        before = _events(actor)
        try:
            one.call(actor, *target, **inputs)
            answer = "yes"
        except Refused as refusal:
            answer = str(refusal.status)
        wrote = _events(actor) > before
        transaction.set_rollback(True)
    cache.clear()
    return f"{answer}{'+' if wrote else ''}"


def _target(firm: Firm, one: Action, name: str) -> Any:
    """The record it is done to; for Bea one that only the team web may know of."""
    record = make(firm.olga, record_types.get(one.on))
    if name == "bea":
        type_ = record_types.get(one.on)
        follows = type_.follows_account(record)
        key = type_.account_of(record) if follows else record.pk
        top = "account" if follows else one.on
        share(firm.olga, top, key, privacy="team", team_id=firm.teams["web"].pk)
    return record.pk


def _events(actor: Any) -> int:
    return Event.objects.in_workspace(actor.workspace_id).count()

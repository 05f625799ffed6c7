"""Every action: permission, label in both languages, refusal of strangers and unknown inputs."""

from __future__ import annotations

import pytest
from django.utils import translation

from klientel.kit.refused import Forbidden, Invalid, NotFound
from klientel.records.actions import actions
from klientel.records.actions.catalogue import Action
from klientel.records.types import record_types
from klientel.workspaces import policy
from tests.cast import Firm
from tests.contracts.samples import make, sample_inputs

pytestmark = pytest.mark.django_db
ACTIONS = list(actions)
#: the cast by role (tests/cast.py)
PEOPLE = {
    "olga": "owner",
    "lena": "lead",
    "wim": "member",
    "sam": "support",
    "bodo": "bookkeeping",
}


@pytest.fixture(params=ACTIONS, ids=lambda one: one.name)
def action(request: pytest.FixtureRequest) -> Action:
    return request.param


def test_its_permission_is_in_the_role_table(action: Action) -> None:
    assert policy.is_declared(action.permission)


def test_its_label_is_said_in_both_languages(action: Action) -> None:
    with translation.override("en"):
        english = str(action.label)
    with translation.override("de"):
        assert str(action.label) != english


def test_an_unknown_input_is_named(firm: Firm, action: Action) -> None:
    target = [make(firm.olga, record_types.get(action.on))] if action.on else []
    with pytest.raises(Invalid) as refusal:
        action.call(firm.olga, *target, no_such_input="1")
    assert "no_such_input" in refusal.value.errors


def test_a_role_without_the_permission_is_forbidden(firm: Firm, action: Action) -> None:
    target = [make(firm.olga, record_types.get(action.on)).pk] if action.on else []
    inputs = sample_inputs(firm.olga, action.inputs)
    without = [one for one in PEOPLE if not policy.holds(PEOPLE[one], action.permission)]
    for name in without:
        with pytest.raises(Forbidden):
            action.call(firm.actor(name), *target, **inputs)


def test_a_stranger_does_not_find_the_record(firm: Firm, other_firm: Firm, action: Action) -> None:
    if not action.on:
        return
    record = make(firm.olga, record_types.get(action.on))
    stranger = other_firm.actor("fremd")
    inputs = sample_inputs(stranger, action.inputs)
    with pytest.raises(NotFound):
        action.call(stranger, record.pk, **inputs)

"""What an input names is looked for as its reader may see it, like what an address names.

SECURITY 4 and 6: for Bea a record of another team is as little there as one of another workspace.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from klientel.events.models import Event
from klientel.kit.refused import Invalid, Refused
from klientel.records.actions import actions
from klientel.records.actions.catalogue import Action
from klientel.records.types import record_types
from klientel.workspaces import policy
from tests.architecture.things import OUTSIDE, Scene, hide, inputs_for
from tests.cast import Firm
from tests.contracts.samples import make, sample_inputs

KINDS = ("record", "records")
#: inputs that name a part of the record that an action is done to
PARTS = ("entry", "line", "step", "purchase")
DONE = "yes"
#: where people must be people of the account, and these are seen with it
OF_THE_ACCOUNT = (
    "account.name_billing_contact", "account.name_decider", "interaction.change",
    "interaction.create", "interaction.log", "meeting.change", "meeting.create", "meeting.plan",
)  # fmt: skip
#: nothing is written for what was never waited for, whether it is there or not
NOTHING_TO_DO = ("work.wait_no_longer",)


@pytest.mark.slow
@pytest.mark.django_db
def test_what_is_out_of_sight_can_be_named_nowhere(firm: Firm, other_firm: Firm) -> None:
    stranger = other_firm.actor("fremd")
    for one, given in _naming():
        where = f"{one.name} {given.name}"
        hidden = _answer(firm, firm.olga, one, given, is_hidden=True)
        assert hidden == _answer(firm, stranger, one, given), f"{where} tells what is there"
        assert (hidden == DONE) == (one.name in NOTHING_TO_DO), f"{where} takes what is hidden"
        if given.to != ("contact",) or one.name not in OF_THE_ACCOUNT:
            shown = _answer(firm, firm.olga, one, given)
            assert shown == DONE, f"{where} proves nothing: {shown}"


@pytest.mark.slow
@pytest.mark.django_db
def test_what_belongs_to_a_record_is_reached_through_no_other(firm: Firm) -> None:
    """A line, step or entry of a record out of sight, named with a record that everyone sees.

    The same of that record itself is reached, by Olga, who may all.
    """
    bea = firm.actor(OUTSIDE)
    for one in _with_a_part():
        type_ = record_types.get(one.on)
        with transaction.atomic():
            whole, other = make(firm.olga, type_, 7), make(firm.olga, type_, 8)
            ours = inputs_for(one.name, Scene(firm, "olga", bea, other.pk))
            hide(firm, whole)
            theirs = inputs_for(one.name, Scene(firm, OUTSIDE, bea, whole.pk))
            inputs = sample_inputs(firm.olga, one.inputs)
            before = _events(firm)
            with suppress(Refused):
                one.call(bea, other.pk, **{**inputs, **theirs})
            assert _events(firm) == before, f"{one.name} reaches what is hidden"
            one.call(firm.olga, other.pk, **{**inputs, **ours})
            assert _events(firm) > before, f"{one.name} proves nothing"
            transaction.set_rollback(True)
        cache.clear()


def _events(firm: Firm) -> int:
    return Event.objects.in_workspace(firm.workspace.pk).count()


def _with_a_part() -> Iterator[Action]:
    """Actions that Bea's role may do to a part of a record, each with the input that names it."""
    for one in actions:
        is_part = any(given.name in PARTS for given in one.inputs)
        if one.on and is_part and policy.holds("member", one.permission):
            yield one


def _naming() -> Iterator[tuple[Action, Any]]:
    """Actions that Bea's role may do, with each input that names records."""
    for one in actions:
        if policy.holds("member", one.permission):
            yield from ((one, given) for given in one.inputs if given.kind in KINDS)


def _answer(firm: Firm, maker: Any, one: Action, given: Any, *, is_hidden: bool = False) -> str:
    """What Bea is answered where she names a record of `maker` in an input, and why."""
    type_ = record_types.get(given.to[0] if given.to else "account")
    bea = firm.actor(OUTSIDE)
    with transaction.atomic():
        target = [make(firm.olga, record_types.get(one.on)).pk] if one.on else []
        # as of somebody who may see it all: nothing but what is named can be what is refused
        scene = Scene(firm, "olga", bea, *target)
        inputs = {**sample_inputs(firm.olga, one.inputs), **inputs_for(one.name, scene)}
        # she chooses either a person or somebody of the firm
        inputs.pop("member", None)
        named = make(maker, type_, 7)
        if is_hidden:
            hide(firm, named)
        inputs[given.name] = [str(named.pk)] if given.kind == "records" else str(named.pk)
        try:
            one.call(bea, *target, **inputs)
            answer = DONE
        except Refused as refusal:
            answer = _said(refusal)
        transaction.set_rollback(True)
    cache.clear()
    return answer


def _said(refusal: Refused) -> str:
    """A refusal with all its words."""
    if not isinstance(refusal, Invalid):
        return f"{refusal.status} {refusal}"
    errors = sorted(f"{name}: {one}" for name, one in refusal.errors.items())
    return " ".join([str(refusal.status), *errors])

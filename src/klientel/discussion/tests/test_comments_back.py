"""What was done with a comment is taken back, and leaves what others did later."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from klientel.discussion.actions import assigning, comment
from klientel.discussion.comment_queries import comment_for
from klientel.discussion.models import Comment
from klientel.discussion.tests.bytes import account
from klientel.discussion.tests.said import say
from klientel.kit.refused import Forbidden, Refused
from klientel.records import actions
from klientel.records.actions.share import share
from tests.cast import Firm

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("what", ["written", "edited", "published", "assigned", "resolved"])
def test_each_step_can_be_taken_back_and_done_again(firm: Firm, what: str) -> None:
    nord = account(firm)
    spoken = say(firm, nord, "One")
    key = {"comment": str(spoken.pk)}
    wim = firm.members["wim"].pk
    if what == "edited":
        spoken = comment.edit(firm.olga, **key, text="Two", version="1")
    if what == "published":
        spoken = comment.publish(firm.olga, **key)
    if what in ("assigned", "resolved"):
        spoken = assigning.assign(firm.olga, **key, assignee=wim)
    if what == "resolved":
        spoken = assigning.resolve(firm.olga, **key)
    states = [_state(firm, spoken)]
    token = spoken.told_by
    for _time in range(2):
        undone = actions.undo(firm.olga, token)
        states.append(_state(firm, spoken))
        token = undone.batch
    assert states[0] == states[2] != states[1]


def test_taking_an_edit_back_leaves_the_wordings_that_came_later(firm: Firm) -> None:
    spoken = say(firm, account(firm), "One")
    second = comment.edit(firm.olga, comment=str(spoken.pk), text="Two", version="1")
    comment.edit(firm.olga, comment=str(spoken.pk), text="Three", version="2")
    with pytest.raises(Refused, match="the later change stays"):
        actions.undo(firm.olga, second.told_by)
    assert comment_for(firm.olga, spoken.pk).body == "Three"


def test_taking_an_assignment_back_leaves_whom_somebody_asked_later(firm: Firm) -> None:
    spoken = say(firm, account(firm))
    key = {"comment": str(spoken.pk)}
    first = assigning.assign(firm.olga, **key, assignee=firm.members["wim"].pk)
    assigning.assign(firm.actor("bea"), **key, assignee=firm.members["bea"].pk)
    with pytest.raises(Refused, match="the later change stays"):
        actions.undo(firm.olga, first.told_by)
    assert comment_for(firm.olga, spoken.pk).assignee_id == firm.members["bea"].pk


def test_a_comment_does_not_go_back_to_who_may_see_the_record_no_longer(firm: Firm) -> None:
    nord = account(firm)
    spoken = say(firm, nord, assignee=firm.members["bea"].pk)
    handed = assigning.assign(firm.olga, comment=str(spoken.pk), assignee=firm.members["wim"].pk)
    share(firm.olga, "account", nord.pk, privacy="team", team_id=firm.teams["web"].pk)
    with pytest.raises(Refused, match="may not see"):
        actions.undo(firm.olga, handed.told_by)
    assert comment_for(firm.olga, spoken.pk).assignee_id == firm.members["wim"].pk


def test_who_may_publish_no_longer_does_not_publish_by_undo(firm: Firm) -> None:
    spoken = say(firm, account(firm), who="wim", audience="outside")
    kept = comment.withdraw(firm.actor("wim"), comment=str(spoken.pk))
    with pytest.raises(Forbidden):
        actions.undo(replace(firm.actor("wim"), role="bookkeeping"), kept.told_by)
    assert comment_for(firm.olga, spoken.pk).is_internal


def _state(firm: Firm, spoken: Comment) -> tuple[Any, ...]:
    one = comment_for(firm.olga, spoken.pk, trashed=None)
    resolved = one.resolved_at is not None
    return (one.body, one.is_internal, one.assignee_id, resolved, one.trashed_at is not None)

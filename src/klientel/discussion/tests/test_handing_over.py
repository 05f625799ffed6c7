"""Comments that wait for somebody who leaves wait for whoever takes over, and back again."""

from __future__ import annotations

import pytest

from klientel.discussion.actions import assigning
from klientel.discussion.models import Comment
from klientel.discussion.tests.bytes import account
from klientel.discussion.tests.said import say
from klientel.events.models import Event
from klientel.events.worker import run_until_idle
from klientel.records.actions.share import share
from klientel.records.actions.undo import undo
from klientel.team.actions import hand_over
from klientel.team.handover import hand_overs
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def whose(firm: Firm, comment: Comment) -> str:
    now = Comment.objects.in_workspace(firm.workspace.pk).get(pk=comment.pk)
    return next(name for name, one in firm.members.items() if one.pk == now.assignee_id)


def give(firm: Firm, comment: Comment, name: str = "wim") -> Comment:
    return assigning.assign(firm.olga, comment=str(comment.pk), assignee=firm.members[name].pk)


def leave(firm: Firm, leaves: str = "") -> None:
    wim, bea = firm.members["wim"].pk, firm.members["bea"].pk
    hand_over(firm.olga, member=wim, to=bea, leaves=leaves)
    run_until_idle()


def test_what_waits_for_them_goes_and_what_is_resolved_stays(firm: Firm) -> None:
    nord = account(firm)
    waits, done = give(firm, say(firm, nord)), give(firm, say(firm, nord))
    assigning.resolve(firm.olga, comment=str(done.pk))
    comments = next(one for one in hand_overs() if one.name == "comments")
    assert comments.count(firm.olga, firm.members["wim"].pk) == 1
    leave(firm)
    assert (whose(firm, waits), whose(firm, done)) == ("bea", "wim")
    assert comments.count(firm.olga, firm.members["wim"].pk) == 0
    event = Event.objects.in_workspace(firm.workspace.pk).get(verb="member.handed_over")
    undo(firm.olga, event.pk)
    assert whose(firm, waits) == "wim"


def test_a_comment_comes_back_even_to_whoever_has_left(firm: Firm) -> None:
    waits = give(firm, say(firm, account(firm)))
    leave(firm, leaves="1")
    event = Event.objects.in_workspace(firm.workspace.pk).get(verb="member.handed_over")
    undone = undo(firm.olga, event.pk)
    assert (whose(firm, waits), undone.skipped) == ("wim", [])


def test_what_the_successor_may_not_see_stays(firm: Firm) -> None:
    nord = account(firm)
    waits = give(firm, say(firm, nord))
    wim = firm.members["wim"].pk
    share(firm.olga, "account", nord.pk, privacy="named", member_ids=[wim])
    leave(firm)
    assert whose(firm, waits) == "wim"

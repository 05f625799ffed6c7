"""Have work tried again that the program gave up: jobs, and events that somebody was to hear of."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.desk.queries import GIVEN_UP, given_up_one
from klientel.events import dispatch, jobs, log
from klientel.kit.ids import id_needed
from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import action
from klientel.records.fields import TextField
from klientel.workspaces.actor import Actor

_WORK = TextField(name="work", label=_("Work"), required=True, max_length=36)


@action(
    "work.try_again",
    label=_("Try again"),
    permission=GIVEN_UP,
    inputs=[_WORK],
    on="",
    icon="rotate-cw",
)
def try_again(actor: Actor, *, work: str) -> int:
    """Give one job or delivery of the workspace all its attempts again.

    Raises `NotFound` for what is not given up here, `Refused` when the same work is under way.
    """
    key = id_needed(work)
    lost = given_up_one(actor, key)
    workspace = actor.workspace_id
    requeued = jobs.requeue_dead(workspace, [key]) or dispatch.requeue_dead(workspace, [key])
    if not requeued:
        raise Refused("The same work is under way already.")
    _note(actor, lost.name, requeued)
    return requeued


@action(
    "work.try_all_again",
    label=_("Try all again"),
    permission=GIVEN_UP,
    on="",
    icon="rotate-cw",
)
def try_all_again(actor: Actor) -> int:
    """Give everything that the workspace's work was given up for its attempts again."""
    requeued = jobs.requeue_dead(actor.workspace_id) + dispatch.requeue_dead(actor.workspace_id)
    if requeued:
        _note(actor, str(requeued), requeued)
    return requeued


def _note(actor: Actor, what: str, count: int) -> None:
    log.record(actor, "work.tried_again", facts={"what": what, "count": count})

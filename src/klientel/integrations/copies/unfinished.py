"""What was being worked on when a copy was made: its jobs stay behind, so it stands still."""

from __future__ import annotations

from klientel.integrations.models import ImportRun
from klientel.integrations.states import stop
from klientel.views.bulk_work import finish
from klientel.views.models import BulkRun
from klientel.workspaces.actor import Actor
from klientel.workspaces.standstill import add_stop

_CHANGING = (BulkRun.State.WAITING, BulkRun.State.RUNNING)
_IMPORTING = (ImportRun.State.CHECKING, ImportRun.State.RUNNING, ImportRun.State.UNDOING)


def _stop(actor: Actor) -> None:
    """Let every run of the workspace end where it was, as if somebody had stopped it there.

    Nobody goes on with it here by itself; an import may be started again from its page.
    """
    for edit in BulkRun.objects.in_workspace(actor.workspace_id).filter(state__in=_CHANGING):
        finish(edit, BulkRun.State.STOPPED)
    for run in ImportRun.objects.in_workspace(actor.workspace_id).filter(state__in=_IMPORTING):
        stop(actor, run)


def introduce() -> None:
    """Say how bulk edits and imports are brought to a stand."""
    add_stop("unfinished", _stop)

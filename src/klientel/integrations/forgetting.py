"""Forget an import: what it kept for its undo, its problems, its files."""

from __future__ import annotations

from klientel.integrations import storage
from klientel.integrations.models import ImportRun, KeptThing, RowProblem
from klientel.integrations.suspects import forget_suspects


def forget_files(run: ImportRun) -> None:
    """Delete the file of a run, and the table that was taken out of it."""
    storage.forget(run.stored_as)
    storage.forget(run.original_as)


def forget(run: ImportRun) -> None:
    """Delete a run and its problems."""
    KeptThing.objects.in_workspace(run.workspace_id).filter(run=run).delete()
    RowProblem.objects.in_workspace(run.workspace_id).filter(run=run).delete()
    forget_suspects(run)
    run.delete()

"""A dry run: the action is done whole and taken back before anything of it is committed.

That way it is refused for what the real one would be refused for, by the same code.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

from klientel.records.actions.together import written_together
from klientel.workspaces.models import Workspace

Done = TypeVar("Done")

#: so far apart are the versions of a dry run from those that a workspace reaches
_APART = 1_000_000_000


def rehearsed(workspace: Workspace, work: Callable[[], Done]) -> Done:
    """What the work gives; nothing that it wrote stays, and nothing that waits for a commit runs.

    Processes keep a firm's fields, kinds and people under its directory version. What is read while
    something is rehearsed must never be taken for what a later change brings under the same number,
    so a rehearsal has numbers of its own.
    """
    usual = workspace.directory_version

    def and_back() -> Done:
        with transaction.atomic():
            workspace.directory_version = _APART + secrets.randbelow(_APART)
            here = Workspace.objects.filter(pk=workspace.pk)
            here.update(directory_version=workspace.directory_version)
            done = work()
            transaction.set_rollback(True)
        return done

    try:
        return written_together(and_back)
    finally:
        workspace.directory_version = usual

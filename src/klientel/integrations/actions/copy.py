"""Asking for a copy of the workspace, and taking it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.events import jobs, log
from klientel.events.models import Job
from klientel.integrations.copies import keeping
from klientel.integrations.copies.tasks import export_workspace
from klientel.kit.ids import id_needed
from klientel.records.actions.catalogue import action
from klientel.records.fields import TextField
from klientel.workspaces import policy
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace
from klientel.workspaces.policy import Role

EXPORT = policy.permission("workspace.export", _("Take a copy of all data"), {Role.OWNER})
TASK = export_workspace.module_path


@action(
    "workspace.export",
    label=_("Export everything"),
    permission=EXPORT,
    on="",
    icon="download",
)
def ask_for_copy(actor: Actor) -> Job:
    """Have a copy of everything made in the background; asked twice, it is made once."""
    note_copy(actor)
    name = Workspace.objects.get(pk=actor.workspace_id).name
    key = f"{TASK}:{actor.member_id}"
    return jobs.enqueue(export_workspace, actor=actor, label=name, dedupe_key=key)


@action(
    "workspace.take_copy",
    label=_("Download"),
    permission=EXPORT,
    on="",
    icon="download",
    inputs=[TextField(name="copy", label=_("Copy"), required=True, max_length=36)],
)
def take_copy(actor: Actor, *, copy: str) -> keeping.Waiting:
    """The file of a copy that the actor asked for.

    Raises `NotFound` for anybody else's, `NoLongerKept` when it is no longer kept.
    """
    found = keeping.must_wait(keeping.copy_of(actor, TASK, id_needed(copy)))
    facts = {"megabytes": str(max(1, round(found.size / 1024**2)))}
    log.record(actor, "workspace.copy_taken", facts=facts)
    return found


def note_copy(actor: Actor) -> None:
    """Write into the log that a copy of everything is made, in the running transaction."""
    log.record(actor, "workspace.exported")

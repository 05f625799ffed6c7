"""The jobs of the room's copies: make one, forget old ones."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django_tasks import task

from klientel.desk.queries import Told
from klientel.events.jobs import actor_of_job, progress
from klientel.events.models import Job
from klientel.integrations.copies import keeping
from klientel.integrations.copies.archive import Failed, Unusable
from klientel.integrations.copies.export import export
from klientel.kit.refused import Refused


@task
def export_workspace() -> dict[str, Any]:
    """Make a copy of the job's workspace to be downloaded; a second run makes another.

    Whoever asked must still own the workspace.
    """
    path = keeping.new_path()
    try:
        manifest = export(actor_of_job(), path, progress.set)
    except (Failed, Unusable) as error:
        raise Refused("The copy could not be made: {why}.", why=str(error)) from None
    rows = sum(one["rows"] for one in manifest["tables"].values())
    return {"file": path.name, "bytes": path.stat().st_size, "rows": rows}


@task
def clean_exports() -> int:
    """Delete copies that are over; idempotent."""
    return keeping.forget_old()


def tell(_job: Job, slug: str) -> Told:
    """What the job tray says of it."""
    return Told(_("Copy of"), f"/{slug}/settings/export")

"""What the job tray says of the work of lists, whose room stands below and knows no tray."""

from __future__ import annotations

from klientel.desk.queries import Told, tellers
from klientel.events.models import Job
from klientel.records.types import record_types
from klientel.views.tasks import go_through


def tell(job: Job, slug: str) -> Told:
    """A change of many records is followed on its own page."""
    name = job.args.get("type_name", "")
    if name not in record_types:
        return Told()
    return Told("", f"/{slug}/{record_types.get(name).slug}/bulk/{job.args['run_id']}")


def introduce() -> None:
    """Let the tray ask here."""
    tellers[go_through.module_path] = tell

"""What can happen to an import as a whole; each record it writes has events of its own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from klientel.events.log import record
from klientel.events.verbs import Verb, verbs
from klientel.integrations.models import ImportRun
from klientel.workspaces.actor import Actor

_FACTS = ("file", "rows")

verbs.declare(
    Verb("import.started", _("{actor} started the import of {file}"), _FACTS, icon="upload"),
    Verb("import.finished", _("{actor} imported {file} (rows: {rows})"), _FACTS, icon="upload"),
    Verb(
        "import.stopped",
        _("{actor} stopped the import of {file} behind row {rows}"),
        _FACTS,
        icon="upload",
    ),
    Verb(
        "import.failed",
        _("The import of {file} that {actor} started failed behind row {rows}"),
        _FACTS,
        icon="upload",
    ),
    Verb("import.undone", _("{actor} undid the import of {file}"), _FACTS, icon="undo-2"),
    Verb(
        "import.mapping_forgotten",
        _("{actor} had the columns of {file} forgotten"),
        _FACTS,
        icon="upload",
    ),
    Verb(
        "import.thrown_away",
        _("{actor} deleted the file {file} without importing it"),
        _FACTS,
        icon="trash-2",
    ),
)


def tell(actor: Actor, run: ImportRun, what: str, **facts: Any) -> None:
    """Write what happened to a run into the log, in the running transaction."""
    # without the batch: an undo of the import must not take its own story back
    told = {"file": run.file_name, "rows": run.next_row, **facts}
    record(actor, f"import.{what}", facts=told)

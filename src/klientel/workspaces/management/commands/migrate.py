"""Django's migrate, followed by the workspace keys that only PostgreSQL can hold."""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections

from klientel.workspaces.keys import span_workspace


class Command(DjangoMigrate):
    """Migrates, then lets the constraints between scoped tables span the workspace."""

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not options.get("check_unapplied") and not options.get("plan"):
            span_workspace(connections[options["database"]])

"""Opens the room `integrations`: its verbs, its schedule, and the import of every type."""

from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "klientel.integrations"
    label = "integrations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from klientel.desk.queries import tellers
        from klientel.events.jobs import schedule
        from klientel.integrations import verbs  # noqa: F401 - they register
        from klientel.integrations.tasks import (
            check_import,
            clean_imports,
            run_import,
            tell,
            undo_import,
        )

        for job in (check_import, run_import, undo_import):
            tellers[job.module_path] = tell
        schedule("integrations.clean_imports", clean_imports, "41 3 * * *")

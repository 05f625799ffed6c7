"""Opens the room `integrations`: its verbs, its schedule, and the import of every type."""

from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "klientel.integrations"
    label = "integrations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from klientel.desk.queries import tellers
        from klientel.events.jobs import schedule
        from klientel.integrations import sections, verbs  # noqa: F401 - they register
        from klientel.integrations.actions import hook, run, webhook  # noqa: F401 - they register
        from klientel.integrations.agents import through  # noqa: F401 - it registers
        from klientel.integrations.api import urls  # noqa: F401 - what it answers registers
        from klientel.integrations.copies import tasks as copies
        from klientel.integrations.copies import unfinished
        from klientel.integrations.copies import verbs as copy_verbs  # noqa: F401 - they register
        from klientel.integrations.copies.rotation import back_up_daily
        from klientel.integrations.hooks import copied, handing_over, telling  # noqa: F401 - it subscribes
        from klientel.integrations.hooks import verbs as hook_verbs  # noqa: F401 - they register
        from klientel.integrations.tasks import (
            check_import,
            clean_answers,
            clean_hook_calls,
            clean_imports,
            run_import,
            tell,
            undo_import,
        )

        copied.introduce()
        handing_over.introduce()
        unfinished.introduce()
        for job in (check_import, run_import, undo_import):
            tellers[job.module_path] = tell
        schedule("integrations.clean_imports", clean_imports, "41 3 * * *")
        schedule("integrations.clean_answers", clean_answers, "37 * * * *")
        tellers[copies.export_workspace.module_path] = copies.tell
        schedule("integrations.clean_exports", copies.clean_exports, "23 * * * *")
        schedule("integrations.clean_hook_calls", clean_hook_calls, "37 3 * * *")
        schedule("integrations.back_up_daily", back_up_daily, "17 2 * * *")

"""Opens the room `workspaces`."""

from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    name = "klientel.workspaces"
    label = "workspaces"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from klientel.workspaces import planning

        planning.listen()

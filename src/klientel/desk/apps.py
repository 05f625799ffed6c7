"""Opens the room `desk`: its verbs and actions, and the line of the job tray in the sidebar."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "klientel.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from klientel.desk import actions, navigation, notices, sections, told_lists, verbs  # noqa: F401 - they register
        from klientel.desk.today import mentions

        mentions.introduce()
        navigation.introduce()
        notices.introduce()
        told_lists.introduce()

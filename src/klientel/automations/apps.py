"""Opens the room `automations`: its verbs, actions, triggers and steps."""

from django.apps import AppConfig


class AutomationsConfig(AppConfig):
    name = "klientel.automations"
    label = "automations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from klientel.automations import actions, buttons, navigation, notices, outcome, verbs  # noqa: F401 - they register
        from klientel.automations.actions import handing_over
        from klientel.automations.engine.opening import open_engine

        navigation.introduce()
        buttons.introduce()
        handing_over.introduce()
        outcome.introduce()
        open_engine()
        notices.introduce()

"""Opens the room `automations`: its verbs, actions, triggers and steps."""

from django.apps import AppConfig


class AutomationsConfig(AppConfig):
    name = "klientel.automations"
    label = "automations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from klientel.automations import (  # noqa: F401 - they register
            actions,
            buttons,
            copied,
            made_panel,
            moment,
            navigation,
            notices,
            outcome,
            verbs,
        )
        from klientel.automations.actions import handing_over
        from klientel.automations.engine.opening import open_engine

        navigation.introduce()
        buttons.introduce()
        copied.introduce()
        handing_over.introduce()
        outcome.introduce()
        moment.introduce()
        open_engine()
        notices.introduce()
        made_panel.introduce()

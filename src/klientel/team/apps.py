"""Opens the room `team`."""

from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "klientel.team"
    label = "team"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from klientel.events.jobs import schedule
        from klientel.team import actions, sections, sign_in_log, undoing, verbs  # noqa: F401
        from klientel.team.cleaning import clean

        sign_in_log.listen()
        schedule("team.clean", clean, "41 3 * * *")

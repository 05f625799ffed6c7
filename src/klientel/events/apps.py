"""Opens the room `events`."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "klientel.events"
    label = "events"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from klientel.events import job_verbs  # noqa: F401 - they register
        from klientel.events.cleaning import clean
        from klientel.events.jobs import schedule
        from klientel.events.seal import seal_all

        schedule("events.clean", clean, "17 3 * * *")
        schedule("events.seal", seal_all, "*/15 * * * *")
        schedule("events.seal everything", seal_all, "43 2 * * *", everything=True)

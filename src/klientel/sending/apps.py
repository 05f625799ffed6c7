"""Opens the room `sending`."""

from django.apps import AppConfig


class SendingConfig(AppConfig):
    name = "klientel.sending"
    label = "sending"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from klientel.events.jobs import schedule
        from klientel.sending import actions, notices, sections, verbs  # noqa: F401 - they register
        from klientel.sending.leaving import TASKS
        from klientel.sending.models import Call, Message
        from klientel.sending.tasks import clean, send_call, send_message, sweep

        TASKS[Message] = (send_message, "message_id")
        TASKS[Call] = (send_call, "call_id")
        notices.introduce()
        schedule("sending.sweep", sweep, "*/5 * * * *")
        schedule("sending.clean", clean, "29 3 * * *")

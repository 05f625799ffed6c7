"""Opens the room `notifications`: its subscriber, verbs, actions, navigation and nightly work."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class NotificationsConfig(AppConfig):
    name = "klientel.notifications"
    label = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from klientel.discussion.presence import arrivals
        from klientel.events.jobs import schedule
        from klientel.notifications import actions, badge, hearing, navigation, sections, verbs  # noqa: F401
        from klientel.notifications.actions.reading import read_record
        from klientel.notifications.cleaning import forget_old
        from klientel.notifications.models import Push
        from klientel.notifications.tasks import mail_all, ring_all, send_push
        from klientel.records.merging.moving import name_rows
        from klientel.sending.leaving import TASKS

        hearing.introduce()
        badge.introduce()
        navigation.introduce()
        arrivals.append(read_record)
        schedule("notifications.mail", mail_all, "*/5 * * * *")
        schedule("notifications.ring", ring_all, "*/5 * * * *")
        schedule("notifications.clean", forget_old, "37 3 * * *")
        TASKS[Push] = (send_push, "push_id")
        name_rows("notifications.notification", gettext_lazy("Inbox items"))
        name_rows("notifications.heard", gettext_lazy("Notifications in inboxes"))
        name_rows("notifications.muted", gettext_lazy("Muted"))

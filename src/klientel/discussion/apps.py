"""Opens the room `discussion`: the verbs and actions of files, and what is tidied at night."""

from django.apps import AppConfig


class DiscussionConfig(AppConfig):
    name = "klientel.discussion"
    label = "discussion"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from klientel.discussion import cleaning, queries, verbs  # noqa: F401 - they register
        from klientel.discussion.actions import file, undoing  # noqa: F401 - they register
        from klientel.records import using

        undoing.introduce()
        cleaning.introduce()
        using.keepers.setdefault("", []).append(queries.records_with_files)

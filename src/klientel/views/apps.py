"""Opens the room `views`."""

from django.apps import AppConfig


class ViewsConfig(AppConfig):
    name = "klientel.views"
    label = "views"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from klientel.team.sections import TITLE
        from klientel.views import (
            action_list,
            comment_parts,
            file_parts,
            layouts,
            link_pages,
            own_field_pages,
            shared_file,
            shared_mark,
            tasks,
            verbs,
        )
        from klientel.views.navigation import Entry, entries

        verbs.declare()
        action_list.introduce()
        layouts.introduce()
        tasks.introduce()
        file_parts.register()
        comment_parts.register()
        own_field_pages.register()
        shared_file.register()
        link_pages.register()
        shared_mark.register()
        entries.add(
            Entry(
                name="settings",
                label=TITLE,
                icon="settings",
                path="settings",
                order=95,
                on_phone=False,
            )
        )

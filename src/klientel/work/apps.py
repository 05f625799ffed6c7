"""Opens the room `work`: its verbs, actions, panels, navigation and settings."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class WorkConfig(AppConfig):
    """Tasks, orders, tickets and what else a firm has to do."""

    name = "klientel.work"
    label = "work"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from klientel.desk.today import due
        from klientel.records.merging.moving import name_rows, stays
        from klientel.work import (
            account_signs,
            action_list,
            capture,
            hand_over,
            my_day,
            navigation,
            notices,
            open_ends,
            open_items,
            panels,
            planning,
            record_parts,
            series_undo,
            settings_pages,
            status_page,
            tasks,
            template_pages,
            undoing,
            verbs,
        )
        from klientel.work.models import ItemTeam

        verbs.declare()
        notices.introduce()
        open_ends.introduce()
        action_list.introduce()
        series_undo.introduce()
        undoing.introduce()
        my_day.introduce()
        tasks.introduce()
        panels.register()
        record_parts.register()
        capture.register()
        account_signs.register()
        hand_over.register()
        open_items.register()
        planning.register()
        navigation.register()
        settings_pages.register()
        status_page.register()
        template_pages.register()
        due.followed.add("work")
        name_rows("work.workitem", gettext_lazy("Work"))
        stays(ItemTeam)

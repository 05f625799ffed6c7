"""Opens the room `sharing`: its verbs, actions, settings page, news, and its work at night."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class SharingConfig(AppConfig):
    name = "klientel.sharing"
    label = "sharing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from klientel.events.verbs import nouns
        from klientel.records.merging.moving import name_rows
        from klientel.sharing import (
            actions,  # noqa: F401 - they register
            handing_over,
            notices,
            sections,  # noqa: F401 - they register
            tasks,
            verbs,  # noqa: F401 - they register
        )

        handing_over.introduce()
        notices.introduce()
        tasks.introduce()
        nouns["share"] = gettext_lazy("Shared links")
        name_rows("sharing.sharelink", gettext_lazy("Shared links"))

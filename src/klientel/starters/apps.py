"""Opens the room `starters`: the ready rules of the gallery."""

from django.apps import AppConfig


class StartersConfig(AppConfig):
    name = "klientel.starters"
    label = "starters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from klientel.automations.gallery import gallery
        from klientel.starters import ready_relations, ready_rules

        gallery.add(*ready_rules.RULES, *ready_relations.RULES)

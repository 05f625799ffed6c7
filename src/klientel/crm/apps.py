"""Opens the room `crm`: its verbs, actions, recipes, panels, navigation and nightly work."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy

#: rows that hang on records, as a merge calls them
_ROWS = (
    ("purchase", gettext_lazy("Purchases")),
    ("affiliation", gettext_lazy("Organisations beside the main one")),
    ("consent", gettext_lazy("Consents")),
    ("acquaintance", gettext_lazy("Acquaintances")),
)


class CrmConfig(AppConfig):
    """Accounts, contacts, interactions and purchases."""

    name = "klientel.crm"
    label = "crm"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from klientel.crm import (
            action_list,
            address_book,
            capture,
            consent_rules,
            hand_over,
            import_recipe,
            keepers,
            my_day,
            navigation,
            notices,  # noqa: F401 - they register
            panels,
            record_parts,
            score_pages,
            stage_pages,
            tasks,
            verbs,
        )
        from klientel.crm.appointments import appointments_of
        from klientel.crm.models import RelationshipProfile, SegmentMove
        from klientel.desk import calendar
        from klientel.records.merging.moving import name_rows, stays

        verbs.declare()
        action_list.introduce()
        tasks.introduce()
        address_book.register()
        import_recipe.register()
        panels.register()
        record_parts.register()
        navigation.register()
        capture.register()
        consent_rules.introduce()
        hand_over.register()
        score_pages.register()
        stage_pages.register()
        calendar.sources.append(appointments_of)
        my_day.introduce()
        keepers.introduce()
        for table, label in _ROWS:
            name_rows(f"crm.{table}", label)
        stays(RelationshipProfile)
        stays(SegmentMove)

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
            actions,
            address_book,
            capture,
            consent_rules,
            hand_over,
            import_recipe,
            keepers,
            my_day,
            navigation,
            notices,  # noqa: F401 - they register
            open_items,
            panels,
            score_pages,
            stage_pages,
            tasks,
            verbs,
        )
        from klientel.crm.appointments import appointments_of
        from klientel.crm.models import RelationshipProfile, SegmentMove
        from klientel.desk import calendar
        from klientel.records import using
        from klientel.records.merging.moving import name_rows, stays
        from klientel.team import money

        verbs.declare()
        actions.introduce()
        tasks.introduce()
        address_book.register()
        import_recipe.register()
        panels.register()
        navigation.register()
        capture.register()
        consent_rules.introduce()
        hand_over.register()
        open_items.register()
        score_pages.register()
        stage_pages.register()
        calendar.sources.append(appointments_of)
        my_day.introduce()
        money.keepers.append(keepers.has_amounts)
        using.keepers.setdefault("account", []).extend(
            (keepers.accounts_with_purchases, keepers.accounts_with_people_from_elsewhere)
        )
        using.keepers.setdefault("contact", []).extend(
            (keepers.people_taking_part, keepers.people_with_entries)
        )
        for table, label in _ROWS:
            name_rows(f"crm.{table}", label)
        stays(RelationshipProfile)
        stays(SegmentMove)

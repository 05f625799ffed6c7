"""Opens the room `crm`: its verbs, actions, recipes, panels, navigation and nightly work."""

from django.apps import AppConfig


class CrmConfig(AppConfig):
    """Accounts, contacts, interactions and purchases."""

    name = "klientel.crm"
    label = "crm"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from klientel.crm import actions, import_recipe, navigation, panels, queries, tasks, verbs
        from klientel.crm.appointments import appointments_of
        from klientel.desk import calendar
        from klientel.team import money

        verbs.declare()
        actions.introduce()
        tasks.introduce()
        import_recipe.register()
        panels.register()
        navigation.register()
        calendar.sources.append(appointments_of)
        money.keepers.append(queries.has_amounts)

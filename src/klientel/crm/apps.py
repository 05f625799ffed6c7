"""Opens the room `crm`: its verbs, actions, recipes, panels, navigation and nightly work."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class CrmConfig(AppConfig):
    """Accounts, contacts, interactions and purchases."""

    name = "klientel.crm"
    label = "crm"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from klientel.crm import actions, import_recipe, navigation, panels, queries, tasks, verbs
        from klientel.records.merging.moving import name_rows
        from klientel.team import money

        verbs.declare()
        actions.introduce()
        tasks.introduce()
        import_recipe.register()
        panels.register()
        navigation.register()
        money.keepers.append(queries.has_amounts)
        name_rows("crm.purchase", gettext_lazy("Purchases"))

"""Opens the room `billing`: its verbs, actions, panels, navigation, and what it adds to work."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class BillingConfig(AppConfig):
    """Products and the positions of orders."""

    name = "klientel.billing"
    label = "billing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from klientel.billing import (
            account_signs,
            action_list,
            delivered,
            navigation,
            order_parts,
            panels,
            record_parts,
            verbs,
        )
        from klientel.billing.kept import LINES
        from klientel.crm import source_queries
        from klientel.records import using
        from klientel.records.merging.moving import name_rows
        from klientel.work import above, converting

        verbs.declare()
        account_signs.register()
        action_list.introduce()
        panels.register()
        record_parts.register()
        navigation.register()
        above.guards.append(delivered.must_be_delivered)
        source_queries.guards.append(delivered.must_fit)
        converting.guards.append(delivered.must_show_positions)
        converting.kind_guards.append(delivered.must_go_on_showing)
        above.endings.append(order_parts.ending_of)
        above.keepers.append(LINES)
        using.keepers.setdefault("product", []).append(delivered.ordered_products)
        name_rows("billing.orderline", gettext_lazy("Line items"))

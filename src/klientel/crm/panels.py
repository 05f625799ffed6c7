"""The parts of the account's page that the room itself registers, beside those of later rooms."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.crm import account_parts as parts
from klientel.views.panels import Panel, panels


def register() -> None:
    """Timeline and purchases as tabs; what was bought and who may see this on the right."""
    panels.register(
        Panel(
            name="timeline",
            on="account",
            slot="tab",
            label=_("Timeline"),
            render=parts.timeline_tab,
            order=10,
        ),
        Panel(
            name="purchases",
            on="account",
            slot="tab",
            label=_("Purchases"),
            render=parts.purchases_tab,
            order=20,
            is_shown=parts.has_purchases,
        ),
        Panel(
            name="buying",
            on="account",
            slot="right",
            label=_("Buying"),
            render=parts.buying_panel,
            order=20,
            is_shown=parts.has_purchases,
        ),
        Panel(
            name="people",
            on="account",
            slot="left",
            label=_("People"),
            render=parts.people_panel,
            order=20,
        ),
        Panel(
            name="privacy",
            on="account",
            slot="right",
            label=_("Who may see this"),
            render=parts.privacy_panel,
            order=90,
        ),
    )

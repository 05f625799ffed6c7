"""The pages of this room in the settings."""

from django.utils.translation import gettext_lazy as _

from klientel.integrations.actions.copy import EXPORT
from klientel.integrations.actions.webhook import MANAGE
from klientel.team.sections import Section, add

add(
    Section(
        "export",
        _("Copy of all data"),
        _("Export everything, download, move to another server"),
        "settings_export",
        "download",
        EXPORT,
        100,
    )
)
add(
    Section(
        "webhooks",
        _("Webhooks"),
        _("Tell other programs what happens, and be told by them"),
        "settings_webhooks",
        "webhook",
        MANAGE,
        90,
    )
)

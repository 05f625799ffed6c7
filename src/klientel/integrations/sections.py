"""The pages of this room in the settings."""

from django.utils.translation import gettext_lazy as _

from klientel.integrations.actions.copy import EXPORT
from klientel.integrations.actions.webhook import MANAGE
from klientel.team.actions.token import MAKE
from klientel.team.sections import Section, add

add(
    Section(
        "api_reference",
        _("API reference"),
        _("How other programs read and change records here: calls, fields, examples"),
        "api_reference",
        "code",
        MAKE,
        111,
        "connections",
        needs="api",
    )
)
add(
    Section(
        "agents",
        _("Agents"),
        _("Let an assistant search, read and act here: address, snippets to copy (MCP)"),
        "settings_agents",
        "sparkles",
        MAKE,
        112,
        "connections",
        needs="api",
    )
)
add(
    Section(
        "export",
        _("Copy of all data"),
        _("Export everything, download, move to another server"),
        "settings_export",
        "download",
        EXPORT,
        100,
        "data",
    )
)
add(
    Section(
        "webhooks",
        _("Webhooks"),
        _("Notify other programs of what happens, and be notified by them"),
        "settings_webhooks",
        "webhook",
        MANAGE,
        90,
        "connections",
    )
)

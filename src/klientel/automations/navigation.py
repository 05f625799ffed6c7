"""The line of the room among the tools."""

from django.utils.translation import gettext_lazy as _

from klientel.automations.policy import VIEW
from klientel.views.navigation import Entry, tools


def introduce() -> None:
    """Add the line, for everybody who may know what happens by itself."""
    tools.add(
        Entry(
            name="automations",
            label=_("Automation"),
            icon="zap",
            path="automations",
            permission=VIEW,
            order=20,
            on_phone=False,
        )
    )

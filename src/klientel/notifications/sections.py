"""The page of this room in the settings: everybody's own."""

from django.utils.translation import gettext_lazy as _

from klientel.notifications.actions.rights import USE
from klientel.team.sections import Section, add

add(
    Section(
        "notifications",
        _("Notifications"),
        _("What I hear of in the inbox and by mail, quiet hours"),
        "settings_notifications",
        "bell",
        USE,
        75,
    )
)

"""The page of this room among the settings, for who has any; from the inbox it is everybody's."""

from django.utils.translation import gettext_lazy as _

from klientel.team.sections import WHO, Section, add

add(
    Section(
        "notifications",
        _("Notifications"),
        _("My notifications in the inbox and by mail, quiet hours"),
        "settings_notifications",
        "bell",
        WHO,
        75,
    )
)

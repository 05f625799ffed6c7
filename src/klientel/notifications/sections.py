"""The page of this room among the settings; it is everybody's."""

from django.utils.translation import gettext_lazy as _

from klientel.team.sections import Section, add

add(
    Section(
        "notifications",
        _("Notifications"),
        _("My notifications in the inbox and by mail, quiet hours"),
        "settings_notifications",
        "bell",
        "",
        75,
        "own",
    )
)

"""The page of this room in the settings."""

from django.utils.translation import gettext_lazy as _

from klientel.team.sections import Section, add

add(
    Section(
        "mail",
        _("E-mail"),
        _("Outgoing mail: waiting, failed, send again, mail server"),
        "settings_mail",
        "mail",
        "workspace.manage",
        70,
        "connections",
    )
)

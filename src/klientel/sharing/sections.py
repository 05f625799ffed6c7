"""The page of this room in the settings."""

from django.utils.translation import gettext_lazy as _

from klientel.sharing.rights import MANAGE
from klientel.team.sections import Section, add

add(
    Section(
        "links",
        _("Shared links"),
        _("Everything that people outside can open, by whom, until when, opened when"),
        "settings_links",
        "share-2",
        MANAGE,
        85,
        "people",
    )
)

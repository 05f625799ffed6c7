"""The page of this room in the settings."""

from django.utils.translation import gettext_lazy as _

from klientel.desk.actions.feed import FEEDS
from klientel.team.sections import Section, add

add(
    Section(
        "feeds",
        _("Calendar links"),
        _("My calendar on the phone and in other calendar programs"),
        "feeds",
        "calendar",
        FEEDS,
        76,
        "own",
    )
)

"""The signs that can be put under a comment: few, so that each means something."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from klientel.records.fields.base import Text

#: by name: the icon, and what it says
SIGNS: Mapping[str, tuple[str, Text]] = {
    "agree": ("thumbs-up", _("Agreed")),
    "thanks": ("heart", _("Thank you")),
    "done": ("check", _("Done")),
    "looking": ("eye", _("Looking into it")),
    "question": ("circle-help", _("A question")),
}

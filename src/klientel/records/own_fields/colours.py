"""The colours that firms give to options."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.records.fields.base import Text

#: the colours that an option may have, by the name that is stored
COLOURS: dict[str, Text] = {
    "grey": _("Grey"),
    "blue": _("Blue"),
    "teal": _("Teal"),
    "green": _("Green"),
    "amber": _("Amber"),
    "red": _("Red"),
    "plum": _("Plum"),
    "pink": _("Pink"),
}

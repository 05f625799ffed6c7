"""A telephone number."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from klientel.records.fields import PhoneField
from klientel.records.own_fields.kinds.text import OwnText
from klientel.records.own_fields.offered import OwnKind


@dataclass(kw_only=True)
class OwnPhone(OwnText, PhoneField):
    """As with addresses, nobody is taken for another because of it."""

    of = PhoneField
    tells_twins = False
    max_length: int = 40


KIND = OwnKind(
    "phone",
    _("Telephone number"),
    "phone",
    lambda _options: OwnPhone,
    place=150,
    becomes_of=("phone",),
    is_searched=True,
)

"""An e-mail address."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from klientel.records.fields import EmailField
from klientel.records.own_fields.kinds.text import OwnText
from klientel.records.own_fields.offered import OwnKind


@dataclass(kw_only=True)
class OwnEmail(OwnText, EmailField):
    """Of a record, perhaps of somebody else: two that share it are not the same for that."""

    of = EmailField
    tells_twins = False
    max_length: int = 254


KIND = OwnKind(
    "email",
    _("E-mail address"),
    "mail",
    lambda _options: OwnEmail,
    place=140,
    becomes_of=("email",),
    is_searched=True,
)

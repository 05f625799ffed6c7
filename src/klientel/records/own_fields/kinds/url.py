"""A web address."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from klientel.records.fields import UrlField
from klientel.records.own_fields.kinds.text import OwnText
from klientel.records.own_fields.offered import OwnKind


@dataclass(kw_only=True)
class OwnUrl(OwnText, UrlField):
    """A web address."""

    of = UrlField
    max_length: int = 500


KIND = OwnKind(
    "url",
    _("Web address"),
    "external-link",
    lambda _options: OwnUrl,
    place=160,
    is_searched=True,
)

"""The currencies that a firm can count in, by their codes (ISO 4217)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from klientel.records.fields.base import Text

CURRENCIES: Mapping[str, Text] = {
    "EUR": _("Euro"),
    "CHF": _("Swiss franc"),
    "GBP": _("Pound sterling"),
    "USD": _("US dollar"),
    "DKK": _("Danish krone"),
    "SEK": _("Swedish krona"),
    "NOK": _("Norwegian krone"),
    "PLN": _("Polish złoty"),
    "CZK": _("Czech koruna"),
}

"""What the columns of a shop's log can become: buyers and what they bought."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.crm.column_words import words
from klientel.records.fields import (
    DayField,
    EmailField,
    MoneyField,
    NumberField,
    PhoneField,
    TextField,
)
from klientel.records.recipes import Target

TARGETS = (
    Target(
        "number",
        TextField(name="number", label=_("{customer.up} number"), max_length=60),
        group=_("{customer.up}"),
        matchable=True,
        aliases=(
            "customer id", "customer number", "customer no", "customer", "kundennummer",
            "kundennr", "kunden nr", "kdnr", "kunde", "buyer", "client id",
        ),
        kinds=("text", "integer"),
    ),
    Target(
        "email",
        EmailField(name="email", label=_("E-mail")),
        group=_("{customer.up}"),
        matchable=True,
        aliases=words("email"),
        kinds=("email",),
    ),
    Target(
        "phone",
        PhoneField(name="phone", label=_("Telephone")),
        group=_("{customer.up}"),
        matchable=True,
        aliases=words("phone"),
        kinds=("phone",),
    ),
    Target(
        "name",
        TextField(name="name", label=_("Name"), max_length=300),
        group=_("{customer.up}"),
        matchable=True,
        is_shared=True,
        aliases=words("name"),
    ),
    Target(
        "date",
        DayField(name="date", label=_("Day of purchase"), required=True),
        group=_("Purchase"),
        required=True,
        aliases=("datum", "kaufdatum", "order date", "purchase date", "bought on", "tag", "day"),
        kinds=("date",),
    ),
    Target(
        "quantity",
        NumberField(name="quantity", label=_("Quantity"), places=3),
        group=_("Purchase"),
        aliases=("number of cds", "anzahl", "menge", "qty", "stuck", "units", "items"),
        kinds=("integer",),
    ),
    Target(
        "amount",
        MoneyField(name="amount", label=_("Amount"), required=True),
        group=_("Purchase"),
        required=True,
        aliases=words("amount"),
        kinds=("decimal", "integer"),
    ),
    Target(
        "product",
        TextField(name="product", label=_("Product"), max_length=200),
        group=_("Purchase"),
        aliases=("produkt", "artikel", "item", "bezeichnung", "description"),
    ),
    Target(
        "channel",
        TextField(name="channel", label=_("Channel"), max_length=40),
        group=_("Purchase"),
        aliases=words("channel"),
    ),
    Target(
        "receipt",
        TextField(name="receipt", label=_("Receipt number"), max_length=60),
        group=_("Purchase"),
        aliases=("belegnummer", "beleg", "bon", "bonnummer", "order number", "bestellnummer"),
    ),
)  # fmt: skip

"""What a product shows."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.billing.actions.product import check_products
from klientel.billing.units import OPTIONS, PIECE
from klientel.records.fields import (
    ChoiceField,
    InstantField,
    LongTextField,
    Option,
    TagsField,
    TextField,
    TruthField,
)
from klientel.records.types import RecordType, Tab, record_types

NATURES = (
    Option("goods", _("Goods"), "plain", "package"),
    Option("service", _("Service"), "plain", "wrench"),
)

FIELDS = (
    TextField(name="name", label=_("Name"), required=True, searchable=2, width="l",
              aliases=("product", "produkt", "artikel", "leistung", "bezeichnung")),
    TextField(name="number", label=_("Product number"), searchable=2, width="s",
              help=_("Your own number for it, such as an article number or SKU."),
              aliases=("sku", "artikelnummer", "artikelnr", "nummer", "nr")),
    ChoiceField(name="nature", label=_("Goods or service"), options=NATURES, default="goods",
                width="s", aliases=("art", "typ")),
    ChoiceField(name="unit", label=_("Unit"), options=OPTIONS, default=PIECE, width="s",
                aliases=("einheit", "me", "unit")),
    LongTextField(name="description", label=_("Description"), searchable=1),
    TruthField(name="is_active", label=_("Offered"), default=True, width="s",
               aliases=("aktiv", "active")),
    TagsField(name="tags", label=_("Tags")),
    InstantField(name="created_at", label=_("Added"), editable=False),
    InstantField(name="updated_at", label=_("Changed"), editable=False),
)  # fmt: skip

_OFFERED = "is_active=1"

PRODUCT = RecordType(
    name="product",
    one=_("a product or service"),
    model_label="billing.Product",
    slug="products",
    label=_("Product or service"),
    label_plural=_("Products & services"),
    icon="tag",
    fields=FIELDS,
    owned=False,
    default_columns=("name", "number", "nature", "unit", "is_active", "tags"),
    default_sort="name",
    tabs=(
        Tab("offered", _("Offered"), _OFFERED),
        Tab("goods", _("Goods"), f"nature=goods&{_OFFERED}", "package"),
        Tab("services", _("Services"), f"nature=service&{_OFFERED}", "wrench"),
        Tab("all", _("All"), ""),
    ),
    quick_fields=("number", "nature", "unit"),
    key_fields=("number", "name"),
    hints=("number",),
    check=check_products,
    sample=lambda n: {"name": f"Sample {n}"},
)

record_types.register(PRODUCT)

"""What the settings of own fields ask: of every field, and of some kinds only."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from klientel.records.currencies import CURRENCIES
from klientel.records.fields import (
    ChoiceField,
    LongTextField,
    NumberField,
    Option,
    TextField,
    TruthField,
)

LABEL = TextField(name="label", label=_("Name"), required=True, max_length=80)
SECTION = TextField(
    name="section",
    label=_("Group"),
    max_length=60,
    help=_("Fields of one group stand together under its name."),
)
DESCRIPTION = TextField(
    name="description",
    label=_("Description"),
    max_length=300,
    help=_("Stands beside the field in forms."),
)
IS_REQUIRED = TruthField(
    name="is_required",
    label=_("Must be filled"),
    help=_("Forms insist on it, and it cannot be emptied. What is there already stays as it is."),
)
IS_INTERNAL = TruthField(
    name="is_internal",
    label=_("Hidden from outsiders"),
    help=_("People outside the firm never see it, wherever else they see the record."),
)
PRESET = TextField(
    name="preset",
    label=_("Value of new records"),
    max_length=300,
    help=_("Typed as it would be in the field itself; empty for none."),
)
PLACES = NumberField(
    name="places",
    label=_("Decimal places"),
    default=0,
    minimum=Decimal(0),
    maximum=Decimal(3),
)
CURRENCY = ChoiceField(
    name="currency",
    label=_("Currency"),
    options=[Option(code, label) for code, label in CURRENCIES.items()],
    lasting=True,
)
STARS = NumberField(
    name="stars",
    label=_("Number of stars"),
    default=5,
    minimum=Decimal(3),
    maximum=Decimal(10),
)
TO = TextField(name="to", label=_("Records of which list"), max_length=40, lasting=True)
BACK_LABEL = TextField(
    name="back_label",
    label=_("Name at the other end"),
    max_length=80,
    lasting=True,
    help=_("What the field is called among the records that it leads to."),
)
IS_ONE = TruthField(name="is_one", label=_("Leads to one record only"), lasting=True)
IS_ONE_BACK = TruthField(
    name="is_one_back", label=_("The other end leads to one record only"), lasting=True
)
CHOICES = LongTextField(
    name="choices",
    label=_("Options"),
    max_length=8_000,
    lasting=True,
    help=_("One on each line; their colours can be chosen later."),
)
FORMULA = LongTextField(
    name="formula",
    label=_("Formula"),
    max_length=4_000,
    help=_("As in a spreadsheet. Fields stand in braces."),
)
AS_PERCENT = TruthField(
    name="as_percent",
    label=_("Show as percent"),
    help=_("0.25 is shown as 25 %. It changes nothing where the result is no number."),
)

"""In what is counted, measured and charged: the codes of invoices (UN/ECE Rec. 20), and words.

Codes and not words are kept, since an electronic invoice names its units by these.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from klientel.kit.locale_data import NBSP
from klientel.kit.text import fold
from klientel.records.fields import Option
from klientel.records.fields.base import Reading, Text

PIECE = "H87"


@dataclass(frozen=True)
class Unit:
    """A unit: its code, what it is called, how it stands behind a number, and what people type.

    `one` stands behind exactly one, where that is another word.
    """

    code: str
    label: Text
    short: Text
    typed: tuple[str, ...]
    one: Text = ""


UNITS = (
    Unit(PIECE, _("Piece"), _("pc."), ("stk", "stuck", "st", "pc", "pcs", "piece", "pieces")),
    Unit("HUR", _("Hour"), _("h"), ("h", "std", "stunde", "stunden", "hour", "hours", "hrs")),
    Unit("DAY", _("Day"), _("days"), ("tag", "tage", "pt", "day", "days"), one=_("day")),
    Unit("MON", _("Month"), _("mo."), ("monat", "monate", "month", "months")),
    Unit("LS", _("Lump sum"), _("flat"), ("psch", "pauschal", "pauschale", "flat")),
    Unit("KGM", _("Kilogram"), _("kg"), ("kg", "kilo")),
    Unit("GRM", _("Gram"), _("g"), ("g", "gramm", "gram")),
    Unit("LTR", _("Litre"), _("l"), ("l", "liter", "litre")),
    Unit("MTR", _("Metre"), _("m"), ("m", "meter", "metre")),
    Unit("MTK", _("Square metre"), _("m²"), ("qm", "m2")),
)
_BY_CODE = {one.code: one for one in UNITS}
_BY_WORD = {fold(word): one.code for one in UNITS for word in one.typed}

OPTIONS = tuple(Option(one.code, one.label, "plain") for one in UNITS)


def unit_typed(word: str) -> str:
    """The code of the unit that a word means; empty for none."""
    return _BY_WORD.get(fold(word), "")


def in_words(quantity: Decimal, unit: str, reading: Reading) -> str:
    """`16 h`, `2,5 kg`: a quantity with its unit; a code that nobody knows stands as it is."""
    known = _BY_CODE.get(unit)
    short = unit
    if known:
        short = reading.say(known.one if known.one and quantity == 1 else known.short)
    return f"{reading.format.number(quantity)}{NBSP}{short}"

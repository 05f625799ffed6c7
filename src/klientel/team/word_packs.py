"""Ready words for kinds of firms, with every form, so that no sentence has to be built by hand."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Pack:
    """One ready word: which noun it renames, for whom it is meant, and its forms."""

    name: str
    noun: str
    for_whom: str | Promise
    forms: dict[str, str]


def _pack(name: str, noun: str, for_whom: Promise, gender: str, german: str, english: str) -> Pack:
    nom, gen, dat, acc, plural, plural_dat = german.split()
    one, many = english.split()
    forms = {
        "gender": gender, "nom": nom, "gen": gen, "dat": dat, "acc": acc,
        "plural": plural, "plural_dat": plural_dat, "english": one, "english_plural": many,
    }  # fmt: skip
    return Pack(name, noun, for_whom, forms)


PACKS = (
    _pack(
        "mandant", "client", _("law firms, tax advisers, accountants"), "m",
        "Mandant Mandanten Mandanten Mandanten Mandanten Mandanten", "client clients",
    ),
    _pack(
        "klient", "client", _("therapy, coaching, social work"), "m",
        "Klient Klienten Klienten Klienten Klienten Klienten", "client clients",
    ),
    _pack(
        "auftraggeber", "client", _("freelancers, engineers, crafts"), "m",
        "Auftraggeber Auftraggebers Auftraggeber Auftraggeber Auftraggeber Auftraggebern",
        "principal principals",
    ),
    _pack(
        "gast", "customer", _("restaurants, cafés, hotels"), "m",
        "Gast Gastes Gast Gast Gäste Gästen", "guest guests",
    ),
    _pack(
        "bestellung", "order", _("shops and mail order"), "f",
        "Bestellung Bestellung Bestellung Bestellung Bestellungen Bestellungen", "order orders",
    ),
)  # fmt: skip
_BY_NAME = {pack.name: pack for pack in PACKS}


def pack(name: str) -> Pack | None:
    """The pack of that name."""
    return _BY_NAME.get(name)

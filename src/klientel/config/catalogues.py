"""The translations of all rooms as one table per language.

Django means to merge catalogues whose plural rules are the same, but compares a rule's code with
the rule itself, which are never equal (`TranslationCatalog.update`, as of 5.2): each of the rooms'
twenty catalogues stays a table of its own, and every word of a page is looked for in one after the
other. A page says some two hundred words.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import trans_real

_Table: Any = trans_real.TranslationCatalog


class Catalogue(trans_real.TranslationCatalog):
    """Django's, with one table for all catalogues of the same plural rule; the last one wins."""

    _plurals: list[Any]

    def update(self, trans: Any) -> None:
        """Take in a further catalogue."""
        if trans.plural.__code__ == self._plurals[0].__code__:
            self._catalogs[0].update(_Table(trans).items())
        else:
            super().update(trans)


def use_one_table() -> None:
    """From now on languages are loaded in this way; called before the first is."""
    vars(trans_real)["TranslationCatalog"] = Catalogue

"""All rooms' words in one table say what Django's many tables said."""

from __future__ import annotations

from typing import Any

from django.utils.translation import trans_real

from klientel.config.catalogues import Catalogue


def loaded_by(table: type) -> Any:
    """The German catalogue, whichever way the process loads its own."""
    tables = vars(trans_real)
    before, tables["TranslationCatalog"] = tables["TranslationCatalog"], table
    try:
        return trans_real.DjangoTranslation("de")._catalog
    finally:
        tables["TranslationCatalog"] = before


def test_words_are_the_same_in_fewer_tables() -> None:
    usual, merged = loaded_by(Catalogue.__mro__[1]), loaded_by(Catalogue)
    assert len(merged._catalogs) < 5 < len(usual._catalogs)
    for key in {*usual.keys()}:
        assert merged[key] == usual[key]
    for one in ("%(count)s records", "%(num)s hour"):
        for number in (0, 1, 2):
            assert merged.get((one, number)) == usual.get((one, number))

"""The one list of words that name nobody."""

import pytest

from klientel.kit import name_words, person_names
from klientel.kit.likeness.names import name_of
from klientel.kit.text import fold


@pytest.mark.parametrize(
    ("name", "has", "ends"),
    [
        ("Adler GmbH", True, True),
        ("Adler GmbH & Co. KG", True, True),
        ("Adler e. K.", True, True),
        ("Adler Gesellschaft mit beschränkter Haftung", True, True),
        ("Sportclub Kiel e.V. Abteilung Rudern", True, False),
        ("Kim Se", True, False),
        ("AG", False, True),
        ("Anna Adler", False, False),
        ("", False, False),
    ],
)
def test_legal_forms_are_known_however_they_are_written(name: str, has: bool, ends: bool) -> None:
    assert name_words.has_legal_form(name) == has
    assert name_words.ends_in_legal_form(name) == ends


def test_every_word_is_folded_once() -> None:
    for words in (
        name_words.SALUTATIONS, name_words.TITLES, name_words.DEGREES, name_words.LEGAL_FORMS
    ):  # fmt: skip
        assert [word for word in words if fold(word) != word] == []
    assert [phrase for phrase, _word in name_words.LEGAL_PHRASES if fold(phrase) != phrase] == []


@pytest.mark.parametrize(
    "title", ["Herr Dr.", "Frau Prof. Dr. med.", "Dr. h. c.", "Dipl.-Ing.", "Fräulein"]
)
def test_titles_are_the_same_for_names_parted_and_names_compared(title: str) -> None:
    assert person_names.split(f"{title} Anna Adler") == (title, "Anna", "Adler")
    assert {"anna", "adler"} <= set(name_of(f"{title} Anna Adler").words)


def test_a_degree_that_is_a_name_stays_one() -> None:
    assert person_names.split("Ma Long") == ("", "Ma", "Long")

"""Names in one piece are parted as people would part them, and never lose a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klientel.kit.person_names import Name, split

NAMES = {
    "Anna Adler": Name("", "Anna", "Adler"),
    "Dr. Anna von der Heide": Name("Dr.", "Anna", "von der Heide"),
    "von der Heide, Dr. Anna": Name("Dr.", "Anna", "von der Heide"),
    "Frau Prof. Dr. med. Eva Klein": Name("Frau Prof. Dr. med.", "Eva", "Klein"),
    "Dipl.-Ing. Uwe Kurz": Name("Dipl.-Ing.", "Uwe", "Kurz"),
    "Ludwig van Beethoven": Name("", "Ludwig", "van Beethoven"),
    "Karl Theodor zu Guttenberg": Name("", "Karl Theodor", "zu Guttenberg"),
    "Juan de la Cruz": Name("", "Juan", "de la Cruz"),
    "Otto Graf Lambsdorff": Name("", "Otto", "Graf Lambsdorff"),
    "von Hagen": Name("", "", "von Hagen"),
    "Ben Adler": Name("", "Ben", "Adler"),
    "Al Huber": Name("", "Al", "Huber"),
    "Hans Meier jun.": Name("", "Hans", "Meier jun."),
    "Meier, jun.": Name("", "", "Meier jun."),
    "Müller": Name("", "", "Müller"),
    "Dr.": Name("", "", "Dr."),
    "": Name("", "", ""),
}


@pytest.mark.parametrize("text", NAMES)
def test_names_are_parted(text: str) -> None:
    assert split(text) == NAMES[text]


@given(st.text(st.sampled_from("abÄ .-"), max_size=30))
def test_no_word_of_a_name_is_lost(text: str) -> None:
    assert " ".join(filter(None, split(text))).split() == text.split()


@given(st.text(max_size=30))
def test_a_filled_name_has_a_family_name(text: str) -> None:
    parts = split(text)
    assert bool(parts.last) == bool(text.replace(",", " ").split())

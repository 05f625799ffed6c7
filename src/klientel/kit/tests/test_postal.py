"""Addresses stand in the order of their country, and countries are known by name or code."""

from __future__ import annotations

import pytest

from klientel.kit.locale_data import country_code, country_named
from klientel.kit.postal import lines_of, order_of, place_in


@pytest.mark.parametrize(
    ("parts", "lines"),
    [
        (("Jungfernstieg 1", "20354", "Hamburg", ""), ["Jungfernstieg 1", "20354 Hamburg"]),
        (("Ring 1", "1010", "Wien", "AT"), ["Ring 1", "1010 Wien", "AT"]),
        (
            ("10 High Street", "EC1A 1BB", "London", "GB"),
            ["10 High Street", "London", "EC1A 1BB", "GB"],
        ),
        (("10 High Street", "EC1A 1BB", "London", ""), ["10 High Street", "London", "EC1A 1BB"]),
        (
            ("1 Main St", "62701", "Springfield, IL", "USA"),
            ["1 Main St", "Springfield, IL 62701", "USA"],
        ),
        (
            ("5 Bay St", "M5V 3L9", "Toronto ON", "Kanada"),
            ["5 Bay St", "Toronto ON M5V 3L9", "Kanada"],
        ),
        (("", "", "", "Atlantis"), ["Atlantis"]),
        (("", "2000", "Sydney NSW", "Australia"), ["Sydney NSW 2000", "Australia"]),
    ],
)
def test_lines_stand_in_the_order_of_the_country(
    parts: tuple[str, str, str, str], lines: list[str]
) -> None:
    assert lines_of(*parts) == lines


def test_a_country_is_known_by_its_code_and_by_both_its_names() -> None:
    for text in ("GB", "gb", "United Kingdom", "Vereinigtes Königreich", "UK", " Großbritannien "):
        assert country_code(text) == "GB", text
    assert country_named("GB", "de") == "Vereinigtes Königreich"
    assert country_named("AT", "en") == "Austria"
    assert country_named("Atlantis", "de") == "Atlantis"
    assert country_code("") == ""


def test_unknown_countries_and_nonsense_have_the_usual_order() -> None:
    assert order_of("Atlantis") == order_of("") == order_of("DE")
    assert order_of("", "20354") == order_of("Deutschland")
    assert order_of("", "x" * 200) == order_of("")


def test_the_country_can_be_left_out_and_the_order_stays() -> None:
    assert lines_of("1 High St", "EC1A 1BB", "London", "GB", named="") == [
        "1 High St", "London", "EC1A 1BB",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("street", "postcode", "city", "country"),
    [
        ("1 Hay St", "6000", "Perth", "Australia"),
        ("2 Peach St", "16501", "Erie", "USA"),
        ("Brivibas 1", "1010", "Riga", "Lettland"),
        ("1 Main St", "62701", "Springfield, IL", "USA"),
        ("10 High Street", "EC1A 1BB", "London", "GB"),
        ("1 Rivonia Rd", "2196", "Sandton", "ZA"),
    ],
)
def test_what_was_written_is_read_again(
    street: str, postcode: str, city: str, country: str
) -> None:
    lines = lines_of(street, postcode, city, country, named="")
    place = place_in(lines, country)
    assert place == (street, postcode, city)

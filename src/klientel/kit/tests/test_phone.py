"""The short way of reading a telephone number, against the library it stands in for."""

from __future__ import annotations

import random

import pytest

from klientel.kit import phone


def test_the_short_way_comes_to_what_the_library_says() -> None:
    import phonenumbers

    rng = random.Random(49)
    marks = ("", "", "", " ", "/", "-")
    for _ in range(3_000):
        digits = "0" + "".join(rng.choices("0123456789", k=rng.randrange(1, 16)))
        text = digits[0] + "".join(rng.choice(marks) + digit for digit in digits[1:])
        try:
            mine = phone.parse(text)
        except phone.NotAPhoneNumber:
            continue
        number = phonenumbers.parse(text, "DE")
        assert mine == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), text
        assert phonenumbers.is_possible_number(number), text


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("4315550500", "+494315550500"),
        ("1715550503.0", "+491715550503"),
        ("491715550501", "+491715550501"),
        ("4.91715550501E+11", "+491715550501"),
        ("4,91715550501E+11", "+491715550501"),
        ("49171555050", "+4949171555050"),  # may as well be 0491, which is Leer
        ("0431 5550502", "+494315550502"),
        ("+44 20 7946 0958", "+442079460958"),
    ],
)
def test_a_number_that_a_sheet_took_for_a_quantity_is_dialled(cell: str, number: str) -> None:
    assert phone.parse(phone.as_dialled(cell)) == number


@pytest.mark.parametrize("cell", ["4,9172E+11", "4.9E+11", "5E+9"])
def test_digits_that_a_sheet_lost_are_not_made_up(cell: str) -> None:
    with pytest.raises(phone.NotAPhoneNumber):
        phone.as_dialled(cell)

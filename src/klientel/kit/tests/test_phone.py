"""The short way of reading a telephone number, against the library it stands in for."""

from __future__ import annotations

import random

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

"""Cells of text: what is read of them in a hurry is what is kept of them with care."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klientel.kit.refused import Refused
from klientel.records.fields import EmailField, LongTextField, PhoneField, TextField, UrlField
from klientel.records.fields.base import Field
from klientel.records.reading import reading_of
from tests.cast import Firm

KINDS: list[type[TextField]] = [TextField, LongTextField, EmailField, PhoneField, UrlField]


class Marks:
    date_format = ""
    decimal_mark = None


def outcome(read: Any, text: str) -> object:
    try:
        return read(text)
    except Refused as refusal:
        return refusal.text()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_a_cell_becomes_what_its_field_makes_of_the_same_text(
    firm: Firm, kind: type[TextField]
) -> None:
    reading = reading_of(firm.olga)
    one = kind(name="x", label="X", max_length=12)
    read = one.cell_reader(Marks(), reading)

    @given(st.text(alphabet=st.sampled_from("ab Z\t\n\0é€@.+1\u00a0"), max_size=16))
    def check(text: str) -> None:
        assert outcome(read, text) == outcome(lambda t: one.import_(t, reading), text)

    check()
    for text in (
        "",
        " a",
        "a ",
        "a  b",
        "x" * 12,
        "x" * 13,
        "a@b.de",
        "0421 12345",
        "Müller",
        "a\tb",
    ):
        assert outcome(read, text) == outcome(lambda t: one.import_(t, reading), text)


@pytest.mark.django_db
def test_who_reads_cells_otherwise_is_asked(firm: Firm) -> None:
    class Shouting(TextField):
        def parse(self, raw: Any, reading: Any) -> str:
            return str(raw).upper()

    field: Field = Shouting(name="x", label="X")
    assert field.cell_reader(Marks(), reading_of(firm.olga))("moin") == "MOIN"

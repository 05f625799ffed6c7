"""Own fields with an address: read and told in the order of the country."""

from __future__ import annotations

import pytest
from django.utils import translation

from klientel.records.own_fields.kinds.address import Address, AddressField, read_address
from klientel.records.reading import reading_for
from tests.cast import Firm


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("20457 Hamburg", Address("", "20457", "Hamburg", "")),
        ("Am Kai 5\n20457 Hamburg", Address("Am Kai 5", "20457", "Hamburg", "")),
        (
            "Am Kai 5, 20457 Hamburg, Deutschland",
            Address("Am Kai 5", "20457", "Hamburg", "Deutschland"),
        ),
        ("1 High St, London EC1A 1BB", Address("1 High St", "EC1A 1BB", "London", "")),
        (
            "Flat 2, 1 High St, London, EC1A 1BB, UK",
            Address("Flat 2, 1 High St", "EC1A 1BB", "London", "UK"),
        ),
        ("Hauptstraße 12", Address("Hauptstraße 12", "", "", "")),
        ("Hafen\nKiel", Address("Hafen", "", "Kiel", "")),
    ],
)
def test_an_address_is_read_as_it_is_written(text: str, address: Address) -> None:
    assert read_address(text) == address


@pytest.mark.parametrize(
    "address",
    [
        Address("1 High St", "EC1A 1BB", "London", "GB"),
        Address("1 High St", "EC1A 1BB", "London", ""),
        Address("1 Main St", "62701", "Springfield, IL", "USA"),
        Address("5 Bay St", "M5V 3L9", "Toronto ON", "Kanada"),
        Address("Ring 1", "1010", "Wien", "AT"),
        Address("Rua 1", "01310-100", "São Paulo", "Brasilien"),
    ],
)
def test_what_is_shown_to_be_edited_is_read_as_it_was(address: Address) -> None:
    assert read_address("\n".join(address.lines)) == address


@pytest.mark.django_db
def test_it_is_told_in_local_order_with_the_country_by_name(firm: Firm) -> None:
    field = AddressField(name="depot", label="Depot")
    with translation.override("en"):
        reading = reading_for(firm.workspace)
    kept = field.parse(["1 High St", "EC1A 1BB", "London", "GB"], reading)
    assert kept == Address("1 High St", "EC1A 1BB", "London", "GB")
    assert field.shown(kept, reading) == "1 High St, London, EC1A 1BB, United Kingdom"
    assert field.parse(["", " ", "", ""], reading) is None

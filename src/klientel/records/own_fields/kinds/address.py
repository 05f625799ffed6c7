"""A postal address as one field: street, postcode, town and country, typed as on an envelope."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.kit.locale_data import country_named
from klientel.kit.postal import lines_of, place_in
from klientel.kit.refused import Refused
from klientel.kit.text import clean_line, fold
from klientel.records.fields.base import Field, Operator, Reading
from klientel.records.fields.programs import Schema
from klientel.records.own_fields.field import OwnField
from klientel.records.own_fields.offered import OwnKind
from klientel.ui.html import NOTHING, Html, el, join

#: the parts, in the order of a German envelope, with how many characters each has at most
PARTS: Mapping[str, int] = {"street": 200, "postcode": 20, "city": 100, "country": 60}
_MOST_LINES = 6
_LONGEST_KEPT = 1_000
#: `20457 Hamburg`, `A-1010 Wien`, `8001 Zürich`
_PLACE = re.compile(r"(?P<postcode>(?:[A-Z]{1,3}-)?[0-9]{4,5})\s+(?P<city>\D.*)", re.IGNORECASE)


class Address(NamedTuple):
    """The parts; what is not known is empty."""

    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""

    @property
    def lines(self) -> list[str]:
        """As on an envelope, in the order of the country."""
        return lines_of(*self)

    def told(self, reading: Reading) -> list[str]:
        """The lines with the country in the reader's language."""
        return lines_of(*self, named=country_named(self.country, reading.format.locale))

    def __str__(self) -> str:
        return ", ".join(self.lines)


def read_address(text: str) -> Address:
    """The parts of an address that was written on lines, or in one line with commas.

    The line with the postcode parts the street before from the country behind it. In some countries
    the town stands before the postcode. Without one, the lines are street, town and country in that
    order.
    """
    pieces = text.splitlines() if "\n" in text.strip() else text.split(",")
    lines = [line for piece in pieces if (line := clean_line(piece, _LONGEST_KEPT).strip())]
    if len(lines) > _MOST_LINES:
        raise Refused("An address has at most {most} lines.", most=_MOST_LINES)
    if abroad := _written_abroad(lines):
        return abroad
    for number, line in enumerate(lines):
        if found := _PLACE.fullmatch(line):
            street, country = ", ".join(lines[:number]), ", ".join(lines[number + 1 :])
            return Address(street, found["postcode"], found["city"].strip(), country)
    street, city, *rest = [*lines, "", ""]
    return Address(street, "", city, ", ".join(filter(None, rest)))


def _written_abroad(lines: Sequence[str]) -> Address | None:
    """An address with the town before the postcode, its country said or not; None for others."""
    *above, last = lines or [""]
    for rest, country in ((above, last), ([*above, last], "")):
        if place := place_in(list(rest), country):
            return Address(*place, country)
    return None


@dataclass(kw_only=True)
class AddressField(Field):
    """Street, postcode, town and country; an `Address`, or None."""

    kind = "address"
    is_long = False
    reckons_as = "text"
    sortable: bool = True

    def parse(self, raw: Any, reading: Reading) -> Address | None:
        if isinstance(raw, list | tuple):
            cleaned = (clean_line(str(part), _LONGEST_KEPT).strip() for part in raw[: len(PARTS)])
            address = Address(*cleaned)
        else:
            text = str(raw if raw is not None else "")
            if len(text) > _LONGEST_KEPT:
                raise Refused("This address is too long.", self.name)
            address = read_address(text) if text.strip() else Address()
        for part, most in zip(address, PARTS.values(), strict=True):
            if len(part) > most:
                raise Refused("“{part}” is too long for an address.", self.name, part=part[:40])
        return address if any(address) else None

    def shown(self, value: Any, reading: Reading) -> str:
        return ", ".join(value.told(reading)) if value else ""

    def export(self, value: Any, reading: Reading) -> str:
        # as it was typed: a file that is read again must not change the country's name
        return str(value) if value else ""

    def typed(self, value: Any, reading: Reading) -> str:
        return self.export(value, reading)

    def fact(self, value: Any, reading: Reading) -> Html:
        return join(el("div", line) for line in value.told(reading)) if value else NOTHING

    def reckoned(self, value: Any, reading: Reading) -> Any:
        return self.shown(value, reading)

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        return {"type": "textarea", "value": "\n".join(value.lines) if value else ""}

    def schema(self, reading: Reading) -> Schema:
        return {"type": ["object", "null"]}

    def api(self, value: Any) -> Any:
        return None if value is None else dict(zip(PARTS, value, strict=True))

    def from_api(self, value: Any) -> Any:
        return Address(**{part: str(value.get(part, "")) for part in PARTS}) if value else None


@dataclass(kw_only=True)
class OwnAddress(OwnField, AddressField):
    """Found by any part of it, ordered by postcode and town."""

    of = AddressField
    slot = "text"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.help = self.help or _("Street, then postcode and town, then the country: a line each.")

    def looked_for(self, value: Any) -> Sequence[Any]:
        if not value:
            return ()
        whole = f"{value.postcode} {value.city} {value.street} {value.country}"
        return ((fold(whole) or whole)[:_LONGEST_KEPT],)

    def parse_condition(self, raw: str, operator: Operator, reading: Reading) -> Any:
        return None if operator.takes == "none" else (fold(raw[:200]) or raw[:200])

    def asked_of_rows(self) -> Sequence[Operator]:
        return (
            Operator("has", _("contains"), "one", lambda _f, v: Q(text__contains=v)),
            Operator("empty", _("is empty"), "none", lambda _f, _v: Q()),
            Operator("filled", _("is filled"), "none", lambda _f, _v: Q()),
        )


KIND = OwnKind(
    "address",
    _("Address"),
    "map-pin",
    lambda _options: OwnAddress,
    place=170,
    is_searched=True,
)

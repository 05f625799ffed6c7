"""Telephone numbers, e-mail addresses, network addresses and cursors."""

import contextlib
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klientel.kit import cursors, email_address, ids, net, phone


@pytest.mark.parametrize(
    "text", ["0171 2345678", "+49 171 2345678", "0171/234 56-78", "(0171) 2345678"]
)
def test_a_telephone_number_is_stored_in_one_form(text: str) -> None:
    assert phone.parse(text) == "+491712345678"
    assert phone.shown("+491712345678") == "+49 171 2345678"
    assert phone.shown("+491712345678", "DE") == "0171 2345678"


@pytest.mark.parametrize("text", ["", "abc", "12", "030 1234567 ext. 5", "1" * 70])
def test_what_cannot_be_dialled_is_refused(text: str) -> None:
    with pytest.raises(phone.NotAPhoneNumber):
        phone.parse(text)


@pytest.mark.parametrize(
    ("text", "foreign"),
    [("04131/32857-34 (Mo-Fr)", "Mo"), ("0431 26O8999 x", "O"), ("0171-1234567 priv.", "priv"),
     ("040 77O88", "O"), ("0800 FLOWERS", "FLOWERS"), ("030 1234567 DW 12", "DW"),
     ("030 1234567 x12", "x"), ("030 1234567;ext=1", ";ext="), ("040 1234567, 0171 1", ","),
     ("040 1234567\n0171", "")],
)  # fmt: skip
def test_letters_in_a_telephone_number_are_refused_and_named(text: str, foreign: str) -> None:
    with pytest.raises(phone.NotAPhoneNumber) as refused:
        phone.parse(text)
    assert refused.value.values == {"foreign": foreign}


_TYPED = st.text("0123456789 +()/.-–oOxXlIB#,;ext", max_size=24) | st.from_regex(
    r"(\+|00)?[ 1-9]{1,3}[ /.-]?\(?0?\)?[ /.-]?[0-9]{2,5}[ /.-]{1,2}[0-9O]{3,8}( ?[a-zB.(]{1,6})?",
    fullmatch=True,
)


@given(_TYPED, st.sampled_from(["DE", "AT", "CH", "GB", "FR", "IT", "US", "NL"]))
def test_what_is_accepted_has_the_digits_that_were_typed(text: str, region: str) -> None:
    with contextlib.suppress(phone.NotAPhoneNumber):
        stored = phone.parse(text, region)
        typed = "".join(one for one in text if one.isdigit())
        assert not any(one.isalpha() for one in text)
        number = phonenumbers.parse(stored)
        national = phonenumbers.national_significant_number(number)
        assert typed.endswith(national)
        # in front stood nothing but what dials the country or another town
        assert re.fullmatch(f"[018]*({number.country_code})?[0168]*", typed.removesuffix(national))


def test_what_is_no_number_is_shown_as_it_is() -> None:
    assert phone.shown("see card") == "see card"


@pytest.mark.parametrize(
    ("text", "address"),
    [(" Max.Ott@Firma.DE ", "max.ott@firma.de"), ("a+b@straße.de", "a+b@xn--strae-oqa.de")],
)
def test_an_address_has_one_form(text: str, address: str) -> None:
    assert email_address.normalise(text) == address
    assert email_address.normalise(address) == address


@pytest.mark.parametrize(
    "text",
    ["", "a", "a@b", "a@b..de", "a b@c.de", "<a@b.de>", "a@b.de,c@d.de", "a@b.de\nBcc: c@d.de",
     "a@b.de\r\n", '"a"@b.de', "a@1.2.3.4", "a@-b.de", "ä@b.de", "x" * 65 + "@b.de", "a@b@c.de"],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(email_address.NotAnEmailAddress):
        email_address.normalise(text)


@given(st.text(max_size=40))
def test_no_address_breaks_a_header(text: str) -> None:
    for given_text in (text, f"a@{text}.de", f"{text}@b.de"):
        with contextlib.suppress(email_address.NotAnEmailAddress):
            found = email_address.normalise(given_text)
            assert found.isascii()
            assert not set(found) & set(' \t\r\n<>,;:"\\()')


def test_only_our_own_proxies_are_believed() -> None:
    chain = {"X-Forwarded-For": "6.6.6.6, 1.2.3.4"}
    assert net.client_address(chain, "127.0.0.1", 0) == "127.0.0.1"
    assert net.client_address(chain, "127.0.0.1", 1) == "1.2.3.4"
    assert net.client_address({"x-forwarded-for": "[2001:db8::1]:80"}, "::1", 1) == "2001:db8::1"
    assert net.client_address({"X-Forwarded-For": "junk"}, "10.0.0.9:5", 1) == "10.0.0.9"
    assert net.client_address({}, None, 1) == "0.0.0.0"


VALUE = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.uuids() | st.dates()
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
    | st.datetimes(timezones=st.just(UTC)) | st.decimals(-(10**20), 10**20, places=4)
)  # fmt: skip


@given(st.lists(VALUE, max_size=6).map(tuple))
def test_a_cursor_keeps_values_and_types(values: tuple[Any, ...]) -> None:
    cursor = cursors.encode(values)
    back = cursors.decode(cursor)
    assert back == values
    assert [type(value) for value in back] == [type(value) for value in values]
    assert cursor.replace("-", "").replace("_", "").isalnum() or not cursor


def test_a_cursor_holds_what_a_list_is_sorted_by() -> None:
    values = (
        "müller",
        date(2026, 1, 2),
        datetime(2026, 1, 2, tzinfo=UTC),
        Decimal("1.50"),
        ids.uuid7(),
    )
    assert cursors.decode(cursors.encode(values)) == values


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: raw.hex()))
def test_any_text_is_a_cursor_or_refused(text: str) -> None:
    with contextlib.suppress(cursors.BadCursor):
        cursors.decode(text)


def test_what_no_cursor_holds_is_a_mistake() -> None:
    with pytest.raises(TypeError):
        cursors.encode((1.5,))
    with pytest.raises(ValueError, match="too long"):
        cursors.encode(("x" * 5000,))
    with pytest.raises(cursors.BadCursor):
        cursors.decode("x" * 5000)

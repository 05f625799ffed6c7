"""A country reads in the reader's language and is kept in the firm's."""

from __future__ import annotations

import pytest
from django.utils import translation

from klientel.records import actions
from klientel.records.reading import reading_for
from klientel.records.types import record_types
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def test_a_country_is_told_in_the_language_of_who_reads(firm: Firm) -> None:
    one = record_types.get("account").field("country")
    for language, told in (("en", "Germany"), ("de", "Deutschland")):
        with translation.override(language):
            reading = reading_for(firm.workspace)
            assert one.shown("Deutschland", reading) == one.shown("germany", reading) == told
            assert one.shown("Hinterland", reading) == "Hinterland"
            assert one.export("Deutschland", reading) == "Deutschland"


def test_typed_in_another_language_it_is_kept_in_the_firm_s(firm: Firm) -> None:
    other = "de" if firm.workspace.language[:2] != "de" else "en"
    kept = {"de": "Austria", "en": "Österreich"}[other]
    with translation.override(other):
        typed = {"de": "Österreich", "en": "Austria"}[other]
        made = actions.create(firm.olga, "account", {"name": "Sonne", "country": typed})
    assert made.country == kept


def test_the_form_of_an_order_has_one_title(firm: Firm) -> None:
    text = firm.client().get("/werft/orders/new").content.decode()
    assert "<title>New: Order · Klientel</title>" in text


def test_an_address_stands_in_the_order_of_its_country(firm: Firm) -> None:
    given = {"name": "Smith", "postcode": "EC1A 1BB", "city": "London", "country": "GB"}
    account = actions.create(firm.olga, "account", given)
    page = firm.client().get(f"/werft/accounts/{account.pk}", follow=True).content.decode()
    address = page[page.index('id="fact-address"') :]
    assert address.index("London") < address.index("EC1A 1BB") < address.index("United Kingdom")

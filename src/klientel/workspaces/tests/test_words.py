"""Nouns a firm renamed stand in every sentence with their right form."""

import pytest
from django.utils import translation

from klientel.workspaces.words import PLAIN, Words, german

MANDANT = german("m", "Mandant", "Mandanten", "Mandanten", "Mandanten", "Mandanten", "Mandanten")
OWN = Words(
    {
        "de": {
            "client": {
                "gender": "m",
                "singular": list(MANDANT.singular),
                "plural": list(MANDANT.plural),
            }
        }
    }
)


@pytest.mark.parametrize(
    ("text", "plain", "renamed"),
    [
        ("{client}", "Client", "Mandant"),
        ("{client.the.acc} öffnen", "den Client öffnen", "den Mandanten öffnen"),
        ("mit {client.a.dat}", "mit einem Client", "mit einem Mandanten"),
        ("{client.pl} & {customer.pl}", "Clients & Kunden", "Mandanten & Kunden"),
        ("mit {customer.the.pl.dat}", "mit den Kunden", "mit den Kunden"),
        ("{n} {client.pl}", "3 Clients", "3 Mandanten"),
    ],
)
def test_german_sentences_take_case_number_and_article(text: str, plain: str, renamed: str) -> None:
    with translation.override("de"):
        assert PLAIN.fill(text, n=3) == plain
        assert OWN.fill(text, n=3) == renamed


def test_english_knows_a_and_an_and_capitals() -> None:
    with translation.override("en"):
        assert PLAIN.fill("{order.a} for {client.the}") == "an order for the client"
        assert PLAIN.fill("{client.pl.up}") == "Clients"


def test_a_value_never_lends_its_attributes() -> None:
    with pytest.raises(KeyError):
        PLAIN.fill("{name.__class__}", name="x")

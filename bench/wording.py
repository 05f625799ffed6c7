"""Made-up words with the skew of real ones: a few everywhere, most of them seldom.

Everything comes from a seeded generator, so the same size gives the same texts on every machine.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache


def _words(text: str) -> list[str]:
    return text.split()


COMMON = "Termin"
"""Stands in about a fifth of all search rows."""

RARE = "Zirbenholz"
"""Stands in twenty search rows, whatever the size."""

RARE_ROWS = 20
COMMON_SHARE = 0.27
"""Of interactions; they are ten of thirteen search rows, so a fifth of those."""
COMMON_OF_WORK = 0.2
"""Of work items, which come on top."""

_HEADS = _words(
    "Angebot Rechnung Lieferung Vertrag Beratung Projekt Muster Versand Anfrage Prüfung "
    "Wartung Schulung Abnahme Planung Werbung Kampagne Etat Entwurf Bestellung Rückgabe Messe "
    "Freigabe Budget Logo Katalog Druck Text Bild Seite Formular Steuer Lohn Miete Strom Büro "
    "Lager Küche Garten Dach Fenster Boden Farbe Möbel Licht Heizung Bad Treppe Tür Zaun "
    "Wagen Reifen Motor"
)
_TAILS = _words(
    "übergabe planung liste frage stand kosten termine muster gespräch auswahl prüfung "
    "entwurf abschluss änderung größe menge farbe lieferung zusage absage erinnerung "
    "unterlagen nachweis vergleich vorschlag bericht zahlen frist fassung reserve"
)
_VERBS = _words(
    "besprochen geklärt verschoben bestätigt zugesagt geprüft angefragt versandt erhalten "
    "vereinbart gelobt bemängelt offen erledigt notiert"
)
_SMALL = _words("und mit für wegen nach zum zur über ohne bis ab im noch heute morgen bitte sehr")
_FIRST = _words(
    "Anna Bernd Clara David Emma Felix Greta Hannes Ida Jonas Katrin Lukas Mia Nils Olga Paul "
    "Rosa Stefan Tina Uwe Vera Wim Yara Zoe Jürgen Käthe Søren Łukasz Aylin Mehmet"
)
_FAMILY_BEGIN = _words(
    "Acker Berg Blum Brand Brück Eich Feld Fisch Frei Gold Grün Haber Hof Kirch Kraut Lang "
    "Linden Mühl Neu Ober Rosen Sand Schön Stein Tann Wald Weiß Wiesen Winter Zimmer"
)
_FAMILY_END = _words(
    "mann müller bauer meier hofer stein berger thal feld mayer schmidt hauser bach dorf lein "
    "ner wirth koch becker huber"
)
_TRADES = _words(
    "Bäckerei Tischlerei Druckerei Gärtnerei Apotheke Spedition Kanzlei Praxis Agentur "
    "Brauerei Metallbau Elektro Optik Buchhandlung Reinigung Architektur Software Logistik "
    "Weinhandel Möbelhaus Fahrräder Catering Werbetechnik Steuerberatung Immobilien"
)
_FORMS = ("GmbH", "GmbH & Co. KG", "AG", "e. K.", "KG", "GbR")
CITIES = (
    ("20095", "Hamburg"), ("10115", "Berlin"), ("80331", "München"), ("50667", "Köln"),
    ("60311", "Frankfurt am Main"), ("70173", "Stuttgart"), ("04109", "Leipzig"),
    ("24103", "Kiel"), ("93047", "Regensburg"), ("79098", "Freiburg im Breisgau"),
)  # fmt: skip
STREETS = ("Hauptstraße", "Gartenweg", "Am Hafen", "Lindenallee", "Marktplatz", "Bergstraße")
POSITIONS = ("Geschäftsführung", "Einkauf", "Marketing", "Assistenz", "Buchhaltung", "Technik")


@dataclass(frozen=True)
class Names:
    """Every name a data set draws from."""

    first: tuple[str, ...]
    family: tuple[str, ...]
    trades: tuple[str, ...]
    forms: tuple[str, ...]


@lru_cache(maxsize=1)
def names() -> Names:
    """First names, 600 family names, trades and legal forms."""
    family = tuple(begin + end for begin in _FAMILY_BEGIN for end in _FAMILY_END)
    return Names(tuple(_FIRST), family, tuple(_TRADES), _FORMS)


def sentences(count: int, seed: int) -> list[str]:
    """Sentences whose words follow a steep curve; none holds `COMMON` or `RARE`."""
    rng = random.Random(seed)
    nouns = [head + tail for tail in _TAILS for head in _HEADS]
    rng.shuffle(nouns)
    weights = [1 / (rank + 3) for rank in range(len(nouns))]
    drawn = iter(rng.choices(nouns, weights, k=count * 3))
    made = []
    for _ in range(count):
        small = rng.choices(_SMALL, k=3)
        words = [next(drawn), small[0], next(drawn), small[1], next(drawn), rng.choice(_VERBS)]
        if rng.random() < 0.5:
            words.insert(5, small[2])
        made.append(" ".join(words))
    return made

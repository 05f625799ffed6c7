"""What the sample firms offer, and what is ordered of them."""

from __future__ import annotations

#: name, number, unit
SERVICES = (
    ("Beratung", "L-100", "HUR"),
    ("Workshop", "L-110", "DAY"),
    ("Konzept", "L-200", "LS"),
    ("Gestaltung Startseite", "L-210", "LS"),
    ("Gestaltung Unterseite", "L-220", "H87"),
    ("Umsetzung", "L-300", "HUR"),
    ("Texte", "L-400", "HUR"),
    ("Korrekturlauf", "L-410", "H87"),
    ("Fotoshooting", "L-500", "DAY"),
    ("Druckabwicklung", "L-600", "LS"),
    ("Pflege der Website", "L-700", "MON"),
)
GOODS = (
    ("Roggenbrot", "101", "H87"), ("Dinkelbrot", "102", "H87"), ("Bauernbrot", "103", "H87"),
    ("Baguette", "110", "H87"), ("Brötchen", "120", "H87"), ("Laugenstange", "121", "H87"),
    ("Franzbrötchen", "130", "H87"), ("Croissant", "131", "H87"),
    ("Butterkuchen, Stück", "201", "H87"), ("Käsekuchen, Stück", "202", "H87"),
    ("Obsttorte", "210", "H87"), ("Geburtstagstorte", "211", "H87"),
    ("Hochzeitstorte, je Etage", "212", "H87"), ("Gebäckmischung", "220", "KGM"),
    ("Lieferung", "900", "LS"),
)  # fmt: skip

#: positions by title of their order: a number from above or free words, how much, a note
LINES = {
    "Relaunch Startseite": (("L-200", "1", ""), ("L-210", "1", ""), ("L-300", "16", "")),
    "Imagebroschüre, 16 Seiten": (
        ("L-200", "1", ""), ("L-410", "2", ""), ("L-600", "1", "Auflage 500"),
    ),
    "Quartalskampagne": (("L-100", "6", ""), ("L-400", "10.5", "vier Beiträge")),
    "Messestand": (("L-200", "1", ""), ("Wandgrafik 3 x 2,5 m", "2", ""), ("L-600", "1", "")),
    "Newsletter einrichten": (("L-300", "4", ""), ("L-100", "1.5", "")),
    "Fotoshooting Team": (("L-500", "1", ""), ("Bildbearbeitung", "24", "")),
    "Torte zur Konfirmation": (("210", "1", "ohne Nüsse"), ("211", "1", "Aufschrift: Jonas")),
    "60 Brötchen für Vereinsfest": (("120", "60", "halb Mohn, halb Sesam"),),
    "Hochzeitstorte, drei Etagen": (("212", "3", "Rosen in Apricot"), ("900", "1", "bis 14 Uhr")),
    "Kuchenplatte Büro": (("201", "12", ""), ("202", "12", ""), ("220", "1.5", "")),
    "Brotkorb Restaurant, wöchentlich": (("101", "6", ""), ("110", "10", ""), ("900", "1", "")),
}  # fmt: skip

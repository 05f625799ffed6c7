"""What sample work is called."""

from __future__ import annotations

#: an order, its tasks and the steps of its checklist
ORDERS = (
    ("Relaunch Startseite", ("Kick-off", "Wireframes", "Umsetzung", "Texte einpflegen",
     "Freigabe einholen"), ("Impressum", "Datenschutz", "Ladezeit", "Barrierefreiheit geprüft")),
    ("Imagebroschüre, 16 Seiten", ("Briefing", "Gestaltung", "Korrekturlauf", "Druckdaten"),
     ("Beschnitt", "Farbprofil", "Bildrechte geklärt")),
    ("Quartalskampagne", ("Zielgruppe festlegen", "Redaktionsplan", "Motive", "Auswertung"), ()),
    ("Messestand", ("Standplan", "Wandgrafik", "Give-aways", "Aufbau abstimmen", "Nachlese"),
     ("Strom bestellt", "Spedition bestätigt", "Ausweise verteilt")),
    ("Newsletter einrichten", ("Vorlage bauen", "Adressen übernehmen", "Testversand"), ()),
    ("Fotoshooting Team", ("Termin finden", "Ort buchen", "Bilder auswählen"),
     ("Einwilligungen liegen vor",)),
)  # fmt: skip

#: orders of a shop: what, and the steps of its checklist
SHOP_ORDERS = (
    ("Torte zur Konfirmation", ("Aufschrift bestätigt", "Allergien erfragt")),
    ("60 Brötchen für Vereinsfest", ()),
    (
        "Hochzeitstorte, drei Etagen",
        ("Anzahlung erhalten", "Farben abgestimmt", "Lieferung geplant"),
    ),
    ("Kuchenplatte Büro", ()),
    ("Brotkorb Restaurant, wöchentlich", ("Menge bestätigt",)),
)

TICKETS = (
    ("Rechnung enthält alte Anschrift", "Bitte auf die neue Anschrift in der Marktstraße ändern.",
     "ticket"),
    ("Formular auf der Website sendet nicht", "Seit gestern kommt keine Anfrage mehr an.",
     "ticket"),
    ("Frage zum Leistungsumfang", "Ist die Pflege der Bilder enthalten?", "ticket"),
    ("Flyer mit falschem Datum", "200 Stück zurück, Neudruck bis Monatsende.", "return"),
    ("Zugang für neue Kollegin", "Frau Lindner braucht Zugriff auf die Entwürfe.", "ticket"),
)  # fmt: skip

TASKS = (
    "Bücher abschließen", "Angebot nachfassen", "Logo-Varianten prüfen",
    "Steuerunterlagen zusammenstellen", "Praktikumsplatz ausschreiben", "Serverzertifikat erneuern",
    "Zeiten des Monats prüfen",
)  # fmt: skip

PROJECT = (
    "Umzug ins neue Büro",
    (
        ("Räume", ("Mietvertrag prüfen", "Übergabe vereinbaren", "Schlüssel zählen")),
        ("Technik", ("Internet bestellen", "Telefonnummern mitnehmen")),
        ("Bekanntgeben", ("Briefbogen ändern", "Clients anschreiben", "Karteneintrag ändern")),
    ),
)

#: what was done in an hour that somebody noted
DONE = ("Abstimmung", "Entwurf", "Umsetzung", "Korrektur")

"""Words that stand above the columns of other people's files, by the field that they mean.

Folded (`kit.text.fold`): umlauts and `ae` alike, words parted by blanks. They add to the labels
and aliases that fields bring themselves.
"""

from __future__ import annotations

from klientel.kit.text import fold

_WORDS = {
    "name": "name, kundenname, firma, firmenname, unternehmen, organisation, kunde, client, "
    "customer, company, company name, customer name, account, account name, name 1, bezeichnung",
    "first_name": "vorname, first name, firstname, given name, rufname",
    "last_name": "nachname, familienname, last name, lastname, surname, family name, zuname",
    "salutation": "anrede, salutation, title",
    "email": "e mail, email, mail, e mail adresse, emailadresse, mailadresse, email address",
    "phone": "telefon, tel, telefonnummer, tel nr, festnetz, phone, phone number, telephone, rufnr",
    "mobile": "mobil, handy, mobiltelefon, mobilnummer, mobile, mobile phone, cell, cell phone",
    "website": "website, webseite, homepage, internet, url, web, www",
    "street": "strasse, str, strasse und hausnummer, anschrift, street, address, address line 1",
    "postcode": "plz, postleitzahl, zip, zip code, postcode, postal code",
    "city": "ort, stadt, wohnort, city, town",
    "country": "land, country, staat",
    "industry": "branche, industry, sector",
    "source": "quelle, herkunft, source, lead source",
    "stage": "phase, stage, status, lifecycle, lebenszyklus",
    "relationship": "typ, art, beziehung, kundentyp, relationship, type",
    "owner": "betreuung, betreuer, zustandig, ansprechpartner intern, manager, owner, "
    "verantwortlich",
    "account": "firma, unternehmen, kunde, company, account, organisation, account name",
    "position": "position, funktion, rolle, job title, role",
    "tags": "tags, schlagworte, schlagworter, stichworte, labels, kategorien",
    "acquired_on": "kunde seit, gewonnen am, acquired on, customer since, erstkontakt, angelegt am",
    "last_contact_at": "letzter kontakt, letzter kontakt am, last contact",
    "external_number": "kundennummer, kunden nr, kd nr, kdnr, kundennr, debitor, debitorennummer, "
    "customer number, customer id, customer no, customerid, id, nummer, nr",
    "amount": "betrag, umsatz, summe, gesamt, wert, preis, amount, total, value, dollar value, "
    "revenue, sum, price, brutto",
    "bought_on": "datum, kaufdatum, kauf, bestelldatum, belegdatum, date, order date, "
    "purchase date",
    "quantity": "menge, anzahl, stuck, quantity, qty, units, number of cds",
    "channel": "kanal, channel, filiale, shop",
    "notes": "notiz, notizen, bemerkung, bemerkungen, bemerk, kommentar, notes, note, comment",
}

HEADER_WORDS: dict[str, frozenset[str]] = {
    target: frozenset(fold(word) for word in words.split(",")) for target, words in _WORDS.items()
}
"""Folded header words by the name of a target."""

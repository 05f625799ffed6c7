"""Words that stand above the columns of other people's files, by the field that they mean.

The aliases of the fields and the import's targets, the surest first. Upper case, umlauts spelt out
and hyphens make no difference; the labels of the fields count by themselves.
"""

from __future__ import annotations

_WORDS = {
    "name": "company, firma, firmenname, kundenname, unternehmen, organisation, company name, "
    "customer name, account name, kunde, client, customer, account, name 1, bezeichnung",
    "first_name": "vorname, firstname, given name, rufname",
    "last_name": "nachname, familienname, surname, lastname, family name, zuname",
    "salutation": "anrede, titel, title",
    "email": "mail, e mail, email, email address, e mail adresse, emailadresse, mailadresse",
    "phone": "telefon, tel, telefonnummer, tel nr, festnetz, phone number, telephone, rufnr",
    "mobile": "mobil, handy, mobiltelefon, mobilnummer, mobile phone, cell, cell phone",
    "website": "webseite, homepage, web, internet, url, www",
    "street": "straße, str, straße und hausnummer, anschrift, adresse, address, address line 1",
    "postcode": "plz, postleitzahl, zip, zip code, postal code",
    "city": "ort, stadt, wohnort, town",
    "country": "land, staat",
    "industry": "branche, sector",
    "source": "quelle, herkunft, lead source",
    "stage": "phase, status, lifecycle, lebenszyklus",
    "relationship": "beziehung, kundentyp, typ, art, type",
    "owner": "betreuer, betreuung, manager, ansprechpartner intern, ansprechpartner, zuständig, "
    "verantwortlich",
    "account": "firma, company, unternehmen, organisation, kunde, account name",
    "position": "funktion, rolle, role, job title",
    "language": "sprache, korrespondenzsprache, muttersprache, lang, locale",
    "preferred_channel": "bevorzugter kanal, bevorzugter kontaktweg, kontaktweg, kontaktpräferenz, "
    "preferred contact, preferred contact method, contact preference",
    "birthday": "geburtstag, geburtsdatum, geb datum, geboren, geboren am, geb, birthdate, "
    "date of birth, dob, bday, born",
    "since": "dort seit, in der firma seit, beschäftigt seit, there since, joined",
    "parent": "muttergesellschaft, konzern, mutter, mutterunternehmen, gehört zu, "
    "übergeordnete firma, übergeordnetes unternehmen, parent account, parent company, parent",
    "tags": "schlagworte, schlagwörter, stichworte, labels, kategorien",
    "acquired_on": "kunde seit, customer since, since, gewonnen am, erstkontakt, angelegt am",
    "external_number": "kundennummer, kundennr, kunden nr, kdnr, kd nr, customer number, "
    "customer no, customer id, customerid, debitorennummer, debitor, id, nummer, nr",
    "amount": "betrag, umsatz, summe, total, value, dollar value, price, preis, gesamt, wert, "
    "revenue, sum, brutto",
    "channel": "kanal, kasse, till, shop, filiale",
}


def words(field: str) -> tuple[str, ...]:
    """The aliases of the field of that name."""
    return tuple(word.strip() for word in _WORDS[field].split(","))

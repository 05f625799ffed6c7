"""Headings of address books that other programs export, by what the columns become.

Outlook in German and English, Google Contacts (old and new), Apple, HubSpot, Pipedrive, Odoo and
weclapp; the surest first, and for each the business one before the private one.
"""

from __future__ import annotations

_WORDS = {
    "company": "firma, firmenname, company, company name, organization name, organization 1 name, "
    "organisation, organization, organisation 1 name, associated company, related company, "
    "person organization, person organisation, organization name, organisation name, "
    "unternehmen, unternehmensname, "
    "verknüpftes unternehmen, zugehöriges unternehmen, kundenname, kunde, account name, account, "
    "arbeitgeber, customer name, business name, name",
    "external_number": "kundennummer, kundennr, kunden nr, kdnr, customer number, customer no, "
    "customer id, debitorennummer, debitor",
    "company_email": "e mail firma, email firma, company email, e mail zentrale, "
    "firmen e mail, organization email",
    "company_phone": "telefon zentrale, zentrale, hauptrufnummer, haupttelefon, "
    "company main phone, company phone, telefon firma, firmentelefon, organization phone",
    "website": "webseite, website, website 1 value, website url, web page, homepage, internet, url",
    "street": "straße geschäftlich, business street, street, straße, street address, "
    "address 1 street, straße und hausnummer, str, anschrift, adresse, address, address line 1, "
    "work street, organization address street, organization address, organisation adresse, "
    "adresse arbeit, straße arbeit",
    "home_street": "straße privat, home street, privatstraße, home address street",
    "house_number": "hausnummer, hausnr, haus nr, house number, street number",
    "street_2": "straße geschäftlich 2, business street 2, straße 2, street2, street 2, "
    "adresszusatz, address line 2, address 1 extended address, zusatz",
    "postcode": "postleitzahl geschäftlich, plz geschäftlich, business postal code, plz, "
    "postleitzahl, zip, zip code, postal code, postcode, address 1 postal code, work zip, "
    "organization address zip postal code",
    "home_postcode": "postleitzahl privat, plz privat, home postal code, home zip",
    "city": "ort geschäftlich, business city, ort, stadt, city, town, address 1 city, wohnort, "
    "work city, organization address city town village locality",
    "home_city": "ort privat, home city, wohnort privat",
    "country": "land region geschäftlich, land geschäftlich, business country region, "
    "business country, land, country, country region, address 1 country, work country, "
    "organization address country",
    "home_country": "land region privat, land privat, home country region, home country",
    # beside one of the first, “Name” is that of the company
    "full_name": "ansprechpartner, ansprechperson, kontaktperson, contact person, kontaktname, "
    "contact name, kontakt, contact, person name, vollständiger name, full name, display name, "
    "anzeigename, name, file as, speichern unter",
    "salutation": "anrede, salutation",
    "title": "titel, title, name prefix, namenspräfix, akademischer titel, prefix, präfix",
    "first_name": "vorname, first name, firstname, given name, person first name, rufname, "
    "ansprechpartner vorname",
    "middle_name": "weitere vornamen, zweiter vorname, middle name, additional name",
    "last_name": "nachname, last name, lastname, family name, surname, familienname, zuname, "
    "person last name, ansprechpartner nachname",
    "department": "abteilung, department, organization department, organization 1 department",
    "position": "position, job title, jobtitle, organization title, organization 1 title, "
    "funktion, job position, stellenbezeichnung, berufsbezeichnung, rolle, role",
    "email": "e mail adresse, e mail address, e mail 1 value, email, e mail, mail, email address, "
    "emailadresse, mailadresse, person email work, person email, e mail geschäftlich, work email, "
    "e mail 1 adresse, e mail arbeit, person e mail arbeit, e mail privat, person email home, "
    "person e mail privat",
    "phone": "telefon geschäftlich, business phone, phone 1 value, phone, phone number, telefon, "
    "telefonnummer, tel, telephone, telephone number, rufnummer, festnetz, person phone work, "
    "person phone, work phone, telefon 1, telefon1, telefon arbeit, person telefon arbeit",
    "home_phone": "telefon privat, home phone, person phone home, person telefon privat, "
    "privattelefon, primary phone",
    "phone_label": "phone 1 label, phone 1 type, telefon 1 bezeichnung",
    "mobile": "mobiltelefon, mobile phone, mobile, mobil, handy, mobilnummer, "
    "mobile phone number, cell phone, cell, person phone mobile, mobiltelefonnummer, "
    "telefon mobil, person telefon mobil, "
    "phone 2 value",
    "mobile_label": "phone 2 label, phone 2 type, telefon 2 bezeichnung",
    "birthday": "geburtstag, birthday, geburtsdatum, date of birth, person birthday, birth date",
    "language": "sprache, language, korrespondenzsprache, locale",
    "tags": "kategorien, categories, labels, tags, schlagwörter, schlagworte, stichworte, "
    "group membership, gruppen, label",
    "note": "notizen, notes, note, notiz, bemerkung, bemerkungen, kommentar, anmerkung, "
    "further details, weitere angaben, suffix, name suffix, e mail 2 value, "
    "e mail 2 adresse, e mail 2 address, phone 3 value, telefon geschäftlich 2, "
    "business phone 2, telefon privat 2, fax geschäftlich, business fax, spitzname, nickname, "
    "fax, telefax, telefon 2, telefon2, weiteres telefon, other phone, home phone 2, "
    "fax privat, home fax, autotelefon, car phone, pager, jahrestag, anniversary, "
    "e mail privat, e mail 3 adresse, e mail 3 address, e mail 3 value",
    "consent_newsletter": "newsletter, newsletter einwilligung, einwilligung newsletter, "
    "newsletter opt in, newsletter consent, newsletter status, email marketing status, "
    "email marketing, e mail marketing, marketing opt in, accepts email marketing",
    "consent_mail": "werbung per e mail, einwilligung e mail, e mail werbung, email consent, "
    "email opt in, e mail opt in, accepts marketing",
    "consent_phone": "werbung per telefon, telefonwerbung, einwilligung telefon, phone consent, "
    "phone opt in",
    "consent_message": "werbung per sms, sms werbung, einwilligung sms, sms consent, sms opt in, "
    "accepts sms marketing, whatsapp opt in",
    "consent_post": "werbung per post, postwerbung, briefwerbung, einwilligung post, "
    "post consent, mail opt in, direct mail",
    "consent_survey": "umfragen, einwilligung umfragen, survey consent, survey opt in",
    "consent_tracking": "tracking, einwilligung tracking, tracking consent",
    "consent_day": "einwilligung am, einwilligung vom, datum der einwilligung, opt in datum, "
    "opt in date, optin time, consent date, opt in am, zugestimmt am, eingewilligt am, "
    "angemeldet am, subscribed at",
    "consent_proof": "quelle der einwilligung, einwilligung quelle, nachweis, opt in quelle, "
    "opt in source, consent source, einwilligung nachweis",
    # told apart from the person: “Contact owner” is no contact
    "owner": "contact owner, kontakteigentümer, owner, besitzer, zuständiger",
}
#: headings under which a note stands as it is; others are told with it
NOTES = frozenset(
    ["notizen", "notes", "note", "notiz", "bemerkung", "bemerkungen", "kommentar", "anmerkung",
     "further details", "weitere angaben"]
)  # fmt: skip


def words(target: str) -> tuple[str, ...]:
    """The headings of the target of that name."""
    return tuple(word.strip() for word in _WORDS[target].split(","))

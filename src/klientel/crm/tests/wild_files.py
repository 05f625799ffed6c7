"""Address books as programs truly write them, with what is awkward in each."""

from __future__ import annotations

import base64
from pathlib import Path

from klientel.kit.tests import workbooks as make

#: Outlook in German, saved as “CSV (Windows)”: ANSI, quoted, notes of several lines, no birthdays
OUTLOOK_GERMAN = (
    '"Anrede";"Vorname";"Weitere Vornamen";"Nachname";"Suffix";"Firma";"Abteilung";"Position";'
    '"Straße geschäftlich";"Ort geschäftlich";"Region geschäftlich";"Postleitzahl geschäftlich";'
    '"Land/Region geschäftlich";"Straße privat";"Ort privat";"Postleitzahl privat";'
    '"Fax geschäftlich";"Telefon geschäftlich";"Telefon privat";"Mobiltelefon";"E-Mail-Adresse";'
    '"E-Mail-Typ";"E-Mail-Angezeigter Name";"E-Mail 2: Adresse";"Geburtstag";"Kategorien";'
    '"Notizen";"Vertraulichkeit"\r\n'
    '"Herrn";"Jörg";"von";"Übel";"";"Übel & Söhne GmbH";"Einkauf";"Leiter";"Kai 5\r\n2. Stock";'
    '"Köln";"";"50667";"Deutschland";"Gartenweg 3";"Hürth";"50354";"+49 (221) 123-99";'
    '"+49 (221) 123-10";"";"0171/2345678";"joerg@uebel.example";"SMTP";"Jörg Übel '
    '(joerg@uebel.example)";"j.privat@uebel.example";"0.0.00";"Lieferant;Messe";'
    '"Zeile eins\r\nZeile zwei; mit ""Zitat""";"Normal"\r\n'
    '"Frau";"Änne";"";"Öhler";"";"";"";"";"";"";"";"";"";"Weg 1";"Düren";"52349";"";"";'
    '"02421 998877";"";"aenne@oehler.example";"SMTP";"Änne Öhler";"";"17.5.1980";"";"";"Privat"'
    "\r\n"
).encode("cp1252")

#: Outlook in English, “Unicode text”: UTF-16 with tabs
OUTLOOK_ENGLISH = (
    "Title\tFirst Name\tMiddle Name\tLast Name\tSuffix\tCompany\tJob Title\tBusiness Street\t"
    "Business City\tBusiness State\tBusiness Postal Code\tBusiness Country/Region\tBusiness Phone\t"
    "Mobile Phone\tE-mail Address\tCategories\tNotes\r\n"
    "Dr.\tZoë\tMarie\tvan der Meer\tJr.\tGrößer Ltd.\tHead of “Things”\t1 Kay St\tLondon\t\t"
    "EC1A 1BB\tUnited Kingdom\t+44 20 7946 0958\t+44 7700 900123\tzoe@groesser.example\t"
    "VIP;Press\tlikes tea\r\n"
).encode("utf-16")

#: Google Contacts since 2024: labels beside values, “ ::: ” between several
GOOGLE_NEW = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Name Prefix,Name Suffix,Nickname,File As,"
    "Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,Labels,"
    "E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,"
    "Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,Address 1 - Label,Address 1 - Formatted,"
    "Address 1 - Street,Address 1 - City,Address 1 - PO Box,Address 1 - Region,"
    "Address 1 - Postal Code,Address 1 - Country,Website 1 - Label,Website 1 - Value\n"
    'Eva,Maria,Klein,,Dr.,,,,Praxis Klein,Ärztin,,--05-17,"Parkt hinten,\nklingeln",'
    "https://lh3.example/photo.jpg,* myContacts ::: VIP,* Work,"
    "eva@klein.example ::: praxis@klein.example,Home,eva.privat@klein.example,Mobile,"
    '+49 171 5550101 ::: +49 171 5550102,Work,030 5550100,Work,"Hauptstr. 1\n10115 Berlin\nDE",'
    "Hauptstr. 1,Berlin,,,10115,DE,Profile,https://klein.example\n"
).encode()

#: Google Contacts before: “Type” and “Name” columns
GOOGLE_OLD = (
    "Name,Given Name,Additional Name,Family Name,Yomi Name,Name Prefix,Name Suffix,Initials,"
    "Nickname,Birthday,Gender,Location,Notes,Group Membership,E-mail 1 - Type,E-mail 1 - Value,"
    "Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,Phone 2 - Value,Organization 1 - Type,"
    "Organization 1 - Name,Organization 1 - Title,Address 1 - Type,Address 1 - Street,"
    "Address 1 - City,Address 1 - Postal Code,Address 1 - Country\n"
    "Jan van der Meer,Jan,,van der Meer,,,,,,,,,,* myContacts ::: Kunden,* Work,"
    "jan@meer.example,Work,040 5550200,Mobile,0171 5550201,,Meer & Co KG,Chef,Work,Kai 7,"
    "Hamburg,20457,Germany\n"
).encode("utf-8-sig")

_PICTURE = base64.b64encode(bytes(range(256)) * 3).decode()
_FOLDED = "\r\n ".join(_PICTURE[n : n + 70] for n in range(0, len(_PICTURE), 70))

#: iOS: groups with own labels, a picture, folded lines in the middle of a letter's escape
IOS = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Apple Inc.//iPhone OS 17.5//EN\r\n"
    "N:von Übel;Jörg;Maria;Dr.;jun.\r\nFN:Dr. Jörg Maria von Übel jun.\r\n"
    "ORG:Übel\\, Söhne & Co. KG;Einkauf;\r\nTITLE:Leiter\\; Einkauf\r\n"
    "item1.EMAIL;type=INTERNET;type=pref:joerg@uebel.example\r\nitem1.X-ABLabel:Büro\r\n"
    "EMAIL;type=INTERNET;type=HOME:privat@uebel.example\r\n"
    "TEL;type=CELL;type=VOICE;type=pref:+49 171 2345678\r\n"
    "item2.TEL:0221 12310\r\nitem2.X-ABLabel:_$!<Work>!$_\r\n"
    "TEL;type=WORK;type=FAX:0221 12399\r\n"
    "item3.ADR;type=WORK;type=pref:;;Kai 5\\n2. Stock;Köln;;50667;Deutschland\r\n"
    "item3.X-ABADR:de\r\nADR;type=HOME:;;Gartenweg 3;Hürth;;50354;Deutschland\r\n"
    "item4.URL;type=pref:https\\://uebel.example\r\nitem4.X-ABLabel:_$!<HomePage>!$_\r\n"
    "BDAY:1604-05-17\r\nNOTE:Zeile eins\\nZeile zwei mit einem sehr langen Text\\, der um\r\n"
    "  gebrochen wird\r\n"
    f"PHOTO;ENCODING=b;TYPE=JPEG:{_FOLDED}\r\nX-ABUID:1234\\:ABPerson\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:;;;;\r\nFN:Hafenamt Kiel\r\nORG:Hafenamt Kiel;\r\n"
    "X-ABShowAs:COMPANY\r\nTEL;type=MAIN:0431 901\r\nEND:VCARD\r\n"
).encode()

#: an old Nokia and its heirs: 2.1, quoted-printable over several lines, in two encodings
OLD_PHONE = (
    b"BEGIN:VCARD\r\nVERSION:2.1\r\n"
    b"N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Gr=C3=B6=C3=9Fer;Zo=C3=AB;;;\r\n"
    b"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Zo=C3=AB=20Gr=C3=B6=\r\n=C3=9Fer\r\n"
    b"ORG;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:B=E4ckerei Gr=F6=DFer\r\n"
    b"TEL;CELL;PREF:01715550301\r\nTEL;WORK;VOICE:030/5550300\r\nEMAIL;INTERNET:zoe@groesser.example\r\n"
    b"ADR;WORK;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;;Stra=C3=9Fe 1;K=C3=B6ln;;50667;\r\n"
    b"NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:eins=0D=0A=\r\nzwei\r\nEND:VCARD\r\n"
)

#: 4.0 as Nextcloud writes it: URIs as values, PREF, several types in quotes
NEXTCLOUD = (
    b"BEGIN:VCARD\nVERSION:4.0\nUID:urn:uuid:1\nFN:Ida de la Cruz\nN:de la Cruz;Ida;;;\n"
    b'TEL;VALUE=uri;PREF=1;TYPE="voice,cell":tel:+49-171-5550401\n'
    b'TEL;VALUE=uri;TYPE="voice,work":tel:+49-30-5550400;ext=12\n'
    b"EMAIL;TYPE=home;PREF=2:ida@privat.example\nEMAIL;TYPE=work;PREF=1:ida@cruz.example\n"
    b'ADR;TYPE=work;LABEL="Weg 2\\n10115 Berlin":;;Weg 2;Berlin;;10115;Germany\n'
    b"ORG:Cruz Ltd\nCATEGORIES:Kunden,Presse\\, Funk\nBDAY:19800517\nEND:VCARD\n"
)


def customers_of_a_till(folder: Path) -> Path:
    """A sheet with a title above, days as numbers, telephones as numbers, money and percent."""
    rows = [
        make.row(make.text("Kundenliste Filiale Nord"), place=1),
        make.row(make.text("Stand: 30.06.2026"), place=2),
        make.row(place=3),
        make.row(*map(make.text, ("Kundenname", "Telefon", "Mobil", "PLZ", "Ort", "Kunde seit",
                                  "Umsatz", "Rabatt")), place=4),
        make.row(make.text("Lena Schmidt"), make.number(4315550500),
                 make.number("4.91715550501E+11"), make.number(1067, make.POSTCODE),
                 make.text("Dresden"), make.number(46188, make.DAY),
                 make.number("1234.5"), make.number("0.05"), place=5),
        make.row(make.text("Max Ott"), make.text("0431/5550502"), make.number(1715550503),
                 make.number(24103), make.text("Kiel"), make.text("2.11.2025"),
                 make.number(99), make.number("0.1"), place=6, hidden=True),
    ]  # fmt: skip
    more = '<mergeCells count="2"><mergeCell ref="A1:H1"/><mergeCell ref="A2:H2"/></mergeCells>'
    return make.workbook(
        folder / "kasse.xlsx",
        {"Deckblatt": make.sheet([]), "Kunden": make.sheet(rows, more), "Alt": make.sheet(rows)},
        states={"Alt": "hidden"},
    )


#: the new Outlook in German: brackets in the headings, a colon in those of others
OUTLOOK_NEW = (
    "Vorname,Zweiter Vorname,Nachname,Titel,Spitzname,E-Mail-Adresse,E-Mail-2-Adresse,"
    "Telefon (privat),Telefon (geschäftlich),Mobiltelefon,Haupttelefon,Firma,Position,"
    "Straße (geschäftlich),Ort (geschäftlich),Postleitzahl (geschäftlich),"
    "Land/Region (geschäftlich),Straße (privat),Ort (privat),Postleitzahl (privat),Notizen\n"
    "Uta,,Graf,Dr.,,uta@graf.example,,030 5550600,030 5550601,,,Graf & Partner mbB,Partnerin,"
    "Allee 1,Berlin,10115,Deutschland,Waldweg 2,Potsdam,14467,\n"
    "Ole,,Allein,,,ole@allein.example,,030 5550602,,,,,,,,,,Waldweg 3,Potsdam,14467,\n"
).encode()
COLONS = (
    "Firma;Nachname;Geschäftlich: Straße;Geschäftlich: Postleitzahl;Geschäftlich: Ort;"
    "Geschäftlich: Telefon;Privat: Ort\r\n"
    "Werk GmbH;Ida;Weg 1;04109;Leipzig;0341 5550700;Halle\r\n"
).encode("cp1252")
#: saved once too often by Excel: numbers as quantities, some of them cut short
SHORTENED = (
    "Firma;Telefon;Mobiltelefon\n"
    "Nord GmbH;4315550800;4,91715550801E+11\n"
    "Süd GmbH;4,9172E+11;491715550802\n"
    "West GmbH;4315550803;\n"
).encode()

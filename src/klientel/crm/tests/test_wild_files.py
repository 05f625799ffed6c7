"""Files as Outlook, Google, telephones and tills write them come in right, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from klientel.crm.models import Account, Contact, Interaction
from klientel.crm.tests import wild_files as wild
from klientel.integrations.models import ImportRun
from klientel.integrations.problems import problems_of, reason_of
from klientel.integrations.sources import source_from_json
from klientel.integrations.tests.files import imported
from klientel.records.reading import reading_of
from tests.cast import Firm

pytestmark = pytest.mark.django_db

#: account: its mail address, telephone, street, postcode and city
ACCOUNTS = {
    "OUTLOOK_GERMAN": {
        "Übel & Söhne GmbH": ("", "", "Kai 5 2. Stock", "50667", "Köln"),
        "Änne Öhler": ("aenne@oehler.example", "+492421998877", "Weg 1", "52349", "Düren"),
    },
    "OUTLOOK_ENGLISH": {"Größer Ltd.": ("", "", "1 Kay St", "EC1A 1BB", "London")},
    "OUTLOOK_NEW": {
        "Graf & Partner mbB": ("", "", "Allee 1", "10115", "Berlin"),
        "Ole Allein": ("ole@allein.example", "+49305550602", "Waldweg 3", "14467", "Potsdam"),
    },
    "COLONS": {"Werk GmbH": ("", "", "Weg 1", "04109", "Leipzig")},
    "GOOGLE_NEW": {"Praxis Klein": ("", "", "Hauptstr. 1", "10115", "Berlin")},
    "GOOGLE_OLD": {"Meer & Co KG": ("", "", "Kai 7", "20457", "Hamburg")},
    "IOS": {
        "Übel, Söhne & Co. KG": ("", "", "Kai 5, 2. Stock", "50667", "Köln"),
        "Hafenamt Kiel": ("", "+49431901", "", "", ""),
    },
    "OLD_PHONE": {"Bäckerei Größer": ("", "", "Straße 1", "50667", "Köln")},
    "NEXTCLOUD": {"Cruz Ltd": ("", "", "Weg 2", "10115", "Berlin")},
    "SHORTENED": {
        "Nord GmbH": ("", "+494315550800", "", "", ""),
        "Süd GmbH": ("", "+491715550802", "", "", ""),
        "West GmbH": ("", "+494315550803", "", "", ""),
    },
}
#: person: form of address, position, mail address, telephone and mobile
PEOPLE = {
    "OUTLOOK_GERMAN": {
        "Jörg von Übel": ("Herrn", "Leiter, Einkauf", "joerg@uebel.example", "+4922112310",
                          "+491712345678"),
        "Änne Öhler": ("Frau", "", "aenne@oehler.example", "+492421998877", ""),
    },
    "OUTLOOK_ENGLISH": {
        "Zoë Marie van der Meer": ("Dr.", "Head of “Things”", "zoe@groesser.example",
                                   "+442079460958", "+447700900123"),
    },
    "OUTLOOK_NEW": {
        "Uta Graf": ("Dr.", "Partnerin", "uta@graf.example", "+49305550601", ""),
        "Ole Allein": ("", "", "ole@allein.example", "+49305550602", ""),
    },
    "COLONS": {"Ida": ("", "", "", "+493415550700", "")},
    "GOOGLE_NEW": {
        "Eva Maria Klein": ("Dr.", "Ärztin", "eva@klein.example", "+49305550100", "+491715550101")
    },
    "GOOGLE_OLD": {
        "Jan van der Meer": ("", "Chef", "jan@meer.example", "+49405550200", "+491715550201")
    },
    "IOS": {
        "Jörg Maria von Übel jun.": ("Dr.", "Leiter; Einkauf, Einkauf", "joerg@uebel.example",
                                     "+4922112310", "+491712345678"),
    },
    "OLD_PHONE": {
        "Zoë Größer": ("", "", "zoe@groesser.example", "+49305550300", "+491715550301")
    },
    "NEXTCLOUD": {"Ida de la Cruz": ("", "", "ida@cruz.example", "+49305550400", "+491715550401")},
    "SHORTENED": {},
}  # fmt: skip
#: what no column has room for stands in a note
NOTED = {
    "OUTLOOK_GERMAN": ['Zeile zwei; mit "Zitat"', "Gartenweg 3, 50354 Hürth",
                       "j.privat@uebel.example"],
    "OUTLOOK_ENGLISH": ["likes tea", "Suffix: Jr."],
    "OUTLOOK_NEW": ["Waldweg 2, 14467 Potsdam", "+49 30 5550600"],
    "COLONS": ["Halle"],
    "GOOGLE_NEW": ["klingeln", "praxis@klein.example", "eva.privat@klein.example",
                   "+49 171 5550102"],
    "GOOGLE_OLD": [],
    "IOS": ["der um gebrochen wird", "privat@uebel.example", "0221 12399", "Gartenweg 3"],
    "OLD_PHONE": ["eins\nzwei"],
    "NEXTCLOUD": ["ida@privat.example"],
    "SHORTENED": ["4,9172E+11", "+49 171 5550801"],
}  # fmt: skip


#: what comes in of birthdays, with a year or without one
BIRTHDAYS = {
    "OUTLOOK_GERMAN": ["--05171980"],
    "GOOGLE_NEW": ["--0517"],
    "IOS": ["--0517"],
    "NEXTCLOUD": ["--05171980"],
}


def bring(firm: Firm, folder: Path, name: str) -> ImportRun:
    content = getattr(wild, name)
    path = folder / (name + (".vcf" if content.startswith(b"BEGIN") else ".csv"))
    path.write_bytes(content)
    return imported(firm.olga, path, "address_book")


@pytest.mark.parametrize("name", ACCOUNTS)
def test_a_file_of_another_program_comes_in_right(firm: Firm, tmp_path: Path, name: str) -> None:
    run = bring(firm, tmp_path, name)
    assert run.counts["errors"] == 0
    accounts = {
        one.name: (one.email, one.phone, one.street, one.postcode, one.city)
        for one in Account.objects.visible_to(firm.olga)
    }
    assert accounts == ACCOUNTS[name]
    people = {
        one.name: (one.salutation, one.position, one.email, one.phone, one.mobile)
        for one in Contact.objects.visible_to(firm.olga)
    }
    assert people == PEOPLE[name]
    bodies = Interaction.objects.visible_to(firm.olga).values_list("body", flat=True)
    noted = "\n".join(bodies)
    assert [text for text in NOTED[name] if text not in noted] == []
    born = Contact.objects.visible_to(firm.olga).exclude(birthday=None)
    assert list(born.values_list("birthday", flat=True)) == BIRTHDAYS.get(name, [])


@pytest.mark.parametrize("name", ACCOUNTS)
def test_the_same_file_again_adds_nothing(firm: Firm, tmp_path: Path, name: str) -> None:
    bring(firm, tmp_path, name)
    again = bring(firm, tmp_path, name)
    assert again.counts["created"] == {}
    assert Interaction.objects.visible_to(firm.olga).count() <= len(ACCOUNTS[name])


def test_a_number_that_lost_its_last_digits_is_said(firm: Firm, tmp_path: Path) -> None:
    run = bring(firm, tmp_path, "SHORTENED")
    (told,) = (reason_of(one, reading_of(firm.olga)) for one in problems_of(run, is_dry=False))
    assert "its last digits are lost" in told


@pytest.mark.parametrize("recipe", ["account", "address_book"])
def test_a_sheet_of_a_till_comes_in_right(firm: Firm, tmp_path: Path, recipe: str) -> None:
    run = imported(firm.olga, wild.customers_of_a_till(tmp_path), recipe)
    source = source_from_json(run.source)
    assert (source.sheet, source.begins) == ("Kunden", 4), "the cover is empty, the titles above"
    told = " ".join(one.text() for one in source.remarks)
    assert "Hidden rows are imported as well (1)." in told
    assert "Alt" in told
    accounts = {one.name: one for one in Account.objects.visible_to(firm.olga)}
    lena, max_ = accounts["Lena Schmidt"], accounts["Max Ott"]
    assert (lena.phone, max_.phone) == ("+494315550500", "+494315550502")
    assert (lena.postcode, max_.postcode) == ("01067", "24103")
    days = [one.acquired_on or one.customer_since for one in (lena, max_)]
    assert [str(day) for day in days] == ["2026-06-15", "2025-11-02"]

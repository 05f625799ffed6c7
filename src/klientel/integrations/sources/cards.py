"""Taking the people out of vCards: one row for each card, the best address first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from klientel.integrations.sources.source import Source
from klientel.kit import person_names
from klientel.kit.cells import write_cells
from klientel.kit.refused import Refused
from klientel.kit.tables import Dialect
from klientel.kit.vcards import Card, Property, read_cards

_MOBILE = {"cell", "mobile", "mobil", "handy", "iphone", "mobiltelefon", "natel"}
_FAX = {"fax", "pager", "x-fax", "workfax", "homefax"}
_WORK = {"work", "x-work", "business", "arbeit", "geschäftlich", "büro", "firma"}
_PICTURES = ("PHOTO", "LOGO", "SOUND", "KEY")
_FURTHER = ("X-SOCIALPROFILE", "IMPP", "NICKNAME", "ANNIVERSARY", "X-ANNIVERSARY", "RELATED",
            "X-ABRELATEDNAMES", "X-ABDATE", "X-SPOUSE", "X-MANAGER", "X-ASSISTANT", "X-JABBER",
            "X-SKYPE", "X-SKYPE-USERNAME")  # fmt: skip
#: what programs write for themselves; nobody would miss it
_TECHNICAL = ("VERSION", "PRODID", "UID", "REV", "N", "FN", "SORT-STRING", "CLASS", "KIND",
              "MAILER", "TZ", "GEO", "X-ABLABEL", "X-ABADR", "X-ABSHOWAS", "X-ABUID", "SOURCE",
              "CLIENTPIDMAP", "X-MOZILLA-HTML", "X-MOZILLA-PROPERTY", "LABEL",
              "X-PHONETIC-FIRST-NAME", "X-PHONETIC-LAST-NAME", "X-MS-IMADDRESS", "NAME", "PROFILE",
              "X-MS-OL-DEFAULT-POSTAL-ADDRESS", "X-MS-CARDPICTURE", "X-MS-OL-DESIGN",
              "X-IMAGETYPE", "X-IMAGEHASH", "X-SHARED-PHOTO-DISPLAY-PREF")  # fmt: skip
_TAKEN = ("TEL", "EMAIL", "ADR", "ORG", "TITLE", "ROLE", "URL", "CATEGORIES", "NOTE", "BDAY",
          "GENDER", "AGENT", "LANG")  # fmt: skip


def columns() -> list[str]:
    """The names of the columns in the language of the moment, in their order."""
    return [
        _("Title"), _("First name"), _("Family name"), _("Company"), _("Department"),
        _("Position"), _("E-mail"), _("Telephone"), _("Mobile"), _("Street"), _("Postcode"),
        _("City"), _("Country"), _("Website"), _("Tags"), _("Birthday"), _("Language"), _("Note"),
        _("Further details"),
    ]  # fmt: skip


@dataclass
class _Left:
    """What the cards hold that no column has room for."""

    pictures: int = 0
    further: int = 0
    foreign: int = 0
    nameless: int = 0
    cut_off: int = 0


def take_out_cards(path: Path, out: Path, language: str) -> tuple[Dialect, Source]:
    """Write a row for each card to `out`; raises `Refused` when there is none."""
    left = _Left()
    with override(language):
        names = columns()
        with out.open("x", encoding="ascii") as file:
            out.chmod(0o600)
            width = write_cells(file, _rows(path, left))
    if not width:
        raise Refused("This file has no contacts.", "file")
    remarks = [
        Refused(sentence, count=count)
        for count, sentence in (
            (
                left.further,
                gettext_noop(
                    "Further numbers and addresses are kept in “Further details” ({count})."
                ),
            ),
            (left.pictures, gettext_noop("Pictures and sounds are left out ({count}).")),
            (
                left.foreign,
                gettext_noop("What only the other program understands is left out ({count})."),
            ),
            (
                left.nameless,
                gettext_noop("Cards without a name, company or address are left out ({count})."),
            ),
            (
                left.cut_off,
                gettext_noop(
                    "The file ends in the middle of a card; please check the last one ({count})."
                ),
            ),
        )
        if count
    ]
    dialect = Dialect(has_header=True, columns=tuple(names), form="cells")
    return dialect, Source("cards", remarks=remarks)


def _rows(path: Path, left: _Left) -> Iterator[tuple[int, list[str]]]:
    for card in read_cards(path):
        left.cut_off += card.is_cut_off
        cells = _Person(card, left).cells()
        if any(cells):
            yield card.line, cells
        else:
            left.nameless += 1


class _Person:
    """One card on its way to a row."""

    def __init__(self, card: Card, left: _Left) -> None:
        self._card = card
        self._left = left
        self._more: list[str] = []

    def cells(self) -> list[str]:
        title, first, family, company, department = self._names()
        position = self._text("TITLE") or self._text("ROLE")
        email = self._email()
        telephone, mobile = self._telephones()
        street, postcode, city, country = self._address()
        website = self._website()
        notes = [one.text for one in self._card.all("NOTE")]
        born = self._card.first("BDAY")
        self._tell_further()
        tags = [tag for one in self._card.all("CATEGORIES") for tag in one.items]
        return [
            title, first, family, company, department, position, email, telephone, mobile, street,
            postcode, city, country, website, ", ".join(dict.fromkeys(tags)),
            _day(born) if born else "", self._language(), "\n".join(notes), "\n".join(self._more),
        ]  # fmt: skip

    def _text(self, name: str) -> str:
        one = self._card.first(name)
        return _line(one.text) if one else ""

    def _names(self) -> tuple[str, str, str, str, str]:
        org = self._card.first("ORG")
        units = [_line(part) for part in org.parts if part] if org else []
        company, department = (units or [""])[0], ", ".join(units[1:])
        said = self._text("FN")
        one = self._card.first("N")
        parts = [_listed(part) for part in one.parts] if one else []
        family, given, more, title, suffix = [*parts, *[""] * 5][:5]
        words = more.split()
        if words and all(person_names.is_particle(word) for word in words):
            family, more = f"{more} {family}", ""
        first = f"{given} {more}".strip()
        is_company = self._is_company(company, said, bool(first or family))
        if is_company:
            return "", "", "", company or said, department
        if not (first or family) and said and said != company:
            title, first, family = person_names.split(said)
        if not family:
            first, family = "", first
        if suffix and person_names.is_suffix(suffix):
            family = f"{family} {suffix}"
        elif suffix:
            self._add(_("Suffix of the name"), suffix)
        return title, first, family, company, department

    def _is_company(self, company: str, said: str, has_name: bool) -> bool:
        kind = self._text("KIND").lower() == "org"
        shown = self._text("X-ABSHOWAS").upper() == "COMPANY"
        return (kind or shown) and bool(company or said) and (not has_name or said == company)

    def _email(self) -> str:
        mails = sorted(self._card.all("EMAIL"), key=self._preference)
        for one in mails[1:]:
            self._add(_("E-mail"), one.text, one)
        return mails[0].text.removeprefix("mailto:") if mails else ""

    def _telephones(self) -> tuple[str, str]:
        telephone = mobile = ""
        for one in sorted(self._card.all("TEL"), key=self._preference):
            number = _number(one.text)
            sorts = self._sorts(one)
            if sorts & _FAX:
                self._add(_("Fax"), number, one)
            elif sorts & _MOBILE and not mobile:
                mobile = number
            elif not sorts & _MOBILE and not telephone:
                telephone = number
            elif number not in (telephone, mobile):
                self._add(_("Telephone"), number, one)
        return telephone, mobile

    def _address(self) -> tuple[str, str, str, str]:
        places = sorted(self._card.all("ADR"), key=self._preference)
        lines = [[*map(_line, one.parts), *[""] * 7][:7] for one in places]
        for one, (box, more, street, city, region, code, country) in zip(
            places[1:], lines[1:], strict=True
        ):
            whole = (street, more, box, f"{code} {city}".strip(), region, country)
            self._add(_("Address"), ", ".join(filter(None, whole)), one)
        if not lines:
            return "", "", "", ""
        box, more, street, city, _region, code, country = lines[0]
        box = f"{_('P.O. box')} {box}" if box.isdigit() else box
        return ", ".join(filter(None, (street, more, box))), code, city, country

    def _language(self) -> str:
        """The one to write in first."""
        languages = sorted(self._card.all("LANG"), key=self._preference)
        return _line(languages[0].text) if languages else ""

    def _website(self) -> str:
        pages = self._card.all("URL")
        for one in pages[1:]:
            self._add(_("Website"), one.text, one)
        return pages[0].text if pages else ""

    def _tell_further(self) -> None:
        for one in self._card.properties:
            if one.name in _PICTURES:
                self._left.pictures += 1
            elif one.name in _FURTHER and one.text:
                label = self._card.label(one) or one.name.removeprefix("X-").capitalize()
                self._add(label, one.text.replace("\n", ", "))
            elif one.name not in _TAKEN and one.name not in _TECHNICAL and one.text:
                self._left.foreign += 1

    def _add(self, label: str, text: str, of: Property | None = None) -> None:
        told = self._card.label(of) if of else ""
        told = told or (_("private") if of and "home" in of.types else "")
        self._more.append(f"{label} ({told}): {text}" if told else f"{label}: {text}")
        self._left.further += 1

    def _sorts(self, one: Property) -> set[str]:
        return {*one.types, *self._card.label(one).lower().split()}

    def _preference(self, one: Property) -> tuple[int, int]:
        sorts = self._sorts(one)
        return one.rank, 0 if sorts & _WORK else 2 if "home" in sorts else 1


def _line(text: str) -> str:
    """A text of several lines in one."""
    return ", ".join(part.strip(" ,") for part in text.splitlines() if part.strip(" ,"))


def _listed(text: str) -> str:
    """A component that may be a list: “Karl,Heinz” are two first names."""
    return " ".join(text.replace(",", " ").split())


def _number(text: str) -> str:
    """A telephone number without what only machines read (`tel:`, `;ext=`)."""
    return text.removeprefix("tel:").partition(";")[0].strip()


def _day(born: Property) -> str:
    """A birthday as people write it: 1980-05-17, or 17.05. where the year is not told."""
    text = born.text.partition("T")[0].strip()
    if text.startswith("--"):
        digits = text.replace("-", "")
        return f"{digits[2:4]}.{digits[:2]}." if len(digits) >= 4 else text
    if text.startswith("1604"):
        # Apple's year for a day without one
        digits = text.replace("-", "")
        return f"{digits[6:8]}.{digits[4:6]}." if len(digits) == 8 else text
    if len(text) == 8 and text.isdigit():
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return text

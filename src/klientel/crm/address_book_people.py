"""What one row of an address book says: a company, a person, and what is kept as a note."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from klientel.crm.account_names import plain_key
from klientel.crm.address_book_consents import Told, told_in
from klientel.crm.address_book_fields import Rest
from klientel.crm.address_book_words import NOTES
from klientel.kit import person_names
from klientel.kit.name_words import ends_in_legal_form, has_legal_form
from klientel.kit.phone import shown
from klientel.kit.postal import lines_of
from klientel.kit.refused import Refused
from klientel.kit.text import fold, sort_key
from klientel.records.recipes import CleanRow

#: what stands before the names of own fields of the account, and of its person
OF_COMPANY, OF_PERSON = "of_company_", "of_person_"
_PLACE = ("street", "postcode", "city", "country", "website")
_FACTS = ("external_number", "relationship", "stage", "owner", "industry", "source", "acquired_on")
_MOBILE = ("mobil", "mobile", "handy", "cell", "iphone", "natel")
#: Outlook's way of saying that no birthday is known
_NO_DAY = re.compile(r"0?0[./]0?0[./](?:00)?00")
_ORGANISATIONS = re.compile(
    r"\b(?:verein|verband|amt|schule|gemeinde|stadtwerke|institut|praxis|kanzlei|& co|und partner|"
    r"& partner)\b",
    re.IGNORECASE,
)
_HOME_PLACE = ("street", "postcode", "city", "country")
_HOME = (*_HOME_PLACE, "phone")


@dataclass
class Said:
    """One row: values of its account and its contact, its note, and what stayed unread.

    Without a company the person is the account, too. `contact` is empty for a row of a company
    alone.
    """

    row: CleanRow
    account: dict[str, Any] = field(default_factory=dict)
    contact: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    consents: list[Told] = field(default_factory=list)
    remarks: list[Refused] = field(default_factory=list)

    @property
    def is_person(self) -> bool:
        """Whether the account is the person."""
        return bool(self.account.get("kind") == "person")

    @property
    def account_key(self) -> str:
        """The name of the account as names are compared."""
        return plain_key(self.account["name"])

    @property
    def contact_key(self) -> str:
        """The name of the person as contacts are ordered: family name first."""
        return key_of(self.contact.get("last_name", ""), self.contact.get("first_name", ""))


def key_of(last: str, first: str) -> str:
    """What two contacts of an account share who are one person."""
    return sort_key(f"{last} {first}")[:260]


def read(row: CleanRow) -> Said:
    """What a row says; raises `Refused` when it names neither a company nor a person."""
    said = Said(row)
    values = _readable(row.values, said)
    _use_private(values, said)
    company = values.get("company") or ""
    person = _person(values, company)
    if not company and person and (alone := _company_alone(values)):
        company, person = alone, {}
    if not company and not person:
        raise Refused("This row names neither a company nor a person.")
    said.account = _account(values, company, person) | _added(values, OF_COMPANY)
    said.contact = person and person | _added(values, OF_PERSON)
    said.consents = told_in(row.line, values)
    if not person:
        said.note += _further(values, said.account)
        if said.consents:
            said.consents = []
            said.remarks.append(Refused("Consents are given by people; this row names nobody."))
    tags = values.get("tags")
    if tags:
        (said.contact or said.account)["tags"] = list(tags)
        said.account.setdefault("tags", list(tags)) if said.is_person else None
    said.note = _note(row.values.get("note") or (), said.note)
    return said


def _added(values: Mapping[str, Any], before: str) -> dict[str, Any]:
    """What a row says of the fields that the firm added to its accounts, or to its people."""
    return {name.removeprefix(before): v for name, v in values.items() if name.startswith(before)}


def _readable(values: Mapping[str, Any], said: Said) -> dict[str, Any]:
    """The values; what could not be read goes to the note, and the row says so."""
    good: dict[str, Any] = {}
    for name, value in values.items():
        if not isinstance(value, Rest):
            good[name] = value
            continue
        if value.value:
            good[name] = value.value
        said.note += f"{value.text}\n"
        if value.why is not None:
            said.remarks.append(
                Refused(
                    "“{text}” is kept in the note. {why}",
                    name,
                    text=value.text[:80],
                    why=value.why.text(),
                )
            )
    return good


def _use_private(values: dict[str, Any], said: Said) -> None:
    """Let what is private stand in for what is missing of the firm's, or keep it in the note."""
    home = {name: values.pop(f"home_{name}") for name in _HOME if values.get(f"home_{name}")}
    place = {name: home[name] for name in _HOME_PLACE if name in home}
    if place and not any(values.get(name) for name in _HOME_PLACE):
        values.update(place)
    elif place:
        text = ", ".join(lines_of(*(place.get(name, "") for name in _HOME_PLACE)))
        said.note += gettext("Private address: {text}").format(text=text) + "\n"
    if "phone" in home:
        if values.get("phone"):
            text = gettext("Private telephone: {text}").format(text=shown(home["phone"]))
            said.note += text + "\n"
        else:
            values["phone"] = home["phone"]


def _person(values: Mapping[str, Any], company: str) -> dict[str, Any]:
    """The values of the contact, none where the row names no person."""
    title, first, last = _names(values, company)
    email = values.get("email") or ""
    phone, mobile = _telephones(values)
    if not last and not company:
        # an address that was collected without a name
        last = email or mobile or phone
    if not last:
        return {}
    salutation = " ".join(filter(None, (values.get("salutation"), values.get("title") or title)))
    position = ", ".join(filter(None, (values.get("position"), values.get("department"))))
    person = {
        "last_name": last[:120],
        "first_name": first[:120],
        "salutation": salutation[:40],
        "position": position[:120],
        "email": email,
        "phone": phone,
        "mobile": mobile,
        "birthday": values.get("birthday") or "",
        "language": values.get("language") or "",
    }
    return {name: value for name, value in person.items() if value}


def _names(values: Mapping[str, Any], company: str) -> tuple[str, str, str]:
    """Title, first and family name, from their columns or from the name in one piece."""
    first, last = values.get("first_name") or "", values.get("last_name") or ""
    middle, whole = values.get("middle_name") or "", values.get("full_name") or ""
    if middle and all(person_names.is_particle(word) for word in middle.split()):
        last = f"{middle} {last}".strip()
    elif middle:
        first = f"{first} {middle}".strip()
    title = ""
    if not last and whole and fold(whole) != fold(company):
        name = person_names.split(whole)
        if not first:
            title, first, last = name
        else:
            # beside a first name, “Name” is the family name, or all of it
            last = name.last if name.first else whole
    if not last:
        first, last = "", first
    return title, first, last


def _company_alone(values: Mapping[str, Any]) -> str:
    """The name of a row that names an organisation where others name a person, else ""."""
    parts = (values.get("first_name"), values.get("last_name"))
    parted = " ".join(filter(None, parts))
    if not parted:
        whole = values.get("full_name") or ""
        return whole if has_legal_form(whole) or _ORGANISATIONS.search(whole) else ""
    # telephones know people only: “GmbH” is the family name of many a supplier
    is_person = values.get("salutation") or values.get("title")
    return parted if not is_person and ends_in_legal_form(parted) else ""


def _telephones(values: Mapping[str, Any]) -> tuple[str, str]:
    """Telephone and mobile, where the labels beside them say which is which."""
    phone, mobile = values.get("phone") or "", values.get("mobile") or ""
    phone_is_mobile = _is_mobile(values.get("phone_label"))
    label = values.get("mobile_label")
    mobile_is_not = bool(label) and not _is_mobile(label)
    if phone_is_mobile and (mobile_is_not or not mobile):
        return mobile, phone
    if mobile_is_not and not phone:
        return mobile, ""
    return phone, mobile


def _is_mobile(label: str | None) -> bool:
    return any(word in fold(label or "") for word in _MOBILE)


def _account(values: Mapping[str, Any], company: str, person: Mapping[str, Any]) -> dict[str, Any]:
    account = {name: values[name] for name in (*_FACTS, *_PLACE) if values.get(name)}
    street = " ".join(filter(None, (values.get("street"), values.get("house_number"))))
    account["street"] = ", ".join(filter(None, (street, values.get("street_2"))))[:200]
    if company:
        account |= {"name": company, "kind": "organisation"}
        own = "" if person else values.get("email") or ""
        account["email"] = values.get("company_email") or own
        own = "" if person else values.get("phone") or values.get("mobile") or ""
        account["phone"] = values.get("company_phone") or own
    else:
        name = f"{person.get('first_name', '')} {person['last_name']}".strip()
        account |= {"name": name, "kind": "person"}
        account["email"] = person.get("email") or values.get("company_email") or ""
        account["phone"] = (
            person.get("phone") or person.get("mobile") or values.get("company_phone") or ""
        )
    return {name: value for name, value in account.items() if value}


def _further(values: Mapping[str, Any], account: Mapping[str, Any]) -> str:
    """What a company has two of: it keeps one number and one address, the rest is noted."""
    numbers = dict.fromkeys((values.get("phone"), values.get("mobile")))
    lines = [
        gettext("Further telephone: {text}").format(text=shown(number))
        for number in numbers
        if number and number != account.get("phone")
    ]
    email = values.get("email")
    if email and email != account.get("email"):
        lines.append(gettext("Further e-mail: {text}").format(text=email))
    return "".join(f"{line}\n" for line in lines)


def _note(told: Any, more: str) -> str:
    """The columns that are kept as text; all but notes with their heading."""
    lines = []
    for heading, text in told:
        if _NO_DAY.fullmatch(text.strip()):
            continue
        lines.append(text if fold(heading) in NOTES else f"{heading}: {text}")
    return "\n".join([*lines, *filter(None, more.splitlines())]).strip()

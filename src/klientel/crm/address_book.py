"""The import of address books: one file that makes accounts and the people who work there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from klientel.crm import address_book_consents as consents
from klientel.crm import choices, contact_consents
from klientel.crm.address_book_fields import (
    AnyBirthdayField,
    AnyEmailField,
    AnyLanguageField,
    AnyPhoneField,
    AnyUrlField,
    LabelsField,
)
from klientel.crm.address_book_people import OF_COMPANY, OF_PERSON
from klientel.crm.address_book_rows import apply
from klientel.crm.address_book_words import words
from klientel.crm.record_types import ACCOUNT
from klientel.records.fields import LongTextField, TextField
from klientel.records.recipes import Recipe, Target, recipes

_COMPANY, _PERSON, _MORE = _("Company"), _("Person"), _("More")
_PRIVATE = _("Person, private")
#: fields of the account that are taken as they are
_PLAIN = ("industry", "acquired_on")
#: those that other programs mean otherwise: their columns are proposed by their very names only
_OWN = ("relationship", "stage", "source")
_RIGHT = "account.import"


def _text(name: str, label: Any, group: Any, length: int, **more: Any) -> Target:
    one = TextField(name=name, label=label, max_length=length)
    return Target(name, one, group=group, aliases=words(name), **more)


def _of_company() -> list[Target]:
    fields = ACCOUNT.by_name
    email = AnyEmailField(name="company_email", label=_("E-mail of the company"))
    phone = AnyPhoneField(name="company_phone", label=_("Telephone of the company"))
    website = AnyUrlField(name="website", label=_("Website"))
    return [
        _text("external_number", _("{customer.up} number"), _COMPANY, 60, matchable=True),
        _text("company", _COMPANY, _COMPANY, 300),
        *(
            Target(one.name, one, group=_COMPANY, aliases=words(one.name))
            for one in (email, phone, website)
        ),
        _text("street", _("Street"), _COMPANY, 200),
        _text("house_number", _("House number"), _COMPANY, 20),
        _text("street_2", _("Second line of the address"), _COMPANY, 200),
        _text("postcode", _("Postcode"), _COMPANY, 20),
        _text("city", _("City"), _COMPANY, 120),
        _text("country", _("Country"), _COMPANY, 60),
        *(Target(name, fields[name], group=_COMPANY) for name in _PLAIN),
        *(Target(name, replace(fields[name], aliases=()), group=_COMPANY) for name in _OWN),
        Target(
            "owner",
            replace(fields["owner"], aliases=()),
            group=_COMPANY,
            aliases=words("owner"),
        ),
    ]


def _of_person() -> list[Target]:
    email = AnyEmailField(name="email", label=_("E-mail"))
    phone = AnyPhoneField(name="phone", label=_("Telephone"))
    mobile = AnyPhoneField(name="mobile", label=_("Mobile"))
    birthday = AnyBirthdayField(name="birthday", label=_("Birthday"))
    language = AnyLanguageField(
        name="language", label=_("Language"), options=choices.LANGUAGES, width="s"
    )
    home = AnyPhoneField(name="home_phone", label=_("Telephone (private)"))
    return [
        _text("full_name", _("Full name"), _PERSON, 240),
        _text("salutation", _("Salutation"), _PERSON, 40),
        _text("title", _("Title"), _PERSON, 40),
        _text("first_name", _("First name"), _PERSON, 120),
        _text("middle_name", _("Further first names"), _PERSON, 120),
        _text("last_name", _("Family name"), _PERSON, 120),
        _text("position", _("Position"), _PERSON, 120),
        _text("department", _("Department"), _PERSON, 120),
        Target("email", email, group=_PERSON, matchable=True, aliases=words("email"),
               kinds=("email",)),
        Target("phone", phone, group=_PERSON, aliases=words("phone"), kinds=("phone",)),
        _text("phone_label", _("Kind of telephone"), _PERSON, 60),
        Target("mobile", mobile, group=_PERSON, aliases=words("mobile")),
        _text("mobile_label", _("Kind of second telephone"), _PERSON, 60),
        Target("birthday", birthday, group=_PERSON, aliases=words("birthday")),
        Target("language", language, group=_PERSON, aliases=words("language")),
        Target("home_phone", home, group=_PRIVATE, aliases=words("home_phone")),
        _text("home_street", _("Street (private)"), _PRIVATE, 200),
        _text("home_postcode", _("Postcode (private)"), _PRIVATE, 20),
        _text("home_city", _("City (private)"), _PRIVATE, 120),
        _text("home_country", _("Country (private)"), _PRIVATE, 60),
    ]  # fmt: skip


def _of_both() -> list[Target]:
    tags = LabelsField(name="tags", label=_("Tags"))
    note = LongTextField(name="note", label=_("Note"))
    return [
        Target(one.name, one, group=_MORE, aliases=words(one.name), gathers=True)
        for one in (tags, note)
    ]


def register() -> None:
    """Offer the recipe to the importer, and what it reads of consents to plain lists of people."""
    contact_consents.register()
    recipes.register(
        Recipe(
            name="address_book",
            label=_("{client.pl.up}, {customer.pl} and their people"),
            targets=[*_of_company(), *_of_person(), *consents.targets(), *_of_both()],
            permission=_RIGHT,
            apply=apply,
            aliases=("contacts_and_accounts", "addresses", "adressbuch"),
            matching=_(
                "Otherwise companies are recognised by their name, and people by their name within "
                "their company."
            ),
            nouns={"consent": (_("Consent"), _("Consents"))},
            keeps_repeats=False,
            knows_by_name=True,
            fills={OF_COMPANY: ("account", _COMPANY), OF_PERSON: ("contact", _PERSON)},
        )
    )

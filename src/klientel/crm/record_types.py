"""What accounts and what hangs on them show, and which part of the firm sees them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from klientel.crm import account_tabs, choices, lasting, likeness
from klientel.crm.account_fields import ACCOUNT_FIELDS
from klientel.crm.actions import agreement, following, people, purchase_trash
from klientel.crm.column_words import words
from klientel.crm.consent_fields import CONSENT_FIELDS
from klientel.crm.fields import BelongsToField, ContactNameField, LanguageField, draw_status
from klientel.crm.meeting_type import MEETING
from klientel.crm.taking_part import ColleaguesField, ContactField, PeopleField
from klientel.events.verbs import Audience
from klientel.records.fields import (
    BirthdayField,
    ChoiceField,
    DayField,
    EmailField,
    InstantField,
    LongTextField,
    MemberField,
    NumberField,
    PhoneField,
    RecordLinkField,
    TagsField,
    TextField,
    TruthField,
)
from klientel.records.types import RecordType, Tab, record_types
from klientel.workspaces import policy
from klientel.workspaces.policy import Reach, Role

CONTACT_FIELDS = (
    ContactNameField(
        name="name", label=_("Name"), column="name_key", searchable=2, filterable=False, width="l"
    ),
    TextField(
        name="first_name", label=_("First name"), max_length=120, aliases=words("first_name")
    ),
    TextField(
        name="last_name",
        label=_("Family name"),
        max_length=120,
        required=True,
        aliases=words("last_name"),
    ),
    TextField(name="salutation", label=_("Salutation"), max_length=40, aliases=words("salutation")),
    BelongsToField(
        name="account",
        label=_("Belongs to"),
        to=("account",),
        required=True,
        inline=False,
        aliases=words("account"),
    ),
    TextField(
        name="position",
        label=_("Position"),
        max_length=120,
        searchable=1,
        aliases=words("position"),
    ),
    DayField(name="since", label=_("There since"), aliases=words("since")),
    TruthField(
        name="is_decision_maker", label=_("Decides"), editable=False, groupable=False, width="s"
    ),
    TruthField(
        name="is_billing_contact",
        label=_("Billing contact"),
        editable=False,
        groupable=False,
        width="s",
    ),
    EmailField(name="email", label=_("E-mail"), searchable=1, aliases=words("email")),
    PhoneField(name="phone", label=_("Telephone"), searchable=1, aliases=words("phone")),
    PhoneField(name="mobile", label=_("Mobile"), searchable=1, aliases=words("mobile")),
    ChoiceField(
        name="preferred_channel",
        label=_("Preferred channel"),
        options=choices.PREFERRED_CHANNELS,
        width="s",
        aliases=words("preferred_channel"),
    ),
    LanguageField(
        name="language",
        label=_("Language"),
        options=choices.LANGUAGES,
        width="s",
        aliases=words("language"),
    ),
    BirthdayField(name="birthday", label=_("Birthday"), aliases=words("birthday")),
    TagsField(name="tags", label=_("Tags"), aliases=words("tags")),
    *CONSENT_FIELDS,
    InstantField(name="updated_at", label=_("Changed"), editable=False, filterable=False),
)

INTERACTION_FIELDS = (
    LongTextField(name="body", label=_("Text"), searchable=1),
    ChoiceField(
        name="kind",
        label=_("Kind"),
        options=choices.CONTACT_KINDS,
        default="note",
        draw=draw_status,
        width="s",
    ),
    RecordLinkField(
        name="account",
        label=_("Belongs to"),
        to=("account",),
        required=True,
        inline=False,
        aliases=words("account"),
    ),
    ContactField(name="contact", label=_("With"), to=("contact",), inline=False),
    PeopleField(name="people", label=_("Also with"), to=("contact",), inline=False),
    MemberField(name="owner", label=_("Who"), aliases=words("owner")),
    ColleaguesField(name="colleagues", label=_("Colleagues"), inline=False),
    InstantField(name="occurred_at", label=_("When"), required=False),
    NumberField(name="minutes", label=_("Minutes"), width="s"),
    ChoiceField(
        name="direction",
        label=_("Direction"),
        options=choices.DIRECTIONS,
        default="none",
        width="s",
    ),
    TextField(name="outcome", label=_("Outcome"), searchable=1),
    TextField(name="next_step", label=_("Next step"), max_length=200, searchable=1),
    DayField(name="next_step_on", label=_("Next step until"), inline=False),
    MemberField(name="next_step_by", label=_("Next step by"), inline=False),
    TruthField(name="is_step_done", label=_("Next step done"), groupable=False, width="s"),
    TruthField(name="is_internal", label=_("Internal"), groupable=False, width="s"),
    InstantField(name="answered_at", label=_("Answered"), editable=False),
)

AGREEMENT_FIELDS = (
    TextField(name="subject", label=_("What it is about"), required=True, searchable=2),
    RecordLinkField(
        name="account",
        label=_("With"),
        to=("account",),
        required=True,
        inline=False,
        aliases=words("account"),
    ),
    ChoiceField(name="tier", label=_("Tier"), options=choices.TIERS, default="b", width="s"),
    MemberField(name="deputy", label=_("Deputy")),
    DayField(name="starts_on", label=_("Begins on"), required=True),
    DayField(name="ends_on", label=_("Ends on")),
    NumberField(
        name="notice_months",
        label=_("Months of notice"),
        default=0,
        maximum=Decimal(60),
        width="s",
    ),
    NumberField(
        name="renews_months",
        label=_("Renews for months"),
        help=_("For how many months it renews when nobody gives notice; 0 for not at all."),
        default=0,
        maximum=Decimal(120),
        width="s",
    ),
    NumberField(
        name="silence_days",
        label=_("Longest silence in days"),
        help=_("Without any contact for longer, the list and the page warn."),
        minimum=Decimal(1),
        maximum=Decimal(730),
        width="s",
    ),
    LongTextField(name="services", label=_("Services"), searchable=1),
    DayField(name="notice_given_on", label=_("Notice given on")),
    TextField(name="end_reason", label=_("Reason for the end"), max_length=300),
)


def _sample_account(number: int) -> dict[str, Any]:
    return {"name": f"Sample {number}", "relationship": ("client", "customer")[number % 2]}


def _account_page(request: Any, account: Any) -> Any:
    # Pages stand above what they show: imported when one is asked for.
    from klientel.crm.pages import account_page

    return account_page(request, account)


def _account_preview(request: Any, account: Any) -> Any:
    from klientel.crm.account_peek import account_preview

    return account_preview(request, account)


ACCOUNT = RecordType(
    name="account",
    one=_("{client.a} or {customer.a}"),
    contact_field="last_contact",
    calendar_field="last_contact",
    model_label="crm.Account",
    slug="accounts",
    new_key="K",
    label=account_tabs.EITHER,
    label_plural=_("{client.pl.up} & {customer.pl}"),
    icon="users",
    fields=ACCOUNT_FIELDS,
    ref_prefix="",
    account="pk",
    default_columns=account_tabs.ALL.columns,
    default_sort="name",
    label_in=account_tabs.label_in,
    label_plural_in=account_tabs.label_plural_in,
    tabs_in=account_tabs.tabs_in,
    list_note=account_tabs.list_note,
    quick_fields=("relationship", "email", "phone"),
    key_fields=("external_number", "email", "name"),
    hints=("relationship", "city", "phone", "email"),
    derive=following.derive_account,
    check=following.check_account,
    settle=following.settle_account,
    meaning=following.meaning_of_account,
    purge=purchase_trash.purge_under,
    compared=likeness.ACCOUNTS,
    merging=likeness.MERGED_ACCOUNTS,
    sample=_sample_account,
    page=_account_page,
    preview=_account_preview,
)

CONTACT = RecordType(
    name="contact",
    one=_("a person"),
    model_label="crm.Contact",
    slug="contacts",
    new_key="P",
    label=_("Person"),
    label_plural=_("People"),
    icon="user-round",
    fields=CONTACT_FIELDS,
    account="account_id",
    owned=False,
    default_columns=("name", "account", "position", "is_decision_maker", "email", "phone"),
    default_sort="name",
    tabs=(
        Tab("all", _("All"), ""),
        Tab(
            "birthdays",
            _("Birthdays soon"),
            "birthday=30",
            "cake",
            ("name", "birthday", "account", "preferred_channel", "phone", "email"),
        ),
    ),
    key_fields=("email",),
    hints=("account", "position", "phone", "mobile", "email"),
    derive=following.derive_contact,
    settle=following.settle_contact,
    purge=people.let_go_of,
    compared=likeness.CONTACTS,
    merging=likeness.MERGED_CONTACTS,
    title_of=lambda contact: contact.name,
    sample=lambda n: {"first_name": "Sample", "last_name": f"Person {n}"},
)

INTERACTION = RecordType(
    name="interaction",
    one=_("an interaction"),
    model_label="crm.Interaction",
    slug="interactions",
    new_key="I",
    label=_("Interaction"),
    label_plural=_("Interactions"),
    icon="message-circle",
    fields=INTERACTION_FIELDS,
    title="body",
    is_titled_by_text=True,
    account="account_id",
    owned=False,
    default_columns=("body", "kind", "account", "contact", "owner", "occurred_at"),
    default_sort="-occurred_at",
    form_fields=(
        "kind",
        "body",
        "outcome",
        "next_step",
        "next_step_on",
        "next_step_by",
        "contact",
        "people",
        "occurred_at",
        "minutes",
        "direction",
        "owner",
        "colleagues",
    ),
    created=gettext_noop("{actor} logged a contact with {account}: “{record}”"),
    audience=Audience.HUMAN,
    hints=("kind", "account"),
    occurred="occurred_at",
    derive=following.derive_interaction,
    check=following.check_interaction,
    settle=following.settle_interaction,
    title_of=following.title_of_interaction,
    sample=lambda n: {"body": f"Sample {n}", "kind": "call"},
)

AGREEMENT = RecordType(
    name="agreement",
    one=_("an agreement"),
    model_label="crm.Agreement",
    slug="agreements",
    label=_("Agreement"),
    label_plural=_("Agreements"),
    icon="file-text",
    fields=AGREEMENT_FIELDS,
    title="subject",
    account="account_id",
    owned=False,
    default_columns=("subject", "account", "tier", "starts_on", "ends_on", "deputy"),
    default_sort="-starts_on",
    quick_fields=("tier", "ends_on", "notice_months"),
    hints=("account",),
    derive=agreement.derive_agreement,
    check=agreement.check_agreement,
    settle=agreement.settle_agreement,
    sample=lambda n: {"subject": f"Sample {n}", "starts_on": date(2020, 1, 1), "tier": "b"},
)

_WHO_AGREES = {Role.OWNER, Role.LEAD, Role.MEMBER}

# how far each role sees clients (UX 3.18)
policy.sphere("client", _("See {client.pl}"), {Role.SUPPORT: Reach.NONE, Role.MEMBER: Reach.TEAM})
policy.sphere("customer", _("See {customer.pl}"), {})
policy.permission(
    "account.promote",
    _("Promote to {client}, and back"),
    _WHO_AGREES,
)
policy.permission("agreement.create", _("Add agreements"), _WHO_AGREES)
policy.permission("agreement.edit", _("Change agreements"), _WHO_AGREES)
record_types.register(ACCOUNT, CONTACT, INTERACTION, MEETING, AGREEMENT)
lasting.register()

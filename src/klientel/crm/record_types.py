"""What accounts, contacts and interactions show, and which part of the firm sees them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from klientel.crm import account_tabs, choices, likeness
from klientel.crm.actions import following, purchase_trash
from klientel.crm.column_words import words
from klientel.crm.fields import (
    AccountNameField,
    ContactNameField,
    LastContactField,
    PurchaseCountField,
    PurchaseSumField,
    SegmentField,
    draw_status,
    draw_type,
)
from klientel.events.verbs import Audience
from klientel.records.fields import (
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
    UrlField,
)
from klientel.records.types import RecordType, record_types
from klientel.workspaces import policy
from klientel.workspaces.policy import Reach, Role

ACCOUNT_FIELDS = (
    AccountNameField(
        name="name",
        label=_("Name"),
        required=True,
        searchable=2,
        width="l",
        aliases=words("name"),
    ),
    ChoiceField(
        name="relationship",
        label=_("Relationship"),
        options=choices.RELATIONSHIPS,
        default="prospect",
        draw=draw_type,
        lasting=True,
        inline=False,
        width="s",
        aliases=words("relationship"),
    ),
    ChoiceField(
        name="kind", label=_("Kind"), options=choices.KINDS, default="organisation", width="s"
    ),
    ChoiceField(
        name="stage",
        label=_("Stage"),
        options=choices.STAGES,
        default="new",
        draw=draw_status,
        width="s",
        aliases=words("stage"),
    ),
    MemberField(name="owner", label=_("Account manager"), aliases=words("owner")),
    RecordLinkField(
        name="decision_maker",
        label=_("Decision maker"),
        to=("contact",),
        editable=False,
        filterable=False,
    ),
    EmailField(name="email", label=_("E-mail"), searchable=1, aliases=words("email")),
    PhoneField(name="phone", label=_("Telephone"), searchable=1, aliases=words("phone")),
    UrlField(name="website", label=_("Website"), searchable=1, aliases=words("website")),
    TextField(name="street", label=_("Street"), aliases=words("street")),
    TextField(name="postcode", label=_("Postcode"), max_length=20, aliases=words("postcode")),
    TextField(name="city", label=_("City"), max_length=120, searchable=1, aliases=words("city")),
    TextField(name="country", label=_("Country"), max_length=60, aliases=words("country")),
    TextField(name="industry", label=_("Industry"), max_length=120, aliases=words("industry")),
    DayField(
        name="acquired_on",
        label=_("Acquired on"),
        aliases=words("acquired_on"),
    ),
    ChoiceField(
        name="source",
        label=_("Source"),
        options=choices.SOURCES,
        width="s",
        aliases=words("source"),
    ),
    TextField(name="source_note", label=_("Source in detail"), max_length=200),
    LastContactField(name="last_contact", label=_("Last contact"), column="last_contact_at"),
    TextField(
        name="external_number",
        label=_("{customer.up} number"),
        max_length=60,
        searchable=2,
        aliases=words("external_number"),
    ),
    TagsField(name="tags", label=_("Tags"), aliases=words("tags")),
    DayField(name="stage_since", label=_("In this stage since"), inline=False),
    DayField(name="customer_since", label=_("{customer.up} since"), inline=False),
    DayField(name="client_since", label=_("{client.up} since"), inline=False),
    DayField(
        name="last_purchase", label=_("Last purchase"), column="last_purchase_on", editable=False
    ),
    PurchaseCountField(
        name="purchases_12m",
        label=_("Purchases 12 mo."),
        column="purchases_12m_count",
        editable=False,
        width="s",
    ),
    PurchaseSumField(
        name="revenue_12m",
        label=_("Revenue 12 mo."),
        column="purchases_12m_total",
        editable=False,
        width="s",
    ),
    SegmentField(
        name="rfm",
        label=_("Segment"),
        column="rfm_word",
        options=choices.SEGMENTS,
        width="s",
    ),
    PurchaseCountField(
        name="purchases",
        label=_("Purchases in total"),
        column="purchases_count",
        editable=False,
        width="s",
    ),
    PurchaseSumField(
        name="revenue",
        label=_("Revenue in total"),
        column="purchases_total",
        editable=False,
        width="s",
    ),
    DayField(
        name="first_purchase",
        label=_("First purchase"),
        column="first_purchase_on",
        editable=False,
    ),
    InstantField(name="updated_at", label=_("Changed"), editable=False, filterable=False),
)

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
    RecordLinkField(
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
    TruthField(
        name="is_decision_maker", label=_("Decides"), editable=False, groupable=False, width="s"
    ),
    EmailField(name="email", label=_("E-mail"), searchable=1, aliases=words("email")),
    PhoneField(name="phone", label=_("Telephone"), searchable=1, aliases=words("phone")),
    PhoneField(name="mobile", label=_("Mobile"), searchable=1, aliases=words("mobile")),
    TagsField(name="tags", label=_("Tags"), aliases=words("tags")),
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
    RecordLinkField(name="contact", label=_("With"), to=("contact",), inline=False),
    MemberField(name="owner", label=_("Who"), aliases=words("owner")),
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
    TruthField(name="is_internal", label=_("Internal"), groupable=False, width="s"),
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
    model_label="crm.Account",
    slug="accounts",
    label=account_tabs.EITHER,
    label_plural=_("{client.pl.up} & {customer.pl}"),
    icon="users",
    fields=ACCOUNT_FIELDS,
    ref_prefix="",
    account="pk",
    default_columns=account_tabs.ALL.columns,
    default_sort="name",
    label_in=account_tabs.label_in,
    tabs_in=account_tabs.tabs_in,
    list_note=account_tabs.list_note,
    quick_fields=("relationship", "email", "phone"),
    key_fields=("external_number", "email", "name"),
    hints=("relationship", "city", "phone", "email"),
    derive=following.derive_account,
    check=following.check_account,
    settle=following.settle_account,
    purge=purchase_trash.purge_under,
    compared=likeness.ACCOUNTS,
    merging=likeness.MERGED_ACCOUNTS,
    sample=_sample_account,
    page=_account_page,
    preview=_account_preview,
)

CONTACT = RecordType(
    name="contact",
    model_label="crm.Contact",
    slug="contacts",
    label=_("Person"),
    label_plural=_("People"),
    icon="user-round",
    fields=CONTACT_FIELDS,
    account="account_id",
    owned=False,
    default_columns=("name", "account", "position", "is_decision_maker", "email", "phone"),
    default_sort="name",
    key_fields=("email",),
    hints=("account", "position", "phone", "mobile", "email"),
    derive=following.derive_contact,
    settle=following.settle_contact,
    compared=likeness.CONTACTS,
    merging=likeness.MERGED_CONTACTS,
    title_of=lambda contact: contact.name,
    sample=lambda n: {"first_name": "Sample", "last_name": f"Person {n}"},
)

INTERACTION = RecordType(
    name="interaction",
    model_label="crm.Interaction",
    slug="interactions",
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
        "contact",
        "occurred_at",
        "minutes",
        "direction",
        "owner",
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


# how far each role sees clients (UX 3.18)
policy.sphere("client", _("See {client.pl}"), {Role.SUPPORT: Reach.NONE, Role.MEMBER: Reach.TEAM})
policy.sphere("customer", _("See {customer.pl}"), {})
policy.permission(
    "account.promote",
    _("Promote to {client}, and back"),
    {Role.OWNER, Role.LEAD, Role.MEMBER},
)
record_types.register(ACCOUNT, CONTACT, INTERACTION)

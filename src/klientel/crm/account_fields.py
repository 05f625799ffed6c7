"""What accounts show: the fields of one row that serves prospects, customers and clients."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.crm import choices
from klientel.crm.column_words import words
from klientel.crm.country_field import CountryField
from klientel.crm.fields import (
    AccountNameField,
    HealthField,
    LastContactField,
    NoticeField,
    PurchaseCountField,
    PurchaseSumField,
    ScoreField,
    SegmentField,
    draw_type,
)
from klientel.crm.marked_field import FactsField
from klientel.crm.stage_field import StageField
from klientel.crm.status_fields import CareField, NextStepField, RatingField
from klientel.records.fields import (
    ChoiceField,
    DayField,
    EmailField,
    InstantField,
    MemberField,
    PhoneField,
    RecordLinkField,
    TagsField,
    TextField,
    UrlField,
)

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
    StageField(
        name="stage",
        label=_("Stage"),
        default="",
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
    RecordLinkField(
        name="billing_contact",
        label=_("Billing contact"),
        to=("contact",),
        editable=False,
        filterable=False,
    ),
    RecordLinkField(name="parent", label=_("Part of"), to=("account",), aliases=words("parent")),
    EmailField(name="email", label=_("E-mail"), searchable=1, aliases=words("email")),
    PhoneField(name="phone", label=_("Telephone"), searchable=1, aliases=words("phone")),
    UrlField(name="website", label=_("Website"), searchable=1, aliases=words("website")),
    TextField(name="street", label=_("Street"), aliases=words("street")),
    TextField(name="postcode", label=_("Postcode"), max_length=20, aliases=words("postcode")),
    TextField(name="city", label=_("City"), max_length=120, searchable=1, aliases=words("city")),
    CountryField(name="country", label=_("Country"), max_length=60, aliases=words("country")),
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
    NextStepField(name="next_step", label=_("Next step"), width="l"),
    DayField(name="next_step_on", label=_("Next step until"), editable=False),
    TextField(
        name="external_number",
        label=_("{customer.up} number"),
        max_length=60,
        searchable=2,
        aliases=words("external_number"),
    ),
    TagsField(name="tags", label=_("Tags"), aliases=words("tags")),
    FactsField(name="always_shown", label=_("Always shown"), inline=False),
    DayField(name="stage_since", label=_("In this stage since"), inline=False),
    DayField(name="customer_since", label=_("{customer.up} since"), inline=False),
    DayField(name="client_since", label=_("{client.up} since"), inline=False),
    HealthField(name="health", label=_("Health"), width="s"),
    ScoreField(name="lead_score", label=_("Lead score"), width="s"),
    RatingField(name="rating", label=_("Rating"), column="health", width="s"),
    CareField(name="care", label=_("Manager / status"), column="owner_id", width="l"),
    ChoiceField(
        name="tier",
        label=_("Tier"),
        options=choices.TIERS,
        editable=False,
        width="s",
    ),
    MemberField(name="deputy", label=_("Deputy"), editable=False),
    ChoiceField(
        name="seems",
        label=_("Treated like"),
        options=choices.SEEMS,
        editable=False,
        draw=draw_type,
        width="s",
    ),
    DayField(name="agreement_until", label=_("Agreement until"), editable=False),
    NoticeField(name="notice_by", label=_("Notice by"), editable=False),
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

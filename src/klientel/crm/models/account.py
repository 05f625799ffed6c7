"""An account: an organisation or a person that the firm serves or wants to serve."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from klientel.records.models import Record
from klientel.workspaces.models import Member
from klientel.workspaces.scope import WorkspaceForeignKey

#: All that decides who sees which accounts, and what lists are mostly filtered and ordered by. A
#: filter that no other index holds is answered by walking this one, a fifth of the table: counts
#: never leave it.
_SCANNED = (
    "workspace", "trashed_at", "relationship", "stage", "privacy", "sphere", "team", "owner",
    "kind", "source", "last_contact_at", "last_purchase_on", "first_purchase_on",
    "purchases_12m_count", "purchases_12m_total", "purchases_count", "purchases_total",
    "rfm_word", "acquired_on", "city", "id",
)  # fmt: skip
_TOTAL: dict[str, Any] = {"max_digits": 14, "decimal_places": 2, "default": Decimal(0)}


class Account(Record):
    """A prospect, a customer or a client: one row, whatever the relationship becomes.

    `customer_since`, `client_since` and `stage_since` are days. What stands below `last_contact_at`
    is kept by the program: the terms by `actions.agreement`, the purchase figures by
    `actions.figures`, the RFM word by `actions.segments`.
    """

    record_type = "account"

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("Organisation")
        PERSON = "person", _("Person")

    class Relationship(models.TextChoices):
        PROSPECT = "prospect", _("Prospect")
        CUSTOMER = "customer", _("Customer")
        CLIENT = "client", _("Client")

    name = models.CharField(max_length=300)
    #: the name as lists order it (DIN 5007-1)
    name_key = models.CharField(max_length=300)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.ORGANISATION)
    relationship = models.CharField(
        max_length=10, choices=Relationship, default=Relationship.PROSPECT
    )
    #: the key of a stage of the firm (`stages.stages_of`)
    stage = models.CharField(max_length=12, default="new")
    stage_since = models.DateField(null=True)
    acquired_on = models.DateField(null=True)
    source = models.CharField(max_length=12, blank=True, default="")
    source_note = models.CharField(max_length=200, blank=True, default="")
    industry = models.CharField(max_length=120, blank=True, default="")
    decision_maker = WorkspaceForeignKey("crm.Contact", models.SET_NULL, null=True, db_index=False)
    billing_contact = WorkspaceForeignKey("crm.Contact", models.SET_NULL, null=True, db_index=False)
    #: the organisation that it is part of, see `actions.hierarchy`
    parent = WorkspaceForeignKey("crm.Account", models.SET_NULL, null=True, db_index=False)
    external_number = models.CharField(max_length=60, blank=True, default="")

    email = models.CharField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    website = models.CharField(max_length=500, blank=True, default="")
    street = models.CharField(max_length=200, blank=True, default="")
    postcode = models.CharField(max_length=20, blank=True, default="")
    city = models.CharField(max_length=120, blank=True, default="")
    country = models.CharField(max_length=60, blank=True, default="")
    tags: models.JSONField[Any] = models.JSONField(default=list, blank=True)
    #: names of fields whose values must not be overlooked (`actions.always_shown`)
    always_shown: models.JSONField[Any] = models.JSONField(default=list, blank=True)

    customer_since = models.DateField(null=True)
    client_since = models.DateField(null=True)
    last_contact_at = models.DateTimeField(null=True)
    #: of the next steps that are open the one that is due first (`actions.next_steps`)
    next_step = models.CharField(max_length=200, blank=True, default="")
    next_step_on = models.DateField(null=True)

    #: the terms of the agreement in force, see `Agreement.terms`
    tier = models.CharField(max_length=1, blank=True, default="")
    deputy = WorkspaceForeignKey(Member, models.SET_NULL, null=True, db_index=False)
    silence_days = models.PositiveSmallIntegerField(null=True)
    agreement_until = models.DateField(null=True)
    notice_by = models.DateField(null=True)

    #: what it is dealt with like and not called; empty where both agree (`actions.profile`)
    seems = models.CharField(max_length=10, blank=True, default="")
    #: of a client, 0 to 100 (`relationship.health`), and of a prospect (`relationship.score`)
    health = models.PositiveSmallIntegerField(null=True)
    lead_score = models.PositiveSmallIntegerField(null=True)

    purchases_count = models.PositiveIntegerField(default=0)
    purchases_total = models.DecimalField(**_TOTAL)
    first_purchase_on = models.DateField(null=True)
    last_purchase_on = models.DateField(null=True)
    purchases_12m_count = models.PositiveIntegerField(default=0)
    purchases_12m_total = models.DecimalField(**_TOTAL)
    #: the twelve months before those, so that a change can be told
    purchases_prior_total = models.DecimalField(**_TOTAL)
    rfm_word = models.CharField(max_length=10, blank=True, default="")
    rfm_r = models.PositiveSmallIntegerField(default=0)
    rfm_f = models.PositiveSmallIntegerField(default=0)
    rfm_m = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index("workspace", "name_key", "id", name="account_by_name"),
            models.Index("workspace", "relationship", "name_key", "id", name="account_kind_name"),
            # a board by stage reads the beginning of each column, and counts it
            models.Index(
                "workspace",
                "stage",
                "name_key",
                "id",
                "trashed_at",
                name="account_stage_name",
            ),
            # a list in groups by stage, and how many each has for whoever looks
            models.Index(
                "workspace",
                "stage",
                "trashed_at",
                F("last_contact_at").desc(),
                F("id").desc(),
                "privacy",
                "sphere",
                "team",
                "owner",
                name="account_stage_contact",
            ),
            models.Index("workspace", F("last_contact_at").desc(), "id", name="account_by_contact"),
            models.Index(
                "workspace",
                "relationship",
                F("last_contact_at").desc(),
                "id",
                name="account_kind_contact",
            ),
            models.Index("workspace", "next_step_on", "id", name="account_by_next_step"),
            models.Index(
                "workspace", F("last_purchase_on").desc(), "id", name="account_by_purchase"
            ),
            models.Index(
                "workspace",
                "relationship",
                F("last_purchase_on").desc(),
                "id",
                name="account_kind_purchase",
            ),
            models.Index("workspace", "first_purchase_on", "id", name="account_by_first"),
            models.Index("workspace", F("updated_at").desc(), "id", name="account_by_update"),
            models.Index(
                "workspace",
                "relationship",
                F("updated_at").desc(),
                "id",
                name="account_kind_update",
            ),
            models.Index(
                "workspace",
                "relationship",
                F("purchases_12m_total").desc(),
                F("id").desc(),
                name="account_kind_revenue",
            ),
            models.Index(
                "workspace",
                F("purchases_12m_total").desc(),
                F("id").desc(),
                name="account_by_revenue",
            ),
            models.Index(*_SCANNED, name="account_scanned"),
            models.Index("workspace", "owner", "name_key", name="account_of_owner"),
            # an address names the account by its number
            models.Index("workspace", "ref", name="account_by_ref"),
            models.Index(
                "workspace",
                "external_number",
                name="account_by_number",
                condition=~Q(external_number=""),
            ),
            models.Index("workspace", "email", name="account_by_email", condition=~Q(email="")),
            models.Index(
                "workspace",
                "parent",
                "name_key",
                name="account_of_parent",
                condition=Q(parent__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_client(self) -> bool:
        return self.relationship == self.Relationship.CLIENT

"""A contact: a person who speaks for an account."""

from __future__ import annotations

from typing import Any

from django.db import models

from klientel.crm.models.account import Account
from klientel.crm.models.consented import Consented, indexes_by_consent
from klientel.records.hanging import Under
from klientel.records.models import Record
from klientel.workspaces.scope import WorkspaceForeignKey


class Contact(Consented, Record):
    """A person at an account; whoever may see the account may see its contacts.

    The account is the person's home; others that they belong to are `Affiliation`s. `since` is the
    day from which they belong to the home, `birthday` as `kit.birthdays` writes it. Who decides and
    who gets the bills is told by the account (`duties`); the marks here repeat it for lists.
    """

    record_type = "contact"
    hangs_under = Under("account", by="account_id")

    account = WorkspaceForeignKey(Account, models.PROTECT, db_index=False)
    salutation = models.CharField(max_length=40, blank=True, default="")
    first_name = models.CharField(max_length=120, blank=True, default="")
    last_name = models.CharField(max_length=120, blank=True, default="")
    #: family name first, folded for order
    name_key = models.CharField(max_length=260)
    position = models.CharField(max_length=120, blank=True, default="")
    since = models.DateField(null=True)
    is_decision_maker = models.BooleanField(default=False)
    is_billing_contact = models.BooleanField(default=False)
    email = models.CharField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    mobile = models.CharField(max_length=40, blank=True, default="")
    language = models.CharField(max_length=5, blank=True, default="")
    preferred_channel = models.CharField(max_length=10, blank=True, default="")
    birthday = models.CharField(max_length=10, null=True)
    tags: models.JSONField[Any] = models.JSONField(default=list, blank=True)

    class Meta:
        indexes = [
            models.Index("workspace", "account", "name_key", name="contact_of_account"),
            models.Index("workspace", "name_key", "id", name="contact_by_name"),
            models.Index(
                "workspace", "email", name="contact_by_email", condition=~models.Q(email="")
            ),
            models.Index(
                "workspace",
                "birthday",
                "id",
                name="contact_by_birthday",
                condition=models.Q(birthday__isnull=False),
            ),
            *indexes_by_consent(),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """First and family name as one speaks of the person."""
        return f"{self.first_name} {self.last_name}".strip()

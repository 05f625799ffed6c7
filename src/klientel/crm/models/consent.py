"""A consent: that a person said yes or no to being addressed for a purpose."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from klientel.crm.models.contact import Contact
from klientel.kit import clock
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Consent(ScopedModel):
    """One entry of a history that is only added to: the newest for each purpose counts.

    Not given means withdrawn, or objected to. `said_on` is the day it was said, `source` where the
    proof is found, `wording` what exactly was agreed to (Art. 7 (1) GDPR). An entry that was a
    mistake is struck out (`struck_at`) and stays readable.
    """

    class Purpose(models.TextChoices):
        NEWSLETTER = "newsletter", _("Newsletter by e-mail")
        MAIL = "mail", _("Offers by e-mail")
        PHONE = "phone", _("Offers by telephone")
        MESSAGE = "message", _("Offers by SMS or messenger")
        POST = "post", _("Offers by letter")
        SURVEY = "survey", _("Satisfaction surveys by e-mail")
        TRACKING = "tracking", _("Measuring what is opened")

    contact = WorkspaceForeignKey(Contact, models.CASCADE, db_index=False)
    purpose = models.CharField(max_length=12, choices=Purpose)
    is_given = models.BooleanField()
    channel = models.CharField(max_length=12)
    source = models.CharField(max_length=200, blank=True, default="")
    wording = models.TextField(blank=True, default="")
    said_on = models.DateField()
    noted_by = WorkspaceForeignKey(Member, models.PROTECT, null=True, db_index=False)
    noted_at = models.DateTimeField(default=clock.now)
    struck_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "contact", "purpose", "-said_on", "-id"],
                name="consent_of_contact",
            ),
        ]

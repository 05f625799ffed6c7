"""A consent: that a person said yes or no to being addressed for a purpose."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.crm.models.contact import Contact
from klientel.kit import clock
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Consent(ScopedModel):
    """One entry of a history that is only added to: the newest for each purpose counts.

    Not given means withdrawn, or objected to. `said_on` is the day it was said, `source` where the
    proof is found, `wording` what exactly was agreed to and `wording_version` which one of a form's
    texts that was (Art. 7 (1) GDPR). An entry that was a mistake is struck out (`struck_at`) and
    stays readable.

    Where a mail asked for confirmation (`asked_by_mail`), the consent counts from `confirmed_at` on
    and not before. On the basis of `CUSTOMER` nobody consented: the address came with a sale, the
    offers are for the like, and it was said at that time that they can be objected to, as it is in
    each of them; all of it together lets a firm write (§ 7 (3) UWG), until the person objects.
    """

    class Basis(models.TextChoices):
        CONSENT = "consent", _("Consent")
        CUSTOMER = "customer", _("Existing customer (§ 7 (3) UWG)")

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
    wording_version = models.CharField(max_length=40, blank=True, default="")
    said_on = models.DateField()
    #: the moment, and from where (network address, program), as far as a form noted them
    said_at = models.DateTimeField(null=True)
    said_from = models.CharField(max_length=200, blank=True, default="")
    #: the Message-ID of the mail that asked for confirmation; when and from where it was given
    asked_by_mail = models.CharField(max_length=200, blank=True, default="")
    confirmed_at = models.DateTimeField(null=True)
    #: a confirmation was taken back: there once was one, so that the entry stays as a proof
    unconfirmed_at = models.DateTimeField(null=True)
    confirmed_from = models.CharField(max_length=200, blank=True, default="")
    basis = models.CharField(max_length=8, choices=Basis, default=Basis.CONSENT)
    #: the three that § 7 (3) UWG asks for beside that nobody objected
    is_from_sale = models.BooleanField(default=False)
    is_for_similar = models.BooleanField(default=False)
    is_told_each_time = models.BooleanField(default=False)
    noted_by = WorkspaceForeignKey(Member, models.PROTECT, null=True, db_index=False)
    noted_at = models.DateTimeField(default=clock.now)
    struck_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "contact", "purpose", "-said_on", "-id"],
                name="consent_of_contact",
            ),
            models.Index(
                fields=["workspace", "noted_at"],
                name="consent_waiting",
                condition=Q(is_given=True, confirmed_at__isnull=True) & ~Q(asked_by_mail=""),
            ),
        ]

    @property
    def is_waiting(self) -> bool:
        """Whether it is a consent that a mail has asked to confirm, and nobody has yet."""
        return self.is_given and bool(self.asked_by_mail) and self.confirmed_at is None

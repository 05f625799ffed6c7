"""An agreement: on what terms the firm works for a client."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from klientel.crm.models.account import Account
from klientel.kit.dates import notice_day
from klientel.records.hanging import Under
from klientel.records.models import Record
from klientel.workspaces.models import Member
from klientel.workspaces.scope import WorkspaceForeignKey


class Agreement(Record):
    """What was agreed with an account: from when, until when, who stands in, how close it is.

    Who answers is the account's owner; `deputy` stands in. Days are inclusive. Without `ends_on` it
    runs until somebody ends it. `notice_months` before the end notice must have been given;
    `renews_months` is by how long it goes on if nobody did, 0 for not at all. `silence_days` is the
    longest that nobody speaks with the client.
    """

    record_type = "agreement"
    hangs_under = Under("account", by="account_id")

    class Tier(models.TextChoices):
        A = "a", _("A")
        B = "b", _("B")
        C = "c", _("C")

    account = WorkspaceForeignKey(Account, models.PROTECT, db_index=False)
    subject = models.CharField(max_length=200)
    services = models.TextField(blank=True, default="")
    deputy = WorkspaceForeignKey(Member, models.PROTECT, null=True, db_index=False)
    tier = models.CharField(max_length=1, choices=Tier, default=Tier.B)
    silence_days = models.PositiveSmallIntegerField(null=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    notice_months = models.PositiveSmallIntegerField(default=0)
    renews_months = models.PositiveSmallIntegerField(default=0)
    #: who gave notice when: it is not renewed any more
    notice_given_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(
                "workspace", "account", F("starts_on").desc(), name="agreement_of_account"
            ),
            models.Index(
                "workspace",
                "ends_on",
                name="agreement_by_end",
                condition=Q(ends_on__isnull=False, trashed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def runs_on(self, day: date) -> bool:
        """Whether it is in force on a day; what goes on by itself is so after its end, too."""
        has_ended = self.ends_on is not None and day > self.ends_on and not self.goes_on
        return self.starts_on <= day and not has_ended

    @property
    def notice_by(self) -> date | None:
        """The last day on which notice can be given; None without an end, or after notice."""
        if self.ends_on is None or self.notice_given_on is not None:
            return None
        return notice_day(self.ends_on, self.notice_months)

    @property
    def goes_on(self) -> bool:
        """Whether it is renewed at its end."""
        return bool(self.renews_months) and self.notice_given_on is None

    def terms(self) -> dict[str, Any]:
        """What lists of accounts show of it, by column of the account."""
        return {
            "tier": self.tier,
            "deputy_id": self.deputy_id,
            "silence_days": self.silence_days,
            "agreement_until": self.ends_on,
            "notice_by": self.notice_by,
        }

"""A workspace: one firm, and everything that is strictly its own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.repeating.regions import STATES

#: no state: a firm at several places, or in a country whose states have no holidays of their own
WHOLE_COUNTRY = "all"


class Workspace(models.Model):
    """One firm. `serves` shapes the navigation; `words` holds the nouns the firm renamed."""

    class Serves(models.TextChoices):
        CLIENTS = "clients", _("Clients")
        CUSTOMERS = "customers", _("Customers")
        BOTH = "both", _("Both")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    serves = models.CharField(max_length=12, choices=Serves, default=Serves.BOTH)
    language = models.CharField(max_length=5, default="de")
    time_zone = models.CharField(max_length=60, default="Europe/Berlin")
    country = models.CharField(max_length=2, default="DE")
    #: of which state or canton the holidays are; `WHOLE_COUNTRY`: only those of the whole country
    state = models.CharField(max_length=20, default=WHOLE_COUNTRY)
    currency = models.CharField(max_length=3, default="EUR")
    words: models.JSONField[Any] = models.JSONField(default=dict, blank=True)
    #: the hours that people work in a week, where nothing else is said of one of them
    weekly_hours = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(40))
    #: whether nobody comes in who has only proved to know a password
    requires_second_factor = models.BooleanField(default=False)
    #: counts every change of members, teams, tags and settings; caches are keyed by it
    directory_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    def __str__(self) -> str:
        return self.name

    @property
    def region(self) -> str:
        """Whose holidays are free days: `DE-BY`, or the country where none of its states is said.

        A state of the country that the firm was in before says nothing.
        """
        whole = f"{self.country}-{self.state}"
        return whole if self.state in STATES.get(self.country, {}) else self.country

    def touch_directory(self) -> None:
        """Make every cached copy of members, teams, tags and settings stale."""
        Workspace.objects.filter(pk=self.pk).update(directory_version=F("directory_version") + 1)
        self.directory_version += 1

"""What counts now of what a person agreed to, beside the history that it follows from."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

#: what people are asked for: each has a column of its own, which lists are narrowed by
PURPOSES = ("newsletter", "mail", "phone", "message", "post", "survey", "tracking")


def column_of(purpose: str) -> str:
    """The column that says what counts for a purpose."""
    return f"consent_{purpose}"


def _standing() -> models.CharField[str | None, str | None]:
    return models.CharField(max_length=10, null=True)


class Consented(models.Model):
    """`given` or `withdrawn` for each purpose, NULL where nothing was ever noted.

    Kept by the program (`crm.actions.consent_marks`) from the entries that count.
    """

    consent_newsletter = _standing()
    consent_mail = _standing()
    consent_phone = _standing()
    consent_message = _standing()
    consent_post = _standing()
    consent_survey = _standing()
    consent_tracking = _standing()

    class Meta:
        abstract = True


def indexes_by_consent() -> list[models.Index]:
    """Those by which the few are found of whom something is noted, in the order of names."""
    return [
        models.Index(
            "workspace", column_of(purpose), "name_key", "id",
            name=f"contact_{column_of(purpose)}",
            condition=Q(**{f"{column_of(purpose)}__isnull": False}),
        )
        for purpose in PURPOSES
    ]  # fmt: skip

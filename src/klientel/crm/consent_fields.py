"""What people agree to, as fields: lists of people are narrowed by them, files and programs say it.

Nobody sets them: they follow the entries with their proof (`actions.consent`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.crm import choices
from klientel.crm.models.consented import column_of
from klientel.records.fields import ChoiceField
from klientel.records.fields.base import Field, Operator
from klientel.records.fields.comparing import is_empty_operators

_LABELS = {
    "newsletter": _("Consent: newsletter by e-mail"),
    "mail": _("Consent: offers by e-mail"),
    "phone": _("Consent: offers by telephone"),
    "message": _("Consent: offers by SMS or messenger"),
    "post": _("Consent: offers by letter"),
    "survey": _("Consent: satisfaction surveys"),
    "tracking": _("Consent: measuring what is opened"),
}


@dataclass(kw_only=True)
class ConsentField(ChoiceField):
    """What counts for a purpose: agreed, withdrawn, or nothing that was ever noted."""

    is_word: ClassVar[bool] = False
    editable: bool = False
    sortable: bool = False
    # an event tells of the entry, never of another value here
    groupable: bool = False

    def empty(self) -> Any:
        return None

    def is_nullable(self) -> bool:
        return True

    def operators(self) -> Sequence[Operator]:
        usual = {one.name: one for one in super().operators()}
        return (usual["any"], replace(usual["not"], condition=_is_not), *is_empty_operators())

    def api(self, value: Any) -> Any:
        return value or ""

    def from_api(self, value: Any) -> Any:
        return value or None


def _is_not(one: Field, value: Any) -> Q:
    return Q(**{f"{one.column}__isnull": True}) | ~Q(**{f"{one.column}__in": value})


CONSENT_FIELDS = tuple(
    ConsentField(
        name=column_of(purpose),
        label=label,
        options=choices.ANSWERS,
        section=_("Consent"),
        help=_("Advertising and the like that somebody agreed to, or did not."),
    )
    for purpose, label in _LABELS.items()
)

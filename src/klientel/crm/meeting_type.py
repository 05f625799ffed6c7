"""What a meeting shows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from klientel.crm.actions import meeting
from klientel.crm.fields import draw_status
from klientel.crm.taking_part import ColleaguesField, OrganiserField, PeopleField
from klientel.events.verbs import Audience
from klientel.records.fields import (
    ChoiceField,
    InstantField,
    LongTextField,
    NumberField,
    Option,
    RecordLinkField,
    TextField,
    UrlField,
)
from klientel.records.types import RecordType

STATES = (
    Option("planned", _("Planned"), "accent", "calendar"),
    Option("held", _("Took place"), "ok", "check"),
    Option("cancelled", _("Called off"), "neutral", "x"),
)

FIELDS = (
    TextField(name="name", label=_("What about"), required=True, searchable=2, width="l"),
    RecordLinkField(
        name="account", label=_("Belongs to"), to=("account",), required=True, lasting=True,
        inline=False,
    ),
    InstantField(name="starts_at", label=_("Begins"), required=True, lasting=True, relative=False),
    NumberField(
        name="minutes", label=_("Minutes"), minimum=Decimal(5),
        maximum=Decimal(meeting.MOST_MINUTES), lasting=True, width="s",
    ),
    ChoiceField(
        name="state", label=_("State"), options=STATES, default="planned", editable=False,
        draw=draw_status, width="s",
    ),
    TextField(name="place", label=_("Place"), searchable=1),
    TextField(name="time_zone", label=_("Time zone"), lasting=True, inline=False),
    UrlField(name="link", label=_("Link"), inline=False),
    PeopleField(name="people", label=_("With"), to=("contact",), inline=False),
    OrganiserField(name="owner", label=_("Organised by")),
    ColleaguesField(name="colleagues", label=_("Colleagues"), inline=False),
    LongTextField(name="note", label=_("Note for the team"), searchable=1),
    RecordLinkField(
        name="held_as", label=_("Became"), to=("interaction",), editable=False, filterable=False,
    ),
)  # fmt: skip


def _sample(number: int) -> dict[str, Any]:
    return {"name": f"Sample {number}", "starts_at": "2027-01-05 10:00", "minutes": 60}


MEETING = RecordType(
    name="meeting",
    one=_("a meeting"),
    model_label="crm.Meeting",
    slug="meetings",
    new_key="M",
    label=_("Meeting"),
    label_plural=_("Meetings"),
    icon="calendar",
    fields=FIELDS,
    account="account_id",
    owned=False,
    default_columns=("name", "account", "starts_at", "minutes", "state", "owner", "place"),
    default_sort="-starts_at",
    form_fields=("name", "place", "link", "people", "owner", "colleagues", "note"),
    created=gettext_noop("{actor} planned “{record}” with {account}"),
    audience=Audience.CHANGE,
    hints=("account",),
    derive=meeting.derive_meeting,
    check=meeting.check_meeting,
    settle=meeting.settle_meeting,
    due_of=lambda one: (one.starts_at, False) if one.is_planned else (None, False),
    sample=_sample,
)

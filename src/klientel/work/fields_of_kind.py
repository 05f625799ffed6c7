"""The fields that a firm added for one kind of work: those which are shown on that kind only."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from klientel.records.actions.own_field import MANAGE
from klientel.records.conditions import Condition, from_json, to_json
from klientel.records.models import FieldDefinition
from klientel.records.own_fields.defined import OWN_KINDS, in_sections
from klientel.records.own_fields.standing import SHOWN
from klientel.records.types import record_types
from klientel.views.own_field_pages import add_field_address


def fields_of_kind(request: Any, code: str) -> dict[str, Any] | None:
    """Its fields with their addresses, and where one is added; None for who may not change any."""
    if not request.actor.may(MANAGE):
        return None
    work = record_types.get("work")
    slug = request.workspace.slug
    rows = FieldDefinition.objects.visible_to(request.actor)
    mine = rows.filter(type=work.name, trashed_at__isnull=True).order_by("place", "id")
    only = to_json(_only_on(code))
    return {
        "rows": [
            {
                "label": one.label,
                "icon": OWN_KINDS[one.kind].icon,
                "kind": str(OWN_KINDS[one.kind].label),
                "href": reverse("settings_field", args=[slug, work.slug, one.pk]),
            }
            for one in in_sections(mine)
            if _is_for(one, code)
        ],
        "new": f"{add_field_address(request, work)}?"
        + urlencode({"shown": json.dumps(["and", only])}),
        "every": reverse("settings_type_fields", args=[slug, work.slug]),
    }


def _only_on(code: str) -> Condition:
    return Condition("kind", "any", code)


def _is_for(said: FieldDefinition, code: str) -> bool:
    """Whether a condition of a field asks for this kind, alone or beside others."""
    asked = from_json(said.conditions.get(SHOWN)).conditions()
    return any(
        (one.field, one.operator) == ("kind", "any") and code in one.operand.split(",")
        for one in asked
    )

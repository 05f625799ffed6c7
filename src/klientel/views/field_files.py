"""Fields that hold files: sent with a new record, and the way to them from its facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from klientel.discussion.actions.file import attach_to, keys_of
from klientel.discussion.models import File
from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import found
from klientel.records.fields.base import Field
from klientel.records.own_fields.kinds.files import fields_with_files
from klientel.records.types import RecordType
from klientel.ui.html import Html, el
from klientel.ui.icons import icon
from klientel.views.file_parts import TAB, shown, taken_by
from klientel.views.render import address_of, page_reading

#: files of one field that a form may name
_MOST_SENT = 50


def way_to(request: Any, record: Any, one: Field) -> Html:
    """From a fact to the tab on which it is filled."""
    label = page_reading(request).say(one.label)
    told = el("span", f" {label}", class_="visually-hidden")
    to = f"{address_of(request, record, TAB)}#field-{one.name}"
    return el("a", icon("paperclip", 12), " ", _("Attach"), told, href=to, class_="link small")


def holding(
    request: Any, record_type: RecordType, errors: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The fields of a new record that will hold files, with those that were sent for them."""
    if not request.actor.may("file.edit"):
        return []
    reading = page_reading(request)
    fields = fields_with_files(record_type)
    waiting = _waiting(request, {key for one in fields for key in _sent(request, one)})
    held = []
    for one in fields:
        files = [waiting[key] for key in _sent(request, one) if key in waiting]
        held.append(
            {
                "name": one.name,
                "label": reading.say(one.label),
                "hint": reading.say(one.help),
                "takes": taken_by(request, one),
                "rows": [shown(request, file) for file in files],
                "error": errors.get("files", "") if files else "",
            }
        )
    return held


def hold_sent(request: Any, record_type: RecordType, record: Any, batch: UUID) -> None:
    """Let the fields of a new record hold what its form brought, in the same write."""
    for one in fields_with_files(record_type):
        sent = _sent(request, one)
        if sent:
            request.actor.must("file.edit")
            # read anew: what was only just made cannot be written a second time
            record = found(request.actor, record_type, record.pk)
            attach_to(request.actor, record, sent, batch=batch, verb="file.brought", field=one)


def _sent(request: Any, one: Field) -> list[UUID]:
    if request.method != "POST":
        return []
    sent = request.POST.getlist(one.name)
    if len(sent) > _MOST_SENT:
        raise Refused("At most {max} files at once.", "files", max=_MOST_SENT)
    return keys_of(",".join(sent))


def _waiting(request: Any, keys: set[UUID]) -> dict[UUID, File]:
    """Those files that the reader gave, and that hang on nothing yet; one read, none for none."""
    if not keys:
        return {}
    actor = request.actor
    rows = File.objects.in_workspace(actor.workspace_id).filter(
        pk__in=keys, record=None, given_by_id=actor.member_id, trashed_at=None
    )
    return {one.pk: one for one in rows}

"""A link to another record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.kit.refused import Refused
from klientel.records.fields import ChoiceField, RecordLinkField
from klientel.records.fields.base import Field
from klientel.records.fields.choice import Option
from klientel.records.own_fields import asked
from klientel.records.own_fields.field import OwnField
from klientel.records.own_fields.offered import Options, OwnKind, Saying
from klientel.records.types import record_types


@dataclass(kw_only=True)
class OwnLink(OwnField, RecordLinkField):
    """Another record."""

    of = RecordLinkField
    slot = "key"
    python = UUID


def _told(options: Options) -> dict[str, Any]:
    return {"to": tuple(options.get("to", ()))}


def _kept(saying: Saying, _kind: OwnKind) -> dict[str, Any]:
    if "to" not in saying.said:
        return dict(saying.field.options)
    name = saying.said["to"]
    if name not in record_types or not record_types.get(name).in_lists:
        raise Refused("Choose the list whose records it leads to.", "to")
    return {"to": [name]}


def _form() -> Sequence[Field]:
    """The lists whose records a link can lead to."""
    listed = [Option(one.name, one.label_plural) for one in record_types if one.in_lists]
    return [ChoiceField(name="to", label=asked.TO.label, options=listed, required=True,
                        lasting=True)]  # fmt: skip


KIND = OwnKind(
    "record",
    _("Link to a record"),
    "link",
    lambda _options: OwnLink,
    place=130,
    told=_told,
    kept=_kept,
    inputs=(asked.TO,),
    form=_form,
)

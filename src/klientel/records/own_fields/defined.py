"""From what a firm said of a field to the field: the kinds on offer, and the fields by type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.records.fields.base import Field, Text
from klientel.records.fields.choice import Option
from klientel.records.models import FieldDefinition
from klientel.records.own_fields import kinds

if TYPE_CHECKING:
    from klientel.workspaces.models import Workspace

#: the colours that an option may have, by the name that is stored
COLOURS: dict[str, Text] = {
    "grey": _("Grey"),
    "blue": _("Blue"),
    "teal": _("Teal"),
    "green": _("Green"),
    "amber": _("Amber"),
    "red": _("Red"),
    "plum": _("Plum"),
    "pink": _("Pink"),
}


def _nothing(_options: Mapping[str, Any]) -> dict[str, Any]:
    return {}


def _places(options: Mapping[str, Any]) -> dict[str, Any]:
    return {"places": int(options.get("places", 0))}


def _stars(options: Mapping[str, Any]) -> dict[str, Any]:
    return {"stars": int(options.get("stars", 5))}


def _choices(options: Mapping[str, Any]) -> dict[str, Any]:
    listed = options.get("choices", ())
    made = {
        is_gone: [
            Option(one["value"], as_text(one["label"]), one.get("colour", "grey"))
            for one in listed
            if bool(one.get("is_gone")) is is_gone
        ]
        for is_gone in (False, True)
    }
    return {"options": made[False], "gone": made[True]}


def _to(options: Mapping[str, Any]) -> dict[str, Any]:
    return {"to": tuple(options.get("to", ()))}


@dataclass(frozen=True)
class OwnKind:
    """One kind on offer: what it is called, its class, and what the settings ask of it."""

    name: str
    label: Text
    icon: str
    own: Any
    told: Callable[[Mapping[str, Any]], dict[str, Any]] = _nothing
    #: the options that the settings ask for: `places`, `stars`, `choices` or `to`
    asks: str = ""


OWN_KINDS: dict[str, OwnKind] = {
    one.name: one
    for one in (
        OwnKind("text", _("Text"), "file-text", kinds.OwnText),
        OwnKind("long_text", _("Long text"), "sticky-note", kinds.OwnLongText),
        OwnKind("number", _("Number"), "hash", kinds.OwnNumber, _places, "places"),
        OwnKind("money", _("Amount of money"), "euro", kinds.OwnMoney),
        OwnKind("percent", _("Percent"), "chart-column", kinds.OwnPercent, _places, "places"),
        OwnKind("day", _("Date"), "calendar", kinds.OwnDay),
        OwnKind("instant", _("Date and time"), "calendar-clock", kinds.OwnInstant),
        OwnKind("truth", _("Yes or no"), "check", kinds.OwnTruth),
        OwnKind("choice", _("Choice"), "circle-dot", kinds.OwnChoice, _choices, "choices"),
        OwnKind(
            "choices", _("Several choices"), "list-checks", kinds.OwnChoices, _choices, "choices"
        ),
        OwnKind("rating", _("Stars"), "star", kinds.OwnRating, _stars, "stars"),
        OwnKind("member", _("Person of the firm"), "user", kinds.OwnMember),
        OwnKind("record", _("Link to a record"), "link", kinds.OwnLink, _to, "to"),
        OwnKind("email", _("E-mail address"), "mail", kinds.OwnEmail),
        OwnKind("phone", _("Telephone number"), "phone", kinds.OwnPhone),
        OwnKind("url", _("Web address"), "external-link", kinds.OwnUrl),
    )
}  # fmt: skip

#: kinds whose texts are found by the search
_SEARCHED = frozenset({"text", "long_text", "email", "phone", "url"})


def field_of(said: FieldDefinition) -> Field:
    """The field that a firm described."""
    kind = OWN_KINDS[said.kind]
    told = kind.told(said.options)
    own = kind.own(
        name=said.name,
        label=as_text(said.label),
        help=as_text(said.description),
        section=as_text(said.section),
        required=said.is_required,
        searchable=int(said.kind in _SEARCHED),
        **told,
    )
    own.workspace, own.definition = said.workspace_id, said.pk
    told.pop("gone", None)
    own.plain = kind.own.of(name=said.name, label=own.label, column=own.slot or own.name, **told)
    if said.preset is not None:
        own.default = own.read(said.preset)
    return own  # type: ignore[no-any-return]


def as_text(written: str) -> str:
    """What somebody wrote as a label that says just that: braces in it name none of our nouns."""
    return written.replace("{", "{{").replace("}", "}}") if "{" in written else written


def in_sections(ordered: Iterable[FieldDefinition]) -> list[FieldDefinition]:
    """Fields in their order: those of no section first, then those of each together."""
    listed = list(ordered)
    first: dict[tuple[str, str], int] = {}
    for place, one in enumerate(listed):
        first.setdefault((one.type, one.section), place)
    return sorted(listed, key=lambda one: (bool(one.section), first[one.type, one.section]))


_added: dict[UUID, tuple[int, dict[str, Sequence[Field]]]] = {}


def added_fields(workspace: Workspace) -> Mapping[str, Sequence[Field]]:
    """The fields that a firm added, by type, in order; kept under its directory version."""
    kept = _added.get(workspace.pk)
    if kept and kept[0] == workspace.directory_version:
        return kept[1]
    found: dict[str, list[Field]] = {}
    rows = FieldDefinition.objects.in_workspace(workspace.pk).filter(trashed_at__isnull=True)
    for said in in_sections(rows.order_by("type", "place", "id")):
        if said.kind in OWN_KINDS:
            found.setdefault(said.type, []).append(field_of(said))
    _added[workspace.pk] = (workspace.directory_version, {**found})
    return _added[workspace.pk][1]

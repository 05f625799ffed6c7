"""A person of the firm, and a team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.kit.ids import id_in
from klientel.kit.refused import Refused
from klientel.kit.text import fold
from klientel.records.fields.base import Field, Operator, Reading
from klientel.records.fields.programs import UUID_OR_NONE, Schema
from klientel.ui.badge import away_badge, badge
from klientel.ui.html import NOTHING, Html, escape


@dataclass(kw_only=True)
class MemberField(Field):
    """A member of the workspace; people type a name, programs send an id.

    Only who has access can be chosen, unless `anybody` says otherwise; lists can be narrowed to
    whoever is known.
    """

    kind = "member"
    is_person: ClassVar[bool] = True
    names_people: ClassVar[bool] = True
    repeats = True
    groupable: bool = True
    anybody: bool = False

    def __post_init__(self) -> None:
        self.column = self.column or f"{self.name}_id"

    def _people(self, reading: Reading) -> Mapping[UUID | None, str]:
        return reading.directory.members

    def parse(self, raw: Any, reading: Reading) -> UUID | None:
        if raw is None or raw == "":
            return None
        people = self._people(reading)
        key = raw if isinstance(raw, UUID) else id_in(str(raw))
        if key in people:
            return key
        wanted = fold(str(raw))
        found = [one for one, name in people.items() if fold(name) == wanted]
        if len(found) != 1:
            raise Refused("Nobody here is called “{value}”.", self.name, value=str(raw)[:80])
        return found[0]

    def clean(self, raw: Any, reading: Reading) -> UUID | None:
        key: UUID | None = super().clean(raw, reading)
        if key is not None and not self._may_be_chosen(key, reading):
            name = self._people(reading)[key]
            raise Refused("{name} has no access to this workspace.", self.name, name=name)
        return key

    def _may_be_chosen(self, key: UUID | None, reading: Reading) -> bool:
        return self.anybody or key in reading.directory.active

    def parse_condition(self, raw: str, operator: Operator, reading: Reading) -> Any:
        # `me` is filled in by ViewQuery, which knows the actor.
        return super().parse_condition(raw, operator, reading)

    def operators(self) -> Sequence[Operator]:
        c = self.column
        return (
            Operator("any", _("is"), "many", lambda f, v: Q(**{f"{c}__in": v})),
            Operator("not", _("is not"), "many", self._not),
            Operator("empty", _("is empty"), "none", lambda f, _v: Q(**{f"{c}__isnull": True})),
            Operator("filled", _("is filled"), "none", lambda f, _v: Q(**{f"{c}__isnull": False})),
        )

    def _not(self, asked: Field, value: Any) -> Q:
        return Q(**{f"{self.column}__isnull": True}) | ~Q(**{f"{self.column}__in": value})

    def buckets(self, reading: Reading) -> Sequence[tuple[Any, str]]:
        people = self._people(reading)
        return [*people.items(), (None, reading.say(_("Nobody")))]

    def ranks(self, reading: Reading) -> Sequence[UUID | None]:
        # an id says nothing of its bearer: lists go by the name, umlauts beside their letter
        people = self._people(reading)
        return sorted(people, key=lambda key: (fold(people[key]), str(key)))

    def shown(self, value: Any, reading: Reading) -> str:
        return self._people(reading).get(value, "") if value else ""

    def cell(self, value: Any, reading: Reading) -> Html:
        name = self.shown(value, reading)
        if not name:
            return NOTHING
        note = away_note(value, reading)
        return away_badge(name, note) if note else badge(name)

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        options = [
            {"value": str(key), "label": self._label(key, name, reading)}
            for key, name in self._people(reading).items()
            if key == value or self._may_be_chosen(key, reading)
        ]
        return {"type": "select", "value": str(value or ""), "options": options}

    def _label(self, key: UUID | None, name: str, reading: Reading) -> str:
        note = away_note(key, reading)
        return f"{name} ({note})" if note else name

    def schema(self, reading: Reading) -> Schema:
        return dict(UUID_OR_NONE)

    def api(self, value: Any) -> Any:
        return str(value) if value else None

    def from_api(self, value: Any) -> Any:
        return UUID(value) if value else None


def away_note(member_id: UUID | None, reading: Reading, on: date | None = None) -> str:
    """That somebody is away today, or `on` another day, until when and who stands in; empty for
    who is here."""
    away = reading.directory.absence(member_id, on or reading.today)
    if away is None:
        return ""
    day = reading.format.date(away.until_on)
    deputy = reading.directory.members.get(away.deputy_id, "") if away.deputy_id else ""
    if deputy:
        return str(_("away until {day}, {name} stands in")).format(day=day, name=deputy)
    return str(_("away until {day}")).format(day=day)


@dataclass(kw_only=True)
class TeamField(MemberField):
    """A team of the workspace."""

    kind = "team"
    is_person = False
    names_people = False

    def _people(self, reading: Reading) -> Mapping[UUID | None, str]:
        return reading.directory.teams

    def _may_be_chosen(self, key: UUID | None, reading: Reading) -> bool:
        return True

    def cell(self, value: Any, reading: Reading) -> Html:
        return escape(self.shown(value, reading))

"""Fields that name who takes part: beside their column each keeps rows that days are read from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from klientel.crm.models.taking_part import TakingPart
from klientel.records.fields import MemberField, RecordLinkField
from klientel.records.fields.several import MembersField, RecordLinksField
from klientel.workspaces.bulk import unsaved


def span_of(record: Any) -> tuple[datetime, datetime | None]:
    """When an interaction or meeting begins and ends, as far as that is known."""
    if hasattr(record, "starts_at"):
        return record.starts_at, record.ends_at
    return record.occurred_at, None


def _row(record: Any, **who: Any) -> Any:
    at, until = span_of(record)
    values = {"contact_id": None, "member_id": None, **who}
    return unsaved(
        TakingPart,
        workspace_id=record.workspace_id,
        record_id=record.pk,
        at=at,
        until=until,
        **values,
    )


@dataclass(kw_only=True)
class ContactField(RecordLinkField):
    """The one contact that it was mostly about."""

    def side_model(self) -> Any:
        return TakingPart

    def side_rows(self, record: Any) -> Sequence[Any]:
        key = self.value(record)
        return [_row(record, contact_id=key)] if key else []


@dataclass(kw_only=True)
class OrganiserField(MemberField):
    """The member that it is up to, who takes part as well."""

    def side_model(self) -> Any:
        return TakingPart

    def side_rows(self, record: Any) -> Sequence[Any]:
        key = self.value(record)
        return [_row(record, member_id=key)] if key else []


@dataclass(kw_only=True)
class PeopleField(RecordLinksField):
    """Contacts that take part, too."""

    def side_model(self) -> Any:
        return TakingPart

    def side_rows(self, record: Any) -> Sequence[Any]:
        return [_row(record, contact_id=key) for key in self.links(self.value(record))]


@dataclass(kw_only=True)
class ColleaguesField(MembersField):
    """Members of the firm that take part."""

    def side_model(self) -> Any:
        return TakingPart

    def side_rows(self, record: Any) -> Sequence[Any]:
        return [_row(record, member_id=UUID(key)) for key in self.value(record)]

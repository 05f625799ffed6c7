"""Several persons of the firm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.kit.refused import Refused
from klientel.kit.text import fold
from klientel.records.fields import MembersField
from klientel.records.fields.base import Reading
from klientel.records.fields.several import PARTED
from klientel.records.own_fields.field import OwnField
from klientel.records.own_fields.offered import OwnKind


@dataclass(kw_only=True)
class OwnMembers(OwnField, MembersField):
    """Several persons of the firm, each with a row.

    They are typed as they are read: their names with commas, or with semicolons where a name has
    a comma itself.
    """

    of = MembersField
    slot = "key"
    python = UUID
    #: one line, as several choices are
    is_several: ClassVar[bool] = False
    filterable: bool = True

    def clean(self, raw: Any, reading: Reading) -> Any:
        if isinstance(raw, str) and PARTED in raw:
            raw = [part for each in raw.split(PARTED) if (part := each.strip())]
        keys = super().clean(raw, reading)
        if self.required and not keys:
            raise Refused("This must not be empty.", self.name)
        return keys

    def export(self, value: Any, reading: Reading) -> str:
        return self._typed(value, reading)

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        return {"type": "text", "value": self._typed(value, reading)}

    def _typed(self, value: Any, reading: Reading) -> str:
        """The names as `clean` reads them back; the id of who shares theirs with somebody."""
        everyone = Counter(map(fold, self._people(reading).values()))
        names = self._names(value, reading)
        told = [name if everyone[fold(name)] < 2 else str(key) for key, name in names.items()]
        if any("," in one for one in told):
            return f"{PARTED} ".join(told) + PARTED * (len(told) == 1)
        return ", ".join(told)

    def looked_for(self, value: Any) -> Sequence[Any]:
        return [UUID(key) for key in value or ()]


KIND = OwnKind(
    "members",
    _("Several persons of the firm"),
    "users",
    lambda _options: OwnMembers,
    place=121,
)

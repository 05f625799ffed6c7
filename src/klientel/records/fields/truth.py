"""Yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.kit.refused import Refused
from klientel.records.fields.base import Field, Operator, Reading
from klientel.records.fields.programs import Schema

_YES = frozenset({"1", "true", "yes", "on", "ja", "j", "y", "x", "wahr"})
_NO = frozenset({"", "0", "false", "no", "off", "nein", "n", "falsch"})


@dataclass(kw_only=True)
class TruthField(Field):
    """A tick."""

    kind = "truth"
    example = True
    accepted = "ja, nein, yes, no, x, 1, 0"
    reckons_as = "truth"
    repeats = True
    groupable: bool = True

    def parse(self, raw: Any, reading: Reading) -> bool:
        if isinstance(raw, bool):
            return raw
        text = str(raw if raw is not None else "").strip().lower()
        if text in _YES:
            return True
        if text in _NO:
            return False
        raise Refused("Yes or no is needed here.", self.name)

    def schema(self, reading: Reading) -> Schema:
        return {"type": "boolean"}

    def empty(self) -> bool:
        return False

    def is_nullable(self) -> bool:
        return False

    def operators(self) -> Sequence[Operator]:
        return (Operator("is", _("is"), "one", lambda f, v: Q(**{f.column: v})),)

    def buckets(self, reading: Reading) -> Sequence[tuple[Any, str]]:
        return [(True, reading.say(_("Yes"))), (False, reading.say(_("No")))]

    def shown(self, value: Any, reading: Reading) -> str:
        return reading.say(_("Yes") if value else _("No"))

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        return {"type": "checkbox", "value": bool(value)}

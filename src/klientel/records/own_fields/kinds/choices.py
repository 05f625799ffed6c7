"""Several of the options that the firm names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from klientel.records.fields import ChoicesField
from klientel.records.fields.base import Reading
from klientel.records.own_fields import asked
from klientel.records.own_fields.kinds.choice import OwnChoice, options_kept, options_told
from klientel.records.own_fields.offered import OwnKind


@dataclass(kw_only=True)
class OwnChoices(OwnChoice, ChoicesField):
    """Several of the firm's options, each with a row."""

    of = ChoicesField
    is_word = False
    repeats = False
    groupable: bool = False
    sortable: bool = False

    def looked_for(self, value: Any) -> Sequence[Any]:
        return list(value or ())

    def ranks(self, reading: Reading) -> Sequence[Any]:
        return ()

    def shown(self, value: Any, reading: Reading) -> str:
        every = [value] if isinstance(value, str) else value or ()
        found = (self.option(one, reading) for one in every)
        return ", ".join(reading.say(one.label) for one in found if one)

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        return ChoicesField.input(self, value, reading)


KIND = OwnKind(
    "choices",
    _("Several choices"),
    "list-checks",
    lambda _options: OwnChoices,
    place=100,
    told=options_told,
    inputs=(asked.CHOICES,),
    kept=options_kept,
    has_choices=True,
)

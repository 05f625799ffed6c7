"""How far something has come, counted from its parts: nobody types it, and it is always true.

It is a formula that every firm would write alike: what a type's room counts of the parts of its
records (`RecordType.parts_field`), as percent. So it is kept, filtered, sorted and grouped as
results are (decision 28), and is reckoned anew by whoever counts parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from klientel.kit.formulas import Shape
from klientel.kit.refused import Refused
from klientel.records.fields import PercentField
from klientel.records.fields.base import Text
from klientel.records.models import FieldDefinition
from klientel.records.own_fields.kinds.formula import PercentFormula, makes
from klientel.records.own_fields.kinds.progress import OwnProgress
from klientel.records.own_fields.offered import Options, OwnKind, Saying
from klientel.records.types import record_types

if TYPE_CHECKING:
    from klientel.records.types import RecordType

_EXPLAINED = _("It follows “{counted}” by itself, as percent; nobody types it.")


@dataclass(kw_only=True)
class ProgressOfParts(PercentFormula, OwnProgress):
    """Whole percent of the parts that are done; empty where there are no parts."""

    of = PercentField


def _told(options: Options) -> dict[str, Any]:
    counted = str(options.get("counted", ""))
    return {
        "formula": f"{{{counted}}}",
        "result": Shape.NUMBER.value,
        "reads": (counted,),
        "places": 0,
    }


def _has_parts(record_type: RecordType) -> bool:
    return bool(record_type.parts_field)


def _kept(saying: Saying, _kind: OwnKind) -> dict[str, Any]:
    if not _has_parts(saying.record_type):
        raise Refused("The records of this list have no parts whose progress could be counted.")
    return {"counted": saying.record_type.parts_field, "reads": [saying.record_type.parts_field]}


def _explained(said: FieldDefinition, _other: str) -> tuple[Text, dict[str, Text]]:
    counted = record_types.get(said.type).field(str(said.options["counted"]))
    return _EXPLAINED, {"counted": counted.label}


KIND = OwnKind(
    "progress_of_parts",
    _("Progress of the parts"),
    "check-check",
    lambda _options: ProgressOfParts,
    place=190,
    told=_told,
    kept=_kept,
    explained=_explained,
    makes=makes,
    suits=_has_parts,
)

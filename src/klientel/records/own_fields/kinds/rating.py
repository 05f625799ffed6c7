"""Stars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from klientel.records.fields import RatingField
from klientel.records.own_fields import asked
from klientel.records.own_fields.kinds.number import OwnNumber
from klientel.records.own_fields.offered import Options, OwnKind


@dataclass(kw_only=True)
class OwnRating(OwnNumber, RatingField):
    """Stars; filtered by how many at least."""

    of = RatingField
    groupable: bool = True


def _told(options: Options) -> dict[str, Any]:
    return {"stars": int(options.get("stars", 5))}


KIND = OwnKind(
    "rating",
    _("Stars"),
    "star",
    lambda _options: OwnRating,
    place=110,
    told=_told,
    inputs=(asked.STARS,),
)

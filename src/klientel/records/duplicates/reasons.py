"""What speaks for a pair and against it, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from klientel.kit.likeness import NEARLY_SURE, Likeness, Why
from klientel.records.fields.base import Text

_SAID: dict[str, Text] = {
    Why.SAME_NAME: _("Same name"),
    Why.NAME_ALIKE: _("Similar name"),
    Why.NAME_IN_NAME: _("One name contains the other"),
    Why.NAME_PARTLY: _("Names partly the same"),
    Why.OTHER_GENERATION: _("Junior and senior"),
    Why.OTHER_NUMBER_IN_NAME: _("Different number in the name"),
    Why.OTHER_LEGAL_FORM: _("Different legal form"),
    Why.SAME_EMAIL: _("Same e-mail address"),
    Why.SAME_BOX: _("Same e-mail name at another provider"),
    Why.OTHER_EMAIL: _("Different e-mail address"),
    Why.SAME_DOMAIN: _("Same e-mail domain or website"),
    Why.SAME_PHONE: _("Same telephone number"),
    Why.SHARED_PHONE: _("Same telephone number, which many have"),
    Why.PHONE_NEXT_DOOR: _("Telephone numbers of one line"),
    Why.OTHER_PHONE: _("Different telephone number"),
    Why.SAME_ADDRESS: _("Same address"),
    Why.SHARED_ADDRESS: _("Same address, which many have"),
    Why.SAME_TOWN: _("Same town"),
    Why.OTHER_HOUSE: _("Same street, another house"),
    Why.OTHER_TOWN: _("Another town"),
    Why.PERHAPS_BRANCH: _("Perhaps a branch"),
    Why.SAME_ACCOUNT: _("At the same account"),
    Why.OTHER_ACCOUNT: _("At different accounts"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One reason in words; `speaks_for` says on which side it is."""

    text: Text
    speaks_for: bool


def said_of(reasons: Iterable[Sequence[object]]) -> list[Said]:
    """The reasons kept with a pair (a `Why` and its points), as sentences."""
    return [
        Said(_SAID[str(why)], int(str(points)) > 0) for why, points in reasons if str(why) in _SAID
    ]


def said_for(likeness: Likeness | None) -> list[Text]:
    """What speaks for it, as sentences; nothing for what is not alike."""
    if likeness is None:
        return []
    told = said_of([(one.why.value, one.points) for one in likeness.reasons])
    return [one.text for one in told if one.speaks_for]


def word_for(certainty: int) -> Text:
    """How certain that is, in a word."""
    return _("Nearly certain") if certainty >= NEARLY_SURE else _("Likely")

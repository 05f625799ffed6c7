"""What whoever is about to call or write must know: who has not agreed to be offered anything.

Consumers are called and sent messages with offers only after they agreed (§ 7 (1), (2) UWG); of
businesses it may be supposed for a call. An objection holds for everybody, for letters, too.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.crm.actions.own_person import person_among
from klientel.crm.models import Account, Contact
from klientel.crm.models.consented import column_of
from klientel.records.fields.base import Text

#: the ways of speaking to somebody, what consent each takes, and what it is called
_TAKES: dict[str, tuple[str, Text]] = {
    "call": ("phone", gettext_lazy("Offers by telephone")),
    "message": ("message", gettext_lazy("Offers by SMS or messenger")),
    "mail": ("mail", gettext_lazy("Offers by e-mail")),
}


def warning(way: str, account: Account, people: Sequence[Contact]) -> str:
    """What is to be known before a conversation of this kind; empty where nothing is.

    `people` are those at hand with their consents; nothing is read.
    """
    if way not in _TAKES:
        return ""
    purpose, offers = _TAKES[way]
    column = column_of(purpose)
    objected = [one.name for one in people if getattr(one, column) == "withdrawn"]
    if objected:
        return _("{offers}: {names} objected. Only about what was ordered or asked for.").format(
            offers=offers, names=", ".join(objected[:3])
        )
    if account.kind != Account.Kind.PERSON:
        return ""
    person = person_among(account, people)
    if person is not None and getattr(person, column) == "given":
        return ""
    return _("{offers}: no consent noted. Only about what was ordered or asked for.").format(
        offers=offers
    )

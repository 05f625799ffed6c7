"""What can happen to what is noted of people beside their own fields."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from klientel.crm.actions.entries import FACTS, PERSONAL
from klientel.events.verbs import Audience, Verb

CHANGE_BACK = "change_back"
ORGANISATION_BACK = "organisation_back"
ACQUAINTANCE_BACK = "acquaintance_back"
CONSENT_BACK = "consent_back"

_SAID = (
    "entry", "purpose", "channel", "source", "wording", "wording_version", "said_on", "mail",
    "confirmed_at", "basis",
)  # fmt: skip
#: an erased person's consents stay provable by day and purpose, not by words
_WORDS = ("source", "wording", "mail")


def verbs_of_people() -> list[Verb]:
    """All of them."""
    consents = [*_of_consents(), *_of_proofs()]
    return [*_of_organisations(), *consents, *_of_acquaintances(), *_of_accounts()]


def _entry(name: str, sentence: str, icon: str, undo: str) -> Verb:
    return Verb(name, sentence, facts=FACTS, erase=PERSONAL, undo=undo, icon=icon)


def _of_organisations() -> list[Verb]:
    back = ORGANISATION_BACK
    return [
        _entry(
            "contact.organisation_added",
            gettext_noop("{actor} noted that {record} belongs to another organisation, too"),
            "building-2",
            back,
        ),
        _entry(
            "contact.organisation_changed",
            gettext_noop("{actor} changed what {record} is at another organisation"),
            "building-2",
            back,
        ),
        _entry(
            "contact.organisation_left",
            gettext_noop("{actor} noted that {record} left another organisation"),
            "log-out",
            back,
        ),
        _entry(
            "contact.organisation_removed",
            gettext_noop("{actor} took another organisation from {record}"),
            "trash-2",
            back,
        ),
        Verb(
            "contact.home_changed",
            gettext_noop("{actor} changed the main organisation of {record}"),
            facts=("changes",),
            erase=("changes",),
            undo=CHANGE_BACK,
            is_step=True,
            icon="house",
            once=gettext_noop("once the main organisation of {record} changes"),
        ),
    ]


def _consent(name: str, sentence: str, icon: str) -> Verb:
    return Verb(name, sentence, facts=_SAID, erase=_WORDS, undo=CONSENT_BACK, icon=icon)


def _of_consents() -> list[Verb]:
    return [
        _consent(
            "contact.consent_given",
            gettext_noop("{actor} noted a consent of {record}"),
            "check",
        ),
        _consent(
            "contact.consent_withdrawn",
            gettext_noop("{actor} noted a withdrawal or objection of {record}"),
            "x",
        ),
        _consent(
            "contact.consent_struck",
            gettext_noop("{actor} struck out an entry on what {record} agrees to"),
            "x",
        ),
        _consent(
            "contact.consent_unstruck",
            gettext_noop("{actor} let an entry on what {record} agrees to count again"),
            "undo-2",
        ),
        Verb(
            "contact.consents_purged",
            gettext_noop("Entries on consent were removed with the person ({count})"),
            facts=("count",),
            audience=Audience.SILENT,
            icon="trash-2",
        ),
    ]


def _of_proofs() -> list[Verb]:
    """What makes consents hold, and what ends one that never did."""
    return [
        _consent(
            "contact.consent_confirmed",
            gettext_noop("{actor} noted that {record} confirmed a consent"),
            "check",
        ),
        _consent(
            "contact.customer_noted",
            gettext_noop("{actor} noted that {record} may be written to about similar goods"),
            "shopping-bag",
        ),
        Verb(
            "contact.consent_unconfirmed",
            gettext_noop("{actor} took back that {record} confirmed a consent"),
            facts=_SAID,
            erase=_WORDS,
            icon="undo-2",
        ),
        Verb(
            "contact.consent_unanswered",
            gettext_noop("{record} never confirmed a consent; it was removed"),
            facts=_SAID,
            erase=_WORDS,
            audience=Audience.SILENT,
            icon="clock",
        ),
    ]


def _of_acquaintances() -> list[Verb]:
    back = ACQUAINTANCE_BACK
    return [
        _entry(
            "contact.acquaintance_added",
            gettext_noop("{actor} noted who knows {record}"),
            "users",
            back,
        ),
        _entry(
            "contact.acquaintance_changed",
            gettext_noop("{actor} changed how somebody knows {record}"),
            "users",
            back,
        ),
        _entry(
            "contact.acquaintance_removed",
            gettext_noop("{actor} noted that somebody does not know {record}"),
            "trash-2",
            back,
        ),
    ]


def _of_accounts() -> list[Verb]:
    """What is said on the page of an account and told of a person beside."""
    return [
        Verb(
            "account.person_added",
            gettext_noop("{actor} noted that somebody from elsewhere belongs to {record}"),
            facts=("entry",),
            is_step=True,
            icon="user-plus",
            once=gettext_noop("once somebody from elsewhere belongs to {record}"),
        ),
        Verb(
            "account.person_described",
            gettext_noop("{actor} noted who {record} is"),
            is_step=True,
            icon="cake",
        ),
        Verb(
            "account.consent_noted",
            gettext_noop("{actor} noted what {record} agrees to"),
            facts=("entry",),
            is_step=True,
            icon="shield",
            once=gettext_noop("once it is noted what {record} agrees to"),
        ),
    ]

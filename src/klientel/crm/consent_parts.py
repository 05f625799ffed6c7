"""What people agreed to and objected to, on their pages and those of the accounts that they are."""

from __future__ import annotations

from typing import Any

from klientel.crm import choices, people_queries
from klientel.crm.actions.own_person import person_among
from klientel.crm.models import Account, Consent, Contact
from klientel.crm.people_parts import act, acts_of, around_on
from klientel.crm.people_queries import Standing
from klientel.records.fields.base import Reading
from klientel.ui.html import Html
from klientel.views.render import page_reading
from klientel.views.render import piece as draw

_PURPOSES = {one.value: one.label for one in choices.CONSENT_PURPOSES}
_CHANNELS = {one.value: one.label for one in choices.CONSENT_CHANNELS}


def consents_panel(request: Any, contact: Contact) -> Html:
    """What a person agreed to and objected to."""
    found = people_queries.consents_of(request.actor.workspace_id, [contact.pk])[contact.pk]
    add = act(request, contact, "note_consent")
    return draw(request, "crm/consents_panel.html", **_consents(request, contact, found), add=add)


def is_person(_request: Any, account: Account) -> bool:
    """Whether an account is a person, who agrees for themselves."""
    return account.kind == Account.Kind.PERSON


def consents_of_account(request: Any, account: Account) -> Html:
    """The same on the page of an account that is a person."""
    known = around_on(request, account)
    contact = person_among(account, known.people)
    found = Standing()
    if contact is not None and contact.pk in known.asked:
        ids = [contact.pk]
        found = people_queries.consents_of(request.actor.workspace_id, ids)[contact.pk]
    nothing: dict[str, Any] = {"now": [], "waiting": [], "history": []}
    shown = _consents(request, contact, found) if contact else nothing
    add = act(request, contact or account, "note_consent")
    return draw(request, "crm/consents_of_account.html", **shown, add=add)


def _consents(request: Any, contact: Contact, found: Standing) -> dict[str, Any]:
    reading = page_reading(request)
    order = list(_PURPOSES)
    now = sorted(found.now.values(), key=lambda one: order.index(one.purpose))
    waiting = [one for one in found.history if one.is_waiting and one.struck_at is None]
    asked = ["confirm_consent", "strike_consent"]
    return {
        "now": [_consent(request, contact, one, reading, ["withdraw_consent"]) for one in now],
        "waiting": [_consent(request, contact, one, reading, asked) for one in waiting],
        "history": [
            _consent(request, contact, one, reading, [] if one.struck_at else ["strike_consent"])
            for one in found.history
        ],
    }


def _consent(
    request: Any, contact: Contact, one: Consent, reading: Reading, acts: list[str]
) -> dict[str, Any]:
    if acts == ["withdraw_consent"] and not one.is_given:
        acts = []
    how = _CHANNELS.get(one.channel)
    return {
        "id": one.pk,
        "what": reading.say(_PURPOSES[one.purpose]),
        "is_given": one.is_given,
        "is_struck": one.struck_at is not None,
        "on": reading.format.date(one.said_on),
        "how": reading.say(how) if how else "",
        "source": one.source,
        "wording": one.wording,
        "version": one.wording_version,
        "confirmed": reading.format.instant(one.confirmed_at) if one.confirmed_at else "",
        "mail": one.asked_by_mail,
        "is_customer": one.basis == Consent.Basis.CUSTOMER,
        "by": reading.directory.members.get(one.noted_by_id, ""),
        "acts": acts_of(request, contact, one.pk, acts),
    }

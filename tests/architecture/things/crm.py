"""Accounts, people and talks in the state that an action needs, and what belongs to them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from klientel.crm.actions.purchase import PurchaseDraft, record_purchases
from klientel.crm.models import Purchase, RelationshipProfile
from klientel.kit import clock
from klientel.records import actions
from klientel.records.models import Suspect
from tests.architecture.things.scene import Scene, makes

#: what can lie in the trash
_TYPES = (
    "account", "agreement", "boat", "contact", "interaction", "meeting", "product", "work",
)  # fmt: skip


def _trashed(name: str) -> None:
    @makes(f"{name}.restore")
    def trashed(at: Scene) -> dict[str, Any]:
        at.do(f"{name}.trash", at.record)
        return {}


for _name in _TYPES:
    _trashed(_name)


@makes("account.describe_person")
def person(at: Scene) -> dict[str, Any]:
    actions.change(at.olga, "account", at.record, {"kind": "person"})
    return {"birthday": "4.5.1980"}


@makes("account.note_consent")
def consent_of_account(at: Scene) -> dict[str, Any]:
    person(at)
    return consent(at)


@makes("account.assign")
def owner(at: Scene) -> dict[str, Any]:
    return {"owner": at.themselves}


@makes("account.change_stage")
def other_stage(_at: Scene) -> dict[str, Any]:
    return {"stage": "in_contact"}


@makes("account.name_billing_contact", "account.name_decider")
def contact_of_it(at: Scene) -> dict[str, Any]:
    """A person of the account; for who is kept out from it one of an account of their own."""
    account = at.record
    if at.is_kept_out:
        account = actions.create(at.knower, "account", {"name": "Segelverein"}).pk
    values = {"last_name": "Falk", "account": str(account)}
    return {"contact": str(actions.create(at.knower, "contact", values).pk)}


@makes("account.return_to_customer")
def client(at: Scene) -> dict[str, Any]:
    at.do("account.promote", at.record, tier="b")
    return {}


@makes("account.keep_relationship")
def leaning(at: Scene) -> dict[str, Any]:
    record_purchases(at.olga, [PurchaseDraft(at.record, clock.today("UTC"), Decimal(10))])
    RelationshipProfile(workspace=at.firm.workspace, account_id=at.record, lean=60).save()
    return {}


@makes("purchase.trash")
def bought(at: Scene) -> dict[str, Any]:
    record_purchases(at.olga, [PurchaseDraft(at.record, clock.today("UTC"), Decimal(10))])
    purchase = Purchase.objects.in_workspace(at.firm.workspace.pk).get(account_id=at.record)
    return {"purchase": str(purchase.pk)}


@makes("record.tell_apart")
def suspect(at: Scene) -> dict[str, Any]:
    twin = actions.create(at.olga, "account", {"name": "Nord Media GmbH"})
    first, second = sorted([at.account.pk, twin.pk])
    pair = Suspect(workspace=at.firm.workspace, type="account", first_id=first, second_id=second)
    pair.certainty = 80
    pair.save()
    return {"suspect": str(pair.pk)}


@makes("contact.note_consent")
def consent(_at: Scene) -> dict[str, Any]:
    said = {"purpose": "newsletter", "answer": "given", "channel": "form"}
    return {**said, "source": "Form of 2026"}


@makes("contact.confirm_consent")
def waiting_consent(at: Scene) -> dict[str, Any]:
    """A consent that a mail has asked to confirm."""
    said = {**consent(at), "asked_by_mail": "<1@mail.example>"}
    return {"entry": str(at.do("contact.note_consent", at.record, **said).pk)}


@makes("contact.note_customer")
def customer(_at: Scene) -> dict[str, Any]:
    """A sale with all that lets a firm write to the buyer."""
    holds = dict.fromkeys(("is_from_sale", "is_for_similar", "is_told_each_time"), "1")
    return {"purpose": "mail", "source": "order 17", **holds}


@makes("contact.strike_consent", "contact.withdraw_consent")
def consented(at: Scene) -> dict[str, Any]:
    row = at.do("contact.note_consent", at.record, **consent(at))
    return {"entry": str(row.pk)}


@makes("contact.add_acquaintance")
def known(at: Scene) -> dict[str, Any]:
    return {"member": at.themselves}


@makes("contact.remove_acquaintance")
def acquaintance(at: Scene) -> dict[str, Any]:
    row = at.do("contact.add_acquaintance", at.record, member=at.member("lena"))
    return {"entry": str(row.pk)}


@makes("contact.change_acquaintance")
def how_they_know(at: Scene) -> dict[str, Any]:
    return {**acquaintance(at), "how": "From school"}


@makes("contact.leave_organisation", "contact.remove_organisation", "contact.make_home")
def organisation(at: Scene) -> dict[str, Any]:
    other = actions.create(at.olga, "account", {"name": "Segelverein"})
    row = at.do("contact.add_organisation", at.record, account=str(other.pk))
    return {"entry": str(row.pk)}


@makes("contact.change_organisation")
def other_position(at: Scene) -> dict[str, Any]:
    return {**organisation(at), "position": "Treasurer"}


@makes("interaction.finish_step")
def step_agreed(at: Scene) -> dict[str, Any]:
    actions.change(at.olga, "interaction", at.record, {"next_step": "Send the offer"})
    return {}


@makes("meeting.move")
def other_time(_at: Scene) -> dict[str, Any]:
    return {"starts_at": "2027-02-05 11:30"}


@makes("meeting.hold")
def begun(at: Scene) -> dict[str, Any]:
    at.do("meeting.move", at.record, starts_at="2024-01-05 10:00")
    return {"body": "They agreed"}

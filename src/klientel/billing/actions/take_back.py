"""Taking back what an order delivered: it was returned, or called off after all."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.billing.actions.positions import must_have_positions
from klientel.crm.actions.purchase_trash import restore_purchases, trash_purchases_from
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records.actions import action
from klientel.records.actions.catalogue import current_reading, found
from klientel.records.actions.undoers import undoers
from klientel.records.fields import ChoiceField, Option, TextField
from klientel.records.types import record_types
from klientel.work.actions.item import written
from klientel.work.kinds import kinds_of
from klientel.work.models import WorkItem
from klientel.work.models.status import Category
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event

DROPPED, AGAIN = "dropped", "again"
#: what a form asks for
ASKED = (
    TextField(name="reason", label=_("Reason"), max_length=200),
    ChoiceField(
        name="then",
        label=_("What becomes of it"),
        options=(
            Option(DROPPED, _("It is dropped"), icon="circle-x"),
            Option(AGAIN, _("It will be delivered again"), icon="rotate-cw"),
        ),
        default=DROPPED,
    ),
)


@action(
    "order.take_back",
    label=_("Take the fulfilment back"),
    on="work",
    permission="work.trash",
    icon="undo-2",
    hidden=True,
    inputs=ASKED,
)
def take_back(actor: Actor, item: WorkItem, *, reason: str = "", then: str = DROPPED) -> WorkItem:
    """Put the purchases that follow from an order into the trash, and say why; the figures follow.

    The order is dropped, or is to be delivered anew. It is one step, which is taken back as a
    whole. Raises `Refused` where nothing was delivered.
    """
    must_have_positions(actor, item)
    batch = uuid7()
    gone = trash_purchases_from(actor, item.pk, batch=batch)
    if not gone:
        raise Refused("Nothing of this was fulfilled.")
    kinds = kinds_of(current_reading(actor).workspace)
    means = (Category.CANCELLED,) if then == DROPPED else (Category.ACTIVE, Category.OPEN)
    status = next((one for each in means if (one := kinds.first(item.kind, each))), None)
    if status is None:
        raise Refused("This kind of work has no such status.", "then")
    values = {"status": status.code} if item.is_finished or then == DROPPED else {}
    facts = {"reason": reason, "purchases": [str(key) for key in gone]}
    verb = "order.returned" if reason else "order.taken_back"
    return written(actor, item, values, batch=batch, verb=verb, facts=facts)


def deliver_again(actor: Actor, event: Event, batch: UUID) -> None:
    """The undo of `take_back`: the purchases stand again, then the order is what it was.

    Raises `Refused` where the same was fulfilled again since.
    """
    actor.must("work.trash")
    found(actor, record_types.get("work"), event.record_id)
    restore_purchases(actor, [UUID(key) for key in event.facts["purchases"]], batch=batch)
    if not undoers["change_back"](actor, [event], batch):
        raise Refused("Somebody changed this in the meantime.")

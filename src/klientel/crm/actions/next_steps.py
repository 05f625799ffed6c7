"""The next step of an account, kept on it so that lists show, order and filter it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from klientel.crm.actions.holding import hold_accounts
from klientel.crm.models import Account, Interaction
from klientel.records.own_fields.reckoning import reckon_kept

#: what of an interaction decides about the next step of its account
_TELLING = frozenset({"next_step", "next_step_on", "is_step_done", "trashed_at", "account_id"})


def settle_steps(workspace_id: UUID, talks: Sequence[Interaction], changed: frozenset[str]) -> None:
    """Let the accounts of interactions that were written say what is next with them.

    Without anything `changed` they are new.
    """
    if changed and not changed & _TELLING:
        return
    told = [talk for talk in talks if talk.next_step or "next_step" in changed]
    ids = {talk.account_id for talk in told}
    ids |= {talk.moved_from for talk in told if talk.moved_from}
    if ids:
        keep_next_steps(workspace_id, ids)


def keep_next_steps(workspace_id: UUID, ids: Collection[UUID]) -> None:
    """Write the next step of accounts anew: of those that are open the one that is due first.

    Runs inside the caller's transaction and holds the accounts from before the steps are read.
    """
    hold_accounts(workspace_id, ids)
    accounts = Account.objects.in_workspace(workspace_id)
    moved = [
        (pk, {"next_step": text, "next_step_on": on})
        for pk, kept, kept_on, text, on in _steps(accounts.filter(pk__in=ids), workspace_id)
        if (kept, kept_on) != (text, on)
    ]
    for pk, values in moved:
        accounts.filter(pk=pk).update(**values)
    reckon_kept(workspace_id, "account", [pk for pk, _values in moved])


def _steps(accounts: Any, workspace_id: UUID) -> Any:
    """Of accounts the step that is kept, and the one that there is."""
    steps = Interaction.objects.in_workspace(workspace_id).filter(
        ~Q(next_step=""), account_id=OuterRef("pk"), is_step_done=False, trashed_at=None
    )
    first = steps.order_by(F("next_step_on").asc(nulls_last=True), "-pk")
    told = accounts.annotate(
        step=Coalesce(Subquery(first.values("next_step")[:1]), Value("")),
        step_on=Subquery(first.values("next_step_on")[:1]),
    )
    return told.values_list("pk", "next_step", "next_step_on", "step", "step_on")

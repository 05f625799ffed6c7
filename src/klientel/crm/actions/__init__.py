"""What can be done with accounts, contacts, interactions and purchases, grouped by noun."""

from __future__ import annotations


def introduce() -> None:
    """Load the actions, so that the catalogue knows them, and say how purchases are taken back."""
    from klientel.crm.actions import (  # noqa: F401 - they register
        account,
        interaction,
        meeting,
        purchase_one,
    )
    from klientel.crm.actions.purchase_trash import take_back
    from klientel.crm.verbs import PURCHASES_BACK
    from klientel.records.actions.undo import undoers

    undoers[PURCHASES_BACK] = take_back

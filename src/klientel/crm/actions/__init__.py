"""What can be done with accounts and what hangs on them, grouped by noun."""

from __future__ import annotations


def introduce() -> None:
    """Load the actions, so that the catalogue knows them, and say how purchases are taken back."""
    from klientel.crm.actions import (  # noqa: F401 - they register
        account,
        agreement,
        interaction,
        meeting,
        profile,
        purchase_one,
        score,
        stage,
    )
    from klientel.crm.actions.purchase_trash import take_back
    from klientel.crm.verbs import DECIDE_AGAIN, PURCHASES_BACK, STAGES_BACK, WEIGHTS_BACK
    from klientel.records.actions.undoers import each, undoers

    undoers[PURCHASES_BACK] = take_back
    undoers[DECIDE_AGAIN] = each(profile.decide_again)
    undoers[STAGES_BACK] = each(stage.take_back)
    undoers[WEIGHTS_BACK] = each(score.take_back)

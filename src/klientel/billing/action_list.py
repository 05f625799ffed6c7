"""The actions of the room, entered into the catalogue when it opens."""

from __future__ import annotations


def introduce() -> None:
    """Put the room's actions into the catalogue, and say how they are taken back."""
    from klientel.billing.actions import again, fulfil, line, take_back  # noqa: F401 - they register
    from klientel.billing.actions.line_undo import take_line_back
    from klientel.billing.verbs import FULFILMENT_BACK, LINE_BACK, RETURN_BACK
    from klientel.records.actions.undoers import each, register, undoers

    register(LINE_BACK, each(take_line_back), right="edit")
    register(FULFILMENT_BACK, undoers["change_back"], right="trash")
    register(RETURN_BACK, each(take_back.deliver_again), right="trash")

"""What can be done with work: one verb per function, grouped by noun."""


def introduce() -> None:
    """Put the room's actions into the catalogue, and say who may do what needs a right."""
    from klientel.records.actions.undo import rights
    from klientel.records.actions.undoers import each, undoers
    from klientel.work.actions import (  # noqa: F401 - they register
        dependency,
        item,
        kind,
        place,
        status,
        step,
        time,
    )
    from klientel.work.actions.rights import declare
    from klientel.work.verbs import TIME_BACK

    declare()
    undoers[TIME_BACK] = each(time.take_back)
    rights[TIME_BACK] = "edit"

"""The actions of the room, entered into the catalogue when it opens."""

from __future__ import annotations


def introduce() -> None:
    """Put the room's actions into the catalogue, and say who may do what needs a right."""
    from klientel.work.actions import (  # noqa: F401 - they register
        checklist_template,
        dependency,
        item,
        kind,
        place,
        series,
        status,
        step,
        template,
        time,
        with_checklist,
    )
    from klientel.work.actions.rights import declare

    declare()

"""The actions of the room, entered into the catalogue when it opens."""

from __future__ import annotations


def introduce() -> None:
    """Load the actions, so that the catalogue knows them, and say how they are taken back."""
    from klientel.views.actions import (
        bulk,
        export,
        list_look,
        view,
        view_default,
        view_pin,
        view_undo,
    )

    del bulk, export, list_look, view, view_default, view_pin
    view_undo.introduce()

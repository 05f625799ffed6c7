"""The rooms of the house that are open, lowest first; a room is added here when it is built."""

from klientel.config.configuration import PACKAGE

ROOMS = (
    "klientel.ui",
    "klientel.workspaces",
    "klientel.events",
    "klientel.records",
    "klientel.team",
    "klientel.sending",
    "klientel.sharing",
    "klientel.discussion",
    "klientel.views",
    "klientel.desk",
    "klientel.crm",
    "klientel.work",
    "klientel.automations",
    "klientel.notifications",
    "klientel.integrations",
    "klientel.billing",
    "klientel.starters",
)
"""Python paths of the installed rooms in layer order (`klientel.kit` has nothing to install)."""


def has(room: str, module: str) -> bool:
    """Whether an open room has a module of this name, e.g. `urls`; the room is not imported."""
    folder = PACKAGE / room.removeprefix("klientel.")
    return (folder / f"{module}.py").is_file()

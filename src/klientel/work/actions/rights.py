"""Who may do what in the room beside the rights that every record type has."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.workspaces import policy
from klientel.workspaces.policy import EVERYBODY, MANAGERS, WRITERS


def declare() -> None:
    """Put the rows into the table of roles."""
    policy.permission("kind.manage", _("Set up kinds of work and statuses"), MANAGERS)
    policy.permission("work.do", _("Finish work that is assigned to oneself"), EVERYBODY)
    policy.permission("time.log", _("Log time on work"), WRITERS)
    policy.permission("time.manage", _("Change and remove time that others logged"), MANAGERS)

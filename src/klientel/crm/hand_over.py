"""What of the room is handed over beside accounts when somebody leaves."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.crm.day_queries import open_steps_of
from klientel.crm.models import Meeting
from klientel.records.types import record_types
from klientel.team import handover


def register() -> None:
    """Planned meetings and open next steps go to the successor, and so does standing in for a
    client. Who had a conversation stays who had it: only its next step is somebody else's.
    """
    meetings, agreements = record_types.get("meeting"), record_types.get("agreement")
    handover.add(
        handover.of_records(
            record_types.get("interaction"), "next_step_by", name="steps",
            label=_("Open next steps"),
            whose=lambda member: open_steps_of([member]),
        )
    )  # fmt: skip
    handover.add(
        handover.of_records(
            meetings, "owner", name="meetings", label=_("Planned meetings"),
            only=Q(state=Meeting.State.PLANNED),
        )
    )  # fmt: skip
    handover.add(
        handover.of_records(
            agreements, "deputy", name="deputies", label=_("Agreements with them as deputy")
        )
    )

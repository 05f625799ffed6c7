"""What of the room is given to others: when somebody leaves, and when a client is one no longer."""

from __future__ import annotations

from operator import attrgetter

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from klientel.crm.day_queries import open_steps_of
from klientel.crm.models import Meeting
from klientel.records.open_with import OpenSort, add
from klientel.records.types import record_types
from klientel.team import handover


def register() -> None:
    """Tell the registries of both."""
    _of_members()
    _of_accounts()


def _of_members() -> None:
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


def _of_accounts() -> None:
    """Planned meetings, and next steps that were agreed on."""
    add(
        OpenSort(
            "interaction",
            "next_step_by",
            ~Q(next_step="") & Q(is_step_done=False),
            lambda count: ngettext(
                "{count} open next step", "{count} open next steps", count
            ).format(count=count),
            lambda talk: str(talk.next_step),
            taker=attrgetter("steps_member_id"),
            with_account=True,
        )
    )
    add(
        OpenSort(
            "meeting",
            "owner",
            Q(state=Meeting.State.PLANNED),
            lambda count: ngettext(
                "{count} planned meeting", "{count} planned meetings", count
            ).format(count=count),
            lambda meeting: str(meeting.name),
        )
    )

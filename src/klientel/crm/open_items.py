"""What of the room can be open with an account: planned meetings, and next steps agreed on."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import ngettext

from klientel.crm.models import Meeting
from klientel.records.open_with import OpenSort, add


def register() -> None:
    """Say so to whoever asks about an account."""
    add(
        OpenSort(
            "interaction",
            "next_step_by",
            ~Q(next_step="") & Q(is_step_done=False),
            lambda count: ngettext(
                "{count} open next step", "{count} open next steps", count
            ).format(count=count),
            lambda talk: str(talk.next_step),
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

"""What members want to hear of, as other parts of the room ask it."""

from __future__ import annotations

from klientel.notifications.models import Choice
from klientel.workspaces.models import Member


def unwanted_mails(member: Member) -> list[str]:
    """The notices of which a member wants no mail; one read."""
    rows = Choice.objects.in_workspace(member.workspace_id).filter(
        member_id=member.pk, channel=Choice.Channel.MAIL, is_on=False
    )
    return list(rows.values_list("notice", flat=True))

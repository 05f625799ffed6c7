"""Whoever is written to: their language, their clock and whether they want quiet now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from klientel.kit import clock
from klientel.notifications.models import Inbox
from klientel.workspaces.models import Member, Workspace


@dataclass(frozen=True, slots=True)
class Reader:
    """To whom is written: the member, where and in which language they read."""

    member: Member
    workspace: Workspace
    inbox: Inbox
    now: datetime

    @property
    def language(self) -> str:
        """Their own language, else that of the firm."""
        return self.member.user.language or self.workspace.language

    @property
    def zone(self) -> str:
        """Their own time zone, else that of the firm."""
        return self.member.user.time_zone or self.workspace.time_zone

    @property
    def local(self) -> datetime:
        """What the clock beside them says."""
        return clock.local(self.now, self.zone)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing may ring just now."""
        local, inbox = self.local, self.inbox
        if inbox.is_quiet_at_weekends and local.weekday() in inbox.quiet_days:
            return True
        return inbox.is_quiet_at_night and _lies_in(
            local.time(), inbox.quiet_from, inbox.quiet_until
        )


def _lies_in(at: time, begins: time, ends: time) -> bool:
    """Whether a time of day lies between two others, which may have midnight between them."""
    if begins < ends:
        return begins <= at < ends
    return at >= begins or at < ends

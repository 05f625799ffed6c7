"""The browsers of a member that ring: which there are, and which have outlived their session."""

from __future__ import annotations

import re
from collections.abc import Collection
from uuid import UUID

from django.contrib.sessions.models import Session

from klientel.notifications.models import Inbox, PushDevice

#: of one member; nobody has more telephones
MOST = 20
_BROWSERS = (
    ("Edge", r"Edg"),
    ("Opera", r"OPR/"),
    ("Samsung Internet", r"SamsungBrowser"),
    ("Firefox", r"Firefox|FxiOS"),
    ("Chrome", r"Chrome|CriOS"),
    ("Safari", r"Safari"),
)
_SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("macOS", r"Mac OS X|Macintosh"),
    ("Linux", r"Linux|X11"),
)


def name_of(program: str) -> str:
    """A browser as people call it, by what it says of itself: "Firefox, Linux"."""
    found = [
        next((name for name, sign in signs if re.search(sign, program)), "")
        for signs in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(filter(None, found)) or "Browser"


def devices_of(workspace_id: UUID, member_id: UUID) -> list[PushDevice]:
    """The browsers of a member whose session lives, the newest first; writes nothing."""
    rows = PushDevice.objects.in_workspace(workspace_id).filter(member_id=member_id)
    found = list(rows.order_by("-pk")[:MOST])
    living = _living({one.session_key for one in found})
    return [one for one in found if one.session_key in living]


def is_alive(device: PushDevice) -> bool:
    """Whether the session lives in which the browser was let ring."""
    return bool(_living({device.session_key}))


def _living(keys: Collection[str]) -> set[str]:
    # a session that ended has no row any more: signing out, ending it, and a new password delete it
    rows = Session.objects.filter(session_key__in=list(keys))
    return set(rows.values_list("session_key", flat=True))


def forget(workspace_id: UUID, keys: Collection[UUID]) -> None:
    """Let browsers ring no more, and know whose last one it was; idempotent."""
    rows = PushDevice.objects.in_workspace(workspace_id)
    gone = rows.filter(pk__in=list(keys))
    members = set(gone.values_list("member_id", flat=True))
    gone._raw_delete(gone.db)
    left = set(rows.filter(member_id__in=members).values_list("member_id", flat=True))
    inboxes = Inbox.objects.in_workspace(workspace_id)
    inboxes.filter(member_id__in=members - left).update(pushes=False)


def forget_dead(workspace_id: UUID, member_id: UUID | None = None) -> None:
    """Forget the browsers whose session has ended: those of a member, or all; idempotent."""
    rows = PushDevice.objects.in_workspace(workspace_id)
    if member_id is not None:
        rows = rows.filter(member_id=member_id)
    keys = dict(rows.values_list("pk", "session_key"))
    living = _living(set(keys.values()))
    dead = [pk for pk, key in keys.items() if key not in living]
    if dead:
        forget(workspace_id, dead)

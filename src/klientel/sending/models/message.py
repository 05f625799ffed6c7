"""A message on its way out, and how far it got."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

from klientel.kit import clock
from klientel.sending.models.outgoing import Outgoing

#: the kind of mails about somebody's login, such as a link to set a password
LOGIN = "login"
#: the kind of mails that take a link to somebody outside, by which they open what was shared
SHARED = "shared"
#: kinds whose body carries a link that opens a door: it is wiped when they have left or never will
SECRET_KINDS = frozenset({LOGIN, SHARED})


class Message(Outgoing):
    """One mail to one address.

    `workspace_id` is None for mails about a login outside of any; `member_id` is who wrote it.
    `message_id` is made once, so that a second copy after a crash is recognised as the same mail.
    `kept_as` names the file when no mail server was configured.
    """

    member_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=30)
    to = models.EmailField(max_length=254)
    reply_to = models.EmailField(max_length=254, blank=True, default="")
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")
    #: an invitation (iCalendar) that goes along, and what it asks for: REQUEST or CANCEL
    calendar = models.TextField(blank=True, default="")
    calendar_method = models.CharField(max_length=10, blank=True, default="")
    #: where one press in the reader's mail program ends mails of this sort; empty for none
    unsubscribe = models.CharField(max_length=300, blank=True, default="")
    auto_submitted = models.CharField(max_length=20, blank=True, default="auto-generated")
    hold_until = models.DateTimeField(null=True)
    send_after = models.DateTimeField(default=clock.now)
    message_id = models.CharField(max_length=200, unique=True)
    kept_as = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "dedupe_key"], name="message_once"),
            # where no workspace is, a row differs from every other to the constraint above
            models.UniqueConstraint(
                fields=["dedupe_key"],
                name="message_once_of_none",
                condition=Q(workspace_id__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], name="message_open", condition=Q(state__lt=3)),
            models.Index(fields=["workspace_id", "state", "-id"], name="message_of_workspace"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to}"

    @property
    def why_not(self) -> str:
        """What became of its last attempt, in words where they are ours."""
        return gettext(self.last_error) if self.last_error else ""

    @property
    def is_secret(self) -> bool:
        """Whether its body is for nobody but its receiver, and not kept."""
        return self.kind in SECRET_KINDS

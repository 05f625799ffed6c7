"""One call in which an agent did something: with which token, and which action."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models

from klientel.kit import clock
from klientel.workspaces.scope import ScopedModel


class AgentCall(ScopedModel):
    """The batch of the events that an agent wrote in one call, under its own id.

    `agent` is the name of its token. It is kept, since a token is forgotten some time after its end
    and what was done with it is not. Rows stay as long as the log that they explain.
    """

    agent = models.CharField(max_length=80)
    action = models.CharField(max_length=60)
    called_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["workspace", "id"], name="agent_call_in_order")]

    def __str__(self) -> str:
        return f"{self.agent}: {self.action}"

    @classmethod
    def note(cls, pk: UUID, workspace_id: UUID, agent: str, action: str) -> None:
        """Write down a call, in the transaction of what it did."""
        told: dict[str, Any] = {"agent": agent, "action": action}
        cls(pk=pk, workspace_id=workspace_id, **told).save(force_insert=True)

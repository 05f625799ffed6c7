"""Whoever acts: a member, an outsider, a link, a token, a rule, or the system with a reason."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import UUID

from klientel.kit.refused import Forbidden
from klientel.workspaces import policy

#: the doors through which somebody can act; an event names one of them
VIAS = ("page", "api", "agent", "automation", "import", "portal", "form", "mail", "system")

MAX_DEPTH = 5


@dataclass(frozen=True, slots=True)
class Lent:
    """What of a member's rights a token was given: never more than they have.

    `types` are the names of the record types that it may know of; none means all of them. What asks
    a person for proof of who they are is closed to it: a token cannot be asked. `token` is what its
    member calls it.
    """

    is_read_only: bool = False
    types: frozenset[str] = frozenset()
    token: str = ""

    def grants(self, permission: str) -> bool:
        """Whether the token may use a permission that its member has."""
        noun, _dot, what = permission.partition(".")
        if policy.asks_proof(permission) or (self.types and noun not in self.types):
            return False
        return what == "view" or not self.is_read_only


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, where, through which door and with which rights.

    Tokens and rules act as a member and never above one: they carry that member's role and teams,
    and a token only what of it was `lent`. `cause` and `depth` tell which event made a rule act,
    and how many rules deep; all that one run of a rule writes is told in its `batch`.
    """

    workspace_id: UUID
    kind: str = "member"
    member_id: UUID | None = None
    user_id: UUID | None = None
    name: str = ""
    role: str = ""
    team_ids: frozenset[UUID] = field(default_factory=frozenset)
    has_grants: bool = True
    auth_version: int = 0
    via: str = "page"
    reason: str = ""
    cause: UUID | None = None
    depth: int = 0
    batch: UUID | None = None
    lent: Lent | None = None

    @classmethod
    def system(cls, workspace_id: UUID, reason: str) -> Actor:
        """The program itself, for a stated reason; sees and may do everything in one workspace."""
        return cls(workspace_id=workspace_id, kind="system", via="system", reason=reason)

    @property
    def is_system(self) -> bool:
        return self.kind == "system"

    @property
    def rights(self) -> tuple[object, ...]:
        """All that decides which rows somebody sees: whoever has the same, sees the same."""
        return (
            self.workspace_id,
            self.kind,
            self.member_id,
            self.role,
            self.team_ids,
            self.has_grants,
            self.lent,
        )

    def may(self, permission: str) -> bool:
        """Whether the role table grants the permission."""
        if not policy.is_declared(permission):
            raise LookupError(f"permission {permission} is not declared in the role table")
        if self.is_system:
            return True
        if self.kind == "outsider" or (self.lent and not self.lent.grants(permission)):
            return False
        return policy.holds(self.role, permission)

    def knows(self, type_name: str) -> bool:
        """Whether records of the type can exist for the actor at all."""
        if self.lent and self.lent.types and type_name not in self.lent.types:
            return False
        return self.is_system or type_name not in policy.unseen(self.role)

    def must(self, permission: str) -> None:
        """Raise `Forbidden` unless the role table grants the permission."""
        if not self.may(permission):
            if self.lent and policy.holds(self.role, permission):
                raise Forbidden("The token does not allow this.")
            raise Forbidden("Your role does not allow this.")

    @property
    def only_reads(self) -> bool:
        """Whether a token was lent reading alone, whatever an action asks its member for."""
        return self.lent is not None and self.lent.is_read_only

    def must_act(self) -> None:
        """Raise `Forbidden` for a token that only reads."""
        if self.only_reads:
            raise Forbidden("This token only reads.")

    def through(self, via: str) -> Actor:
        """The same actor coming through another door."""
        return replace(self, via=via)

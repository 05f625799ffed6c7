"""Where a cell of the table of actions plays, and who makes the thing that the action names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from klientel.records import actions
from klientel.records.actions.catalogue import run
from klientel.records.actions.share import share
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor
from tests.cast import Firm

#: who is in no team that may know of what is made: for her all hangs on what is for the team web
OUTSIDE = "bea"


def hide(firm: Firm, record: Any) -> None:
    """Let only the team web (and who manages) know of a record, or of the account it hangs on."""
    type_ = record_types.of(record)
    follows = type_.follows_account(record)
    key = type_.account_of(record) if follows else record.pk
    top = "account" if follows else type_.name
    share(firm.olga, top, key, privacy="team", team_id=firm.teams["web"].pk)


@dataclass
class Scene:
    """One action about to be done by `name`; `record` is the id of what it is done to, if any.

    All is made by Olga. What hangs on a record hangs on one that everyone may see, for Bea on one
    that only the team web may know of.
    """

    firm: Firm
    name: str
    actor: Actor
    record: Any = None
    #: whether a view is Olga's alone
    is_own: bool = False

    @property
    def olga(self) -> Actor:
        return self.firm.olga

    @property
    def web(self) -> str:
        """The id of the team that Bea is not in."""
        return str(self.firm.teams["web"].pk)

    @property
    def whose(self) -> dict[str, str]:
        """For whom a view or a rule is: everyone, for Bea a team that is not hers."""
        if self.is_own:
            return {"audience": "me"}
        if self.name == OUTSIDE:
            return {"audience": "team", "team": self.web}
        return {"audience": "everyone"}

    @property
    def able(self) -> Actor:
        """Who acts, as far as they may bring a file along; else Olga does it for them."""
        return self.actor if self.actor.may("file.edit") else self.olga

    @property
    def insider(self) -> Actor:
        """Who acts, as far as they may know of what the action is about; else Olga."""
        is_here = self.actor.workspace_id == self.firm.workspace.pk
        return self.actor if is_here and self.name != OUTSIDE and not self.is_own else self.olga

    @property
    def is_kept_out(self) -> bool:
        """Whether who acts may not know of what the action is about."""
        return self.insider is not self.actor

    @property
    def knower(self) -> Actor:
        """Olga; of who is kept out they themselves, so that what is named can not be refused."""
        return self.actor if self.is_kept_out else self.olga

    @property
    def themselves(self) -> str:
        """The id of the member who acts: nobody else's member can be what is refused."""
        return str(self.actor.member_id)

    @cached_property
    def account(self) -> Any:
        """A customer that something hangs on."""
        values = {"name": "Nord Media", "relationship": "customer"}
        return self.hidden(actions.create(self.olga, "account", values))

    @property
    def out_of_sight(self) -> list[Any]:
        """The ids of the records that Bea may not know of."""
        made = [self.record, self.account.pk if "account" in self.__dict__ else None]
        return [one for one in made if one is not None]

    @property
    def about(self) -> str:
        return str(self.account.pk)

    def hidden(self, record: Any) -> Any:
        """The record, for Bea one that she may not know of."""
        if self.name == OUTSIDE:
            hide(self.firm, record)
        return record

    def once_theirs(self, action: str, **inputs: Any) -> Any:
        """What Olga does with the account, or Bea herself did as long as she knew of it."""
        if self.name != OUTSIDE:
            return run(self.olga, action, **inputs)
        share(self.olga, "account", self.account.pk, privacy="everyone")
        done = run(self.actor, action, **inputs)
        hide(self.firm, self.account)
        return done

    def do(self, action: str, target: Any = None, /, **inputs: Any) -> Any:
        """Let Olga do something, so that it is there or as it has to be."""
        return run(self.olga, action, target, **inputs)

    def member(self, name: str) -> str:
        return str(self.firm.members[name].pk)


Given = dict[str, Any]
Maker = Callable[[Scene], Given]
One = TypeVar("One", bound=Callable[..., Given])

makers: dict[str, Maker] = {}


def makes(*names: str) -> Callable[[One], One]:
    """Say which actions a function makes the inputs of; it brings their record into its state."""

    def keep(maker: One) -> One:
        for name in names:
            if name in makers:
                raise ValueError(f"{name} has a maker already")
            makers[name] = maker
        return maker

    return keep


def inputs_for(action: str, scene: Scene) -> Given:
    """The inputs by which an action finds its things; none for one that names none."""
    maker = makers.get(action)
    return maker(scene) if maker else {}

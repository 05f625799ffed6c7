"""What a step acts on: the record, what happened to it, and who acts with which rights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from klientel.records.fields.base import Reading
from klientel.records.reading import learn, links_of
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event

#: characters of the key by which a queue keeps what is in it once
LONGEST_KEY = 120


@dataclass
class Scene:
    """One run of a rule for one record, as conditions, values and steps see it.

    `actor` is whom the rule acts as, with its cause and depth. `about` is the type of `record` as
    the firm has it; both are None for a rule about none. `reading` is in the firm's language and
    zone, and whoever runs steps has that language active. `step_key` is that of the step, `key`
    names the run, the step and the records of its for-eaches: what is queued is queued `once` for
    it. `outer` is the scene around a for-each. `facts` are those that started it: of an event, a
    webhook, or what a wait ended with. `moment` is when it is, where that is not now.
    """

    actor: Actor
    reading: Reading
    about: RecordType | None = None
    record: Any = None
    event: Event | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    step_key: str = ""
    rule_id: Any = None
    rule_name: str = ""
    outer: Scene | None = None
    moment: datetime | None = None
    _account: Any = field(default=None, init=False, repr=False)
    _has_account: bool = field(default=False, init=False, repr=False)

    @property
    def account(self) -> Any:
        """The account of the record as far as the actor sees it; None where there is none."""
        if not self._has_account:
            self._account, self._has_account = self._read_account(), True
        return self._account

    def know_account(self, account: Any) -> None:
        """Take the account of the record from who read it together with others."""
        self._account, self._has_account = account, True

    def _read_account(self) -> Any:
        if self.about is None or self.record is None:
            return self.outer.account if self.outer else None
        key = self.about.account_of(self.record)
        known = account_type()
        if key is None or known is None:
            return None
        if known.name == self.about.name:
            return self.record
        return known.model.objects.visible_to(self.actor).filter(pk=key).first()

    def learn_links(self) -> None:
        """Let the reading know the records that the record and its account name."""
        for record_type, record in ((self.about, self.record), (self.account_type, self.account)):
            if record_type is not None and record is not None:
                learn(self.actor, self.reading, links_of(record_type.fields, [record]))

    def once(self) -> str | None:
        """The key by which what the step queues is queued once; None where nothing is really done.

        For-eaches within each other make a key longer than a queue keeps one: that is digested,
        since one that is cut off would be that of several records.
        """
        if not self.key:
            return None
        told = f"rule {self.key}"
        return told if len(told) <= LONGEST_KEY else f"rule {sha256(told.encode()).hexdigest()}"

    @property
    def account_type(self) -> RecordType | None:
        """What accounts are in this firm; None where no room has them."""
        found = account_type()
        return None if found is None else found.in_workspace(self.reading.workspace)

    def at(self, key: str, **changes: Any) -> Scene:
        """The same scene for another step, or with what `changes` of it."""
        return replace(self, key=key, **changes)


def account_type() -> RecordType | None:
    """The type that is what others call their account: the one that is its own."""
    return next((one for one in record_types if one.account == "pk"), None)

"""The kinds of work of a firm with their statuses: what is shipped, and what the firm made of it.

A firm that has changed nothing has no rows: the shipped kinds stand here. A row takes the place of
the shipped one with its code, or adds one. All of a firm's kinds are kept in the process under the
workspace's directory version, so that no page reads them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.kit.refused import Refused
from klientel.records.fields.base import Text
from klientel.work.due_rule import DueBy
from klientel.work.models import Kind, Status
from klientel.work.models.status import Category
from klientel.workspaces.models import Workspace

#: how a new status of each category looks, and what shows it beside its word
TONES = {"open": "neutral", "active": "accent", "done": "ok", "cancelled": "neutral"}
ICONS = {"open": "circle", "active": "circle-dot", "done": "circle-check", "cancelled": "circle-x"}
_IN_ORDER = [one.value for one in Category]


@dataclass(frozen=True)
class StatusShown:
    """A status: its code, what it is called, what it means, its tone of the design system."""

    code: str
    label: Text
    category: str
    tone: str
    position: int = 0

    @property
    def icon(self) -> str:
        """The sign of what it means."""
        return ICONS[self.category]


@dataclass(frozen=True)
class KindShown:
    """A kind: what one and what many are called, the codes of its statuses in order, and more.

    `has_positions`: its items list what is delivered, in which quantity.
    """

    code: str
    label: Text
    plural: Text
    prefix: str
    icon: str
    statuses: tuple[str, ...]
    checklist: tuple[str, ...] = ()
    due_days: int | None = None
    due_by: str = DueBy.DAYS
    position: int = 0
    is_retired: bool = False
    has_positions: bool = False
    #: one of them as the subject of a sentence, with its article; empty where nobody says
    one: Text = ""

    @property
    def is_collected(self) -> bool:
        """Whether whom its items are for comes to get them, on the day that they are due."""
        return READY in self.statuses


#: the status of what lies there to be collected
READY = "ready"

SHIPPED_STATUSES = (
    StatusShown("open", _("To do"), "open", "neutral", 10),
    StatusShown("accepted", _("Accepted"), "open", "neutral", 11),
    StatusShown("planned", _("Planned"), "open", "neutral", 12),
    StatusShown("in_progress", _("In progress"), "active", "accent", 20),
    StatusShown("waiting", _("Waiting"), "active", "warn", 21),
    StatusShown(READY, _("Ready for pickup"), "active", "accent", 22),
    StatusShown("done", _("Done"), "done", "ok", 30),
    StatusShown("fulfilled", _("Fulfilled"), "done", "ok", 31),
    StatusShown("solved", _("Solved"), "done", "ok", 32),
    StatusShown("cancelled", _("Dropped"), "cancelled", "neutral", 40),
)

SHIPPED_KINDS = (
    KindShown("order", _("{order.up}"), _("{order.pl.up}"), "A-", "package",
              ("accepted", "planned", "in_progress", "fulfilled", "cancelled"), position=10,
              has_positions=True, one=_("{order.a}")),
    KindShown("task", _("Task"), _("Tasks"), "TA-", "check-check",
              ("open", "in_progress", "waiting", "done", "cancelled"), position=20,
              one=_("a task")),
    KindShown("ticket", _("{ticket.up}"), _("{ticket.pl.up}"), "T-", "life-buoy",
              ("open", "in_progress", "waiting", "solved", "cancelled"), position=30,
              one=_("{ticket.a}")),
    KindShown("return", _("Return"), _("Returns"), "R-", "undo-2",
              ("open", "in_progress", "waiting", "solved", "cancelled"), position=40,
              one=_("a return")),
    KindShown("project", _("Project"), _("Projects"), "P-", "folder",
              ("planned", "in_progress", "waiting", "done", "cancelled"), position=50,
              one=_("a project")),
)  # fmt: skip

#: the way of an order in a firm that serves customers only: they come for what they ordered
_SHOP_ORDER = ("accepted", "planned", "in_progress", READY, "fulfilled", "cancelled")

#: what a new item is where nobody says
USUAL = "task"


class Kinds:
    """All kinds and statuses of one firm, in order."""

    def __init__(self, kinds: Sequence[KindShown], statuses: Sequence[StatusShown]) -> None:
        self.all = sorted(kinds, key=lambda one: (one.position, one.code))
        self.statuses = sorted(
            statuses, key=lambda one: (_IN_ORDER.index(one.category), one.position, one.code)
        )
        self._kinds = {one.code: one for one in self.all}
        self._statuses = {one.code: one for one in self.statuses}

    @property
    def offered(self) -> list[KindShown]:
        """The kinds that new items can be of."""
        return [one for one in self.all if not one.is_retired]

    @property
    def with_positions(self) -> list[str]:
        """The codes of the kinds whose items list what is delivered, those given up among them."""
        return [one.code for one in self.all if one.has_positions]

    @property
    def usual(self) -> str:
        """The code of the kind that is meant where nobody says."""
        codes = [one.code for one in self.offered]
        return USUAL if USUAL in codes or not codes else codes[0]

    def kind(self, code: str) -> KindShown:
        """The kind of that code; raises `Refused` for none."""
        found = self._kinds.get(code)
        if found is None:
            raise Refused("There is no such kind of work.", "kind")
        return found

    def status(self, code: str) -> StatusShown | None:
        """The status of that code, None for one that nobody has any more."""
        return self._statuses.get(code)

    def statuses_of(self, code: str) -> list[StatusShown]:
        """The statuses that items of a kind can have, in the kind's order."""
        return [self._statuses[one] for one in self.kind(code).statuses if one in self._statuses]

    def first(self, code: str, *categories: str) -> StatusShown | None:
        """The first status of a kind that means one of these; its very first without any."""
        mine = self.statuses_of(code)
        return next((one for one in mine if not categories or one.category in categories), None)

    def fitting(self, code: str, status: str) -> StatusShown:
        """The status for an item of a kind: itself, or the kind's own of the same meaning.

        On a board of many kinds, a task dropped on "fulfilled" is done. Raises `Refused` where the
        kind has none of that meaning.
        """
        wanted = self._statuses.get(status)
        mine = self.statuses_of(code)
        if wanted is not None and wanted in mine:
            return wanted
        found = self.first(code, wanted.category) if wanted else None
        if found is None:
            allowed = ", ".join(str(one.label) for one in mine)
            raise Refused("Here the status is one of: {allowed}.", "status", allowed=allowed)
        return found

    def used(self) -> list[StatusShown]:
        """The statuses that some kind has, in the order of what they mean."""
        codes = {code for one in self.all for code in one.statuses}
        return [one for one in self.statuses if one.code in codes]


_kept: dict[UUID, tuple[int, Kinds]] = {}


def kinds_of(workspace: Workspace) -> Kinds:
    """The kinds and statuses of a workspace, cached under its directory version."""
    cached = _kept.get(workspace.pk)
    if cached and cached[0] == workspace.directory_version:
        return cached[1]
    fresh = read_kinds(workspace.pk, workspace.serves)
    _kept[workspace.pk] = (workspace.directory_version, fresh)
    return fresh


def read_kinds(workspace_id: UUID, serves: str = "") -> Kinds:
    """The kinds and statuses as the tables say at this moment, for a firm that `serves` whom."""
    if not serves:
        serves = Workspace.objects.values_list("serves", flat=True).get(pk=workspace_id)
    kinds = {one.code: one for one in shipped_kinds(serves)}
    statuses = {one.code: one for one in SHIPPED_STATUSES}
    for status in Status.objects.in_workspace(workspace_id):
        statuses[status.code] = _status_shown(status, statuses)
    for kind in Kind.objects.in_workspace(workspace_id):
        kinds[kind.code] = _kind_shown(kind, kinds)
    return Kinds(list(kinds.values()), list(statuses.values()))


def shipped_kinds(serves: str) -> list[KindShown]:
    """The kinds of a firm that has changed nothing."""
    if serves != Workspace.Serves.CUSTOMERS:
        return list(SHIPPED_KINDS)
    return [
        replace(one, statuses=_SHOP_ORDER) if one.code == "order" else one for one in SHIPPED_KINDS
    ]


def _status_shown(row: Status, shipped: Mapping[str, StatusShown]) -> StatusShown:
    label = row.name or shipped[row.code].label if row.code in shipped else row.name
    return StatusShown(row.code, _plain(label), row.category, row.tone, row.position)


def _kind_shown(row: Kind, shipped: Mapping[str, KindShown]) -> KindShown:
    known = shipped.get(row.code)
    label = row.name or (known.label if known else row.code)
    plural = row.plural or (known.plural if known and not row.name else label)
    return KindShown(
        row.code,
        _plain(label),
        _plain(plural),
        row.prefix,
        row.icon,
        tuple(row.statuses),
        tuple(row.checklist),
        row.due_days,
        row.due_by,
        row.position,
        row.is_retired,
        bool(known and known.has_positions) if row.has_positions is None else row.has_positions,
    )


def _plain(label: Text) -> Text:
    """A name that somebody typed, with nothing in it that stands for a noun; ours as it is."""
    return label.replace("{", "(").replace("}", ")") if type(label) is str else label

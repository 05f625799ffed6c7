"""The tables of the room."""

from klientel.work.models.dependency import Dependency
from klientel.work.models.item import WorkItem
from klientel.work.models.item_team import ItemTeam
from klientel.work.models.kind import Kind
from klientel.work.models.series import Series
from klientel.work.models.status import Status
from klientel.work.models.step import Step
from klientel.work.models.template import Template
from klientel.work.models.time_entry import TimeEntry

__all__ = [
    "Dependency",
    "ItemTeam",
    "Kind",
    "Series",
    "Status",
    "Step",
    "Template",
    "TimeEntry",
    "WorkItem",
]

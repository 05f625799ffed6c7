"""The ways to look at a list; a layout is one file here and its template."""

from klientel.views.layouts.base import Layout, layouts
from klientel.views.layouts.board import BOARD
from klientel.views.layouts.calendar import CALENDAR
from klientel.views.layouts.schedule import SCHEDULE
from klientel.views.layouts.table import TABLE
from klientel.views.layouts.workload import WORKLOAD

__all__ = ["Layout", "introduce", "layouts"]


def introduce() -> None:
    """Offer the shipped ones."""
    layouts.register(TABLE, BOARD, CALENDAR, SCHEDULE, WORKLOAD)

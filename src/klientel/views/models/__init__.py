"""What the room keeps: saved views and pins, arranged lists, and changes of many records."""

from klientel.views.models.bulk_run import BulkRun
from klientel.views.models.list_look import ListLook
from klientel.views.models.saved_view import PinnedView, RoleView, SavedView

__all__ = ["BulkRun", "ListLook", "PinnedView", "RoleView", "SavedView"]

"""The only writers of records: create, change, trash, restore, share, undo, and `_many` forms."""

from klientel.records.actions.catalogue import Action, action, actions, run
from klientel.records.actions.change import change, change_many
from klientel.records.actions.create import create, create_many
from klientel.records.actions.share import share
from klientel.records.actions.trash import restore, restore_many, trash, trash_many
from klientel.records.actions.undo import undo

__all__ = [
    "Action",
    "action",
    "actions",
    "change",
    "change_many",
    "create",
    "create_many",
    "restore",
    "restore_many",
    "run",
    "share",
    "trash",
    "trash_many",
    "undo",
]

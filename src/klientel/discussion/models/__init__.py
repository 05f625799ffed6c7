"""The tables of the room: files and their bytes, comments and what hangs on them, who is there."""

from klientel.discussion.models.blob import Blob, FileStore
from klientel.discussion.models.comment import Comment, Wording
from klientel.discussion.models.file import File
from klientel.discussion.models.mention import Mention
from klientel.discussion.models.presence import Presence
from klientel.discussion.models.reaction import Reaction
from klientel.discussion.models.watcher import Watcher

__all__ = [
    "Blob",
    "Comment",
    "File",
    "FileStore",
    "Mention",
    "Presence",
    "Reaction",
    "Watcher",
    "Wording",
]

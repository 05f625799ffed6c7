"""The tables of the room: files, the bytes behind them, and how much a workspace keeps."""

from klientel.discussion.models.blob import Blob, FileStore
from klientel.discussion.models.file import File

__all__ = ["Blob", "File", "FileStore"]

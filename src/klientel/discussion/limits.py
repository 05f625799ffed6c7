"""How large a file may be and how much a workspace keeps: said before a byte is sent."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_noop

from klientel.kit.refused import Refused

MEGABYTE = 1_000_000
#: files that hang on one record, versions included
MOST_ON_RECORD = 2_000
#: files that one form brings
MOST_AT_ONCE = 20


def most_bytes() -> int:
    """The largest file that is accepted."""
    return int(settings.FILE_MAX_BYTES)


def quota() -> int:
    """How many bytes a workspace may keep."""
    return int(settings.FILES_QUOTA_BYTES)


class TooLarge(Refused):
    """A file beyond the limit; its size and the limit in megabytes."""

    status = 413


def too_large(size: int = 0) -> Refused:
    """The sentence for a file beyond the limit, with its size where that is known."""
    most = most_bytes() // MEGABYTE
    if size:
        return TooLarge(
            gettext_noop("This file has {size} MB; at most {max} MB are possible."),
            "file",
            size=-(-size // MEGABYTE),
            max=most,
        )
    told = gettext_noop("This file is too large; at most {max} MB are possible.")
    return TooLarge(told, "file", max=most)


def no_room() -> Refused:
    """The sentence for a file that would be more than the workspace may keep."""
    return Refused(
        "The workspace keeps as many files as it may ({max} GB). Delete some for good, or ask who "
        "runs the server for more.",
        "file",
        max=quota() // 1_000_000_000,
    )

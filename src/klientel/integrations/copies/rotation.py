"""The backup of every night, and how many of them are kept."""

from __future__ import annotations

import logging
from pathlib import Path

from django.conf import settings
from django_tasks import task

from klientel.integrations.copies.archive import Unusable
from klientel.integrations.copies.backup import back_up
from klientel.kit import clock

logger = logging.getLogger(__name__)

_NAME = "klientel-{day:%Y-%m-%d}.tar.gz"
_NAMES = "klientel-????-??-??.tar.gz"


@task
def back_up_daily() -> str:
    """Write the backup of this day where the settings say, and forget the oldest.

    Idempotent: a day has one. Nothing happens without a folder; older ones are deleted only after
    a new one was written and read back. Returns its path, or nothing.
    """
    if settings.BACKUP_FOLDER is None:
        return ""
    folder = Path(settings.BACKUP_FOLDER)
    path = folder / _NAME.format(day=clock.now())
    if not path.exists():
        if not folder.is_dir():
            raise Unusable(f"The folder of the backups, {folder}, is not there")
        back_up(path)
        logger.info("backup written to %s", path)
    for old in sorted(folder.glob(_NAMES))[: -settings.BACKUP_KEEP]:
        old.unlink(missing_ok=True)
    return str(path)

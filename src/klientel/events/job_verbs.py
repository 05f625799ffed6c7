"""How somebody's background work ended; silent, since what it did has events of its own."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from klientel.events.verbs import Audience, Verb, verbs

_FACTS = ("what", "task", "args", "asked_by")

verbs.declare(
    Verb(
        "job.ended", _("Done: {what}"), _FACTS,
        audience=Audience.SILENT, erase=("what",), icon="circle-check",
    ),
    Verb(
        "job.failed", _("Failed: {what}"), _FACTS,
        audience=Audience.SILENT, erase=("what",), icon="circle-alert",
    ),
)  # fmt: skip

"""Taking back what was done, from wherever it was offered: the one page behind every Undo."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from klientel.records.actions.undo import undo
from klientel.ui.answers import back, go_on


@require_POST
def undo_page(request: Any, workspace: str, token: UUID) -> HttpResponse:
    """Take back what an event or a batch did, and show the same page again."""
    here = back(request, f"/{request.workspace.slug}/")
    done = undo(request.actor, token, force=request.POST.get("force") == "1")
    if done.is_later:
        told = _("This is a lot: it is being undone in the background")
    elif done.skipped and not done.count:
        names = ", ".join(done.skipped[:3])
        told = _("{names} was changed since. The later change stays.").format(names=names)
    else:
        told = _("Undone")
    return go_on(request, here, told)

"""Taking the file of an import in."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from klientel.integrations import storage
from klientel.integrations.actions import run as runs
from klientel.integrations.catalogue import recipe_named
from klientel.integrations.pages import address, show_runs
from klientel.kit.refused import NotFound, Refused
from klientel.views.receiving import PIECE, receiving
from klientel.views.render import redirect, said


def _too_large(request: Any, size: int) -> HttpResponse:
    return show_runs(request, error=said(request, storage.too_large(size)), status=413)


@receiving(storage.most_bytes, _too_large)
@require_POST
def upload(request: Any, workspace: str) -> HttpResponse:
    """Receive a file and go on to its columns, or say what is wrong with it beside the form."""
    name = request.POST.get("recipe", "")
    try:
        recipe = recipe_named(name)
        request.actor.must(recipe.permission)
        file = request.FILES.get("file")
        if file is None:
            raise Refused("Please choose a file.", "file")
        run = runs.take_in(request.actor, recipe.name, file.name or _("File"), file.chunks(PIECE))
    except NotFound:
        raise
    except Refused as refusal:
        if refusal.status not in (Refused.status, 507):
            raise
        return show_runs(request, error=said(request, refusal), chosen=name, status=refusal.status)
    return redirect(request, address(request, run, "map"))

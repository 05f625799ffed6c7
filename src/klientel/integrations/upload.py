"""Taking the file of an import in."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from klientel.integrations import storage
from klientel.integrations.actions import run as runs
from klientel.integrations.catalogue import recipe_named
from klientel.integrations.models import ImportRun
from klientel.integrations.pages import address, show_runs
from klientel.kit.refused import NotFound, Refused
from klientel.views.receiving import PIECE, receiving
from klientel.views.render import redirect, said


def _too_large(request: Any, size: int) -> HttpResponse:
    if size <= storage.most_bytes():
        much = _("So many cells cannot be pasted at once. Please save them as a file instead.")
        return show_runs(request, error=much, status=413)
    return show_runs(request, error=said(request, storage.too_large(size)), status=413)


@receiving(storage.most_bytes, _too_large)
@require_POST
def upload(request: Any, workspace: str) -> HttpResponse:
    """Receive a file and go on to its columns, or say what is wrong with it beside the form."""
    name = request.POST.get("recipe", "")
    try:
        recipe = recipe_named(name)
        request.actor.must(recipe.permission)
        run = _taken_in(request, recipe.name)
    except NotFound:
        raise
    except Refused as refusal:
        if refusal.status not in (Refused.status, 507):
            raise
        pasted = request.POST.get("pasted", "")
        return show_runs(
            request,
            error=said(request, refusal),
            chosen=name,
            pasted=pasted,
            status=refusal.status,
        )
    return redirect(request, address(request, run, "map"))


def _taken_in(request: Any, recipe: str) -> ImportRun:
    """The run of the file, or of the pasted cells."""
    file = request.FILES.get("file")
    pasted = request.POST.get("pasted", "")
    if file is not None:
        return runs.take_in(request.actor, recipe, file.name or _("File"), file.chunks(PIECE))
    if pasted.strip():
        return runs.take_in_pasted(request.actor, recipe, pasted)
    raise Refused("Please choose a file, or paste cells.", "file")

"""Taking an upload in: its size is judged before a byte is stored, and it goes straight to disk."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from klientel.integrations import storage
from klientel.integrations.actions import run as runs
from klientel.integrations.catalogue import recipe_named
from klientel.integrations.models import ImportRun
from klientel.integrations.pages import address, show_runs
from klientel.kit.refused import NotFound, Refused
from klientel.views.render import redirect, said

#: what a form weighs beside its file
_FORM = 64 * 1024
_PIECE = 1 << 20
#: an upload beyond this is not even read to its end for the sake of a polite answer
_MOST_DRAINED = 2 << 30


# The token is checked by `_take_in`, after the size: checking it reads the whole request.
@csrf_exempt
@require_POST
def upload(request: Any, workspace: str) -> HttpResponse:
    """Receive a file and go on to its columns, or say what is wrong with it beside the form."""
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > storage.most_bytes() + _FORM:
        _drain(request, length)
        return show_runs(request, error=said(request, storage.too_large(length)), status=413)
    # Django's own would keep files of a megabyte in memory
    request.upload_handlers = [TemporaryFileUploadHandler(request)]
    try:
        return _take_in(request)
    except RequestDataTooBig:
        much = _("So many cells cannot be pasted at once. Please save them as a file instead.")
        return show_runs(request, error=much, status=413)


@csrf_protect
def _take_in(request: Any) -> HttpResponse:
    name = request.POST.get("recipe", "")
    try:
        recipe = recipe_named(name)
        request.actor.must(recipe.permission)
        run = _taken_in(request, recipe.name)
    except NotFound:
        raise
    except Refused as refusal:
        if refusal.status != Refused.status:
            raise
        pasted = request.POST.get("pasted", "")
        return show_runs(
            request, error=said(request, refusal), chosen=name, pasted=pasted, status=422
        )
    return redirect(request, address(request, run, "map"))


def _taken_in(request: Any, recipe: str) -> ImportRun:
    """The run of the file, or of the pasted cells."""
    file = request.FILES.get("file")
    pasted = request.POST.get("pasted", "")
    if file is not None:
        return runs.take_in(request.actor, recipe, file.name or _("File"), file.chunks(_PIECE))
    if pasted.strip():
        return runs.take_in_pasted(request.actor, recipe, pasted)
    raise Refused("Please choose a file, or paste cells.", "file")


def _drain(request: HttpRequest, length: int) -> None:
    """Read what comes and forget it: a browser shows no answer while it is still sending."""
    while 0 < length <= _MOST_DRAINED:
        piece = request.read(min(_PIECE, length))
        if not piece:
            return
        length -= len(piece)

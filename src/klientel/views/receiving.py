"""Pages that take a file: its size is judged before a byte is stored, and it goes straight to disk.

The token of the form is checked after the size, since checking it reads the whole request.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

#: what a form weighs beside its file
_FORM = 64 * 1024
#: bytes read at once
PIECE = 1 << 20
#: an upload beyond this is not even read to its end for the sake of a polite answer
_MOST_DRAINED = 2 << 30

Page = Callable[..., HttpResponseBase]


def receiving(most: Callable[[], int], refuse: Callable[[Any, int], HttpResponse]) -> Any:
    """A page that takes files of `most()` bytes in one form.

    What is larger is answered by `refuse(request, size)` without being stored anywhere, and so is a
    form whose other fields hold too much.
    """

    def wrap(page: Page) -> Page:
        checked = csrf_protect(page)

        @csrf_exempt
        @wraps(page)
        def inner(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST":
                length = int(request.META.get("CONTENT_LENGTH") or 0)
                if length > most() + _FORM:
                    _drain(request, length)
                    return refuse(request, length)
                # Django's own would keep files of a megabyte in memory
                request.upload_handlers = [TemporaryFileUploadHandler(request)]
            try:
                return checked(request, *args, **kwargs)
            except RequestDataTooBig:
                # what was typed into the form's own fields is too much
                return refuse(request, int(request.META.get("CONTENT_LENGTH") or 0))

        return inner

    return wrap


def _drain(request: HttpRequest, length: int) -> None:
    """Read what comes and forget it: a browser shows no answer while it is still sending."""
    while 0 < length <= _MOST_DRAINED:
        piece = request.read(min(PIECE, length))
        if not piece:
            return
        length -= len(piece)

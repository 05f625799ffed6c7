"""Files in and out: uploads to a record or to a form that is still open, and downloads."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from klientel.discussion import limits, storage
from klientel.discussion.actions.file import attach, remove, rename, replace, revert
from klientel.discussion.actions.staging import stage
from klientel.discussion.models import File
from klientel.discussion.queries import file_for
from klientel.kit.ids import uuid7
from klientel.kit.media_types import PLAIN
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.records.actions.once import form_key
from klientel.records.fields import TextField
from klientel.records.models import RecordRef
from klientel.records.reading import address as record_path
from klientel.records.types import RecordType
from klientel.ui.answers import back
from klientel.views import render
from klientel.views.doors import find, staff
from klientel.views.file_parts import TAB, shown, takes
from klientel.views.handing_out import handed_out
from klientel.views.inputs import controls_of, linked_errors
from klientel.views.receiving import PIECE, receiving


def _too_large(request: Any, size: int) -> HttpResponse:
    return _refused(request, limits.too_large(size))


def _refused(request: Any, refusal: Refused) -> HttpResponse:
    """A sentence for the element that sends; the page for a browser without scripts."""
    if not render.is_fragment(request):
        raise refusal
    return HttpResponse(render.said(request, refusal), status=refusal.status, content_type=PLAIN)


@receiving(limits.most_bytes, _too_large)
@staff("POST")
def add_files(request: Any, record_type: RecordType, key: str) -> HttpResponse:
    """Take files in and let them hang on a record."""
    request.actor.must(record_type.permission("edit"))
    record = find(request.actor, record_type, key)
    try:
        files = _staged(request)
        sent = ",".join(str(one.pk) for one in files)
        held_by = request.GET.get("field", "")[:60]
        attach(request.actor, record=str(record.pk), files=sent, field=held_by)
    except (Forbidden, NotFound):
        raise
    except Refused as refusal:
        return _refused(request, refusal)
    if render.is_fragment(request):
        return HttpResponse(status=204)
    to = render.address_of(request, record, TAB)
    return render.redirect(request, to, said=_("Attached."))


@receiving(limits.most_bytes, _too_large)
@staff("POST")
def stage_file(request: Any) -> HttpResponse:
    """Take a file in for a form that is still open; answers with what stands in the form for it."""
    try:
        files = _staged(request)
    except (Forbidden, NotFound):
        raise
    except Refused as refusal:
        return _refused(request, refusal)
    context = {"rows": [shown(request, one) for one in files]}
    context["name"] = request.GET.get("for", "")[:60]
    return render.render(request, "views/file_chips.html", context, fragment=True)


@receiving(limits.most_bytes, _too_large)
@staff("GET", "POST")
def replace_file(request: Any, file: UUID) -> HttpResponse:
    """GET asks for the next version of a file, POST takes it in; the former ones are kept."""
    former = _on_record(request, file)
    if request.method == "GET":
        request.actor.must("file.edit")
        context = {"file": shown(request, former), "takes": takes(request), "form_key": uuid7()}
        context["back"] = _files_address(request, former)
        return _dialog_or_page(request, "views/file_replace", context)
    try:
        fresh = _staged(request, most=1)[0]
        replace(request.actor, file=str(former.pk), by=str(fresh.pk))
    except (Forbidden, NotFound):
        raise
    except Refused as refusal:
        return _refused(request, refusal)
    if render.is_fragment(request):
        return HttpResponse(status=204)
    return render.redirect(request, _files_address(request, former), said=_("Version added."))


def _staged(request: Any, most: int = limits.MOST_AT_ONCE) -> list[File]:
    """The files of a form, kept; those of a form sent twice are kept once."""
    request.actor.must("file.edit")
    sent = request.FILES.getlist("file")
    if not sent:
        raise Refused("Please choose a file.", "file")
    if len(sent) > most:
        raise Refused("At most {max} files at once.", "file", max=most)
    key = form_key(request.POST.get("key", ""))
    files = []
    for number, one in enumerate(sent):
        too_large = limits.too_large(one.size)
        incoming = storage.take_in(one.chunks(PIECE), limits.most_bytes(), too_large)
        named = one.name or _("File")
        files.append(stage(request.actor, incoming, named, key=_numbered(key, number)))
    return files


def _numbered(key: UUID, number: int) -> UUID:
    """The id of the n-th file of a form: the same for the same form."""
    return UUID(int=key.int ^ number) if number else key


@staff("GET")
def download(request: Any, file: UUID) -> HttpResponseBase:
    """Hand a file out, never to be shown by the browser itself."""
    return handed_out(request, file_for(request.actor, file), inline=False)


@staff("GET")
def view_picture(request: Any, file: UUID) -> HttpResponseBase:
    """Show a picture; everything else is handed out as a download."""
    one = file_for(request.actor, file)
    return handed_out(request, one, inline=one.is_picture)


_NAME = TextField(name="name", label="", required=True, max_length=200)


@staff("GET", "POST")
def rename_file(request: Any, file: UUID) -> HttpResponse:
    """GET asks for the new name of a file, POST writes it."""
    one = _on_record(request, file)
    given: dict[str, str] = {}
    errors: dict[str, str] = {}
    status = 200
    request.actor.must("file.edit")
    if request.method == "POST":
        given = {"name": request.POST.get("name", "")}
        try:
            rename(request.actor, file=str(one.pk), name=given["name"])
        except (Forbidden, NotFound):
            raise
        except Refused as refusal:
            errors, status = render.errors_of(request, refusal), refusal.status
        else:
            return _done(request, one, _("Renamed."))
    controls = controls_of([(_NAME, one.name)], render.page_reading(request), given, errors)
    controls[0].label = _("Name")
    context = {
        "title": _("Rename"),
        "subject": one.name,
        "controls_list": controls,
        "errors": linked_errors(controls, errors),
        "action": f"/{request.workspace.slug}/files/{one.pk}/rename",
        "back": _files_address(request, one),
        "icon_name": "pencil",
    }
    return _dialog_or_page(request, "views/action", context, status=status)


@staff("POST")
def remove_file(request: Any, file: UUID) -> HttpResponse:
    """Delete a file with its versions, for thirty days not for good; a staged one at once."""
    one = file_for(request.actor, file)
    gone = remove(request.actor, file=str(one.pk))
    if one.record_id is None:
        return HttpResponse(status=200)
    told = _("{name} was deleted").format(name=one.name)
    return _done(request, one, told, event=gone.told_by)


@staff("POST")
def revert_file(request: Any, file: UUID) -> HttpResponse:
    """Let this version be the valid one."""
    one = _on_record(request, file)
    valid = revert(request.actor, file=str(one.pk))
    told = _("Version {number} is the current one.").format(number=one.version)
    return _done(request, one, told, event=valid.told_by)


def _on_record(request: Any, key: UUID) -> File:
    one = file_for(request.actor, key)
    if one.record_id is None:
        raise NotFound()
    return one


def _done(request: Any, one: File, told: str, *, event: UUID | None = None) -> HttpResponse:
    """Go on to the files and say there what was done, with the way back by its event."""
    to = back(request, _files_address(request, one))
    undo = f"/{request.workspace.slug}/undo/{event}" if event else ""
    if not render.is_fragment(request):
        return render.redirect(request, _files_address(request, one), said=told, undo=undo)
    response = HttpResponse(status=200, headers={"HX-Redirect": to})
    render.flash(response, told, undo=undo)
    return response


def _files_address(request: Any, one: File) -> str:
    ref = RecordRef.objects.visible_to(request.actor).filter(pk=one.record_id).first()
    if ref is None:
        raise NotFound()
    slug = request.workspace.slug
    return record_path(slug, ref.type, ref.pk, ref.ref, ref.title) + f"/{TAB}"


def _dialog_or_page(
    request: Any, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    fragment = render.is_fragment(request)
    name = f"{template}_panel.html" if fragment else f"{template}.html"
    return render.render(request, name, context, status=status, fragment=fragment)

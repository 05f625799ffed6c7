"""Taking back what was done, from wherever it was offered: the pages behind every Undo."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from klientel.events.batches import own_steps
from klientel.events.feed import sentence
from klientel.events.trail import verb_of
from klientel.kit import clock
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.records.actions.undo import undo
from klientel.records.actions.undo_in_pieces import Undone
from klientel.team.proof import must_prove, proving
from klientel.team.queries import member_names
from klientel.team.told import in_words
from klientel.ui.answers import back, go_on, own_path

MOST_STEPS = 20
#: in the session: the steps that an undo passed over
_PASSED = "undo_passed"


#: whoever takes these back gives or takes rights, and proves who they are as for the change itself
_DANGEROUS = ("member.role_changed", "member.deactivated", "member.reactivated")


@require_POST
@proving
def undo_page(request: Any, workspace: str, token: UUID) -> HttpResponse:
    """Take back what an event or a batch did, and show the same page again."""
    _prove_for(request, token)
    force = request.POST.get("force") == "1"
    done = undo(request.actor, token, force=force)
    if force:
        # the page that asked is no place to go back to
        slug = request.workspace.slug
        here = own_path(request.POST.get("back", ""), slug) or f"/{slug}/"
        return go_on(request, here, _told(request, done))
    return _answer(request, done, token)


@require_POST
@proving
def undo_last(request: Any, workspace: str) -> HttpResponse:
    """Take back the last thing that the person did since they signed in; again, the one before.

    What cannot be taken back any more is passed over, and so is what stayed because of a later
    change: said once, it does not stand in the way of what was done before it.
    """
    passed = request.session.get(_PASSED, [])
    since = request.user.last_login or clock.now() - timedelta(hours=12)
    for token in own_steps(request.actor, since):
        if str(token) in passed:
            continue
        _prove_for(request, token)
        try:
            done = undo(request.actor, token)
        except (NotFound, Forbidden):
            continue
        except Refused:
            done = Undone()
        if done.count or done.is_later:
            return _answer(request, done, token)
        request.session[_PASSED] = [*passed, str(token)][-MOST_STEPS:]
        if done.skipped:
            return _answer(request, done, token)
    return go_on(request, _here(request), _("There is nothing to undo."))


def _prove_for(request: Any, token: UUID) -> None:
    if verb_of(request.actor, token) in _DANGEROUS:
        must_prove(request)


def _answer(request: Any, done: Undone, token: UUID) -> HttpResponse:
    """Say what was undone; where a later change stays, lead to the question whether to anyway.

    What stays for another reason stays anyway, too, and is not asked about.
    """
    here = _here(request)
    asks = reverse("undo_anyway", kwargs={"workspace": request.workspace.slug, "token": token})
    leads = f"{asks}?{urlencode({'back': here})}" if done.is_edited else ""
    return go_on(request, here, _told(request, done), leads=leads)


def _here(request: Any) -> str:
    return back(request, f"/{request.workspace.slug}/")


def _told(request: Any, done: Undone) -> str:
    if done.is_later:
        return _("This is a lot: it is being undone in the background")
    names = ", ".join((done.titles if done.count else done.skipped)[:3])
    if done.skipped and not done.count:
        return _why_it_stays(done).format(names=names)
    if not names and done.last is not None:
        # no record: what was done is told in its own words
        names = sentence(in_words(done.last), request.words, member_names(request.actor))
    return _("Undone: {names}").format(names=names) if names else _("Undone")


def _why_it_stays(done: Undone) -> str:
    if done.is_edited:
        return _("{names} was changed since. Undo anyway?")
    if done.is_in_trash:
        return _("{names} is in the trash. Once it is restored, this can be undone.")
    return _("{names} stays as it is: this cannot be undone any more.")

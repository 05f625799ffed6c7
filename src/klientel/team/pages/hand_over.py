"""Handing over what somebody answers for: everything on one page, a successor for each sort."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from klientel.kit.refused import Refused
from klientel.team.actions import hand_over_each
from klientel.team.actions.member import found_member
from klientel.team.handover import hand_overs
from klientel.team.pages.frame import done, errors_of, show
from klientel.team.proof import must_prove, proving
from klientel.workspaces.models import Member


@require_http_methods(["GET", "HEAD", "POST"])
@proving
def hand_over_page(request: Any, workspace: str, member: UUID) -> HttpResponse:
    """All that a member answers for, with counts; a POST gives it to those chosen."""
    request.actor.must("member.manage")
    person = found_member(request.actor, member)
    errors: dict[str, str] = {}
    if request.method == "POST":
        must_prove(request)
        try:
            _hand_over(request, person)
            return done(request, "settings_member", member=person.pk)
        except Refused as refusal:
            errors = errors_of(refusal)
    people = Member.objects.visible_to(request.actor).filter(is_active=True).exclude(pk=person.pk)
    context = {
        "person": person,
        "lines": _lines(request, person),
        "people": [("", "–"), *((str(one.pk), one.name) for one in people.order_by("name"))],
        "given": request.POST,
        "may_leave": person.pk != request.member.pk and person.is_active,
        "errors": errors,
    }
    return show(request, "team/hand_over.html", "team", context, status=422 if errors else 200)


def _lines(request: Any, person: Member) -> list[dict[str, Any]]:
    base = f"/{request.workspace.slug}/"
    return [
        {
            "name": one.name,
            "label": request.words.fill(str(one.label)),
            "count": one.count(request.actor, person.pk),
            "href": base + one.path.format(member=person.pk) if one.path else "",
        }
        for one in hand_overs()
    ]


def _hand_over(request: Any, person: Member) -> None:
    given = request.POST
    everything = _key(given.get("to", ""))
    chosen = {one.name: _key(given.get(f"to-{one.name}", "")) or everything for one in hand_overs()}
    hand_over_each(
        request.actor,
        person.pk,
        {name: key for name, key in chosen.items() if key},
        deputy=everything,
        leaves=given.get("leaves") == "1",
    )


def _key(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Refused("Nobody here is called “{value}”.", "to", value=text[:80]) from None

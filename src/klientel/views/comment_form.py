"""The form in which a comment is written, and what it sends."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from klientel.discussion.actions.comment import OUTSIDE, TEAM
from klientel.discussion.actions.speaking import LONGEST, PUBLISH, WRITE
from klientel.discussion.signs import SIGNS
from klientel.kit.ids import uuid7
from klientel.records.types import record_types
from klientel.views.comment_names import outside_name, typed_from
from klientel.views.file_parts import takes
from klientel.views.render import address_of, page_reading

#: the id of the place in the form where the server asks, or says what is wrong
ASKS = "comment-asks"


def form_context(request: Any, record: Any, sent_with: str = "") -> dict[str, Any]:
    """What the form needs; `sent_with` are the words of the address that the list stands at."""
    here = address_of(request, record, "comments")
    record_type = record_types.of(record)
    edits = request.actor.may("file.edit") and request.actor.may(record_type.permission("edit"))
    return {
        "may_write": request.actor.may(WRITE),
        "modes": _modes(request, record),
        "add_to": f"{here}/add{sent_with}",
        "form_key": str(uuid7()),
        "takes": takes(request) if edits else None,
        "assignees": people_of(request),
        **writing_context(here),
    }


def writing_context(here: str) -> dict[str, Any]:
    """What a text is written with: where names come from, and how long it may be."""
    return {"names_source": f"{here}/names", "longest": LONGEST}


def people_of(request: Any) -> list[tuple[str, str]]:
    """The members who can be asked to look after something, whoever asks first."""
    directory, own = page_reading(request).directory, request.actor.member_id
    people = [
        (str(key), name) for key, name in directory.members.items() if key in directory.active
    ]
    return sorted(people, key=lambda one: one[0] != str(own))


def _modes(request: Any, record: Any) -> list[dict[str, Any]]:
    modes = [
        {
            "id": TEAM,
            "label": _("For the team"),
            "icon": "lock",
            "key": "N",
            "submit": _("Post comment"),
            "internal": True,
            "placeholder": _("A comment for the team. @ names people, teams and records."),
        }
    ]
    name = outside_name(request, record) if request.actor.may(PUBLISH) else ""
    if name:
        modes.append({
            "id": OUTSIDE,
            "label": _("Also for {name}").format(name=name),
            "icon": "eye",
            "submit": _("Publish for {name}").format(name=name),
            "internal": False,
            "placeholder": _("A comment that {name} may read").format(name=name),
            "warning": _(
                "{name} can read this wherever this record is shared with them. Nothing in here "
                "should be meant for the team alone."
            ).format(name=name),
        })  # fmt: skip
    return modes


def sent(request: Any) -> dict[str, str]:
    """What the form sends, for the action `comment.write`."""
    given = request.POST
    return {
        "text": typed_from(request, given.get("text", "")[: 4 * LONGEST], given.getlist("mention")),
        "audience": given.get("kind") or TEAM,
        "assignee": given.get("assignee", ""),
        "files": ",".join(given.getlist("files")),
        "key": given.get("key", ""),
    }


def signs() -> list[dict[str, str]]:
    """The signs that can be put under a comment."""
    return [{"name": n, "icon": icon, "label": str(label)} for n, (icon, label) in SIGNS.items()]

"""The panel "Next steps" beside an account."""

from __future__ import annotations

from typing import Any

from klientel.crm.account_head import ahead_of
from klientel.crm.models import Account
from klientel.ui.html import Html
from klientel.views.render import page_reading, piece


def steps_panel(request: Any, account: Account) -> Html:
    """What was agreed to happen next and is not done yet; nothing where nothing was."""
    return piece(request, "crm/steps_panel.html", steps=steps_of(request, account))


def steps_of(request: Any, account: Account) -> list[dict[str, Any]]:
    """What is said of each open step."""
    found = ahead_of(request, account).steps
    reading = page_reading(request)
    may_write = request.actor.may("interaction.edit")
    base = f"/{request.workspace.slug}/interactions"
    return [
        {
            "text": one.next_step,
            "day": reading.format.relative(one.next_step_on),
            "exact": reading.format.date_long(one.next_step_on),
            "is_late": one.next_step_on is not None and one.next_step_on < reading.today,
            "who": reading.directory.members.get(one.steps_member_id, ""),
            "done": f"{base}/{one.pk}/actions/interaction.finish_step" if may_write else "",
        }
        for one in found
    ]

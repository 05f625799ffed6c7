"""Stopping the open runs of a rule: one sentence to agree to, with how many there are."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klientel.automations.actions.stopping import open_runs, stop_runs
from klientel.automations.pages import found_rule
from klientel.automations.policy import MANAGE
from klientel.automations.run_pages import address
from klientel.ui.answers import go_on
from klientel.views.doors import staff
from klientel.views.render import is_fragment, page_reading, render


@staff("GET", "POST")
def stop_runs_page(request: Any, number: int) -> HttpResponse:
    """GET asks whether all open runs of a rule shall stop, POST stops them."""
    rule = found_rule(request, number)
    request.actor.must(MANAGE)
    reading = page_reading(request)
    here = address(request, rule)
    if request.method == "POST":
        count = stop_runs(request.actor, rule=rule.number)
        told = ngettext("{count} run was stopped.", "{count} runs were stopped.", count)
        return go_on(request, here, told.format(count=reading.format.integer(count)))
    count = open_runs(request.actor.workspace_id, rule.pk).count()
    sentence = ngettext(
        "{count} run of “{name}” that has not ended goes no further. What it did so far stays. "
        "The rule itself can start again: to prevent that, switch it off first.",
        "{count} runs of “{name}” that have not ended go no further. What they did so far stays. "
        "The rule itself can start again: to prevent that, switch it off first.",
        count,
    ).format(count=reading.format.integer(count), name=rule.name)
    fragment = is_fragment(request)
    context = {
        "title": _("Stop open runs"),
        "subject": rule.name,
        "submit": _("Stop them"),
        "icon_name": "circle-x",
        "sentence": sentence,
        "action": f"{here}/stop",
        "back": here,
        "hidden": [],
        "controls_list": [],
        "errors": [],
        "form_key": "",
    }
    template = "views/action_panel.html" if fragment else "views/action.html"
    return render(request, template, context, fragment=fragment)

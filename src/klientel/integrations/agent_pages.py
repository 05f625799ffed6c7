"""How an agent is connected, in the settings: the address and what is copied into its program."""

from __future__ import annotations

import json
import re
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from klientel.integrations.agents.offering import FEW, PAGE
from klientel.team.actions.token import MAKE
from klientel.team.pages.frame import show

#: stands where the token goes
_TOKEN = "klientel_…"  # noqa: S105 - what a secret begins with is none

_LIST = re.compile(r"\[([^\[\]{}]*)\]")


@require_safe
def agents_page(request: Any, workspace: str) -> HttpResponse:
    """The address, and snippets for programs that reach it and for those on the server."""
    request.actor.must(MAKE)
    address = f"{settings.BASE_URL}/mcp"
    context = {
        "address": address,
        "few": f"{address}?tools={FEW}",
        "page": PAGE,
        "by_http": _servers(
            {"type": "http", "url": address, "headers": {"Authorization": f"Bearer {_TOKEN}"}}
        ),
        "by_stdio": _servers(
            {
                "command": "klientel",
                "args": ["agent", "--workspace", request.workspace.slug],
                "env": {"KLIENTEL_TOKEN": _TOKEN},
            }
        ),
    }
    return show(request, "integrations/agents.html", "agents", context)


def _servers(one: dict[str, Any]) -> str:
    """The part of a settings file that most programs with agents take; a short list on one line."""
    text = json.dumps({"mcpServers": {"klientel": one}}, ensure_ascii=False, indent=2)
    return _LIST.sub(lambda found: "[" + re.sub(r"\s*\n\s*", " ", found[1]).strip() + "]", text)

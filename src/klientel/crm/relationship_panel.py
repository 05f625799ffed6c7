"""Where an account stands between client and customer, on its own page: in short, and explained."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from klientel.crm.account_head import STANDING
from klientel.crm.models import Account, RelationshipProfile
from klientel.crm.on_page import read_once
from klientel.crm.queries import profile_of_account
from klientel.crm.relationship.measured import health_shown, score_shown
from klientel.crm.relationship.shown import (
    ANSWERS,
    kept,
    lines_shown,
    verdict_in_words,
    why,
    word_for,
)
from klientel.records.types import record_types
from klientel.ui.html import Html
from klientel.views.record_pages import offered_actions
from klientel.views.render import address_of, page_reading
from klientel.views.render import piece as draw


def _row(request: Any, account: Account) -> RelationshipProfile | None:
    """The profile, read once a page."""
    return read_once(
        request, "profile", account.pk, lambda: profile_of_account(request.actor, account)
    )


def _shared(request: Any, account: Account) -> dict[str, Any]:
    row, reading = _row(request, account), page_reading(request)
    offered = {
        one["name"]: one for one in offered_actions(request, record_types.get("account"), account)
    }
    answers = ANSWERS[row.disagrees] if row is not None and row.disagrees else ()
    return {
        "account": account,
        "row": row,
        "verdict": verdict_in_words(row, account, reading),
        "word": word_for(row.lean, reading) if row is not None else "",
        "why": why(row, reading) if row is not None else [],
        "answers": [offered[name] for name in answers if name in offered],
        "kept_on": reading.format.date(row.kept_at) if row is not None and row.kept_at else "",
    }


def is_questioned(_request: Any, account: Account) -> bool:
    """Whether the account is dealt with other than it is called."""
    return bool(account.seems)


def relationship_panel(request: Any, account: Account) -> Html:
    """Where name and facts differ: what the account seems to be, why, and what can be done."""
    tab = address_of(request, account, STANDING)
    return draw(request, "crm/relationship_panel.html", tab=tab, **_shared(request, account))


def standing_tab(request: Any, account: Account) -> Html:
    """Health or score with every reason, and all seven lines with what was seen on each."""
    row, reading = _row(request, account), page_reading(request)
    lines = lines_shown(kept(row), reading) if row is not None else []
    return draw(
        request,
        "crm/standing_tab.html",
        lines=lines,
        health=health_shown(row, account, reading) if row is not None else None,
        score=score_shown(row, account, reading) if row is not None else None,
        weights=reverse("settings_score", args=[request.workspace.slug])
        if request.actor.may("score.manage")
        else "",
        **_shared(request, account),
        reckoned=reading.format.relative(row.reckoned_at) if row is not None else "",
    )

"""Health and lead score as a reader sees them: the number, and every reason in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from klientel.crm.bands import band_of
from klientel.crm.fields import BANDS
from klientel.crm.models import Account, RelationshipProfile
from klientel.crm.relationship.score import BY_NAME, FADING, MOST
from klientel.crm.relationship.shown import in_format
from klientel.records.fields.base import Reading


def health_shown(
    row: RelationshipProfile, account: Account, reading: Reading
) -> dict[str, Any] | None:
    """A client's health with its parts, the worst first; None where there is none."""
    if account.health is None:
        return None
    label, tone, glyph = BANDS[band_of(account.health)]
    parts = [
        {
            "points": points,
            "text": reading.words.say(text, **in_format(values, reading)),
            "weight": _("counts {weight}×").format(weight=weight),
        }
        for points, weight, text, values in sorted(row.health)
    ]
    return {
        "word": reading.say(label),
        "tone": tone.rpartition("-")[2],
        "icon": glyph,
        "value": account.health,
        "parts": parts,
    }


def score_shown(
    row: RelationshipProfile, account: Account, reading: Reading
) -> dict[str, Any] | None:
    """A prospect's score, its two halves, and every point with its reason."""
    if account.lead_score is None:
        return None
    halves = {True: 0.0, False: 0.0}
    points: list[dict[str, str]] = []
    for worth, name, values in row.score:
        rule = BY_NAME[name]
        halves[rule.is_fit] += worth
        label = reading.say(rule.label)
        text = label
        if not rule.is_fit:
            fading = {"rule": label, "points": worth, **values}
            text = reading.words.say(FADING, **in_format(fading, reading))
        points.append({"points": f"+{reading.format.number(round(worth, 1))}", "text": text})
    told = _("fit {fit} of {most}, engagement {lively} of {most}").format(
        fit=round(min(MOST, halves[True])), lively=round(min(MOST, halves[False])), most=MOST
    )
    return {"value": account.lead_score, "halves": told, "points": points}

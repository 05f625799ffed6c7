"""Events of this room with their facts in words: roles, settings and nouns as people know them."""

from __future__ import annotations

import copy
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from klientel.kit.format import format_for
from klientel.workspaces.policy import Role

if TYPE_CHECKING:
    from klientel.events.models import Event

_ROLES = dict(Role.choices)


def in_words(event: Event) -> Event:
    """A copy whose facts read well in a sentence of the active language."""
    from klientel.team.actions.words import NOUN_LABELS
    from klientel.team.firm_settings import SETTINGS

    facts: dict[str, Any] = dict(event.facts or {})
    if event.verb in ("member.added", "member.role_changed", "member.saw_as_role"):
        for name in ("role", "before", "after"):
            if facts.get(name) in _ROLES:
                facts[name] = str(_ROLES[facts[name]])
    elif event.verb == "workspace.changed":
        labels = {one.name: str(one.field.label) for one in SETTINGS}
        facts["what"] = labels.get(facts.get("what", ""), facts.get("what"))
    elif event.verb == "workspace.word_changed":
        noun = facts.get("noun", "")
        facts["noun"] = str(NOUN_LABELS.get(noun, noun))
    elif event.verb in ("absence.planned", "absence.removed"):
        format_ = format_for("de" if (get_language() or "en").startswith("de") else "en", "UTC")
        for name in ("from_on", "until_on"):
            facts[name] = format_.date(date.fromisoformat(facts[name]))
    told = copy.copy(event)
    told.facts = facts
    if event.actor_kind == "system":
        # Its reason is for whoever reads the table, not a name.
        told.actor_name = _("The program")
    return told

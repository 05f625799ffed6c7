"""What was sent is answered once the person it went to gets in touch: noted by itself, and told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from klientel.crm.models import Interaction
from klientel.kit import clock
from klientel.records.actions.change import write_changes
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor

VERB = "interaction.answered"
#: so long something may answer what was sent; what is brought along from long ago answers nothing
WITHIN = timedelta(days=90)
#: what is noted later than that may have been answered before
_LATE = timedelta(minutes=1)
_MATTERS = frozenset({"direction", "contact_id", "people", "account_id", "occurred_at", "kind"})
_IN, _OUT = Interaction.Direction.IN, Interaction.Direction.OUT


def note_answers(actor: Actor, talks: Sequence[Interaction], changed: frozenset[str]) -> None:
    """Mark what was sent to somebody as answered by the first that came in from them since.

    What came in without a person may be of anybody at the account, and so may what went out. What
    is answered stays so when the answer is taken back: that somebody wrote was seen already.
    """
    if changed and not changed & _MATTERS:
        return
    now = clock.now()
    found = [one for one in talks if _counts(one) and now - WITHIN <= one.occurred_at <= now]
    came = [one for one in found if one.direction == _IN]
    went = [one for one in found if one.direction == _OUT and one.answered_at is None]
    late = [one for one in went if one.occurred_at < now - _LATE]
    if came:
        latest = max(one.occurred_at for one in came)
        waiting = _at_the_accounts_of(actor, came).filter(direction=_OUT, answered_at=None)
        known = {one.pk for one in went}
        more = waiting.filter(occurred_at__gte=now - WITHIN, occurred_at__lte=latest)
        went += [one for one in more if one.pk not in known]
    if late:
        earliest = min(one.occurred_at for one in late)
        since = _at_the_accounts_of(actor, late).filter(direction=_IN)
        came += list(since.filter(occurred_at__gte=earliest, occurred_at__lte=now))
    _write(actor, list(_answered(went, came)))


def _counts(talk: Interaction) -> bool:
    return talk.trashed_at is None and talk.kind != Interaction.Kind.NOTE


def _at_the_accounts_of(actor: Actor, talks: Sequence[Interaction]) -> Any:
    ids = {one.account_id for one in talks}
    rows = Interaction.objects.visible_to(actor).filter(account_id__in=ids)
    return rows.exclude(kind=Interaction.Kind.NOTE)


def _answered(
    went: Sequence[Interaction], came: Sequence[Interaction]
) -> Iterator[tuple[Interaction, dict[str, Any]]]:
    """What was sent, each with when it was answered, as far as it was."""
    for one in went:
        times = [two.occurred_at for two in came if _answers(two, one)]
        if times:
            yield one, {"answered_at": min(times)}


def _answers(came: Interaction, went: Interaction) -> bool:
    if came.account_id != went.account_id or came.occurred_at < went.occurred_at:
        return False
    theirs, ours = _people_of(came), _people_of(went)
    return not theirs or not ours or bool(theirs & ours)


def _people_of(talk: Interaction) -> set[str]:
    return {str(key) for key in (talk.contact_id, *talk.people) if key}


def _write(actor: Actor, pairs: Sequence[tuple[Interaction, dict[str, Any]]]) -> None:
    if pairs:
        # the program concludes it from what the person did: no edit that stands in an undo's way
        program = replace(actor, kind="system", reason="what came in answers it")
        write_changes(program, record_types.get("interaction"), pairs, verb=VERB)

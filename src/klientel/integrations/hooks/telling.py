"""Tells webhooks what happened: one call per event and address that wants it, queued with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_noop

from klientel.events import log
from klientel.events.missed import wants_changed
from klientel.events.subscribers import subscribe
from klientel.events.verbs import nouns, verbs
from klientel.integrations.event_json import Telling
from klientel.integrations.models import Webhook
from klientel.kit.refused import Refused
from klientel.records.types import record_types
from klientel.sending import calls
from klientel.sending.models import Call
from klientel.workspaces.actor import Actor
from klientel.workspaces.queries import actor_of

if TYPE_CHECKING:
    from klientel.events.models import Event

#: the kind of its calls, and the name of the subscriber
KIND = "webhook"
PERSON_LEFT = gettext_noop("The person whose rights it had has left.")


def offered() -> list[tuple[str, list[str]]]:
    """The nouns a webhook may hear of, each with its verbs: those that tell of records."""
    by_noun: dict[str, list[str]] = {one.name: [] for one in record_types}
    by_noun |= {noun: [] for noun in nouns}
    for verb in verbs:
        noun = verb.name.partition(".")[0]
        if noun in by_noun:
            by_noun[noun].append(verb.name)
    return [(noun, names) for noun, names in by_noun.items() if names]


def wanted_in(workspace_id: UUID, via: str) -> set[str]:
    """The verbs that some webhook of a workspace hears of, through one door."""
    on = Webhook.objects.in_workspace(workspace_id).filter(is_on=True)
    if via == "import":
        on = on.filter(hears_imports=True)
    asked = {name for names in on.values_list("verbs", flat=True) for name in names}
    return {
        verb for noun, names in offered() for verb in names if verb in asked or f"{noun}.*" in asked
    }


def changed(workspace_id: UUID) -> None:
    """Say that webhooks of a workspace hear of something else from now on."""
    wants_changed(KIND, workspace_id)


@subscribe(KIND, "*", wants_in=wanted_in)
def tell(events: list[Event]) -> None:
    """Queue the calls for events of one workspace; idempotent by webhook and event."""
    workspace_id = events[0].workspace_id
    rows = Webhook.objects.in_workspace(workspace_id).filter(is_on=True).select_related("member")
    for webhook in rows:
        mine = [one for one in events if _hears(webhook, one)]
        if not mine:
            continue
        try:
            _tell(webhook, mine)
        except Refused as refusal:
            # the others hear of it all the same
            _stop(webhook, refusal)


def _tell(webhook: Webhook, events: list[Event]) -> None:
    if not webhook.member.is_active:
        # without its member nobody's rights are left to see with
        raise Refused(PERSON_LEFT)
    told = Telling(actor_of(webhook.member, "api"), events).told()
    call_many(webhook, [(f"{webhook.pk} {event.pk}", form) for event, form in told])


def _stop(webhook: Webhook, refusal: Refused) -> None:
    """Switch off what nothing can be sent to, and say so, once."""
    reason = refusal.text(str)[:120]
    if _switched_off(webhook, reason):
        told = {"hook": str(webhook.pk), "name": webhook.name, "reason": reason}
        log.record(_program(webhook), "webhook.stopped", facts=told)


def _switched_off(webhook: Webhook, reason: str) -> bool:
    on = Webhook.objects.in_workspace(webhook.workspace_id).filter(pk=webhook.pk, is_on=True)
    if not on.update(is_on=False, paused_because=reason or "–"):
        return False
    changed(webhook.workspace_id)
    return True


def _program(webhook: Webhook) -> Actor:
    return Actor.system(webhook.workspace_id, "webhook")


def _hears(webhook: Webhook, event: Event) -> bool:
    return webhook.wants(event.verb) and (webhook.hears_imports or event.via != "import")


def call(webhook: Webhook, form: dict[str, object]) -> Call:
    """Queue one call of a webhook."""
    return call_many(webhook, [(None, form)])[0]


def call_many(
    webhook: Webhook, forms: Sequence[tuple[str | None, dict[str, object]]]
) -> list[Call]:
    """Queue calls of a webhook, each once by its key, in few statements."""
    return calls.queue_many(
        webhook.workspace_id,
        webhook.url,
        forms,
        kind=KIND,
        source_id=webhook.pk,
        secrets=webhook.secrets_in_force(),
    )


@subscribe("webhook.pauses", "call.given_up")
def pause(events: Iterable[Event]) -> None:
    """Switch off what could not be reached for a day, and say so; idempotent."""
    for event in events:
        facts = event.facts or {}
        if facts.get("kind") != KIND or not facts.get("source"):
            continue
        rows = Webhook.objects.in_workspace(event.workspace_id)
        webhook = rows.filter(pk=UUID(facts["source"])).first()
        error = str(facts.get("error", ""))[:120]
        if webhook is not None and _switched_off(webhook, error):
            told = {"hook": str(webhook.pk), "name": webhook.name, "error": error}
            log.record(_program(webhook), "webhook.paused", facts=told)

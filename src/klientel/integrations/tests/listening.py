"""Webhooks for tests: an address that listens, what it is told of, and what was told to it."""

from __future__ import annotations

import json
from typing import Any

from klientel.integrations.actions import webhook as webhooks
from klientel.integrations.models import Webhook
from klientel.records.actions.catalogue import run
from klientel.sending.models import Call
from tests.cast import Firm

URL = "https://example.org/hook?key=secret"


def add(firm: Firm, verbs: str = "account.*", **more: Any) -> Webhook:
    given = {"name": "Buchhaltung", "url": URL, "verbs": verbs, "hears_imports": "", **more}
    return webhooks.add_webhook(firm.olga, **given)[0]


def account(firm: Firm, name: str = "Kranich", who: str = "olga", **more: Any) -> Any:
    return run(firm.actor(who), "account.create", **{"name": name, **more})


def told(webhook: Webhook) -> list[dict[str, Any]]:
    """What was queued for a webhook, oldest first; the calls themselves are not made here."""
    rows = Call.objects.filter(source_id=webhook.pk).order_by("id")
    return [json.loads(one.body) for one in rows]

"""The step that calls an address of another program with what the rule is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.automations.scene import Scene
from klientel.automations.steps.registry import Asking, Done, StepKind, steps
from klientel.automations.steps.telling import SECTION
from klientel.records.fields import LongTextField, TextField
from klientel.records.fields.base import Field
from klientel.records.types import RecordType
from klientel.sending import calls
from klientel.workspaces.actor import Actor

#: the kind of its calls
KIND = "rule"
_URL = TextField(name="_url", label=gettext_lazy("Address"), required=True, max_length=2_000)
_TEXT = LongTextField(name="text", label=gettext_lazy("Text that goes along"), max_length=4_000)


def _inputs(_asking: Asking) -> Sequence[Field]:
    return (_URL, _TEXT)


def _check(asking: Asking) -> None:
    if asking.text("_url"):
        calls.checked(asking.text("_url"))


def _run(actor: Actor, scene: Scene, values: Mapping[str, Any]) -> Done:
    url = str(values.get("_url") or "")
    payload = {
        "rule": scene.rule_name,
        "record": _told(scene.about, scene.record),
        "account": str(scene.about.account_of(scene.record) or "") or None
        if scene.about is not None and scene.record is not None
        else None,
        "text": str(values.get("text") or ""),
    }
    call = calls.queue(
        actor.workspace_id,
        url,
        payload,
        kind=KIND,
        source_id=scene.rule_id,
        dedupe_key=scene.once(),
    )
    return Done(_("Called: {address}").format(address=_host(call.url)))


def _told(about: RecordType | None, record: Any) -> dict[str, Any] | None:
    if about is None or record is None:
        return None
    return {
        "type": about.name,
        "id": str(record.pk),
        "ref": getattr(record, "ref", None),
        "title": about.named(record),
    }


def _said(asking: Asking) -> str:
    return _("the address {address} is called").format(address=_host(asking.text("_url")) or "…")


def _host(url: str) -> str:
    """The part of an address that may be shown: the rest of it may be a secret."""
    return url.partition("://")[2].partition("/")[0].partition("?")[0]


steps.register(
    StepKind(
        name="call",
        label=gettext_lazy("Call another program (webhook)"),
        icon="webhook",
        inputs=_inputs,
        run=_run,
        said=_said,
        check=_check,
        can_be_undone=False,
        touches_records=False,
        is_outside=True,
        section=SECTION,
        order=48,
    ),
)

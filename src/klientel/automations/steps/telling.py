"""The step that tells people of the firm something; whoever tells people hears `rule.told`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.automations.scene import Scene
from klientel.automations.steps.registry import Asking, Done, StepKind, steps
from klientel.events import log
from klientel.kit.refused import Refused
from klientel.records.fields import LongTextField, MembersField
from klientel.records.fields.base import Field
from klientel.workspaces.actor import Actor

SECTION = gettext_lazy("Notify somebody")

_MEMBERS = MembersField(name="members", label=gettext_lazy("Whom"), required=True)
_TEXT = LongTextField(name="text", label=gettext_lazy("Text"), required=True, max_length=1_000)


def _inputs(_asking: Asking) -> Sequence[Field]:
    return (_MEMBERS, _TEXT)


def _run(actor: Actor, scene: Scene, values: Mapping[str, Any]) -> Done:
    given = values.get("members")
    keys = given if isinstance(given, list | tuple) else [given]
    active = scene.reading.directory.active
    members = sorted({str(key) for key in keys if key} & {str(key) for key in active})
    if not members:
        raise Refused("There is nobody to tell it to.")
    record = scene.record
    log.record(
        actor,
        "rule.told",
        record_type=scene.about.name if scene.about is not None and record is not None else "rule",
        record_id=record.pk if record is not None else None,
        account_id=scene.about.account_of(record) if scene.about and record is not None else None,
        facts={
            "rule": str(scene.rule_id),
            "name": scene.rule_name,
            "members": members,
            "text": str(values.get("text") or ""),
        },
    )
    names = scene.reading.directory.by_text
    return Done(_("Told: {names}").format(names=", ".join(names.get(key, "") for key in members)))


def _said(asking: Asking) -> str:
    text = " ".join(asking.shown.get("text", "").split())
    return _("{people} is told: “{text}”").format(
        people=asking.shown.get("members") or "…",
        text=(text if len(text) <= 160 else text[:159] + "…") or "…",
    )


steps.register(
    StepKind(
        name="notify",
        label=gettext_lazy("Notify people of the firm"),
        icon="bell",
        inputs=_inputs,
        run=_run,
        said=_said,
        can_be_undone=False,
        touches_records=False,
        section=SECTION,
        order=45,
    ),
)

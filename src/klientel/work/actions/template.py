"""Templates of work: kept from an item, used to begin another, renamed, deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from klientel.events.log import record
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import NotFound, Refused
from klientel.records.actions import action
from klientel.records.actions.catalogue import Note, current_reading, in_force
from klientel.records.actions.once import form_key, made_once
from klientel.records.fields import (
    ChoiceField,
    DayField,
    Option,
    RecordLinkField,
    TextField,
    TruthField,
)
from klientel.records.fields.base import Reading
from klientel.records.types import record_types
from klientel.work.actions.from_blueprint import build
from klientel.work.actions.holding import hold_firm
from klientel.work.blueprint import Blueprint, blueprint_of, of_the_case
from klientel.work.models import Template, WorkItem
from klientel.workspaces.actor import Actor
from klientel.workspaces.rows import known_as, row_of

MOST_TEMPLATES = 200
MOST_NAME = 120
_NAME = TextField(name="name", label=_("Name of the template"), required=True, max_length=MOST_NAME)
_TEMPLATE = TextField(name="template", label=_("Template"), required=True, max_length=40)


def templates_of(workspace_id: UUID) -> Any:
    """The templates of a firm that are not deleted, those of checklists too, by name."""
    rows = Template.objects.in_workspace(workspace_id).filter(trashed_at=None)
    return rows.order_by("name", "pk")


def template_options(reading: Reading) -> Sequence[Option]:
    """The templates of the reader's firm to choose from."""
    rows = begun_from(reading.workspace.pk).values_list("pk", "name")
    return [Option(str(pk), plain(name)) for pk, name in rows[:MOST_TEMPLATES]]


def begun_from(workspace_id: UUID) -> Any:
    """Those of the templates that work can be begun from."""
    return templates_of(workspace_id).filter(is_checklist=False)


def plain(name: str) -> str:
    """A name that somebody typed, with nothing in it that stands for a noun."""
    return name.replace("{", "(").replace("}", ")")


def _called(_actor: Actor, item: WorkItem) -> Mapping[str, Any]:
    return {"name": item.title[:MOST_NAME]}


def _what_is_kept(_actor: Actor, item: WorkItem) -> Sequence[Note]:
    lines = [gettext("Everybody in the team can see and use it.")]
    if item.parts:
        text = ngettext("{count} part of it comes along.", "{count} parts of it come along.",
                        item.parts)  # fmt: skip
        lines.append(text.format(count=item.parts))
    lines.append(gettext("Whom it was for, times and what was done stay out of it."))
    return [Note(_("What the template keeps"), lines)]


@action(
    "work.save_template",
    label=_("Save as template"),
    permission="work.create",
    icon="file-text",
    order=45,
    inputs=(
        _NAME,
        TruthField(name="replace", label=_("Replace the one of that name"), default=False),
    ),
    suggest=_called,
    notes=_what_is_kept,
)
def save_template(actor: Actor, item: WorkItem, *, name: str, replace: bool = False) -> Template:
    """Keep an item with all that is below it as a template of the firm.

    Raises `Refused` for a name that another has, unless that is to be replaced, and `Forbidden`
    for replacing what somebody else saved without the right to manage templates.
    """
    case = of_the_case(in_force(actor, record_types.get("work")))
    kept = blueprint_of(actor, item, begins_on(actor, item)).without(*case)
    return keep(actor, item, kept, name, replace=replace)


def keep(
    actor: Actor,
    item: WorkItem,
    kept: Blueprint,
    name: str,
    *,
    replace: bool = False,
    is_checklist: bool = False,
) -> Template:
    """Keep what was read from an item under a name; see `save_template`."""
    hold_firm(actor.workspace_id)
    rows = templates_of(actor.workspace_id)
    known = rows.filter(name__iexact=name).first()
    if known is not None and (not replace or known.is_checklist != is_checklist):
        raise Refused("Another template has this name.", "name")
    if known is not None and known.saved_by_id != actor.member_id:
        actor.must("kind.manage")
    if known is None and rows.count() >= MOST_TEMPLATES:
        raise Refused("There are {most} templates at most.", "name", most=MOST_TEMPLATES)
    template = known or Template(workspace_id=actor.workspace_id, is_checklist=is_checklist)
    before = _state(template) if known else None
    template.name, template.blueprint = name, kept.as_json()
    template.saved_by_id, template.saved_at = actor.member_id, clock.now()
    template.save()
    verb = "template.changed" if known else "template.added"
    _tell(actor, verb, template, before, item=item)
    return template


def begins_on(actor: Actor, item: WorkItem) -> date:
    """The day that an item began: as it says, or when it was added, unless it was due before."""
    if item.starts_on:
        return item.starts_on
    zone = current_reading(actor).workspace.time_zone
    days = [clock.local(at, zone).date() for at in (item.created_at, item.due_at) if at]
    return min(days)


#: how a form asks for a template
CHOSEN = ChoiceField(name="template", label=_("Template"), options=template_options, required=True)
#: what beginning from a template asks
USES = (
    _TEMPLATE,
    TextField(name="title", label=_("Title"), max_length=200,
              help=_("Empty: as in the template.")),
    DayField(name="begins_on", label=_("Begins on"),
             help=_("Its days are counted from this one. Empty: today.")),
    RecordLinkField(name="account", label=_("For"), to=("account",)),
    TextField(name="key", label=_("Key")),
)  # fmt: skip


#: as a rule asks for it: among those that there are
_CHOSEN = ChoiceField(name="template", label=_("Template"), options=template_options, required=True)


def _used_in_words(shown: Mapping[str, str]) -> str:
    return gettext("work from the template “{template}” is added").format(
        template=shown.get("template") or "…"
    )


@action("template.use", label=_("New from template"), on="", permission="work.create",
        icon="plus", inputs=USES, technical=("key",), as_step=(_CHOSEN, *USES[1:-1]),
        in_words=_used_in_words, writes=("work.created",))  # fmt: skip
def use_template(
    actor: Actor,
    *,
    template: str,
    title: str = "",
    begins_on: date | None = None,
    account: UUID | None = None,
    key: str = "",
) -> WorkItem:
    """Begin work like a template, its days counted from `begins_on`; the same `key` again finds it.

    Raises `Conflict` for a key of anything else, and what adding an item does.
    """
    found = row_of(Template, begun_from(actor.workspace_id), template)
    pk = form_key(key)
    values: dict[str, Any] = {"account": account}
    if title:
        values["title"] = title
    day = begins_on or current_reading(actor).today
    blueprint = Blueprint.from_json(found.blueprint)

    def make() -> WorkItem:
        return build(actor, blueprint, day, values=values, columns={"id": pk}, batch=uuid7())

    once = made_once(actor, "work", pk, {"account": account}, make)
    return known_as(WorkItem, once.record)


def found_template(actor: Actor, key: str) -> Template:
    """The template of that id; raises `NotFound` for none, and for a deleted one."""
    return row_of(Template, templates_of(actor.workspace_id), key)


@action("template.rename", label=_("Rename a template"), on="", permission="kind.manage",
        icon="pencil", inputs=(_TEMPLATE, _NAME), technical=("template",))  # fmt: skip
def rename_template(actor: Actor, *, template: str, name: str) -> Template:
    """Call a template otherwise. Raises `Refused` for a name that another has."""
    hold_firm(actor.workspace_id)
    found = found_template(actor, template)
    if found.name == name:
        return found
    _must_be_free(found, name)
    before = _state(found)
    found.name = name
    found.save()
    _tell(actor, "template.changed", found, before)
    return found


@action("template.delete", label=_("Delete a template"), on="", permission="kind.manage",
        icon="trash-2", inputs=(_TEMPLATE,), technical=("template",))  # fmt: skip
def delete_template(actor: Actor, *, template: str) -> None:
    """Offer a template no more; what was begun from it stays."""
    found = found_template(actor, template)
    found.trashed_at = clock.now()
    found.save()
    _tell(actor, "template.deleted", found, None)


def _must_be_free(template: Template, name: str) -> None:
    """Raise `Refused` where another template than this one has a name."""
    others = templates_of(template.workspace_id).exclude(pk=template.pk)
    if others.filter(name__iexact=name).exists():
        raise Refused("Another template has this name.", "name")


def _state(template: Template) -> dict[str, Any]:
    return {"name": template.name, "blueprint": template.blueprint}


def _tell(
    actor: Actor,
    verb: str,
    template: Template,
    before: Mapping[str, Any] | None,
    batch: UUID | None = None,
    item: WorkItem | None = None,
) -> None:
    """Write the event of a template; one that was saved from an item is told of that."""
    after = _state(template)
    facts: dict[str, Any] = {"template": str(template.pk), "name": template.name, "after": after}
    if before is not None:
        facts["before"] = dict(before)
    on: dict[str, Any] = {}
    if item is not None:
        on = {"record_type": "work", "record_id": item.pk, "account_id": item.account_id}
    record(actor, verb, facts=facts, batch=batch, **on)


def take_back(actor: Actor, event: Any, batch: UUID) -> None:
    """Undo what was done with a template, unless it was changed again since."""
    actor.must("work.create" if event.member_id == actor.member_id else "kind.manage")
    hold_firm(actor.workspace_id)
    facts = event.facts
    rows = Template.objects.in_workspace(actor.workspace_id)
    template = rows.filter(pk=UUID(facts["template"])).first()
    if template is None:
        raise NotFound()
    # what was told before its state was kept says no more than the name
    after = facts.get("after") or {**_state(template), "name": facts["name"]}
    is_gone = template.trashed_at is not None
    if _state(template) != after or is_gone != (event.verb == "template.deleted"):
        raise Refused("This was changed again since; the later change stays.")
    match event.verb:
        case "template.changed":
            _must_be_free(template, facts["before"]["name"])
            template.name = facts["before"]["name"]
            template.blueprint = facts["before"]["blueprint"]
            template.save()
            _tell(actor, "template.changed", template, after, batch)
        case "template.deleted":
            _must_be_free(template, template.name)
            template.trashed_at = None
            template.save()
            _tell(actor, "template.added", template, None, batch)
        case "template.added":
            template.trashed_at = clock.now()
            template.save()
            _tell(actor, "template.deleted", template, None, batch)

"""What a work item shows, and how lists of it open."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.records.charge import Charge
from klientel.records.fields import (
    ChoiceField,
    DayField,
    InstantField,
    LongTextField,
    MemberField,
    NumberField,
    Option,
    RecordLinkField,
    TagsField,
    TeamField,
    TextField,
    TruthField,
)
from klientel.records.types import Beginning, RecordType, Tab, record_types
from klientel.work.actions import following
from klientel.work.fields import (
    PRIORITIES,
    AssigneesField,
    BelongingField,
    DueField,
    FollowersField,
    KindField,
    MinutesField,
    ProgressField,
    draw_priority,
    draw_status,
    kind_options,
    status_options,
    statuses_beyond,
    statuses_of_kinds,
)
from klientel.work.kinds import ICONS, USUAL, kinds_of
from klientel.work.meaning import meaning_of
from klientel.work.models.status import UNFINISHED, UNFINISHED_ONES, Category
from klientel.work.pages import item_page
from klientel.work.parent_field import ParentField
from klientel.work.repeats_field import RepeatsField
from klientel.work.teams_field import ItemTeamsField
from klientel.workspaces.models import Workspace

_CATEGORIES = tuple(
    Option(one.value, one.label, "ok" if one == Category.DONE else "neutral", ICONS[one.value])
    for one in Category
)

FIELDS = (
    TextField(name="title", label=_("Title"), required=True, searchable=2, width="l",
              aliases=("subject", "betreff", "titel", "aufgabe", "auftrag")),
    KindField(name="kind", label=_("Kind of work"), options=kind_options, default=USUAL,
              lasting=True, to_many=True, width="s"),
    ChoiceField(name="status", label=_("Status"), options=status_options, draw=draw_status,
                limits=statuses_of_kinds, shuts_out=statuses_beyond,
                width="s"),
    ChoiceField(name="priority", label=_("Priority"), options=PRIORITIES, default="3",
                draw=draw_priority, width="s"),
    MemberField(name="owner", label=_("First in charge"), aliases=("zuständig", "owner")),
    AssigneesField(name="assignees", label=_("In charge")),
    # before the first of them, so that a column “Team” of a file becomes all of them
    ItemTeamsField(name="teams", label=_("Team")),
    TeamField(name="team", label=_("First team"), column="team_id"),
    DayField(name="starts_on", label=_("Begins on")),
    DueField(name="due", label=_("Due"), column="due_at", width="s",
             help=_("A day, or a day and a time: 27 Nov or 27 Nov 14:00."),
             aliases=("due date", "fällig", "fällig am", "deadline")),
    RecordLinkField(name="account", label=_("For"), to=("account",),
                    aliases=("client", "customer", "kunde", "firma")),
    RecordLinkField(name="contact", label=_("Person"), to=("contact",), inline=False),
    ParentField(name="parent", label=_("Part of"), to=("work",), lasting=True, to_many=True,
                inline=False),
    LongTextField(name="description", label=_("Description"), searchable=1),
    NumberField(name="estimate_hours", label=_("Estimated hours"), places=2, minimum=Decimal(0),
                width="s"),
    MinutesField(name="tracked_minutes", label=_("Time spent"), width="s"),
    ProgressField(name="progress", label=_("Progress"), column="parts", width="s"),
    NumberField(name="waits_for", label=_("Waits for"), editable=False, width="s"),
    ChoiceField(name="category", label=_("State"), options=_CATEGORIES, editable=False,
                draw=draw_status, width="s"),
    RepeatsField(name="repeats", label=_("Repeats"), column="series_id", width="s"),
    TagsField(name="tags", label=_("Tags")),
    FollowersField(name="watchers", label=_("Follow it"), inline=False),
    BelongingField(name="links", label=_("Belongs to it"), inline=False),
    InstantField(name="done_at", label=_("Finished"), editable=False),
    MemberField(name="done_by", label=_("Finished by"), editable=False, anybody=True),
    TruthField(name="is_archived", label=_("In the archive"), editable=False, width="s"),
    InstantField(name="created_at", label=_("Added"), editable=False),
    InstantField(name="updated_at", label=_("Changed"), editable=False),
)  # fmt: skip

#: whom it is for stands beside the title, where a narrow window still shows it
_COLUMNS = ("title", "account", "kind", "status", "priority", "assignees", "due", "progress")
_OF_A_KIND = ("title", "account", "status", "priority", "assignees", "due", "progress")
_DONE = ("title", "account", "kind", "status", "assignees", "done_at", "done_by")

OPEN_TAB = Tab("open", _("Unfinished"), UNFINISHED_ONES, "inbox", _COLUMNS)
DONE_TAB = Tab(
    "done", _("Finished"), "category=done,cancelled&is_archived=0", "circle-check", _DONE
)


def tabs_in(workspace: Workspace) -> Sequence[Tab]:
    """What is unfinished, altogether and by kind, and what is finished."""
    kinds = [
        Tab(one.code, one.plural, f"kind={one.code}&{UNFINISHED_ONES}", one.icon, _OF_A_KIND)
        for one in kinds_of(workspace).offered
    ]
    return (OPEN_TAB, *kinds, DONE_TAB)


#: the letters by which the shipped kinds are added
_LETTERS = {"task": "T", "order": "O", "ticket": "N"}


def begun_in(workspace: Workspace) -> Sequence[Beginning]:
    """A new one of each kind that the firm has, by the kind's name."""
    return [
        Beginning(one.label, one.icon, _LETTERS.get(one.code, ""), {"kind": one.code})
        for one in kinds_of(workspace).offered
    ]


WORK = RecordType(
    name="work",
    one=_("{order.a} or a task"),
    model_label="work.WorkItem",
    slug="work",
    label=_("{order.up} or task"),
    label_plural=_("Work"),
    icon="check-check",
    fields=FIELDS,
    title="title",
    numbered=lambda item: item.number_prefix,
    account="account_id",
    default_columns=_COLUMNS,
    default_sort="due",
    tabs_in=tabs_in,
    begun_in=begun_in,
    quick_fields=("kind", "due", "account"),
    hints=("kind", "account"),
    derive=following.derive_item,
    check=following.check_items,
    settle=following.settle_items,
    meaning=meaning_of,
    due_of=following.due_of,
    calendar_field="due",
    parts_field="progress",
    done_action="work.complete",
    unfinished=Q(category__in=UNFINISHED),
    charge=Charge(
        permission="work.do",
        people=lambda item: item.everybody,
        teams=lambda item: item.every_team,
        fields=frozenset({"status", "is_archived"}),
    ),
    page=item_page,
    new_from="templates/new",
    form_fields=("title", "description", "assignees", "teams", "watchers", "links"),
    sample=lambda n: {"title": f"Sample {n}"},
)

record_types.register(WORK)

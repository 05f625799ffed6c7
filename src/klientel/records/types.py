"""The registry of record types: what each noun shows, and the few facts the kernel must know of it.

A room registers its types when it opens. Table, search, scope, events, actions, import, trash and
everything else generic ask the registry; nothing generic names a type.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext as _

from klientel.events.verbs import Audience, verbs
from klientel.kit.refused import NotFound
from klientel.kit.text import clip, digits, fold
from klientel.records.charge import Charge
from klientel.records.duplicates.compared import Compared
from klientel.records.fields.base import Field, Reading, Text
from klientel.records.icons import check_icon
from klientel.records.merging.terms import Merging
from klientel.records.verbs import CREATED
from klientel.records.verbs_of_types import verbs_of

if TYPE_CHECKING:
    from klientel.events.models import Event
    from klientel.records.models import Record
    from klientel.workspaces.actor import Actor
    from klientel.workspaces.models import Workspace

SEARCHED_BODY = 4_000

#: what the log was told of each record of a write
Told = Mapping[UUID, "Event"]
#: the verb of a change that has a name of its own, and what is told with it
Named = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Searched:
    """What a record is found by; all folded, `digits` being phone numbers."""

    title: str
    body: str
    digits: str


@dataclass(frozen=True)
class Tab:
    """A quick filter above the list: a label, an icon and the query it stands for.

    `columns` are shown in it as long as the reader chose no others; none means the type's own.
    """

    name: str
    label: Text
    query: str
    icon: str = ""
    columns: Sequence[str] = ()


@dataclass(frozen=True)
class Beginning:
    """One thing by its name that a new record of a type can be.

    `given` are the values that its form begins with; `key` the letter that follows `C` for it.
    """

    label: Text
    icon: str
    key: str = ""
    given: Mapping[str, str] = field(default_factory=dict)


#: tells the fields that a firm added, by type
Adding = Callable[["Workspace"], Mapping[str, Sequence[Field]]]


def _none_added(_workspace: Workspace) -> Mapping[str, Sequence[Field]]:
    return {}


def _nothing(*_args: Any) -> None:
    return None


@dataclass(kw_only=True)
class RecordType:
    """One noun. `model_label` is `app_label.Model`; `slug` its segment in addresses.

    `ref_prefix` is None for types without a number, "" for a bare one; `numbered(record)` gives the
    prefix of a new record where it depends on what the record is (`A-` an order, `T-` a ticket).
    `account` names the attribute holding the account's id (`pk` for the account itself).
    `derive(record, changed, actor)` sets derived columns before each write; `check(actor, records)`
    then raises `Refused` for what must not be (a record's `changed_columns` say what is being
    written); `settle(actor, records, columns, told)` follows the write in the same transaction
    (`columns` are those that were written, none for new records; `told` are the events that tell
    of it, by record). `meaning(record, changes, reading)` names a change that is more than that,
    whoever made it and by whichever door; None where it is just a change.
    `purge(actor, ids)` removes the entries under records (purchases) right before these are removed
    for good. `key_fields` are tried, in order, when an import matches rows with records.
    """

    name: str
    model_label: str
    slug: str
    label: Text
    label_plural: Text
    icon: str
    fields: Sequence[Field]
    title: str = "name"
    #: its title is what somebody wrote, not a name: search shows it after what is named
    is_titled_by_text: bool = False
    ref_prefix: str | None = None
    numbered: Callable[[Any], str] | None = None
    account: str = ""
    default_columns: Sequence[str] = ()
    default_sort: str = "-updated_at"
    tabs: Sequence[Tab] = ()
    #: what one record is called in a workspace; None for the same label everywhere
    label_in: Callable[[Workspace], Text] | None = None
    #: what several are called in a workspace; None for the same label everywhere
    label_plural_in: Callable[[Workspace], Text] | None = None
    #: chooses and dresses the tabs for a workspace; None for the same tabs everywhere
    tabs_in: Callable[[Workspace], Sequence[Tab]] | None = None
    #: the letter that follows `C` to add one; empty for none
    new_key: str = ""
    #: what a new one can be, by name; None: just one of the type
    begun_in: Callable[[Workspace], Sequence[Beginning]] | None = None
    #: says something beside the list's title, given the actor, the reading and the fields shown
    list_note: Callable[[Actor, Reading, Collection[str]], str] | None = None
    #: names of the fields that adding asks for beside what must be given
    quick_fields: Sequence[str] = ()
    key_fields: Sequence[str] = ()
    #: fields kept as text (or links) that tell two of one title apart, the most telling first
    hints: Sequence[str] = ()
    owned: bool = True
    in_lists: bool = True
    #: the sentence the log tells an added record by; it may name the `{account}`
    created: str = CREATED
    audience: Audience = Audience.CHANGE
    occurred: str = ""
    derive: Callable[[Any, frozenset[str], Actor], None] = _nothing
    check: Callable[[Actor, Sequence[Any]], None] = _nothing
    settle: Callable[[Actor, Sequence[Any], frozenset[str], Told], None] = _nothing
    meaning: Callable[[Any, Mapping[str, Any], Reading], Named | None] = _nothing
    purge: Callable[[Actor, Sequence[UUID]], None] = _nothing
    #: how two of them are compared; None: no duplicates are looked for
    compared: Compared | None = None
    #: how two of them become one; None: they cannot
    merging: Merging | None = None
    title_of: Callable[[Any], str] | None = None
    search_extra: Callable[[Any], str] | None = None
    due_of: Callable[[Any], tuple[datetime | None, bool]] | None = None
    #: one of its records as the subject of a sentence, with its article (`a person`); empty: the
    #: label in quotation marks
    one: Text = ""
    #: the field that says when there was contact last; none: nothing does
    contact_field: str = ""
    #: the field by which a calendar shows its records; none: the likeliest
    calendar_field: str = ""
    #: the field that counts how much of its parts is done; none: its records have no parts
    parts_field: str = ""
    #: the action by which a record that is due is finished; empty where that takes more than a key
    done_action: str = ""
    #: which of its records still ask for work; None: only those that are due some day
    unfinished: Q | None = None
    #: what those whom its records are assigned to may do whatever their role; None: nothing more
    charge: Charge | None = None
    #: draws the record's own page as `page(request, record)`; None for the generic one
    page: Callable[[Any, Any], Any] | None = None
    #: draws what a preview of the record holds as `preview(request, record)`; None for facts and
    #: history
    preview: Callable[[Any, Any], Any] | None = None
    #: where below its list one is begun from a template (`templates/new`); empty where none is
    new_from: str = ""
    #: the fields of the form that changes a whole record at once; none: each is changed in place
    form_fields: Sequence[str] = ()
    sample: Callable[[int], Mapping[str, Any]] = field(default=lambda n: {"name": f"Sample {n}"})
    #: those of its fields that a firm added; none for the type as its room declares it
    added: Sequence[Field] = ()
    _in_workspaces: dict[UUID, RecordType] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for one in self.fields:
            if one.column in self.columns:
                one.fit(self.columns[one.column])

    @cached_property
    def model(self) -> Any:
        return apps.get_model(self.model_label)

    @cached_property
    def columns(self) -> Mapping[str, Any]:
        """The columns of the model (Django fields) by attribute name."""
        return {one.attname: one for one in self.model._meta.concrete_fields}

    @cached_property
    def inherits(self) -> bool:
        """Whether visibility follows the account: the model says so by `hangs_under`."""
        return hasattr(self.model, "hangs_under")

    def follows_account(self, record: Any) -> bool:
        """Whether this record's visibility does: one that may stand alone has its own then."""
        return self.inherits and self.account_of(record) is not None

    @property
    def has_refs(self) -> bool:
        """Whether its records have a number that people say."""
        return self.ref_prefix is not None or self.numbered is not None

    def prefix_of(self, record: Any) -> str:
        """What the number of a new record begins with."""
        return self.numbered(record) if self.numbered else self.ref_prefix or ""

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {one.name: one for one in self.fields}

    def in_workspace(self, workspace: Workspace) -> RecordType:
        """The type with the fields that a firm added; itself where there are none.

        What works on records of one firm begins with it, and then knows of no difference.
        """
        added = record_types.added_by(workspace).get(self.name, ())
        if added is self.added or (not added and not self.added):
            return self
        known = self._in_workspaces.get(workspace.pk)
        if known is None or known.added is not added:
            declared = self.fields[: len(self.fields) - len(self.added)]
            known = replace(self, fields=(*declared, *added), added=added)
            self._in_workspaces[workspace.pk] = known
        return known

    def field(self, name: str) -> Field:
        """The field of that name; KeyError when the type has none."""
        return self.by_name[name]

    def called(self, reading: Reading) -> str:
        """What one record of the type is called, in the reader's words."""
        label = self.label if self.label_in is None else self.label_in(reading.workspace)
        return reading.say(label)

    def called_many(self, reading: Reading) -> str:
        """What several records of the type are called, in the reader's words."""
        many = self.label_plural_in
        return reading.say(self.label_plural if many is None else many(reading.workspace))

    def one_of(self, reading: Reading) -> str:
        """One record as the subject of a sentence, in the reader's words."""
        if self.one:
            return reading.say(self.one)
        return _("“{name}”").format(name=self.called(reading))

    def beginnings(self, workspace: Workspace) -> Sequence[Beginning]:
        """What a new one can be, by name; the type itself where it says nothing else."""
        if self.begun_in is not None:
            return self.begun_in(workspace)
        label = self.label if self.label_in is None else self.label_in(workspace)
        return (Beginning(label, self.icon, self.new_key),)

    def tabs_of(self, workspace: Workspace) -> Sequence[Tab]:
        """The quick filters above the list in a workspace."""
        return self.tabs if self.tabs_in is None else self.tabs_in(workspace)

    def named(self, record: Any) -> str:
        """The record's title as one line of at most 300 characters."""
        text = self.title_of(record) if self.title_of else str(self.field(self.title).value(record))
        return clip(" ".join(text.split()), 300)

    def account_of(self, record: Any) -> UUID | None:
        """The account a record belongs to; itself for an account."""
        return getattr(record, self.account) if self.account else None

    def searched(self, record: Any) -> Searched:
        """The folded texts the record is found by."""
        title: list[str] = [self.named(record)]
        body: list[str] = []
        numbers: list[str] = []
        if record.ref:
            title.append(record.ref)
        for one in self._searched_beside:
            value = one.value(record)
            if not value:
                continue
            if one.is_digits:
                numbers.append(digits(str(value)))
            (title if one.searchable == 2 else body).append(str(value))
        if self.search_extra is not None:
            body.append(self.search_extra(record))
        return Searched(
            fold(" ".join(title))[:400],
            fold(" ".join(body)[:SEARCHED_BODY]),
            " ".join(numbers)[:200],
        )

    @cached_property
    def _searched_beside(self) -> list[Field]:
        """The fields whose values a record is found by beside its title."""
        return [one for one in self.fields if one.searchable and one.name != self.title]

    def due(self, record: Any) -> tuple[datetime | None, bool]:
        """When the record is due, and whether that is a day rather than a moment."""
        return self.due_of(record) if self.due_of else (None, False)

    def verb(self, what: str) -> str:
        """The name of one of the type's own verbs: `account.created`."""
        return f"{self.name}.{what}"

    def permission(self, what: str) -> str:
        """The name of the permission for a verb on this type: `account.edit`."""
        return f"{self.name}.{what}"


class _RecordTypes:
    """All registered types."""

    def __init__(self) -> None:
        self._by_name: dict[str, RecordType] = {}
        #: tells the fields that a firm added; `own_fields` gives it when the room opens
        self.added_by: Adding = _none_added

    def register(self, *types: RecordType) -> None:
        """Add types, and declare the verbs every record has.

        A room's `record_types.py` does this when it is imported, which opening `records` does. The
        same name twice is an error.
        """
        for one in types:
            if one.name in self._by_name:
                raise ValueError(f"record type {one.name} is registered twice")
            check_icon(f"record type {one.name}", one.icon)
            self._by_name[one.name] = one
            verbs.declare(*verbs_of(one))

    def remove(self, name: str) -> None:
        """Forget a type (tests)."""
        self._by_name.pop(name, None)

    def get(self, name: str) -> RecordType:
        """The type of that name; `NotFound` for one nobody registered."""
        try:
            return self._by_name[name]
        except KeyError:
            raise NotFound() from None

    def by_slug(self, slug: str) -> RecordType:
        """The type whose addresses begin with the slug; `NotFound` for none."""
        for one in self._by_name.values():
            if one.slug == slug:
                return one
        raise NotFound()

    def of(self, record: Record) -> RecordType:
        """The type of a record."""
        return self._by_name[record.record_type]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[RecordType]:
        return iter(self._by_name.values())


record_types = _RecordTypes()

"""Import recipes: how rows of a foreign table become records. Rooms register, the importer runs.

A record type brings a plain recipe by itself. A recipe of its own is for files that make several
things at once (a shop's log makes accounts and their purchases).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import InvalidOperation
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db import DataError, IntegrityError, transaction

from klientel.kit.likeness import Likeness
from klientel.kit.refused import NotFound, Refused
from klientel.records.examples import Examples
from klientel.records.fields.base import Field, Text
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.workspaces.models import Workspace


@dataclass(frozen=True)
class Target:
    """A thing a column of the file can become. `field` cleans its cells.

    `aliases` are folded column names that mean it, `kinds` the sorts of content
    (`klientel.kit.tables.column_kind`) that make it likely in a file without a header, in order.
    """

    name: str
    field: Field
    group: Text = ""
    required: bool = False
    matchable: bool = False
    #: several may share it (a name): proposed for matching only when nothing better is there
    is_shared: bool = False
    aliases: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    #: several columns may become it: tags are put together, of others the row gets pairs of the
    #: name of the column and its value
    gathers: bool = False


@dataclass(frozen=True, slots=True)
class CleanRow:
    """One row of the file with cleaned values by target name.

    `key` is the digest of the file's source, the row's content and its n-th occurrence: the same
    file imported twice gives the same keys, and true repeats inside it differ.
    """

    line: int
    values: Mapping[str, Any]
    key: str


@dataclass(frozen=True, slots=True)
class Suspected:
    """What a row of a file names, and the record that it perhaps is.

    `key` stands for what is named: rows of one file that name the same share it. `values` are what
    the row says of it, clean, by the fields of `type`.
    """

    line: int
    key: str
    type: str
    record_id: UUID
    likeness: Likeness
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody chose for a suspect: one of `ALIKE`, and the record that it was shown with."""

    way: str
    record_id: UUID


@dataclass
class Outcome:
    """What a chunk of rows did, or in a dry run would do.

    `errors` name the line and the reason; `notes` say of a line that was imported what was not.
    `suspects` are what fits no record exactly but is perhaps there already.
    """

    created: dict[str, int] = field(default_factory=dict)
    updated: dict[str, int] = field(default_factory=dict)
    skipped: int = 0
    errors: list[tuple[int, Refused]] = field(default_factory=list)
    notes: list[tuple[int, Refused]] = field(default_factory=list)
    suspects: list[Suspected] = field(default_factory=list)

    def count(self, into: dict[str, int], noun: str, number: int = 1) -> None:
        """Add to one of the counters by record type or entry name."""
        if number:
            into[noun] = into.get(noun, 0) + number


#: what is done with rows of one file that mean the same record
REPEATS = ("join", "skip", "both")
#: what becomes of rows that are perhaps there already; the first unless said otherwise
ALIKE = ("create", "update", "skip")


@dataclass(frozen=True)
class Options:
    """How rows are matched: the targets to match on, and what becomes of those found and not.

    `add_new` rows that fit no record make one. `update_existing` records are completed by the rows
    that fit them, with `fill_only` only where they are empty. Rows of one file that mean the same
    record are joined (`join`), or only the first counts (`skip`), or each makes one (`both`).

    A `careful` import believes a name less than a number or an address: what is recognised by its
    name alone is completed only where it is empty, and what differs in a surer key is another.

    `source` is what people call where the rows come from, `file` the name of the file.

    `batch` marks every event and row of the import, so that it can be undone. `scratch` belongs to
    the recipe and is kept from chunk to chunk of one run: a dry run remembers there what it has
    counted as new. After a crash it is empty again. `alike` says what becomes of rows that are
    nearly certainly there already, `likely` of those that likely are: one of `ALIKE`. What was
    `chosen` for one of them, by its key, goes before.
    """

    match_on: tuple[str, ...] = ()
    update_existing: bool = True
    source: str = ""
    file: str = ""
    fixed: Mapping[str, Any] = field(default_factory=dict)
    batch: UUID | None = None
    add_new: bool = True
    fill_only: bool = False
    repeats: str = "join"
    scratch: dict[str, Any] = field(default_factory=dict)
    alike: str = ALIKE[0]
    likely: str = ALIKE[0]
    chosen: Mapping[str, Chosen] = field(default_factory=dict)
    careful: bool = False
    #: where a check wants to be shown what becomes of rows
    examples: Examples | None = None


@dataclass(frozen=True)
class Recipe:
    """One way to import. `apply(actor, rows, options, dry)` handles a chunk.

    It runs inside a transaction the importer opened, writes through `_many` actions, must add
    nothing for rows whose key it has seen, and with `dry` only counts.
    """

    name: str
    label: Text
    targets: Sequence[Target]
    permission: str
    apply: Callable[[Actor, Sequence[CleanRow], Options, bool], Outcome]
    aliases: tuple[str, ...] = ()
    #: what it counts that is no record type, by entry name: one of it, and several
    nouns: Mapping[str, tuple[Text, Text]] = field(default_factory=dict)
    finish: Callable[[Actor], None] | None = None
    #: how else records are recognised than by what people choose, in a sentence
    matching: Text = ""
    #: whether each of several rows can make a record of its own (`both`)
    keeps_repeats: bool = True
    #: the types whose own fields it fills, by what stands before the names of these targets, each
    #: with the heading that they are offered under
    fills: Mapping[str, tuple[str, Text]] = field(default_factory=dict)
    #: whether it may know a record by a name alone, so that care makes a difference
    knows_by_name: bool = False

    def in_workspace(self, workspace: Workspace) -> Recipe:
        """The recipe with a target for each field that the firm added to what it makes.

        Links to records are filled by the plain recipes alone, which look for them.
        """
        added = [
            Target(f"{before}{one.name}", one, group=heading)
            for before, (name, heading) in self.fills.items()
            for one in record_types.get(name).in_workspace(workspace).added
            if one.editable and not (before and one.is_link)
        ]
        return replace(self, targets=[*self.targets, *added]) if added else self


@dataclass(frozen=True, slots=True)
class Aside:
    """What a row says besides the fields of its record, by the targets of a `Besides`.

    `who` is the same for rows that mean one record; `record` is None while that is to be made.
    """

    line: int
    values: Mapping[str, Any]
    who: Hashable
    record: Any | None


@dataclass(frozen=True)
class Besides:
    """What the plain import of a type takes from a file that is no field of it: entries under it.

    `consider(actor, asides, options, outcome)` decides what is to be noted, tells in the outcome
    what is not, counts it, and gives what notes it once all records are there, by their `who`.
    """

    targets: Callable[[], Sequence[Target]]
    consider: Callable[
        [Actor, Sequence[Aside], Options, Outcome], Callable[[Mapping[Hashable, UUID]], None]
    ]
    nouns: Mapping[str, tuple[Text, Text]] = field(default_factory=dict)


#: what rooms take besides, by record type
besides: dict[str, Besides] = {}


Entry = TypeVar("Entry")


#: what a database, or the way there, says of a value that no column can hold
_TOO_MUCH = (DataError, InvalidOperation, OverflowError)


def halving(
    entries: Sequence[Entry], write: Callable[[Sequence[Entry]], None]
) -> list[tuple[Entry, Refused]]:
    """Write all at once; where a rule or the database says no, find out to which of them.

    Returns the entries that were not written with the reason in words. `write` runs in a
    savepoint of the importer's transaction; what it tells others it must tell at its very end.
    """
    if not entries:
        return []
    try:
        with transaction.atomic():
            write(entries)
    except (Refused, IntegrityError, *_TOO_MUCH) as error:
        if len(entries) == 1:
            return [(entries[0], _in_words(error))]
        middle = len(entries) // 2
        return halving(entries[:middle], write) + halving(entries[middle:], write)
    return []


def _in_words(error: Exception) -> Refused:
    if isinstance(error, Refused):
        return error
    if isinstance(error, _TOO_MUCH):
        return Refused("The database cannot hold this row: a text is too long or a number too big.")
    return Refused("This row contradicts what is stored: something in it may be there only once.")


class _Recipes:
    """All recipes by name."""

    def __init__(self) -> None:
        self._by_name: dict[str, Recipe] = {}

    def register(self, *recipes: Recipe) -> None:
        for one in recipes:
            self._by_name[one.name] = one

    def get(self, name: str) -> Recipe:
        """The recipe by name or alias; `NotFound` for none."""
        for one in self._by_name.values():
            if name == one.name or name in one.aliases:
                return one
        raise NotFound()

    def __iter__(self) -> Iterator[Recipe]:
        return iter(self._by_name.values())


recipes = _Recipes()

"""What a kind of own field says of itself: its name, its class, and what its settings ask.

A kind is one file in `kinds`. Settings, actions and lists ask it
and know no kind by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from klientel.records.fields.base import Field, Reading, Text
from klientel.records.models import FieldDefinition

if TYPE_CHECKING:
    from klientel.records.types import RecordType
    from klientel.workspaces.models import Workspace

Options = Mapping[str, Any]


@dataclass(frozen=True)
class Saying:
    """What somebody says of a field: of which type it is, and what was typed into its settings.

    `record_type` is the type as it is in the firm now, `field` what was said of it before.
    """

    record_type: RecordType
    field: FieldDefinition
    reading: Reading
    said: Mapping[str, Any]


def _nothing(_options: Options) -> dict[str, Any]:
    return {}


def _as_said(saying: Saying, kind: OwnKind) -> dict[str, Any]:
    """Numbers and words as they were typed."""
    return {
        one.name: int(saying.said[one.name])
        for one in kind.inputs
        if not one.lasting and one.name in saying.said
    }


def _everywhere(_record_type: RecordType) -> bool:
    return True


@dataclass(frozen=True)
class OwnKind:
    """One kind on offer.

    `own(options)` gives its class, `told(options)` what that is made with. `inputs` are what its
    settings ask beside what they ask of every field; a lasting one is asked once. `kept(saying,
    kind)` gives the options that are kept of what was typed, and raises `Refused`. Where the
    program `makes(workspace, type_name)` the values, for all records and chunk by chunk, nobody
    types them, and none is ever missing or set before.
    """

    name: str
    label: Text
    icon: str
    own: Callable[[Options], Any]
    #: where it stands among the kinds on offer, from low to high
    place: int
    told: Callable[[Options], dict[str, Any]] = _nothing
    inputs: Sequence[Field] = ()
    kept: Callable[[Saying, OwnKind], dict[str, Any]] = _as_said
    #: the inputs as a form shows them; the same if nothing else is said
    form: Callable[[], Sequence[Field]] | None = None
    #: the same, where what they offer depends on the type: `form_of(record_type, reading)`
    form_of: Callable[[RecordType, Reading], Sequence[Field]] | None = None
    #: what the inputs hold for a field that is there, by their names
    held: Callable[[FieldDefinition, RecordType, Reading], dict[str, Any]] = field(
        default=lambda said, _type, _reading: dict(said.options)
    )
    #: refuses options that cannot stand any more, when they are brought back by an undo:
    #: `fits(record_type, field, the options before, reading)`
    fits: Callable[[RecordType, FieldDefinition, Options, Reading], None] | None = None
    makes: Callable[[Workspace, str], Iterator[int]] | None = None
    #: the types that can have one
    suits: Callable[[RecordType], bool] = _everywhere
    #: what a column of a file holds (`kit.column_kinds`) that becomes such a field when one is
    #: added for it; nothing for a kind that no column becomes by itself
    becomes_of: tuple[str, ...] = ()
    #: its texts are found by the search
    is_searched: bool = False
    #: its options are a list that can be edited
    has_choices: bool = False
    #: of what has two ends, the field at the other one, not saved and without its lasting name:
    #: `other_end(field, what was typed)`
    other_end: Callable[[FieldDefinition, Mapping[str, Any]], FieldDefinition] | None = None
    #: what its settings say above its inputs, a sentence and its words, given what the field at the
    #: other end is called
    explained: Callable[[FieldDefinition, str], tuple[Text, dict[str, Text]]] | None = None
    #: the kind of field that a list must have before, since this one reads what it links
    needs: str = ""
    #: whether new records can begin with a value
    takes_preset: bool = True
    #: whether conditions can ask for a value: one that says no by being empty is never missing
    is_missed: bool = True

    @property
    def is_made(self) -> bool:
        """Whether the program makes the values."""
        return self.makes is not None

    def asked(self, record_type: RecordType, reading: Reading) -> Sequence[Field]:
        """The inputs of its settings for a type as the firm has it, which must be given."""
        if self.form_of is not None:
            return self.form_of(record_type, reading)
        if self.form is not None:
            return self.form()
        return [replace(one, required=True) for one in self.inputs]

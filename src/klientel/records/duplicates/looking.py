"""Whether somebody is there already: asked while a person types, and by an import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from klientel.kit.likeness import LIKELY, Entry, Likeness, compare, keys_of
from klientel.kit.likeness.certainty import Sharing
from klientel.kit.likeness.pairs import FEW
from klientel.kit.refused import Refused
from klientel.records.duplicates.keys import numbers_of, sharing_a_key
from klientel.records.fields.base import Reading
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor

#: what somebody has typed half is worth a look earlier than what is known whole
WORTH_A_LOOK = 3
SHOWN = 5
#: a name that is typed so far is looked for by its beginning
_FEWEST_LETTERS = 3


@dataclass(frozen=True)
class There:
    """A record that is there already, and how alike it is; None: its name begins the same.

    Of the record only what is compared, and what tells it apart, was read.
    """

    row: Any
    likeness: Likeness | None


def typed_so_far(record_type: RecordType, typed: Mapping[str, str], reading: Reading) -> Any:
    """What stands in a form so far, as a row; what is not valid yet counts as empty. None where
    nothing is to be compared."""
    if record_type.compared is None:
        return None
    values: dict[str, Any] = {}
    for one in record_type.fields:
        if one.column not in record_type.compared.columns or not typed.get(one.name, "").strip():
            continue
        try:
            values[one.column] = one.clean(typed[one.name], reading)
        except Refused:
            continue
    return record_type.compared.typed(values) if values else None


def there_already(
    actor: Actor,
    record_type: RecordType,
    entry: Entry,
    least: int = LIKELY,
    most: int = SHOWN,
    begins: str = "",
) -> list[There]:
    """Records that the actor sees and that are alike, the most certain first; two questions.

    With `begins` also, behind those, the ones whose name begins so.
    """
    compared = record_type.compared
    if compared is None:
        return []
    begins = begins if len(begins) >= _FEWEST_LETTERS else ""
    ids, counts = sharing_a_key(
        actor.workspace_id, record_type, numbers_of(record_type, entry), begins
    )
    ids.discard(entry.key)
    if not ids:
        return []
    rows = record_type.model.objects.visible_to(actor).filter(pk__in=ids)
    columns = sorted({*compared.columns, *_to_name(record_type), compared.sorted_by})
    found, beginning = [], []
    others = [(row, compared.entry(row)) for row in rows.only(*columns)]
    sharing = _sharing(entry, [other for _row, other in others], counts)
    for row, other in others:
        likeness = compare(entry, other, sharing)
        if likeness is not None and likeness.certainty >= least:
            found.append(There(row, likeness))
        elif begins and getattr(row, compared.sorted_by).startswith(begins):
            beginning.append(There(row, None))
    found.sort(key=lambda one: (-_certainty(one), one.row.id.int))
    return [*found, *beginning][:most]


def _sharing(entry: Entry, others: Sequence[Entry], counts: Mapping[str, int]) -> Sharing:
    """How many share a key: of a domain all, else those of different names."""
    names: dict[str, set[str]] = {key: {entry.name.sound} for key in counts}
    if any(count > FEW for count in counts.values()):
        for other in others:
            for key in names.keys() & set(keys_of(other)):
                names[key].add(other.name.sound)
    return lambda key: counts.get(key, 0) if key[0] == "d" else len(names.get(key, ()))


def _to_name(record_type: RecordType) -> set[str]:
    """The columns by which a record is told apart and led to, where it has them."""
    wanted = {"id", "ref", *(record_type.field(name).column for name in record_type.hints)}
    return wanted & record_type.columns.keys()


def _certainty(there: There) -> int:
    return there.likeness.certainty if there.likeness else 0

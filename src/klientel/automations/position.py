"""Where a run stands: frames of steps within steps, the innermost last, as JSON keeps them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from klientel.automations.definition import Definition, Step

THEN, OTHERWISE = "then", "otherwise"
#: the way to what a rule does where its conditions are not met: no step holds that
UNMET = ("", OTHERWISE)


@dataclass
class Frame:
    """Steps that are being done one after the other: the next is the one `at`.

    `inside` is the way to them: the key of each step that holds them, and which of its parts. Those
    of a for-each are done for `row`, and then for each of `rows`, which are of the type `of`.
    """

    inside: tuple[str, ...] = ()
    at: int = 0
    of: str = ""
    row: str = ""
    rows: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The frame as it is kept; what is empty is left out."""
        kept: dict[str, Any] = {"in": list(self.inside), "at": self.at}
        if self.of:
            kept |= {"of": self.of, "row": self.row, "rows": self.rows}
        return kept


def frames_of(stored: Any) -> list[Frame]:
    """The frames that were kept."""
    return [
        Frame(
            tuple(one.get("in", ())),
            one.get("at", 0),
            one.get("of", ""),
            one.get("row", ""),
            list(one.get("rows", ())),
        )
        for one in stored
    ]


def begun(*, is_met: bool) -> list[dict[str, Any]]:
    """Where a run begins, as it is kept: with what is done where conditions are met, or are not."""
    return [Frame(() if is_met else UNMET).to_json()]


def steps_in(definition: Definition, inside: Sequence[str]) -> tuple[Step, ...]:
    """The steps at the end of a way; none where the way is not there any more."""
    is_unmet = tuple(inside[:2]) == UNMET
    steps = definition.otherwise if is_unmet else definition.then
    for key, part in _pairs(inside[2:] if is_unmet else inside):
        step = next((one for one in steps if one.key == key), None)
        if step is None:
            return ()
        steps = step.otherwise if part == OTHERWISE else step.then
    return steps


def carried_over(frames: Sequence[Frame], old: Definition, new: Definition) -> list[Frame] | None:
    """The same place in another version of the rule; None where its next step is not there."""
    moved = []
    for frame in frames:
        before, now = steps_in(old, frame.inside), steps_in(new, frame.inside)
        if frame.at >= len(before):
            at = len(now)
        else:
            keys = [one.key for one in now]
            if before[frame.at].key not in keys:
                return None
            at = keys.index(before[frame.at].key)
        moved.append(Frame(frame.inside, at, frame.of, frame.row, frame.rows))
    return moved


def _pairs(inside: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield from zip(inside[::2], inside[1::2], strict=True)

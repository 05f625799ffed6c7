"""Trees that can be reckoned. A walk through one takes as many steps as it has pieces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import DivisionByZero, InvalidOperation, Overflow
from typing import Any

from klientel.kit.formulas.functions.declaring import Function
from klientel.kit.formulas.values import LONGEST, Clock, Shape, Wrong

#: gives the value of a field by its name
Read = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Fixed:
    """A value that stands in the formula."""

    value: Any
    shape: Shape

    def reckoned(self, clock: Clock, read: Read) -> Any:
        """The value itself."""
        return self.value


@dataclass(frozen=True, slots=True)
class Field:
    """What a record holds in a field."""

    name: str
    shape: Shape

    def reckoned(self, clock: Clock, read: Read) -> Any:
        """Its value; of a long text the beginning."""
        value = read(self.name)
        if isinstance(value, str):
            return value[:LONGEST] or None
        return value


@dataclass(frozen=True, slots=True)
class Converted:
    """A value in the form that a function takes."""

    node: Node
    shape: Shape

    def reckoned(self, clock: Clock, read: Read) -> Any:
        """A text as it is written, the day of a moment."""
        value = self.node.reckoned(clock, read)
        if value is None or isinstance(value, Wrong):
            return value
        if self.shape is Shape.DAY:
            return clock.day_of(value)
        return guarded(lambda: clock.text_of(value, self.node.shape))


@dataclass(frozen=True, slots=True)
class Call:
    """A function or a sign with its inputs."""

    function: Function
    inputs: tuple[Node, ...]
    shape: Shape

    def reckoned(self, clock: Clock, read: Read) -> Any:
        """What it gives; never raises."""
        function = self.function
        values = [one.reckoned(clock, read) for one in self.inputs]
        if not function.takes_wrong:
            for value in values:
                if isinstance(value, Wrong):
                    return value
        if not function.takes_empty and any(value is None for value in values):
            return None
        return guarded(lambda: function.call(clock, *values))


Node = Fixed | Field | Converted | Call


def guarded(work: Callable[[], Any]) -> Any:
    """What some arithmetic gives, or what went wrong with it."""
    try:
        return work()
    except DivisionByZero:
        return Wrong("division")
    except Overflow:
        return Wrong("large")
    except InvalidOperation:
        return Wrong("number")
    except (OverflowError, ValueError):
        # a day beyond the calendar
        return Wrong("day")

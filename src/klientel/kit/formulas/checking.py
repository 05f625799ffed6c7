"""From a tree of words to one that can be reckoned: what every piece is, before any value is known.

That a text is not multiplied and a date not rounded is said where it stands, not when a record has
an unlucky value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from klientel.kit.formulas.functions import SIGNS, function_named, likely
from klientel.kit.formulas.functions.declaring import TAKES, Function, Unfit, mistake_of
from klientel.kit.formulas.mistakes import Mistake, Msgid, Translate
from klientel.kit.formulas.parsing import Asked, Constant, Named, Syntax
from klientel.kit.formulas.reckoning import Call, Converted, Field, Fixed, Node
from klientel.kit.formulas.values import CALLED, TIMES, Shape

#: levels of the whole tree, chains of signs included
_DEEPEST = 110
#: fields of one formula
MOST_FIELDS = 50
#: functions that may be written without brackets
_BARE = frozenset({"TRUE", "FALSE"})


@dataclass(frozen=True, slots=True)
class Input:
    """A field that a formula may read: its lasting name, what people call it, and what it holds.

    Without a shape nothing can be reckoned with it.
    """

    name: str
    label: str
    shape: Shape | None


#: the field that is meant by what stands between braces; None for none
Known = Callable[[str], Input | None]


class Checker:
    """Checks one tree; `reads` are the names of the fields it found, by how they were written.

    `labels` are what fields are called, to guess which one was meant.
    """

    def __init__(self, known: Known, labels: Sequence[str], language: str) -> None:
        self.known = known
        self.labels = labels
        self.language = language
        self.reads: dict[str, str] = {}
        self.depends_on_today = False

    def checked(self, tree: Syntax, depth: int = 0) -> Node:
        """The tree with its shapes; raises `Mistake`."""
        if depth > _DEEPEST:
            raise Mistake("This formula is too long.", tree.start, tree.end)
        if isinstance(tree, Constant):
            shape = Shape.TEXT if isinstance(tree.value, str) else Shape.NUMBER
            return Fixed(tree.value, shape)
        if isinstance(tree, Named):
            return self._field(tree)
        return self._call(tree, depth)

    def _field(self, tree: Named) -> Field:
        found = self.known(tree.name)
        if found is None:
            raise self._unknown_field(tree)
        if found.shape is None:
            raise Mistake(
                "Formulas cannot read the field “{name}”.", tree.start, tree.end, name=found.label
            )
        self.reads[tree.name] = found.name
        if len(set(self.reads.values())) > MOST_FIELDS:
            raise Mistake(
                "A formula reads at most {most} fields.", tree.start, tree.end, most=MOST_FIELDS
            )
        return Field(found.name, found.shape)

    def _unknown_field(self, tree: Named) -> Mistake:
        near = get_close_matches(tree.name[:80], self.labels, n=1, cutoff=0.6)
        if near:
            return Mistake(
                "There is no field “{name}”. Is “{other}” meant?",
                tree.start,
                tree.end,
                name=tree.name[:80],
                other=near[0],
            )
        return Mistake("There is no field “{name}”.", tree.start, tree.end, name=tree.name[:80])

    def _call(self, tree: Asked, depth: int) -> Node:
        function = self._function(tree)
        self.depends_on_today = self.depends_on_today or function.depends_on_today
        self._count(tree, function)
        nodes = []
        for place, one in enumerate(tree.inputs):
            node = self.checked(one, depth + 1)
            nodes.append(self._fitting(function, place, node, one))
        try:
            shape = function.gives([node.shape for node in nodes])
        except Unfit as unfit:
            blamed = tree.inputs[unfit.which] if 0 <= unfit.which < len(tree.inputs) else None
            start = blamed.start if blamed else tree.name_start
            raise mistake_of(unfit, start, blamed.end if blamed else tree.name_end) from None
        return Call(function, tuple(nodes), shape)

    def _function(self, tree: Asked) -> Function:
        if tree.is_sign:
            return SIGNS[tree.name]
        found = function_named(tree.name)
        if found is not None and (not tree.is_word or found.name in _BARE):
            return found
        if found is not None:
            raise Mistake(
                "A function has brackets behind its name: “{name}()”.",
                tree.start,
                tree.end,
                name=tree.name,
            )
        if tree.is_word and self.known(tree.name) is not None:
            raise Mistake(
                "A field stands in braces: “{name}”.",
                tree.start,
                tree.end,
                name="{" + tree.name[:80] + "}",
            )
        near = likely(tree.name, self.language)
        sentence = (
            "There is no function “{name}”. Is “{other}” meant?"
            if near
            else "There is no function “{name}”."
        )
        raise Mistake(sentence, tree.name_start, tree.name_end, name=tree.name[:60], other=near)

    def _count(self, tree: Asked, function: Function) -> None:
        given, most = len(tree.inputs), function.most
        if given < function.fewest:
            raise Mistake(
                "“{name}” needs more: {signature}.",
                tree.name_start,
                tree.name_end,
                name=tree.name,
                signature=self._signature(function),
            )
        if most is not None and given > most:
            raise Mistake(
                "This is too much for “{name}”: {signature}.",
                tree.inputs[most].start,
                tree.inputs[-1].end,
                name=tree.name,
                signature=self._signature(function),
            )

    def _signature(self, function: Function) -> Callable[[Translate], str]:
        return lambda say: function.signature(self.language, say)

    def _fitting(self, function: Function, place: int, node: Node, tree: Syntax) -> Node:
        word = function.taken(place).word
        if node.shape is not Shape.NOTHING and node.shape not in TAKES[word]:
            raise Mistake(
                "“{name}” needs {wanted} here, this is {what}.",
                tree.start,
                tree.end,
                name=function.named(self.language),
                wanted=_WANTED[word],
                what=CALLED[node.shape],
            )
        if word == "text" and node.shape is not Shape.TEXT:
            return Converted(node, Shape.TEXT)
        if word == "day" and node.shape in TIMES and node.shape is not Shape.DAY:
            return Converted(node, Shape.DAY)
        return node


_WANTED = {
    "number": CALLED[Shape.NUMBER],
    "amount": CALLED[Shape.NUMBER],
    "day": CALLED[Shape.DAY],
    "time": CALLED[Shape.MOMENT],
    "truth": Msgid("a condition"),
}

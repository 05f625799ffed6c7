"""Makes what actions name by an id, number or code: the comment, file, rule, line of an order."""

from tests.architecture.things import (
    crm,
    discussion,
    fields,
    firm,
    lists,
    outside,
    own,
    rules,
    work,
)
from tests.architecture.things.scene import OUTSIDE, Scene, hide, inputs_for, makers

__all__ = [
    "OUTSIDE", "Scene", "crm", "discussion", "fields", "firm", "hide", "inputs_for", "lists",
    "makers", "outside", "own", "rules", "work",
]  # fmt: skip

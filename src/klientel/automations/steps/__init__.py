"""What a rule can do: the registry, and the kinds that every firm has, each file some of them."""

import pkgutil
from importlib import import_module

from klientel.automations.steps.registry import Asking, Done, StepKind, steps

for _found in sorted(pkgutil.iter_modules(__path__), key=lambda one: one.name):
    # a file beside this one is a kind of step: nobody has to name it
    import_module(f"{__name__}.{_found.name}")

__all__ = ["Asking", "Done", "StepKind", "steps"]

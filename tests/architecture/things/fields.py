"""Fields that a firm adds."""

from __future__ import annotations

import json
from typing import Any

from tests.architecture.things.scene import Scene, makes


@makes("field.add")
def new_field(_at: Scene) -> dict[str, Any]:
    return {"type": "account", "kind": "text", "label": "Berth"}


def _field(at: Scene, **said: Any) -> dict[str, Any]:
    return {"field": str(at.do("field.add", **{**new_field(at), **said}).pk)}


@makes("field.trash")
def field(at: Scene) -> dict[str, Any]:
    return _field(at)


@makes("field.change")
def other_label(at: Scene) -> dict[str, Any]:
    return {**_field(at), "label": "Mooring"}


@makes("field.order")
def order(at: Scene) -> dict[str, Any]:
    _field(at)
    last = at.do("field.add", **{**new_field(at), "label": "Crane"})
    return {"type": "account", "order": last.name}


@makes("field.restore")
def trashed_field(at: Scene) -> dict[str, Any]:
    given = _field(at)
    at.do("field.trash", **given)
    return given


@makes("field.set_choices")
def options(at: Scene) -> dict[str, Any]:
    given = _field(at, kind="choice", choices="North\nSouth")
    return {**given, "every": json.dumps([{"label": "East"}])}


@makes("field.set_conditions")
def conditions(at: Scene) -> dict[str, Any]:
    return {
        **_field(at),
        "purpose": "shown",
        "conditions": json.dumps(["and", ["city", "is", "Kiel"]]),
    }

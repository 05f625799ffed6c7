"""Saved views and what is done to many rows of a list."""

from __future__ import annotations

from typing import Any

from klientel.records.actions.catalogue import run
from klientel.views.models import BulkRun
from tests.architecture.things.scene import Scene, makes


@makes("view.save")
def state(_at: Scene) -> dict[str, Any]:
    return {"type": "account", "name": "In Kiel", "query": "city=Kiel", "audience": "me"}


@makes("view.rename", "view.delete", "view.pin", "view.offer")
def view(at: Scene) -> dict[str, Any]:
    return {"view": at.do("view.save", **{**state(at), **at.whose}).number}


@makes("view.change")
def other_query(at: Scene) -> dict[str, Any]:
    return {**view(at), "query": "city=Bremen"}


@makes("view.make_default")
def default(at: Scene) -> dict[str, Any]:
    return {**view(at), "roles": "member"}


@makes("view.unpin")
def pinned(at: Scene) -> dict[str, Any]:
    given = view(at)
    run(at.insider, "view.pin", **given)
    return given


@makes("view.order_pins")
def two_pins(at: Scene) -> dict[str, Any]:
    first, second = pinned(at)["view"], pinned(at)["view"]
    return {"views": f"{second},{first}"}


@makes("feed.make")
def of_a_view(at: Scene) -> dict[str, Any]:
    made = at.do("view.save", **{**state(at), **at.whose, "type": "work", "query": ""})
    return {"view": str(made.pk)}


@makes("feed.end")
def feed(at: Scene) -> dict[str, Any]:
    given = of_a_view(at)
    run(at.insider, "feed.make", **given)
    return given


@makes("list.arrange")
def columns(_at: Scene) -> dict[str, Any]:
    return {"type": "account", "columns": "name,city"}


@makes("list.export", "list.trash_many")
def rows(at: Scene) -> dict[str, Any]:
    return {"type": "account", "ids": at.about}


@makes("list.change_many")
def many(at: Scene) -> dict[str, Any]:
    return {**rows(at), "field": "industry", "value": "Media"}


@makes("list.stop_many")
def working(at: Scene) -> dict[str, Any]:
    """A change of Olga's that still goes on."""
    made = at.do("list.change_many", **many(at), way="set")
    made.state = BulkRun.State.RUNNING
    made.save()
    return {"run": str(made.pk)}

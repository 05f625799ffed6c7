"""Everything that can be imported: the recipes of rooms, and the plain one of each record type."""

from __future__ import annotations

from klientel.integrations.plain_recipe import recipe_of
from klientel.kit.refused import NotFound
from klientel.records.recipes import Recipe, recipes
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace


def all_recipes() -> list[Recipe]:
    """Every way to import; a room's own recipe stands before the plain one of the same name."""
    own = list(recipes)
    names = {one.name for one in own}
    return [
        *own,
        *(recipe_of(record_type) for record_type in record_types if record_type.name not in names),
    ]


def recipe_named(name: str, workspace: Workspace | None = None) -> Recipe:
    """The recipe by name, alias or a type's slug, for a workspace with the fields that the firm
    added; raises `NotFound`.
    """
    for one in all_recipes():
        if name == one.name or name in one.aliases:
            return one if workspace is None else one.in_workspace(workspace)
    raise NotFound("Nothing called “{name}” can be imported.", name=name)


def recipes_for(actor: Actor) -> list[Recipe]:
    """What the actor may import."""
    return [one for one in all_recipes() if actor.may(one.permission)]

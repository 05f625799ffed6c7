"""The stages of a firm: its own, or those the program comes with, kept in the process.

Code that asks of whom something is done already asks what a stage means, never how it is called.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from klientel.crm.choices import MEANINGS, STAGES, StageOption
from klientel.crm.models import Stage
from klientel.workspaces.models import Workspace

_USUAL = {one.value: one for one in STAGES}
_GLYPHS = {one.value: one.icon for one in MEANINGS}


@dataclass(frozen=True)
class Stages:
    """All stages of a firm in its order, those it uses no more at the end."""

    every: tuple[StageOption, ...]

    @property
    def living(self) -> list[StageOption]:
        """Those that an account may be moved to."""
        return [one for one in self.every if not one.is_retired]

    def get(self, key: str) -> StageOption | None:
        """The stage of a key, None for one that the firm never had."""
        return next((one for one in self.every if one.value == key), None)

    def first(self, meaning: str = "") -> str:
        """The key of the first stage, or of the first that means something.

        New accounts begin in the first. There is always one before the deal and an active one.
        """
        return next(one.value for one in self.living if meaning in ("", one.meaning))

    def means(self, key: str, meaning: str) -> bool:
        """Whether a stage means this."""
        found = self.get(key)
        return found is not None and found.meaning == meaning


USUAL = Stages(STAGES)
_kept: dict[UUID, tuple[int, Stages]] = {}


def stages_of(workspace: Workspace) -> Stages:
    """The stages of a workspace, cached in the process by its directory version."""
    kept = _kept.get(workspace.pk)
    if kept and kept[0] == workspace.directory_version:
        return kept[1]
    rows = Stage.objects.in_workspace(workspace.pk).order_by("place", "key")
    options = [option_of(row) for row in rows]
    options.sort(key=lambda one: one.is_retired)
    fresh = Stages(tuple(options)) if options else USUAL
    _kept[workspace.pk] = (workspace.directory_version, fresh)
    return fresh


def option_of(row: Stage) -> StageOption:
    """A stored stage as it is offered: with the glyph of what it means."""
    usual = _USUAL.get(row.key)
    has_own_glyph = usual is not None and usual.meaning == row.meaning
    return StageOption(
        row.key,
        row.name or (usual.label if usual else row.key),
        row.tone,
        usual.icon if usual and has_own_glyph else _GLYPHS[row.meaning],
        meaning=row.meaning,
        is_retired=row.retired_at is not None,
    )

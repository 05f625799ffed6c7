"""Long files of boats."""

from __future__ import annotations

from tests.cast import Firm
from tests.sample_room.models import Boat


def boats(firm: Firm) -> dict[str, Boat]:
    return {one.name: one for one in Boat.objects.in_workspace(firm.workspace.pk)}


def lots(count: int) -> list[tuple[str, str]]:
    return [("Name", "Harbour"), *((f"Boot {n}", f"Hafen {n % 9}") for n in range(count))]

"""The time zones that people choose from."""

from __future__ import annotations

from zoneinfo import available_timezones

#: zones most of our readers live in, before the long list
NEAR = ("Europe/Berlin", "Europe/Vienna", "Europe/Zurich", "Europe/London", "UTC")


def zones() -> list[tuple[str, str]]:
    """Each with its label, the near ones first; none that a place has no name for."""
    rest = sorted(zone for zone in available_timezones() if "/" in zone and zone not in NEAR)
    rest = [zone for zone in rest if not zone.startswith(("Etc/", "SystemV/"))]
    return [(zone, zone.replace("_", " ")) for zone in (*NEAR, *rest)]

"""Other processes for these tests: what makes them use the test's database."""

from __future__ import annotations

import os

from django.conf import settings
from django.db import connection


def environment() -> dict[str, str]:
    """The environment in which a process uses the database of the running test."""
    name = connection.settings_dict["NAME"]
    address = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        given = os.environ["KLIENTEL_DATABASE_URL"]
        address = f"postgresql://klientel@/{name}?{given.partition('?')[2]}"
    return {
        **os.environ,
        "KLIENTEL_DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "klientel.config.settings",
        "KLIENTEL_SECRET_KEY": settings.SECRET_KEY,
        "PYTHONPATH": "src",
    }

"""How PostgreSQL plans for pages: connections say what they are for, if nobody decided otherwise.

Delivered as it is, it plans for reports on slow disks. A page asks for few rows, by an index, and
not alone: to start helpers for a statement, or to compile it, takes longer than to answer it, and
whole tables are read because single rows of a disk once cost four times as much.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.signals import connection_created

#: setting and value; whoever wrote one of them down for the server, database or role is right
SETTINGS = (
    ("max_parallel_workers_per_gather", "0"),
    ("jit", "off"),
    ("random_page_cost", "1.1"),
)
_TELL = """
    SELECT set_config(wanted.name, wanted.value, false)
    FROM (VALUES (%s, %s), (%s, %s), (%s, %s)) AS wanted (name, value)
    JOIN pg_settings AS there ON there.name = wanted.name AND there.source = 'default'
"""


def plan_for_pages(connection: Any, **_more: Any) -> None:
    """Tell a new connection what it is for; of SQLite there is nothing to tell."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(_TELL, [word for one in SETTINGS for word in one])


def listen() -> None:
    """Have every connection told when it is made."""
    connection_created.connect(plan_for_pages, dispatch_uid="plan for pages")

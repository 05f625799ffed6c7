"""Whatever page is shown, every scoped table in its SQL is narrowed to the workspace."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.records.types import record_types
from klientel.workspaces.scope import ScopedModel
from tests.architecture.addresses import addresses
from tests.cast import Firm
from tests.contracts.samples import make

pytestmark = pytest.mark.django_db


def scoped_tables() -> set[str]:
    return {m._meta.db_table for m in apps.get_models() if issubclass(m, ScopedModel)}


def unscoped(sql: str) -> set[str]:
    """Scoped tables that a statement reads without naming their workspace."""
    read = set(
        re.findall(r'(?:FROM|JOIN|UPDATE|INTO) "([a-z_]+)"(?: (U?\d*|T\d+|"?[A-Z]\d+"?))?', sql)
    )
    wrong = set()
    for table, alias in read:
        name = alias.strip('"') if alias else table
        if table in scoped_tables() and f'{name}"."workspace_id"' not in sql.replace(
            f"{name}.", f'{name}".'
        ):
            wrong.add(table)
    return wrong


def test_every_page_names_the_workspace_of_every_table(firm: Firm) -> None:
    browser = firm.client()
    pages = [one.path for one in addresses(firm.slug) if one.is_of_workspace]
    for kind in record_types:
        record = make(firm.olga, kind)
        pages.append(f"/{firm.slug}/{kind.slug}/{record.ref or record.pk}")
        pages += [f"/{firm.slug}/{kind.slug}", f"/{firm.slug}/search?q=sample"]
    wrong = {}
    for page in pages:
        with CaptureQueriesContext(connection) as captured:
            browser.get(page)
        for query in captured.captured_queries:
            if query["sql"].startswith("SELECT") and unscoped(query["sql"]):
                wrong[page] = (unscoped(query["sql"]), query["sql"][:300])
    assert not wrong

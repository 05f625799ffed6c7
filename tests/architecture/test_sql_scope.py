"""Whatever page is shown, every scoped table in its SQL is narrowed to the workspace."""

from __future__ import annotations

import re
from functools import cache

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.records.types import record_types
from klientel.workspaces.scope import ScopedModel
from tests.architecture.addresses import addresses
from tests.architecture.furnished import parts_of
from tests.cast import Firm
from tests.contracts.samples import make

pytestmark = pytest.mark.django_db


_READ = re.compile(
    r'(?:FROM|JOIN)\s+"?([a-z_]+)"?'
    r'(?:\s+(?:AS\s+)?"?(?!(?:WHERE|ON|INNER|LEFT|GROUP|ORDER|LIMIT|JOIN|CROSS)\b)(\w+)"?)?'
)


#: the seats of whoever is signed in, in all their workspaces: sign-in and the list to switch by
OWN_SEATS = '"workspaces_member"."user_id" ='


@cache
def scoped_tables() -> set[str]:
    """Tables with a workspace, whatever their base class is."""
    found = set()
    for model in apps.get_models():
        if issubclass(model, ScopedModel) or model.__name__ == "SearchDoc":
            found.add(model._meta.db_table)
    return found


def unscoped(sql: str) -> set[str]:
    """Scoped tables that a statement reads without a condition on their workspace.

    A column that is only read is no condition: it stands before no `=` and behind none. And one
    table at least must be bound to a certain workspace, else all are only equal to each other.
    """
    read = {(table, alias or table) for table, alias in _READ.findall(sql)}
    if OWN_SEATS in sql:
        read.discard(("workspaces_member", "workspaces_member"))
    mine = {(table, name) for table, name in read if table in scoped_tables()}
    if mine and not re.search(r"""workspace_id"?\s*(?:=|IN)\s*\(?'""", sql):
        return {table for table, _name in mine}
    return {table for table, name in mine if not _is_bound(sql, name)}


def _is_bound(sql: str, name: str) -> bool:
    column = rf'(?<![\w"])\+?"?{name}"?\."?workspace_id"?'
    return bool(re.search(rf"{column}\s*(?:=|IN\b)|=\s*\(?{column}", sql))


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT "crm_account"."id", "crm_account"."workspace_id" FROM "crm_account"',
        'SELECT "crm_account"."workspace_id" FROM "crm_account" WHERE "crm_account"."id" = \'x\'',
        "SELECT p.workspace_id FROM crm_account p WHERE p.id = 'x'",
        'SELECT 1 FROM "crm_account" a JOIN "crm_contact" c ON (a.workspace_id = c.workspace_id)',
        """SELECT 1 FROM "crm_account" a WHERE a."workspace_id" = 'w' AND EXISTS(
        SELECT U0."workspace_id" FROM "crm_contact" U0 WHERE U0."id" = 'x')""",
    ],
)
def test_a_statement_that_only_reads_the_workspace_is_not_scoped(sql: str) -> None:
    assert unscoped(sql)
    assert not unscoped('SELECT 1 FROM "crm_account" WHERE "crm_account"."workspace_id" = \'w\'')


def test_every_page_names_the_workspace_of_every_table(firm: Firm) -> None:
    browser = firm.client()
    real = addresses(firm.slug, parts_of(firm))
    pages = [one.path for one in real if one.is_of_workspace]
    for record_type in record_types:
        record = make(firm.olga, record_type)
        pages.append(f"/{firm.slug}/{record_type.slug}/{record.ref or record.pk}")
        pages += [f"/{firm.slug}/{record_type.slug}", f"/{firm.slug}/search?q=sample"]
    wrong = {}
    for page in pages:
        with CaptureQueriesContext(connection) as captured:
            browser.get(page)
        for query in captured.captured_queries:
            if query["sql"].startswith("SELECT") and unscoped(query["sql"]):
                wrong[page] = (unscoped(query["sql"]), query["sql"][:300])
    assert not wrong

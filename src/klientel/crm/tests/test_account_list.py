"""The list of accounts: its columns by quick filter, its name by whom the firm serves."""

from __future__ import annotations

import re
from datetime import date

import pytest

from klientel.crm.models import SegmentRun
from klientel.records import actions
from klientel.workspaces.models import Workspace
from tests.cast import Firm

pytestmark = pytest.mark.django_db

HEADS = re.compile(
    r'<th class="[^"]*" role="columnheader"[^>]*>(?:<a[^>]*>)?(?:<span[^>]*>)?([^<]+)'
)
TABS = re.compile(
    r'<a class="segment" href="([^"]*)"( aria-current="page")?>(?:<svg.*?</svg>)?\s*([^<]+?)\s*<'
)


def serve(firm: Firm, whom: str) -> None:
    Workspace.objects.filter(pk=firm.workspace.pk).update(serves=whom)
    firm.workspace.refresh_from_db()
    firm.workspace.touch_directory()


def page_of(firm: Firm, query: str = "") -> str:
    actions.create(firm.olga, "account", {"name": "Ott", "relationship": "client"})
    actions.create(firm.olga, "account", {"name": "Lena Schmidt", "relationship": "customer"})
    return firm.client().get(f"/werft/accounts{query}").content.decode()


@pytest.mark.parametrize(
    ("query", "heads"),
    [
        (
            "",
            ["Name", "Relationship", "Stage", "Rating", "Last contact", "Manager / status"],
        ),
        (
            "?relationship=client",
            [
                "Name",
                "Stage",
                "Account manager",
                "Health",
                "Last contact",
                "Next step",
                "Notice by",
            ],
        ),
        (
            "?relationship=customer",
            [
                "Name",
                "Last purchase",
                "Purchases 12 mo.",
                "Revenue 12 mo.",
                "Segment",
                "Last contact",
            ],
        ),
        ("?relationship=customer&cols=city,phone", ["Name", "City", "Telephone"]),
        ("?stage=new&relationship=customer", ["Name", "Last purchase", "Purchases 12 mo."]),
    ],
)
def test_a_quick_filter_brings_its_columns_unless_others_were_chosen(
    firm: Firm, query: str, heads: list[str]
) -> None:
    found = [head.strip() for head in HEADS.findall(page_of(firm, query))]
    assert found[: len(heads)] == heads
    assert len(found) <= 8


@pytest.mark.parametrize(
    ("whom", "title", "opens", "first"),
    [
        ("both", "Clients &amp; customers", "/werft/accounts", "All"),
        ("clients", "Clients", "/werft/accounts?relationship=client", "Clients"),
        ("customers", "Customers", "/werft/accounts?relationship=customer", "Customers"),
    ],
)
def test_title_sidebar_and_first_tab_agree_on_whom_the_firm_serves(
    firm: Firm, whom: str, title: str, opens: str, first: str
) -> None:
    serve(firm, whom)
    text = page_of(firm, opens.removeprefix("/werft/accounts"))
    assert f'<h1 class="page-title" tabindex="-1">{title} ' in text
    assert f'href="{opens}" aria-current="page"' in text
    tabs = TABS.findall(text.partition('class="layout-switch"')[0])
    assert tabs[0][2] == first
    assert [name for _href, current, name in tabs if current] == [first]


def test_who_was_never_spoken_with_waits_longer_than_any_number_of_days(firm: Firm) -> None:
    text = page_of(firm, "?last_contact.older=30")
    assert re.findall(r'aria-label="Select ([^"]+)"', text)[1:] == ["Lena Schmidt", "Ott"]
    assert "is more than 30 days ago, or never" in text


def test_a_shop_shows_no_account_manager_in_any_tab(firm: Firm) -> None:
    serve(firm, "customers")
    for query in ("", "?relationship=customer", "?relationship=prospect"):
        assert "Account manager" not in HEADS.findall(page_of(firm, query))
    assert "{" not in "".join(HEADS.findall(page_of(firm)))


def test_nothing_bought_shows_nothing(firm: Firm) -> None:
    text = page_of(firm, "?cols=purchases,purchases_12m,revenue,revenue_12m,last_purchase,rfm")
    cells = re.findall(
        r'<td class="is-(?:number|date)[^"]*" role="gridcell"[^>]*>([^<]*)</td>', text
    )
    assert len(cells) == 10
    assert set(cells) == {""}


@pytest.mark.parametrize(
    ("has_ended", "query", "is_said"),
    [
        (True, "?relationship=customer", True),
        (True, "?relationship=client", False),
        (False, "?relationship=customer", False),
    ],
)
def test_segments_of_a_past_day_are_said_beside_the_title(
    firm: Firm, has_ended: bool, query: str, is_said: bool
) -> None:
    SegmentRun.objects.bulk_create(
        [SegmentRun(workspace=firm.workspace, as_of=date(1998, 6, 30), has_ended=has_ended)]
    )
    assert ("Segments as of 30" in page_of(firm, query)) is is_said


@pytest.mark.parametrize(
    ("whom", "called", "chosen"),
    [("both", "Client oder Kunde", "prospect"), ("clients", "Client", "client"),
     ("customers", "Kunde", "customer")],
)  # fmt: skip
def test_adding_calls_the_new_one_by_whom_the_firm_serves(
    firm: Firm, whom: str, called: str, chosen: str
) -> None:
    serve(firm, whom)
    german = {"HTTP_ACCEPT_LANGUAGE": "de", "HTTP_HX_REQUEST": "true"}
    member = firm.members["olga"]
    member.user.language = "de"
    member.user.save()
    text = firm.client().get("/werft/accounts/new", **german).content.decode()
    assert f">Neu: {called}</h2>" in text
    assert re.search(rf'name="relationship" value="{chosen}" checked', text)
    palette = firm.client().get("/werft/palette?q=neu", **german).content.decode()
    for one in called.split(" oder "):
        assert f"Neu: {one}<" in palette

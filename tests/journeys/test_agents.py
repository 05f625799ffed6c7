"""Journeys of agents: from the settings to a connected agent, on the real server."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from tests.journeys.accessible import AXE, wrongs


async def met(address: str, secret: str) -> tuple[list[str], str]:
    """What an agent is offered with a token, and as whom it acts."""
    headers = {"Authorization": f"Bearer {secret}"}
    http = httpx2.AsyncClient(headers=headers, timeout=60)
    async with http, Client(streamable_http_client(address, http_client=http)) as client:
        tools = (await client.list_tools()).tools
        me = await client.call_tool("describe", {})
        return [one.name for one in tools], me.structured_content["data"]["member"]["name"]


def test_a_snippet_and_a_token_from_the_settings_connect_an_agent(visit, server):
    page = visit("jana@roth.example", "/roth/settings/api")
    page.click(".settings-page a[href='/roth/settings/agents']")
    page.wait_for_selector("#address")
    snippet = json.loads(page.locator("pre").first.inner_text())["mcpServers"]["klientel"]
    assert snippet["url"] == page.input_value("#address") == f"{server.address}/mcp"
    page.click("main a[href='/roth/settings/api/new']")
    page.fill("#name", "Agent of a journey")
    page.check("[name=is_read_only]")
    page.click("main form.fields button[type=submit]")
    page.wait_for_selector("#proof_password, #secret")
    if page.locator("#proof_password").count():
        from tests.journeys.conftest import PASSWORD

        page.fill("#proof_password", PASSWORD)
        page.keyboard.press("Enter")
    secret = page.input_value("#secret")
    assert page.locator("main a[href='/roth/settings/agents']").count()
    # Playwright's own loop runs in this thread
    with ThreadPoolExecutor(1) as thread:
        names, who = thread.submit(asyncio.run, met(snippet["url"], secret)).result()
    assert names == ["search", "find", "read", "timeline", "describe"]
    assert who.startswith("Jana")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: ./dev.py build")
@pytest.mark.parametrize("width", [1440, 390])
def test_its_page_is_accessible_by_day_and_by_night(visit, width):
    page = visit("jana@roth.example", viewport={"width": width, "height": 900}, bypass_csp=True)
    found = []
    for place in ("/settings/agents", "/settings/api"):
        page.goto(f"/roth{place}")
        found += wrongs(page)
    assert found == []

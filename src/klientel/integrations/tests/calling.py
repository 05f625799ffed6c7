"""Calling the API in tests, as a program would: with a token, in JSON, without cookies."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from klientel.team.actions import create_token
from tests.cast import Firm


class Caller:
    """A program with a token of a member. Answers have `.data`, their JSON."""

    def __init__(self, firm: Firm, who: str = "olga", **given: Any) -> None:
        self.made = create_token(firm.actor(who), **{"name": "Test", **given})
        self._client = Client(raise_request_exception=False)

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        given = {"Authorization": f"Bearer {self.made.secret}", "Accept-Language": "en"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        content = "" if body is None else body if isinstance(body, str) else json.dumps(body)
        answer = self._client.generic(
            method, f"/api/v1/{path}", content, "application/json", headers=given
        )
        is_json = not answer.streaming and answer.content
        answer.data = json.loads(answer.content) if is_json else None
        return answer

    def get(self, path: str, **headers: str) -> Any:
        return self("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self("POST", path, body, **headers)

    def patch(self, path: str, body: Any, version: Any = "*", **headers: str) -> Any:
        match = version if version == "*" else f'"{version}"'
        return self("PATCH", path, body, If_Match=match, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self("DELETE", path, **headers)


def pointers(answer: Any) -> list[str]:
    """Where an answer says that something is wrong."""
    return [one["pointer"] for one in answer.data["errors"]]

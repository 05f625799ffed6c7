"""The worked example of docs/api.md, sent and compared as it stands there."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from klientel.integrations.api.limits import limiter
from klientel.integrations.tests.calling import Caller
from tests.architecture.source import ROOT
from tests.cast import Firm

_STEP = re.compile(r"^```http\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: stands in the document for anything
_ANY = "\N{HORIZONTAL ELLIPSIS}"


def steps() -> list[tuple[list[str], list[str]]]:
    """What is sent and what comes back, step by step."""
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    told = []
    for block in _STEP.findall(text):
        lines = block.splitlines()
        told.append(
            (
                [one[2:] for one in lines if one[0] == ">"],
                [one[2:] for one in lines if one[0] == "<"],
            )
        )
    return told


@pytest.mark.django_db
def test_the_worked_example_happens_as_the_document_tells(firm: Firm) -> None:
    limiter.forget()
    call, key = Caller(firm), ""
    assert len(steps()) > 8
    for sent, told in steps():
        (method, path), body, headers = sent[0].split(" "), None, {}
        for line in sent[1:]:
            if line.startswith("{"):
                body = json.loads(line.replace("{id}", key))
            else:
                name, _colon, value = line.partition(": ")
                headers[name] = value
        answer = call(method, path.replace("{id}", key)[1:], body, **headers)
        assert str(answer.status_code) == told[0], (sent, answer.data)
        for line in told[1:]:
            assert fits(expected(line), answer.data), (line, answer.data)
        if answer.status_code == 201:
            key = answer.data["id"]


def expected(line: str) -> Any:
    """The JSON of a line; what is left out in it stands as a text of its own."""
    line = re.sub(rf": {_ANY}", f': "{_ANY}"', line)
    line = re.sub(rf", {_ANY}", f', "{_ANY}": 0', line)
    return json.loads(line)


def fits(told: Any, found: Any) -> bool:
    """Whether an answer is as told; an object that ends in an ellipsis may hold more."""
    if told == _ANY:
        return True
    if isinstance(told, dict) and isinstance(found, dict):
        names = told.keys() - {_ANY}
        is_open = _ANY in told
        return (is_open or names == found.keys()) and all(
            name in found and fits(told[name], found[name]) for name in names
        )
    if isinstance(told, list) and isinstance(found, list):
        return len(told) == len(found) and all(map(fits, told, found))
    return bool(told == found)
